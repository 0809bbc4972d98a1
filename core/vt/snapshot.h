// Writes a terminal's state as the byte stream that brings a fresh terminal of the same size to it. Not carried are the
// stacks (keyboard flags, titles, saved modes), tab stops, which cells are protected, a single shift, the other screen while
// the main one is shown, and a saved wrap that pends at a right margin.
#pragma once
#include "core/vt/terminal.h"

namespace core::vt {

class SnapshotWriter
{
public:
    explicit SnapshotWriter(const Terminal &terminal) : m(terminal) {}
    std::string write(const History &history, std::size_t historyRows);

private:
    void writeRows(const std::vector<RowPtr> &rows);
    void writeRow(const Row &row, bool cameByWrap);
    void writeGap(int cells, const Style &style, bool filled);
    void setStyle(const Style &style);
    void moveTo(int row, int col);
    void writeSavedCursor(const Terminal::SavedCursor &saved);
    void plainState();
    void writeCharsets(const std::array<char, 4> &charsets, int shift);
    void writeModes();
    void writeCursor();
    std::vector<RowPtr> screen(const Grid &grid) const;

    const Terminal &m;
    std::string m_out;
    Style m_style;             // in force in the fresh terminal
    std::u32string m_previous; // the character that what is printed next could join
};

} // namespace core::vt
