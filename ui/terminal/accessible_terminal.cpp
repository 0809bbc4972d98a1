#include "ui/terminal/accessible_terminal.h"

#include "ui/terminal/terminal_widget_private.h"

namespace ui::terminal {
namespace {

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *widget = qobject_cast<TerminalWidget *>(object);
    return widget ? new AccessibleTerminal(widget) : nullptr;
}

// UTF-16 units of the first `col` cells of a row.
int unitsBefore(const core::vt::Row &row, int col)
{
    return int(QString::fromStdString(row.text(0, std::min(col, int(row.cells.size())))).size());
}

// The text alone, without what is said about its block.
int textUnits(const core::vt::Row &row)
{
    return int(QString::fromStdString(row.trimmedText()).size());
}

} // namespace

void AccessibleTerminal::install()
{
    QAccessible::installFactory(make); // the same factory twice is kept once
}

AccessibleTerminal::AccessibleTerminal(TerminalWidget *widget)
    : QAccessibleWidget(widget, QAccessible::Terminal)
{
}

TerminalWidget *AccessibleTerminal::terminal() const
{
    return static_cast<TerminalWidget *>(object());
}

void *AccessibleTerminal::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State AccessibleTerminal::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

int AccessibleTerminal::offsetOf(int row, int col) const
{
    const auto &rows = terminal()->d->view.rows();
    int offset = 0;
    for (int i = 0; i < row && i < int(rows.size()); ++i)
        offset += rowUnits(i) + 1;
    if (row < 0 || row >= int(rows.size()))
        return offset;
    return offset + std::min(unitsBefore(*rows[std::size_t(row)], col), textUnits(*rows[std::size_t(row)]));
}

int AccessibleTerminal::selectionCount() const
{
    return terminal()->hasSelection() ? 1 : 0;
}

void AccessibleTerminal::selection(int, int *start, int *end) const
{
    const TerminalView &view = terminal()->d->view;
    *start = *end = 0;
    const auto span = view.selection().span(view.document());
    if (!span)
        return;
    const auto place = [&](std::size_t row) { return (long long)view.shown().placeOf(row) - (long long)view.viewport().top(); };
    const auto viewRow = [&](std::size_t row) { return int(std::clamp<long long>(place(row), 0, (long long)view.rows().size())); };
    *start = offsetOf(viewRow(span->firstRow), place(span->firstRow) < 0 ? 0 : span->firstCol);
    *end = offsetOf(viewRow(span->lastRow), span->endCol);
}

void AccessibleTerminal::addSelection(int start, int end)
{
    setSelection(0, start, end);
}

void AccessibleTerminal::setSelection(int, int start, int end)
{
    TerminalWidget::Private &d = *terminal()->d;
    const int count = characterCount();
    const Cell from = cellOf(std::clamp(start, 0, count)), to = cellOf(std::clamp(end, 0, count));
    const auto first = d.rowUnder({from.row, 0, 0, 0, 0}), last = d.rowUnder({to.row, 0, 0, 0, 0});
    if (!first || !last)
        return;
    d.view.selection().start(d.view.document(), *first, from.col, SelectionMode::Character);
    d.view.selection().extend(d.view.document(), *last, to.col);
    d.publishSelection();
    d.refresh();
}

void AccessibleTerminal::removeSelection(int)
{
    terminal()->d->view.selection().clear();
    terminal()->d->refresh();
}

int AccessibleTerminal::cursorPosition() const
{
    const TerminalView &view = terminal()->d->view;
    return offsetOf(view.cursorRow().value_or(int(view.rows().size()) - 1), view.screen().cursor.col);
}

QString AccessibleTerminal::text(int start, int end) const
{
    return wholeText().mid(start, end - start);
}

int AccessibleTerminal::characterCount() const
{
    return int(wholeText().size());
}

// A block's state is a label beside the grid: here it is said behind the row that it starts with.
QString AccessibleTerminal::wholeText() const
{
    QStringList lines;
    for (int i = 0; i < int(terminal()->d->view.rows().size()); ++i)
        lines << terminal()->d->spokenRow(i);
    return lines.join(QLatin1Char('\n'));
}

int AccessibleTerminal::rowUnits(int row) const
{
    return int(terminal()->d->spokenRow(row).size());
}

AccessibleTerminal::Cell AccessibleTerminal::cellOf(int offset) const
{
    const auto &rows = terminal()->d->view.rows();
    for (int i = 0; i < int(rows.size()); ++i) {
        const core::vt::Row &row = *rows[std::size_t(i)];
        const int units = rowUnits(i);
        if (offset <= units) {
            int col = 0;
            while (col < int(row.cells.size()) && unitsBefore(row, col + 1) <= std::min(offset, textUnits(row)))
                ++col;
            return {i, col};
        }
        offset -= units + 1;
    }
    return {std::max(0, int(rows.size()) - 1), terminal()->d->view.screen().size.cols};
}

QRect AccessibleTerminal::characterRect(int offset) const
{
    if (offset < 0 || offset > characterCount())
        return {};
    const Cell cell = cellOf(offset);
    const auto &rows = terminal()->d->view.rows();
    const auto &cells = rows[std::size_t(cell.row)]->cells;
    const bool wide = cell.col < int(cells.size()) && cells[std::size_t(cell.col)].width == 2;
    const QRect area = terminal()->d->cellRect(cell.row, cell.col, wide ? 2 : 1).toAlignedRect();
    return {terminal()->mapToGlobal(area.topLeft()), area.size()};
}

int AccessibleTerminal::offsetAtPoint(const QPoint &point) const
{
    const QPoint local = terminal()->mapFromGlobal(point);
    if (!terminal()->rect().contains(local))
        return -1;
    const CellHit hit = terminal()->d->hitAt(local);
    return offsetOf(hit.row, hit.col);
}

QString AccessibleTerminal::attributes(int, int *start, int *end) const
{
    *start = 0;
    *end = characterCount();
    return {};
}

} // namespace ui::terminal
