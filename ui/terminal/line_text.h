// The text of one logical line, its wrapped rows joined, and the way back from characters to cells: what search, hints and
// links under the pointer look at.
#pragma once
#include "ui/terminal/document.h"

#include <QString>
#include <vector>

namespace ui::terminal {

class LineText
{
public:
    // The line from row `first` on, until it ends or has this many characters and rows (a line may be megabytes
    // long), and not beyond `endRow`.
    static constexpr qsizetype kMostUnits = 16 * 1024;
    static constexpr std::size_t kLeastRows = 4;
    LineText(const Document &document, std::size_t first, std::size_t endRow = std::size_t(-1));

    const QString &text() const { return m_text; }
    core::base::LineId line() const { return m_line; }
    std::size_t nextRow() const { return m_nextRow; } // the first one not read
    bool goesOn() const { return m_goesOn; }          // there, because this is long enough

    // The cell of the character at `unit` (UTF-16); for the text's end the cell after the last.
    std::uint32_t cellAt(qsizetype unit) const { return m_cells[std::size_t(unit)]; }
    // The first character at or after this cell.
    qsizetype unitAt(std::uint32_t cell) const;

private:
    void append(const core::vt::Row &row);

    QString m_text;
    std::vector<std::uint32_t> m_cells; // per unit of m_text, and one for its end
    core::base::LineId m_line = 0;
    std::size_t m_nextRow = 0;
    bool m_goesOn = false;
};

} // namespace ui::terminal
