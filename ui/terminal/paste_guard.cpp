#include "ui/terminal/paste_guard.h"

#include "ui/terminal/invisible.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <utility>

namespace ui::terminal {
namespace {

constexpr qsizetype kPreviewChars = 20'000;
constexpr int kWidth = 580, kPreviewHeight = 200;

bool isControl(char32_t c)
{
    return isControlCharacter(c) && c != U'\t' && c != U'\n' && c != U'\r';
}

QString markOf(char32_t c)
{
    const QString name = c == 0x1b ? QStringLiteral("ESC")
        : c == 0x08               ? QStringLiteral("BS")
        : c == 0x07               ? QStringLiteral("BEL")
        : c == 0x7f               ? QStringLiteral("DEL")
                                  : QStringLiteral("U+%1").arg(QString::number(uint(c), 16).toUpper(), 4, QLatin1Char('0'));
    return QStringLiteral("‹%1›").arg(name);
}

QString headline(const PasteRisk &risk)
{
    if (risk.endsPaste)
        return PasteGuard::tr("This text tries to end its own pasting");
    if (risk.hidesSomething())
        return PasteGuard::tr("This text contains characters that are not seen");
    if (risk.lines > 1)
        return PasteGuard::tr("Paste %1 lines?").arg(risk.lines);
    if (risk.endsLine)
        return PasteGuard::tr("Paste a line that runs at once?");
    return PasteGuard::tr("Paste a large text?");
}

QString explanation(const PasteRisk &risk)
{
    if (risk.endsPaste)
        return PasteGuard::tr("What follows the mark would be taken for typing. The sequence is made harmless; look at what comes after it.");
    if (risk.hidesSomething())
        return PasteGuard::tr("They are shown as marks. Control characters are taken out, the rest is pasted as it is.");
    if (risk.lines > 1 || risk.endsLine)
        return PasteGuard::tr("Each line end can run a command. Nothing is sent until you confirm.");
    return PasteGuard::tr("Nothing is sent until you confirm.");
}

QString figures(const PasteRisk &risk)
{
    QStringList parts;
    parts += risk.lines == 1 ? PasteGuard::tr("1 line") : PasteGuard::tr("%1 lines").arg(risk.lines);
    parts += QLocale().formattedDataSize(risk.bytes, 1);
    if (risk.controls > 0)
        parts += risk.controls == 1 ? PasteGuard::tr("1 control character") : PasteGuard::tr("%1 control characters").arg(risk.controls);
    if (risk.invisibles > 0)
        parts += risk.invisibles == 1 ? PasteGuard::tr("1 invisible character") : PasteGuard::tr("%1 invisible characters").arg(risk.invisibles);
    return parts.join(QStringLiteral(" · "));
}

QPlainTextEdit *makePreview(const QString &text, const QFont &font, QWidget *parent)
{
    auto *preview = new QPlainTextEdit(parent);
    preview->setObjectName(QStringLiteral("pastePreview"));
    preview->setReadOnly(true);
    QFont plainly = font; // no ligatures: what is there is to be seen
    plainly.setStyleStrategy(QFont::PreferNoShaping);
    preview->setFont(plainly);
    theme::setVariant(preview, "kind", "bare");
    preview->document()->setDocumentMargin(theme::kSpace2);
    preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    preview->setMinimumHeight(kPreviewHeight);
    preview->setAccessibleName(PasteGuard::tr("Text to paste"));
    preview->setTabChangesFocus(true);
    QTextCharFormat plain, mark;
    mark.setForeground(theme::color(theme::Role::Warn));
    QTextCursor cursor(preview->document());
    for (const PreviewPiece &piece : previewPieces(text))
        cursor.insertText(piece.text, piece.mark ? mark : plain);
    preview->moveCursor(QTextCursor::Start);
    return preview;
}

} // namespace

PasteRisk assessPaste(const QString &text, qsizetype largeFrom)
{
    PasteRisk risk;
    const std::u32string points = text.toStdU32String();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        if (c == U'\n' || (c == U'\r' && (i + 1 == points.size() || points[i + 1] != U'\n')))
            ++risk.lines;
        else if (isControl(c))
            ++risk.controls;
        else if (isInvisible(points, i))
            ++risk.invisibles;
    }
    risk.endsLine = !points.empty() && (points.back() == U'\n' || points.back() == U'\r');
    if (risk.endsLine)
        --risk.lines;
    risk.bytes = text.toUtf8().size();
    risk.large = risk.bytes >= largeFrom;
    risk.endsPaste = text.contains(QStringLiteral("\x1b[201~")) || text.contains(QStringLiteral("\u009b201~"));
    return risk;
}

