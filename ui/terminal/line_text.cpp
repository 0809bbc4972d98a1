#include "ui/terminal/line_text.h"

#include <algorithm>

namespace ui::terminal {
namespace {

using core::vt::Cell;
using core::vt::Row;
using core::vt::RowPtr;

void appendCharacter(QString &text, char32_t c)
{
    if (c == 0)
        c = U' ';
    else if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) // no character: regular expressions refuse such text
        c = 0xfffd;
    if (c > 0xffff) {
        text += QChar(QChar::highSurrogate(c));
        text += QChar(QChar::lowSurrogate(c));
    } else {
        text += QChar(char16_t(c));
    }
}

} // namespace

LineText::LineText(const Document &document, std::size_t first, std::size_t endRow)
    : m_nextRow(first)
{
    RowPtr row = document.row(first);
    m_line = row ? row->line : 0;
    std::uint32_t lastEnd = row ? row->firstCell : 0;
    while (row && row->line == m_line) {
        append(*row);
        ++m_nextRow;
        lastEnd = row->firstCell + std::uint32_t(row->cells.size());
        m_goesOn = row->wrapped && m_text.size() >= kMostUnits && m_nextRow >= first + kLeastRows && m_nextRow < endRow;
        if (!row->wrapped || m_goesOn || m_nextRow >= endRow)
            break;
        RowPtr next = document.row(m_nextRow);
        // Blanks at the end of a wrapped row are not stored; one missing cell is where a wide character did not fit.
        if (next && next->line == m_line && next->firstCell > lastEnd + 1) {
            for (std::uint32_t cell = lastEnd; cell < next->firstCell; ++cell) {
                m_cells.push_back(cell);
                m_text += QLatin1Char(' ');
            }
        }
        row = std::move(next);
    }
    m_cells.push_back(lastEnd);
}

void LineText::append(const Row &row)
{
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Cell &cell = row.cells[i];
        if (cell.width == 0)
            continue;
        if (cell.text & Cell::kCluster) {
            const std::size_t index = cell.text & ~Cell::kCluster;
            if (index < row.clusters.size()) {
                for (const char32_t c : row.clusters[index])
                    appendCharacter(m_text, c);
            }
        } else {
            appendCharacter(m_text, cell.text);
        }
        m_cells.resize(std::size_t(m_text.size()), row.firstCell + std::uint32_t(i));
    }
}

qsizetype LineText::unitAt(std::uint32_t cell) const
{
    return std::lower_bound(m_cells.begin(), m_cells.end() - 1, cell) - m_cells.begin();
}

} // namespace ui::terminal
