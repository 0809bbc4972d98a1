#include "app/berthctl/frame_printer.h"

#include "core/vt/char_properties.h"
#include "core/vt/sgr.h"
#include "core/vt/utf8.h"

#include <algorithm>

namespace berthctl {
namespace {

using namespace core::vt;

std::string moveTo(int row, int column)
{
    return "\x1b[" + std::to_string(row + 1) + ';' + std::to_string(column + 1) + 'H';
}

std::string cut(const std::string &text, int columns)
{
    std::string out;
    const char *p = text.data();
    const char *const end = p + text.size();
    while (p != end) {
        const Decoded decoded = decodeUtf8(p, end);
        columns -= propertiesOf(decoded.c).width();
        if (columns < 0)
            break;
        out.append(p, decoded.length);
        p += decoded.length;
    }
    return out + std::string(std::size_t(std::max(columns, 0)), ' ');
}

} // namespace

void FramePrinter::setSize(core::base::GridSize terminal)
{
    m_size = terminal;
    m_fresh = true;
}

void FramePrinter::printRow(std::string &out, const Row &row, int first, int columns) const
{
    std::size_t run = 0;
    Style current;
    const int last = std::min(int(row.cells.size()), first + columns);
    int printed = 0;
    for (int c = first; c < last; ++c) {
        const Cell &cell = row.cells[std::size_t(c)];
        if (cell.width == 0 && c > first) // at the edge it is half a character: a blank
            continue;
        const bool isCut = cell.width == 0 || c + cell.width > first + columns;
        while (run < row.runs.size() && c >= row.runs[run].start + row.runs[run].count)
            ++run;
        Style style = run < row.runs.size() && c >= row.runs[run].start ? row.runs[run].style : Style{};
        style.link = 0; // targets are for who can see them
        if (style != current) {
            appendSgr(out, style);
            current = style;
        }
        out += cell.text == 0 || isCut ? " " : row.text(c, c + cell.width);
        printed += isCut ? 1 : cell.width;
    }
    out += "\x1b[0m";
    if (printed < columns || columns < m_size.cols)
        out += "\x1b[K"; // in the last column it would take the character there
}

std::string FramePrinter::print(const Frame &frame, const std::string &status)
{
    std::string out;
    const int visible = std::min(frame.size.rows, std::max(m_size.rows - (m_hasStatus ? 1 : 0), 1));
    const int columns = std::min(frame.size.cols, m_size.cols);
    // A smaller terminal follows the cursor; sideways not by each column, which would draw everything anew for each.
    const int top = std::clamp(frame.cursor.row - visible + 1, 0, frame.size.rows - visible);
    const int first = frame.cursor.col < columns ? 0 : std::min(frame.cursor.col - columns / 2, frame.size.cols - columns);
    if (m_fresh || int(m_rows.size()) != visible || columns != m_columns || first != m_first) {
        out += "\x1b[0m\x1b[2J";
        m_rows.assign(std::size_t(visible), nullptr);
        m_status.clear();
        m_columns = columns;
        m_first = first;
        m_fresh = false;
    }
    for (int i = 0; i < visible; ++i) {
        const RowPtr &row = frame.rows[std::size_t(top + i)];
        if (m_rows[std::size_t(i)] == row)
            continue;
        m_rows[std::size_t(i)] = row;
        out += moveTo(i, 0);
        printRow(out, *row, first, columns);
    }
    if (m_hasStatus && m_size.rows > 1 && status != m_status) {
        out += moveTo(m_size.rows - 1, 0) + "\x1b[7m" + cut(status, m_size.cols) + "\x1b[0m";
        m_status = status;
    }
    const int column = frame.cursor.col - first;
    if (frame.cursor.visible && column >= 0 && column < columns)
        out += moveTo(frame.cursor.row - top, column) + "\x1b[?25h";
    else
        out += "\x1b[?25l";
    return "\x1b[?2026h" + out + "\x1b[?2026l";
}

} // namespace berthctl
