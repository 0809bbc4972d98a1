// The log view's keys, mouse, selection and copying.
#include "ui/desk/log_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

namespace ui::desk {
namespace {

constexpr qsizetype kMostCopied = 64 << 20; // characters, for a clipboard

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || QStringLiteral("_-./:@%+=~").contains(c);
}

} // namespace

LogView::Place LogView::placeAt(const QPoint &pos) const
{
    if (m_rows.size() == 0)
        return {};
    const int y = std::max(0, pos.y() + verticalScrollBar()->value() - headHeight());
    const std::size_t row = std::size_t(y / m_lineHeight);
    if (row >= m_rows.size()) { // below the last line
        const LogLine &last = m_rows.lineAt(m_rows.size() - 1);
        return {last.id, int(readLogLine(last.bytes).text.size())};
    }
    const LogLine &line = m_rows.lineAt(row);
    return {line.id, columnAt(line, pos.x() + horizontalScrollBar()->value() - kGutter - prefixWidth())};
}

std::pair<LogView::Place, LogView::Place> LogView::selection() const
{
    return m_anchor <= m_head ? std::pair(m_anchor, m_head) : std::pair(m_head, m_anchor);
}

void LogView::select(Place from, Place to)
{
    m_anchor = from;
    m_head = to;
    viewport()->update();
}

void LogView::selectAll()
{
    if (m_rows.size() == 0)
        return;
    const LogLine &last = m_rows.lineAt(m_rows.size() - 1);
    select({m_rows.idAt(0), 0}, {last.id, int(readLogLine(last.bytes).text.size())});
}

QString LogView::selectedText() const
{
    const auto [from, to] = selection();
    QString out;
    if (from == to)
        return out;
    const std::size_t first = m_rows.rowOf(from.id);
    for (std::size_t row = first; row < m_rows.size() && m_rows.idAt(row) <= to.id && out.size() < kMostCopied; ++row) {
        const LogLine &line = m_rows.lineAt(row);
        QString text = readLogLine(line.bytes).text;
        if (line.id == to.id)
            text.truncate(to.column);
        if (line.id == from.id)
            text.remove(0, from.column);
        if (row > first)
            out += QLatin1Char('\n');
        const bool whole = line.id != from.id || from.column == 0;
        out += (whole && from.id != to.id ? prefixOf(line) : QString()) + text;
    }
    return out;
}

void LogView::copy() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

QString LogView::newestText(std::size_t count) const
{
    QString out;
    for (std::size_t row = m_rows.size() - std::min(count, m_rows.size()); row < m_rows.size() && out.size() < kMostCopied; ++row) {
        const LogLine &line = m_rows.lineAt(row);
        out += prefixOf(line) + readLogLine(line.bytes).text + QLatin1Char('\n');
    }
    return out;
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Place at = placeAt(event->pos());
    select(event->modifiers() & Qt::ShiftModifier ? m_anchor : at, at);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    if (event->pos().y() < 0 || event->pos().y() > viewport()->height()) {
        QScrollBar *const bar = verticalScrollBar();
        bar->setValue(bar->value() + (event->pos().y() < 0 ? event->pos().y() : event->pos().y() - viewport()->height()));
    }
    m_head = placeAt(event->pos());
    viewport()->update();
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Place at = placeAt(event->pos());
    const LogLine *const line = m_feed.buffer().find(at.id);
    if (event->button() != Qt::LeftButton || !line)
        return;
    const QString text = readLogLine(line->bytes).text;
    int from = std::min(at.column, int(text.size())), to = from;
    while (from > 0 && isWord(text[from - 1]))
        --from;
    while (to < text.size() && isWord(text[to]))
        ++to;
    select({at.id, from}, {at.id, to});
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *const bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    switch (event->key()) {
    case Qt::Key_Up: bar->triggerAction(QScrollBar::SliderSingleStepSub); break;
    case Qt::Key_Down: bar->triggerAction(QScrollBar::SliderSingleStepAdd); break;
    case Qt::Key_PageUp: bar->triggerAction(QScrollBar::SliderPageStepSub); break;
    case Qt::Key_PageDown:
    case Qt::Key_Space: bar->triggerAction(QScrollBar::SliderPageStepAdd); break;
    case Qt::Key_Home: bar->setValue(0); break;
    case Qt::Key_End: jumpToNewest(); break;
    case Qt::Key_Escape:
        if (m_anchor == m_head)
            return QAbstractScrollArea::keyPressEvent(event);
        select({}, {});
        break;
    case Qt::Key_Left: horizontalScrollBar()->triggerAction(QScrollBar::SliderSingleStepSub); break;
    case Qt::Key_Right: horizontalScrollBar()->triggerAction(QScrollBar::SliderSingleStepAdd); break;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &LogView::copy)->setEnabled(!selectedText().isEmpty());
    menu->addAction(tr("Select all"), this, &LogView::selectAll);
    menu->popup(event->globalPos());
}

} // namespace ui::desk
