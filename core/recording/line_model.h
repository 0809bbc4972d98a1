// The line that output is being written to, as far as finding secrets in it needs: which characters it shows, and which byte
// of the stream each came from. Knows what shells do when a line is edited (backspace, return, erase, insert, delete, a line
// that wraps), and nothing of a screen.
//
// Threads: its owner's.
#pragma once
#include "core/telemetry/redactor.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace core::recording {

class LineModel
{
public:
    static constexpr std::size_t kMostCells = 8192; // then the older half is forgotten
    static constexpr std::uint64_t kNowhere = UINT64_MAX;

    struct Cell
    {
        char32_t c = U' ';              // 0: the second column of a wide character
        std::uint64_t source = kNowhere; // offset in the stream; nowhere: never printed, or masked already
        std::uint8_t length = 0;        // bytes there
    };

    void setColumns(int columns) { m_columns = std::size_t(columns); }

    void put(char32_t c, int width, std::uint64_t source, std::uint8_t length);
    void tab(); // blanks to the next eighth column
    void carriageReturn() { m_at = rowStart(); }
    void moveBy(std::ptrdiff_t cells); // never before the line's beginning
    void moveToColumn(std::size_t column) { m_at = std::min(rowStart() + column, kMostCells); }
    bool moveByRows(std::ptrdiff_t rows); // false: that is another line
    void erase(std::size_t count);        // from the cursor on
    void eraseToEnd();
    void eraseToStart();
    void insert(std::size_t count);
    void remove(std::size_t count);
    void clear(std::size_t column = 0);   // another line begins

    bool isEmpty() const { return m_cells.empty() && m_at == 0; }
    std::size_t column() const { return (m_first + m_at) % m_columns; }
    std::size_t size() const { return m_cells.size(); }
    Cell &cell(std::size_t index) { return m_cells[index]; }
    const Cell &cell(std::size_t index) const { return m_cells[index]; }

    // As text, with the cell that each byte belongs to.
    void text(std::string &utf8, std::vector<std::uint32_t> &cellOfByte) const;

private:
    std::size_t rowStart() const;
    void forgetOldest();

    std::vector<Cell> m_cells;
    std::size_t m_at = 0;      // where the next character goes
    std::size_t m_columns = 80;
    std::size_t m_first = 0;   // how many cells were forgotten before the first
};

} // namespace core::recording
