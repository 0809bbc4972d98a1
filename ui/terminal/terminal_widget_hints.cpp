// Hints by keyboard, and what of the text can be pointed at.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <algorithm>

namespace ui::terminal {
namespace {

using core::vt::LinkId;
using core::vt::Row;
using core::vt::Run;

constexpr int kNothingFoundMs = 2000;
constexpr std::size_t kReachRows = 64; // a URL is looked for in so many rows of a wrapped line before the one on show

bool overlap(const TextTarget &a, const TextTarget &b)
{
    return a.line == b.line && a.from < b.end && b.from < a.end;
}

bool isModifier(int key)
{
    return (key >= Qt::Key_Shift && key <= Qt::Key_ScrollLock) || key == Qt::Key_AltGr || key == Qt::Key_Super_L || key == Qt::Key_Super_R;
}

} // namespace

std::optional<TextTarget> TerminalWidget::Private::textTargetAt(CellHit hit, bool urlsOnly) const
{
    const Document &document = view.document();
    const auto index = view.documentRow(hit.row);
    const core::vt::RowPtr row = index && !view.foldAt(hit.row).isValid() ? document.row(*index) : nullptr;
    if (!row)
        return {};
    return targetAt(LineText(document, document.firstRowOfLine(*index, kReachRows)), row->firstCell + std::uint32_t(hit.col), urlsOnly);
}

QString TerminalWidget::Private::linkUnder(CellHit hit) const
{
    if (const LinkId link = view.linkAt(hit.row, hit.col))
        return QString::fromStdString(view.linkTarget(link));
    const auto url = textTargetAt(hit, true);
    return url ? url->text : QString();
}

// Left to right, top to bottom. A link of the program's own goes before what its text looks like.
std::vector<TextTarget> TerminalWidget::Private::targetsOnShow() const
{
    const Document &document = view.document();
    std::vector<std::size_t> onShow; // rows of the document
    for (int viewRow = 0; viewRow < view.screen().size.rows; ++viewRow) {
        const auto index = view.documentRow(viewRow);
        if (index && !view.foldAt(viewRow).isValid())
            onShow.push_back(*index);
    }
    std::vector<TextTarget> links;
    LinkId last = 0;
    for (const std::size_t index : onShow) {
        const core::vt::RowPtr row = document.row(index);
        for (const Run &run : row->runs) {
            const std::uint32_t from = row->firstCell + run.start;
            const bool goesOn = run.style.link == last && last != 0 && links.back().line == row->line && links.back().end == from;
            last = run.style.link;
            if (goesOn)
                links.back().end += run.count;
            else if (last != 0)
                links.push_back({TextTarget::Kind::Url, row->line, from, from + run.count, QString::fromStdString(view.linkTarget(last)), {}, 0, 0});
        }
    }
    std::vector<TextTarget> targets;
    std::size_t read = 0; // rows before this one were
    for (const std::size_t index : onShow) {
        if (index < read)
            continue;
        const core::vt::RowPtr row = document.row(index);
        const LineText line(document, document.firstRowOfLine(index, kReachRows), onShow.back() + 1);
        const auto kept = [&](const TextTarget &target) {
            return target.end > row->firstCell && std::none_of(links.begin(), links.end(), [&](const TextTarget &link) { return overlap(link, target); });
        };
        std::vector<TextTarget> here;
        for (TextTarget &target : findTargets(line)) {
            if (kept(target))
                here.push_back(std::move(target));
        }
        std::copy_if(links.begin(), links.end(), std::back_inserter(here), [&](const TextTarget &link) { return link.line == row->line; });
        std::sort(here.begin(), here.end(), [](const TextTarget &a, const TextTarget &b) { return a.from < b.from; });
        for (TextTarget &target : here) {
            target.from = std::max(target.from, row->firstCell); // the label belongs on the part that is on show
            targets.push_back(std::move(target));
        }
        read = line.nextRow();
    }
    return targets;
}

void TerminalWidget::Private::startHints()
{
    hints.begin(targetsOnShow());
    if (!hintHelp) {
        hintHelp = new QLabel(q);
        hintHelp->setObjectName(QStringLiteral("hintHelp"));
        hintHelp->setAttribute(Qt::WA_TransparentForMouseEvents);
        hintHelp->setFont(theme::textFont());
    }
    hintHelp->setStyleSheet(QStringLiteral("QLabel { background: %1; color: %2; border: 1px solid %3; border-radius: %4px; padding: 4px 10px; }")
                                .arg(theme::color(theme::Role::Raised).name(), theme::color(theme::Role::Text).name(), theme::color(theme::Role::Line).name())
                                .arg(theme::kRadius));
    hintHelp->setText(hints.isActive() ? tr("Type a label to copy · with Shift to open · Esc to leave") : tr("No URL, path or hash on show"));
    hintHelp->show();
    if (!hints.isActive())
        QTimer::singleShot(kNothingFoundMs, hintHelp, &QWidget::hide);
    placeHintHelp();
    updateHighlights();
    refresh();
}

void TerminalWidget::Private::endHints()
{
    if (hintHelp)
        hintHelp->hide();
    if (!hints.isActive())
        return;
    hints.end();
    updateHighlights();
    refresh();
}

void TerminalWidget::Private::placeHintHelp()
{
    if (!hintHelp || !hintHelp->isVisibleTo(q))
        return;
    const int most = q->width() - OverlayScrollBar::kWidth - 2 * theme::kSpace2;
    hintHelp->setWordWrap(false);
    hintHelp->adjustSize();
    if (hintHelp->width() > most) {
        hintHelp->setWordWrap(true);
        hintHelp->resize(most, hintHelp->heightForWidth(most));
    }
    hintHelp->move(q->width() - hintHelp->width() - OverlayScrollBar::kWidth - theme::kSpace2, q->height() - hintHelp->height() - theme::kSpace2);
    hintHelp->raise();
}

void TerminalWidget::Private::hintKey(const QKeyEvent &event)
{
    if (event.key() == Qt::Key_Backspace) {
        hints.takeBack();
    } else if (event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z && !(event.modifiers() & ~Qt::ShiftModifier)) {
        if (const Hints::Hint *hint = hints.type(QChar(event.key()))) {
            const TextTarget target = hint->target;
            endHints();
            if (event.modifiers() & Qt::ShiftModifier)
                open(target);
            else
                copyTarget(target);
            return;
        }
    } else if (!isModifier(event.key())) {
        endHints();
        return;
    }
    refresh();
}

void TerminalWidget::Private::open(const TextTarget &target)
{
    if (target.kind == TextTarget::Kind::Path)
        Q_EMIT q->pathActivated(target.path, target.fileLine, target.fileColumn);
    else if (target.kind == TextTarget::Kind::Url && mayOpen(target.text))
        Q_EMIT q->linkActivated(target.text);
    else
        copyTarget(target);
}

void TerminalWidget::Private::copyTarget(const TextTarget &target)
{
    constexpr int kMostTold = 100; // characters
    QGuiApplication::clipboard()->setText(target.text);
    Q_EMIT q->told(TerminalWidget::tr("Copied: %1").arg(target.text.left(kMostTold)));
}

void TerminalWidget::Private::openLink(CellHit hit)
{
    if (view.linkAt(hit.row, hit.col) != 0) {
        const QString link = linkUnder(hit);
        if (mayOpen(link))
            Q_EMIT q->linkActivated(link);
    } else if (const auto target = textTargetAt(hit, false); target && target->kind != TextTarget::Kind::Hash) {
        open(*target);
    }
}

// ---- public

bool TerminalWidget::hasHints() const
{
    return d->hints.isActive();
}

void TerminalWidget::startHints()
{
    setFocus(Qt::ShortcutFocusReason);
    d->startHints();
}

} // namespace ui::terminal
