#include "core/recording/line_model.h"

#include "core/vt/utf8.h"

#include <algorithm>

namespace core::recording {

void LineModel::put(char32_t c, int width, std::uint64_t source, std::uint8_t length)
{
    if (width == 0)
        return; // joins the character before it
    if (m_at + std::size_t(width) > kMostCells)
        forgetOldest();
    if (m_cells.size() < m_at + std::size_t(width))
        m_cells.resize(m_at + std::size_t(width));
    m_cells[m_at++] = {c, source, length};
    if (width > 1)
        m_cells[m_at++] = {0, kNowhere, 0};
}

void LineModel::tab()
{
    constexpr std::size_t kTab = 8;
    do
        put(U' ', 1, kNowhere, 0);
    while ((m_first + m_at) % kTab != 0);
}

// A line that is longer than the screen is wide goes on in the next row; a return goes to that row's beginning. A full row
// is left only by the next character.
std::size_t LineModel::rowStart() const
{
    const std::size_t column = m_first + m_at;
    const std::size_t last = column > 0 && column % m_columns == 0 && m_at == m_cells.size() ? column - 1 : column;
    const std::size_t start = last - last % m_columns;
    return start > m_first ? start - m_first : 0;
}

void LineModel::moveBy(std::ptrdiff_t cells)
{
    const auto to = std::ptrdiff_t(m_at) + std::clamp(cells, -std::ptrdiff_t(kMostCells), std::ptrdiff_t(kMostCells));
    m_at = std::size_t(std::clamp(to, std::ptrdiff_t(0), std::ptrdiff_t(kMostCells)));
}

bool LineModel::moveByRows(std::ptrdiff_t rows)
{
    const std::ptrdiff_t to = std::ptrdiff_t(m_at) + std::clamp(rows, std::ptrdiff_t(-1000), std::ptrdiff_t(1000)) * std::ptrdiff_t(m_columns);
    if (to < 0 || to > std::ptrdiff_t(m_cells.size()))
        return false;
    m_at = std::size_t(to);
    return true;
}

void LineModel::erase(std::size_t count)
{
    for (std::size_t i = m_at; i < m_cells.size() && count > 0; ++i, --count)
        m_cells[i] = {};
}

void LineModel::eraseToEnd()
{
    if (m_at < m_cells.size())
        m_cells.resize(m_at);
}

void LineModel::eraseToStart()
{
    for (std::size_t i = rowStart(); i < std::min(m_at + 1, m_cells.size()); ++i)
        m_cells[i] = {};
}

void LineModel::insert(std::size_t count)
{
    if (m_at >= m_cells.size())
        return;
    count = std::min(count, kMostCells - std::min(kMostCells, m_cells.size()));
    m_cells.insert(m_cells.begin() + std::ptrdiff_t(m_at), count, Cell{});
}

void LineModel::remove(std::size_t count)
{
    if (m_at >= m_cells.size())
        return;
    const auto from = m_cells.begin() + std::ptrdiff_t(m_at);
    m_cells.erase(from, from + std::ptrdiff_t(std::min(count, m_cells.size() - m_at)));
}

void LineModel::clear(std::size_t column)
{
    m_cells.clear();
    m_at = std::min({column, m_columns - 1, kMostCells});
    m_cells.resize(m_at); // a return may go back over what stands there, which nobody knows
    m_first = 0;
}

void LineModel::forgetOldest()
{
    const std::size_t drop = std::min(kMostCells / 2, m_cells.size());
    m_cells.erase(m_cells.begin(), m_cells.begin() + std::ptrdiff_t(drop));
    m_at -= std::min(m_at, kMostCells / 2);
    m_first += drop;
}

void LineModel::text(std::string &utf8, std::vector<std::uint32_t> &cellOfByte) const
{
    utf8.clear();
    cellOfByte.clear();
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (m_cells[i].c == 0)
            continue;
        vt::appendUtf8(utf8, m_cells[i].c);
        cellOfByte.resize(utf8.size(), std::uint32_t(i));
    }
}

} // namespace core::recording
