#include "core/vt/snapshot.h"

#include "core/vt/char_properties.h"
#include "core/vt/row_view.h"
#include "core/vt/sgr.h"
#include "core/vt/utf8.h"

#include <algorithm>

namespace core::vt {
namespace {

constexpr char kShiftIn = '\x0f';

std::string csi(int n, char final) { return "\x1b[" + std::to_string(n) + final; }

} // namespace

void SnapshotWriter::setStyle(const Style &style)
{
    if (style == m_style)
        return;
    if (style.link != m_style.link)
        m_out += "\x1b]8;;" + std::string(m.m_links.uri(style.link)) + "\x1b\\";
    Style without = style;
    without.link = m_style.link;
    if (without != m_style)
        appendSgr(m_out, style);
    m_style = style;
}

void SnapshotWriter::moveTo(int row, int col)
{
    m_out += "\x1b[" + std::to_string(row + 1) + ';' + std::to_string(col + 1) + 'H';
}

// Cells that were never printed on, or erased: not spaces.
void SnapshotWriter::writeGap(int cells, const Style &style, bool filled)
{
    if (style != Style{} || filled) {
        setStyle(style);
        m_out += csi(cells, 'X');
    }
    m_out += csi(cells, 'C');
    m_previous.clear();
}

void SnapshotWriter::writeRow(const Row &row, bool cameByWrap)
{
    std::size_t run = 0;
    const auto styleAt = [&](std::size_t col) {
        while (run < row.runs.size() && col >= std::size_t(row.runs[run].start + row.runs[run].count))
            ++run;
        return run < row.runs.size() && col >= row.runs[run].start ? row.runs[run].style : Style{};
    };
    for (std::size_t c = 0; c < row.cells.size();) {
        const Cell &cell = row.cells[c];
        const Style style = styleAt(c);
        if (cell.text == 0 && cell.width == 1) {
            std::size_t end = c + 1;
            while (end < row.cells.size() && row.cells[end].text == 0 && row.cells[end].width == 1 && styleAt(end) == style)
                ++end;
            writeGap(int(end - c), style, cameByWrap);
            c = end;
            continue;
        }
        setStyle(style);
        std::u32string character(1, char32_t(cell.text));
        if (cell.text & Cell::kCluster)
            character = row.clusters[cell.text & ~Cell::kCluster];
        if (joinsCluster(m_previous, character.front()))
            m_out += kShiftIn; // ends the character before
        for (const char32_t part : character)
            appendUtf8(m_out, part);
        m_previous = std::move(character);
        c += cell.width == 2 ? 2 : 1;
    }
    // Wrapping with a background may have filled the new row with it.
    if (cameByWrap && row.cells.size() < std::size_t(m.m_size.cols)) {
        setStyle({});
        m_out += "\x1b[K";
    }
}

void SnapshotWriter::writeRows(const std::vector<RowPtr> &rows)
{
    bool wrapped = false;
    m_previous.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row &row = *rows[i];
        // The wrap comes by itself when the row is full, or when a wide character does not fit behind it.
        const Row *next = i + 1 < rows.size() ? rows[i + 1].get() : nullptr;
        const bool wraps = next && wrapsInto(row, *next, m.m_size.cols);
        writeRow(row, wrapped);
        if (next && !wraps) {
            setStyle({});
            m_out += "\r\n";
            m_previous.clear();
        }
        wrapped = wraps;
    }
}

std::vector<RowPtr> SnapshotWriter::screen(const Grid &grid) const
{
    std::vector<RowPtr> rows;
    for (int i = 0; i < m.m_size.rows; ++i)
        rows.push_back(makeRowView(grid.row(i), m.m_styles));
    return rows;
}

void SnapshotWriter::writeCharsets(const std::array<char, 4> &charsets, int shift)
{
    for (std::size_t set = 0; set < charsets.size(); ++set)
        m_out += {'\x1b', "()*+"[set], charsets[set]};
    static constexpr const char *shifts[] = {"\x0f", "\x0e", "\x1bn", "\x1bo"};
    m_out += shifts[shift];
}

// On an empty screen: it is written on where a wrap pends.
void SnapshotWriter::writeSavedCursor(const Terminal::SavedCursor &saved)
{
    if (saved == Terminal::SavedCursor{})
        return;
    if (saved.origin)
        m_out += "\x1b[?6h"; // the margins are not set yet: it counts from the corner all the same
    moveTo(saved.at.row, saved.at.col);
    const bool wraps = saved.pendingWrap && saved.at.col == m.m_size.cols - 1;
    if (wraps)
        m_out += 'x';
    setStyle(saved.pen);
    if (saved.isProtected)
        m_out += "\x1b[1\"q";
    writeCharsets(saved.charsets, saved.shift);
    m_out += "\x1b" "7";
    setStyle({});
    if (wraps)
        m_out += "\x1b[K";
    plainState(); // leaving origin mode moves the cursor
    moveTo(0, 0);
}

void SnapshotWriter::plainState()
{
    writeCharsets({'B', 'B', 'B', 'B'}, 0);
    setStyle({});
    m_out += "\x1b[0\"q\x1b[?6l";
}

