#include "ui/desk/log_view.h"

#include "ui/desk/desk_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTextLayout>
#include <QWheelEvent>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr std::size_t kMostLaid = 600;
constexpr int kLongestName = 18, kTimeWidth = 14; // characters

QFont logFont()
{
    return monoFont(12);
}

} // namespace

struct LogView::Laid
{
    QTextLayout layout;
    int width = 0;
};

LogView::LogView(const LogFeed &feed, const LogRows &rows, QWidget *parent) : QAbstractScrollArea(parent), m_feed(feed), m_rows(rows)
{
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    m_jump = new QPushButton(icon(QStringLiteral("arrow-down"), Role::OnAccent), tr("Jump to newest"), this);
    m_jump->setObjectName(QStringLiteral("jump"));
    setVariant(m_jump, "kind", "primary");
    m_jump->hide();
    connect(m_jump, &QPushButton::clicked, this, &LogView::jumpToNewest);
    restyle();
}

LogView::~LogView() = default;

void LogView::restyle()
{
    m_palette = terminal::Palette(current(), false);
    const QFontMetrics metrics(logFont());
    m_lineHeight = metrics.height() + 2;
    m_charWidth = metrics.horizontalAdvance(QLatin1Char('0'));
    m_laid.clear();
    fitScrollBars();
    viewport()->update();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
        restyle();
}

void LogView::setTimesShown(bool shown)
{
    m_times = shown;
    fitScrollBars();
    viewport()->update();
}

void LogView::setHighlight(std::optional<terminal::CompiledQuery> query)
{
    m_highlight = std::move(query);
    m_laid.clear();
    viewport()->update();
}

void LogView::setMark(const QString &mark)
{
    if (m_mark == mark)
        return;
    m_mark = mark;
    fitScrollBars();
    viewport()->update();
}

void LogView::refresh()
{
    const std::uint64_t first = m_feed.buffer().firstId();
    if (m_laid.size() > kMostLaid)
        m_laid.clear();
    std::erase_if(m_laid, [first](const auto &entry) { return entry.first < first; });
    fitScrollBars();
    if (!m_isFollowing) {
        const auto news = m_feed.buffer().nextId() - std::max(m_leftAt, first);
        m_jump->setText(news > 0 ? tr("Jump to newest (%L1 new)").arg(news) : tr("Jump to newest"));
    }
    placeJump();
    viewport()->update();
}

void LogView::fitScrollBars()
{
    m_isFitting = true;
    const int height = headHeight() + int(m_rows.size()) * m_lineHeight + kSpace2;
    QScrollBar *const bar = verticalScrollBar();
    bar->setRange(0, std::max(0, height - viewport()->height()));
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(m_lineHeight);
    const int width = kGutter + prefixWidth() + m_widest + kSpace4;
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_charWidth * 4);
    bar->setValue(m_isFollowing ? bar->maximum() : m_topId == 0 ? 0 : headHeight() + int(m_rows.rowOf(m_topId)) * m_lineHeight + m_topOffset);
    m_isFitting = false;
}

void LogView::scrollContentsBy(int, int)
{
    viewport()->update();
    if (m_isFitting)
        return;
    const QScrollBar *const bar = verticalScrollBar();
    notePlace(); // first: who hears that it no longer follows may have it laid out anew
    setFollowing(bar->value() >= bar->maximum());
}

void LogView::notePlace()
{
    const int y = verticalScrollBar()->value() - headHeight();
    if (y < 0 || m_rows.size() == 0) {
        m_topId = 0;
        return;
    }
    const std::size_t row = std::min(std::size_t(y / m_lineHeight), m_rows.size() - 1);
    m_topId = m_rows.idAt(row);
    m_topOffset = y - int(row) * m_lineHeight;
}

void LogView::setFollowing(bool following)
{
    if (m_isFollowing == following)
        return;
    m_isFollowing = following;
    m_leftAt = m_feed.buffer().nextId();
    m_jump->setText(tr("Jump to newest"));
    m_jump->setVisible(!following);
    placeJump();
    Q_EMIT followingChanged(following);
}

void LogView::jumpToNewest()
{
    setFollowing(true);
    fitScrollBars();
    setFocus();
}

void LogView::placeJump()
{
    m_jump->adjustSize();
    const QRect area = viewport()->geometry();
    m_jump->move(area.right() - m_jump->width() - kSpace4, area.bottom() - m_jump->height() - kSpace3);
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    fitScrollBars();
    placeJump();
}

