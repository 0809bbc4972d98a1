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

int rowUnits(const core::vt::Row &row)
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
        offset += rowUnits(*rows[std::size_t(i)]) + 1;
    if (row < 0 || row >= int(rows.size()))
        return offset;
    return offset + std::min(unitsBefore(*rows[std::size_t(row)], col), rowUnits(*rows[std::size_t(row)]));
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
    const auto viewRow = [&](std::size_t row) { return int(std::clamp<long long>((long long)row - (long long)view.viewport().top(), 0, (long long)view.rows().size())); };
    *start = offsetOf(viewRow(span->firstRow), span->firstRow < view.viewport().top() ? 0 : span->firstCol);
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
    const std::size_t top = d.view.viewport().top();
    d.view.selection().start(d.view.document(), top + std::size_t(from.row), from.col, SelectionMode::Character);
    d.view.selection().extend(d.view.document(), top + std::size_t(to.row), to.col);
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
    return terminal()->visibleText().mid(start, end - start);
}

int AccessibleTerminal::characterCount() const
{
    return int(terminal()->visibleText().size());
}

AccessibleTerminal::Cell AccessibleTerminal::cellOf(int offset) const
{
    const auto &rows = terminal()->d->view.rows();
    for (int i = 0; i < int(rows.size()); ++i) {
        const core::vt::Row &row = *rows[std::size_t(i)];
        const int units = rowUnits(row);
        if (offset <= units) {
            int col = 0;
            while (col < int(row.cells.size()) && unitsBefore(row, col + 1) <= offset)
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