void SnapshotWriter::writeModes()
{
    const DecModes fresh;
    // These are written where they take effect; and a new viewer waits for nobody.
    constexpr int elsewhere[] = {DecModes::Origin, DecModes::AutoWrap, DecModes::LeftRightMargins, DecModes::Alternate47, DecModes::Alternate1047, DecModes::Alternate1049, DecModes::CursorBlink, DecModes::SynchronizedOutput};
    for (const int mode : m.m_modes.list()) {
        if (!fresh.has(mode) && std::find(std::begin(elsewhere), std::end(elsewhere), mode) == std::end(elsewhere))
            m_out += "\x1b[?" + std::to_string(mode) + 'h';
    }
    if (!m.m_modes.has(DecModes::CursorVisible))
        m_out += "\x1b[?25l";
    if (!m.m_modes.has(DecModes::AlternateScroll))
        m_out += "\x1b[?1007l";
    if (const int flags = m.keyboardFlags())
        m_out += "\x1b[=" + std::to_string(flags) + ";1u";
    if (const int level = m.modifyOtherKeys())
        m_out += "\x1b[>4;" + std::to_string(level) + 'm';
    if (m.m_newline)
        m_out += "\x1b[20h";
    const int shape = m.m_shape == CursorShape::Block ? 1 : m.m_shape == CursorShape::Underline ? 3 : 5;
    m_out += "\x1b[" + std::to_string(shape + !m.m_modes.has(DecModes::CursorBlink)) + " q";
    if (m.m_top != 0 || m.m_bottom != m.m_size.rows)
        m_out += "\x1b[" + std::to_string(m.m_top + 1) + ';' + std::to_string(m.m_bottom) + 'r';
    if (m.m_modes.has(DecModes::LeftRightMargins)) {
        m_out += "\x1b[?69h";
        if (m.m_left != 0 || m.m_right != m.m_size.cols)
            m_out += "\x1b[" + std::to_string(m.m_left + 1) + ';' + std::to_string(m.m_right) + 's';
    }
    if (m.m_modes.has(DecModes::Origin))
        m_out += "\x1b[?6h";
}

void SnapshotWriter::writeCursor()
{
    const bool origin = m.m_modes.has(DecModes::Origin);
    const int left = m.m_modes.has(DecModes::LeftRightMargins) ? m.m_left : 0;
    const int row = m.m_cursor.row - (origin ? m.m_top : 0), col = m.m_cursor.col - (origin ? left : 0);
    const Grid &grid = m.m_alternate ? m.m_altGrid : m.m_mainGrid;
    const GridRow &cells = grid.row(m.m_cursor.row);
    GridCell last = cells.cells[std::size_t(m.m_cursor.col)];
    const int back = last.isTrail() ? 1 : 0;
    if (back)
        last = cells.cells[std::size_t(m.m_cursor.col - 1)];
    if (m.m_pendingWrap && (last.text() || last.isCluster())) { // printing the last character again makes the wrap pend
        moveTo(row, col - back);
        setStyle(m.m_styles[last.style]);
        m_out += makeRowView(cells, m.m_styles)->text(m.m_cursor.col - back, m.m_cursor.col + 1);
    } else {
        moveTo(row, col);
    }
    if (!m.m_modes.has(DecModes::AutoWrap))
        m_out += "\x1b[?7l";
    if (m.m_insert)
        m_out += "\x1b[4h";
    setStyle(m.m_pen);
    if (m.m_protected)
        m_out += "\x1b[1\"q";
    writeCharsets(m.m_charsets, m.m_shift);
}

std::string SnapshotWriter::write(const History &history, std::size_t historyRows)
{
    m_out = "\x1b" "c";
    std::vector<RowPtr> rows;
    const std::size_t kept = std::min(historyRows, history.rowCount());
    for (std::size_t i = history.rowCount() - kept; i < history.rowCount(); ++i)
        rows.push_back(history.row(i));
    for (RowPtr &row : screen(m.m_mainGrid))
        rows.push_back(std::move(row));
    writeSavedCursor(m.m_saved[0]);
    writeRows(rows);
    setStyle({});
    if (m.m_alternate) {
        const int mode = m.m_modes.has(DecModes::Alternate1049) ? 1049 : m.m_modes.has(DecModes::Alternate1047) ? 1047 : 47;
        if (mode == 1049) { // it saves the cursor again
            m_out += "\x1b" "8";
            m_style = m.m_saved[0].pen;
        }
        m_out += "\x1b[?" + std::to_string(mode) + 'h';
        plainState();
        m_out += "\x1b[H\x1b[2J";
        writeSavedCursor(m.m_saved[1]);
        writeRows(screen(m.m_altGrid));
        setStyle({});
    }
    if (!m.m_title.empty())
        m_out += "\x1b]2;" + m.m_title + "\x1b\\";
    writeModes();
    writeCursor();
    return std::move(m_out);
}

std::string Terminal::snapshot(std::size_t historyRows)
{
    settle();
    m_mainGrid.settleLines(m_history.lastLine());
    return SnapshotWriter(*this).write(*m_history.view(), historyRows);
}

} // namespace core::vt