void LogView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ShiftModifier) {
        QScrollBar *const bar = horizontalScrollBar();
        bar->setValue(bar->value() - (event->angleDelta().x() + event->angleDelta().y()) / 2);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

int LogView::prefixWidth() const
{
    int characters = m_times ? kTimeWidth : 0;
    if (m_feed.origins().size() > 1) {
        qsizetype longest = 0;
        for (const LogOrigin &origin : m_feed.origins())
            longest = std::max(longest, std::min<qsizetype>(kLongestName, origin.name.size()));
        characters += int(longest) + 2;
    }
    return characters * m_charWidth;
}

QString LogView::prefixOf(const LogLine &line) const
{
    QString out;
    if (m_times && line.time != 0)
        out += clockText(line.time) + QLatin1Char(' ');
    if (m_feed.origins().size() > 1 && line.source < m_feed.origins().size())
        out += m_feed.origins()[line.source].name + QStringLiteral(": ");
    return out;
}

LogView::Laid &LogView::laid(const LogLine &line) const
{
    auto &entry = m_laid[line.id];
    if (entry)
        return *entry;
    entry = std::make_unique<Laid>();
    const LogText shown = readLogLine(line.bytes);
    QList<QTextLayout::FormatRange> formats;
    for (const LogRun &run : shown.runs) {
        const terminal::CellColors colors = m_palette.resolve(run.style, m_palette.ground());
        QTextLayout::FormatRange range;
        range.start = int(run.begin);
        range.length = int(run.length);
        range.format.setForeground(QColor(colors.fg));
        if (colors.bg != m_palette.ground())
            range.format.setBackground(QColor(colors.bg));
        if (run.style.attrs & core::vt::Bold)
            range.format.setFontWeight(QFont::Bold);
        range.format.setFontItalic(run.style.attrs & core::vt::Italic);
        range.format.setFontUnderline(run.style.underline != core::vt::Underline::None);
        range.format.setFontStrikeOut(run.style.attrs & core::vt::Strike);
        formats << range;
    }
    if (m_highlight) {
        std::vector<terminal::CompiledQuery::Found> found;
        (void)m_highlight->findAll(shown.text, found);
        for (const auto &match : found) {
            QTextLayout::FormatRange range;
            range.start = int(match.start);
            range.length = int(match.end - match.start);
            range.format.setBackground(QColor(m_palette.matched(m_palette.ground())));
            range.format.setForeground(QColor(m_palette.text()));
            formats << range;
        }
    }
    QTextLayout &layout = entry->layout;
    layout.setText(shown.text);
    layout.setFont(logFont());
    layout.setFormats(formats);
    layout.setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine only = layout.createLine();
    if (only.isValid())
        only.setNumColumns(int(shown.text.size()));
    layout.endLayout();
    entry->width = only.isValid() ? int(only.naturalTextWidth()) + 1 : 0;
    m_widest = std::max(m_widest, entry->width);
    return *entry;
}

int LogView::columnAt(const LogLine &line, int x) const
{
    const QTextLayout &layout = laid(line).layout;
    return layout.lineCount() > 0 ? layout.lineAt(0).xToCursor(x) : 0;
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Role::Terminal));
    const int top = verticalScrollBar()->value();
    int y = headHeight() - top;
    if (!m_mark.isEmpty() && y > 0) {
        painter.setFont(textFont(11));
        painter.setPen(color(Role::Dim));
        painter.drawText(QRect(kGutter, y - headHeight(), viewport()->width() - 2 * kGutter, headHeight()), Qt::AlignVCenter | Qt::AlignLeft, m_mark);
    }
    const int before = m_widest;
    std::size_t row = y < 0 ? std::size_t(-y / m_lineHeight) : 0;
    for (y += int(row) * m_lineHeight; row < m_rows.size() && y < viewport()->height(); ++row, y += m_lineHeight)
        paintLine(painter, y, m_rows.lineAt(row));
    if (m_widest > before) // what is in sight decides how far it goes to the right
        QMetaObject::invokeMethod(this, &LogView::fitScrollBars, Qt::QueuedConnection);
}

void LogView::paintLine(QPainter &painter, int y, const LogLine &line) const
{
    Laid &shown = laid(line);
    int x = kGutter - horizontalScrollBar()->value();
    if (line.stream == core::engine::LogSource::Error) {
        painter.fillRect(QRect(0, y, viewport()->width(), m_lineHeight), QColor(terminal::mixed(m_palette.ground(), color(Role::Fail).rgb(), 0.06)));
        painter.fillRect(QRect(x - kGutter + 5, y + 1, 3, m_lineHeight - 2), color(Role::Fail));
    }
    const QFont font = logFont();
    painter.setFont(font);
    const int baseline = y + 1 + QFontMetrics(font).ascent();
    if (m_times) {
        painter.setPen(color(Role::Dim));
        painter.drawText(QPoint(x, baseline), clockText(line.time));
        x += kTimeWidth * m_charWidth;
    }
    if (m_feed.origins().size() > 1 && line.source < m_feed.origins().size()) {
        const QString &name = m_feed.origins()[line.source].name;
        painter.setPen(identity(name, current()));
        painter.drawText(QPoint(x, baseline), QFontMetrics(font).elidedText(name, Qt::ElideRight, kLongestName * m_charWidth));
        x = kGutter - horizontalScrollBar()->value() + prefixWidth();
    }
    const QTextLine text = shown.layout.lineCount() > 0 ? shown.layout.lineAt(0) : QTextLine();
    const auto [from, to] = selection();
    if (from != to && line.id >= from.id && line.id <= to.id) {
        const qreal left = line.id == from.id && text.isValid() ? text.cursorToX(from.column) : 0;
        const qreal right = line.id == to.id ? (text.isValid() ? text.cursorToX(to.column) : 0) : shown.width + m_charWidth;
        painter.fillRect(QRectF(x + left, y, right - left, m_lineHeight), QColor(m_palette.selected(m_palette.ground())));
    }
    painter.setPen(QColor(m_palette.text()));
    shown.layout.draw(&painter, QPointF(x, y + 1));
}

} // namespace ui::desk