std::vector<PreviewPiece> previewPieces(const QString &text)
{
    std::vector<PreviewPiece> pieces;
    const auto add = [&pieces](const QString &part, bool mark) {
        if (pieces.empty() || pieces.back().mark != mark)
            pieces.push_back({{}, mark});
        pieces.back().text += part;
    };
    const std::u32string points = text.left(kPreviewChars).toStdU32String();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        if (c == U'\r') {
            if (i + 1 == points.size() || points[i + 1] != U'\n')
                add(QStringLiteral("\n"), false);
        } else if (isControl(c) || isInvisible(points, i)) {
            add(markOf(c), true);
        } else {
            add(QString::fromUcs4(&c, 1), false);
        }
    }
    if (text.size() > kPreviewChars)
        add(PasteGuard::tr("\n… and %1 characters more").arg(QLocale().toString(text.size() - kPreviewChars)), true);
    return pieces;
}

QString pastePreview(const QString &text)
{
    QString shown;
    for (const PreviewPiece &piece : previewPieces(text))
        shown += piece.text;
    return shown;
}

QString asOneLine(const QString &text)
{
    static const QRegularExpression lineEnds(QStringLiteral(R"(([ \t]*+\\)?[ \t]*+(?:\r\n?|\n)[ \t\r\n]*+)"));
    QString joined = text;
    return joined.replace(lineEnds, QStringLiteral(" ")).trimmed();
}

PasteGuard::PasteGuard(const QString &text, const PasteRisk &risk, const QFont &font, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Paste"));
    setObjectName(QStringLiteral("pasteGuard"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFont(theme::textFont());
    setMinimumWidth(kWidth);

    auto *title = new QLabel(headline(risk), this);
    theme::setVariant(title, "tone", risk.hidesSomething() ? "warn-title" : "title");
    auto *why = new QLabel(explanation(risk), this);
    why->setWordWrap(true);
    theme::setVariant(why, "tone", "dim");
    auto *size = new QLabel(figures(risk), this);
    size->setObjectName(QStringLiteral("pasteFigures"));
    theme::setVariant(size, "tone", "dim");

    const auto addButton = [this](const QString &label, const QString &name) {
        auto *button = new QPushButton(label, this);
        button->setObjectName(name);
        return button;
    };
    const auto sends = [this](QPushButton *button, const QString &what) {
        connect(button, &QPushButton::clicked, this, [this, what] {
            accept();
            Q_EMIT confirmed(what);
        });
    };
    auto *paste = addButton(tr("Paste"), QStringLiteral("confirmPaste"));
    auto *joined = addButton(tr("Paste as one line"), QStringLiteral("pasteOneLine"));
    auto *cancel = addButton(tr("Cancel"), QStringLiteral("cancelPaste"));
    joined->setVisible(risk.lines > 1 || risk.endsLine);
    sends(paste, text);
    sends(joined, asOneLine(text));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    // Enter is what a hurried hand presses next.
    cancel->setDefault(true);
    cancel->setFocus();

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(theme::kSpace2);
    buttons->addStretch();
    buttons->addWidget(paste);
    buttons->addWidget(joined);
    buttons->addWidget(cancel);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(theme::kSpace4, theme::kSpace4, theme::kSpace4, theme::kSpace4);
    all->setSpacing(theme::kSpace3);
    all->addWidget(title);
    all->addWidget(why);
    auto *frame = new QFrame(this);
    theme::setVariant(frame, "kind", "code");
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(makePreview(text, font, frame));
    all->addWidget(frame, 1);
    all->addWidget(size);
    all->addLayout(buttons);
    cancel->setFocus();
}

} // namespace ui::terminal
