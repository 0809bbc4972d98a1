// A fixed arena of encoded rows: records grow from its start, their places from its end. A place is four bytes: the offset,
// and in the highest bit whether the row's line goes on, so that counting lines looks at no record.
#pragma once
#include "core/vt/page_block.h"
#include "core/vt/row_codec.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace core::vt {

class HistoryChunk
{
public:
    static constexpr std::size_t kArena = 64 * 1024, kPlaceBytes = sizeof(std::uint32_t);

    HistoryChunk(base::LineId base, std::size_t atLeast)
        : m_base(base), m_size(std::max(kArena, (atLeast + kPlaceBytes + 7) & ~std::size_t(7))), m_arena(m_size)
    {
    }

    // A view has it: from now on it is only appended to.
    void show() { m_isShown = true; }
    bool isShown() const { return m_isShown; }
    // Empty again. REQUIRES: !isShown().
    void restart(base::LineId base)
    {
        m_base = base;
        m_used = m_rows = 0;
        m_widest = 0;
        m_anyWrapped = false;
    }

    bool fits(std::size_t record) const { return m_used + record + (m_rows + 1) * kPlaceBytes <= m_size; }
    // REQUIRES: fits(record.size()).
    void append(std::string_view record, std::uint32_t cells, bool wrapped, bool plainStart)
    {
        std::memcpy(m_arena.data() + m_used, record.data(), record.size());
        const auto place = std::uint32_t(m_used) | (wrapped ? kWraps : 0);
        std::memcpy(slot(m_rows), &place, sizeof place);
        m_used += record.size();
        ++m_rows;
        m_widest = std::max(m_widest, cells);
        m_anyWrapped = m_anyWrapped || wrapped || !plainStart;
    }

    std::size_t rows() const { return m_rows; } // the writer's count: a view keeps its own
    std::size_t capacity() const { return m_size; }
    base::LineId base() const { return m_base; }
    // True when every row is a whole line that is no wider than `cols`.
    bool keepsShapeAt(int cols) const { return !m_anyWrapped && m_widest <= std::uint32_t(cols); }

    RowHeader header(std::size_t row) const { return decodeHeader(record(row), m_base); }
    bool wraps(std::size_t row) const { return place(row) & kWraps; }
    RowPtr row(std::size_t row) const { return decodeRow(record(row), m_base); }
    void row(std::size_t row, GridRow &into, StyleTable &styles) const { decodeRow(record(row), m_base, into, styles); }

private:
    static constexpr std::uint32_t kWraps = 1u << 31;

    char *slot(std::size_t row) const { return m_arena.data() + m_size - (row + 1) * kPlaceBytes; }
    std::uint32_t place(std::size_t row) const
    {
        std::uint32_t place = 0;
        std::memcpy(&place, slot(row), sizeof place);
        return place;
    }
    const char *record(std::size_t row) const { return m_arena.data() + (place(row) & ~kWraps); }

    base::LineId m_base;
    std::size_t m_size;
    std::size_t m_used = 0, m_rows = 0;
    std::uint32_t m_widest = 0;
    bool m_anyWrapped = false;
    bool m_isShown = false; // the writer's, as the rest
    PageBlock m_arena;
};

} // namespace core::vt
