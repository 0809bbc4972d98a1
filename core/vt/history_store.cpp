#include "core/vt/history_store.h"

#include "core/vt/history_chunk.h"
#include "core/vt/reflow.h"

#include <algorithm>

namespace core::vt {
namespace {

class HistoryView final : public History
{
public:
    HistoryView(std::shared_ptr<const ChunkList> list, std::size_t dropped, std::size_t rows)
        : m_list(std::move(list)), m_dropped(dropped), m_rows(rows)
    {
    }

    std::size_t rowCount() const override { return m_rows; }

    RowPtr row(std::size_t index) const override
    {
        if (index >= m_rows)
            return nullptr;
        const auto [chunk, row] = locate(index);
        return chunk->row(row);
    }

    base::LineId firstLine() const override { return m_rows ? header(0).line : 0; }

    std::size_t rowOf(base::Position position) const override
    {
        std::size_t low = 0, high = m_rows; // the last row that starts at or before the position
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const RowHeader h = header(middle);
            if (base::Position{h.line, h.firstCell} <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low ? low - 1 : 0;
    }

private:
    std::pair<const HistoryChunk *, std::size_t> locate(std::size_t index) const
    {
        const std::size_t at = index + m_dropped;
        const auto next = std::upper_bound(m_list->firstRow.begin(), m_list->firstRow.end(), at);
        const auto i = std::size_t(next - m_list->firstRow.begin()) - 1;
        return {m_list->chunks[i].get(), at - m_list->firstRow[i]};
    }
    RowHeader header(std::size_t index) const
    {
        const auto [chunk, row] = locate(index);
        return chunk->header(row);
    }

    std::shared_ptr<const ChunkList> m_list;
    std::size_t m_dropped, m_rows;
};

} // namespace

HistoryStore::HistoryStore(const Limits &limits) : m_maxLines(limits.historyLines), m_maxBytes(limits.historyBytes) {}

HistoryStore::~HistoryStore() = default;

void HistoryStore::push(const GridRow &row, const StyleTable &styles)
{
    m_lastLine = row.line;
    if (m_maxLines == 0)
        return;
    append(row, styles);
    enforceLimits();
}

void HistoryStore::append(const GridRow &row, const StyleTable &styles)
{
    m_view.reset();
    HistoryChunk *chunk = m_chunks.empty() ? nullptr : m_chunks.back().get();
    std::string_view record = encodeRow(m_scratch, row, chunk ? chunk->base() : row.line, styles);
    if (!chunk || !chunk->fits(record.size())) {
        record = encodeRow(m_scratch, row, row.line, styles);
        chunk = &addChunk(row.line, record.size());
    }
    chunk->append(record, std::uint32_t(row.length()), row.wrapped, row.firstCell == 0);
    ++m_rows;
    m_lines += !row.wrapped;
}

HistoryChunk &HistoryStore::addChunk(base::LineId line, std::size_t atLeast)
{
    if (m_spare && m_spare->capacity() >= atLeast + HistoryChunk::kPlaceBytes) {
        m_spare->restart(line);
        m_chunks.push_back(std::move(m_spare));
    } else {
        m_chunks.push_back(std::make_shared<HistoryChunk>(line, atLeast));
    }
    m_bytes += m_chunks.back()->capacity();
    m_list.reset();
    return *m_chunks.back();
}

void HistoryStore::enforceLimits()
{
    while (m_rows && (m_lines > m_maxLines || (m_bytes > m_maxBytes && m_chunks.size() > 1)))
        dropOldest();
}

void HistoryStore::dropOldest()
{
    m_view.reset();
    m_lines -= !m_chunks.front()->wraps(m_dropped);
    --m_rows;
    if (++m_dropped < m_chunks.front()->rows())
        return;
    m_bytes -= m_chunks.front()->capacity();
    if (!m_chunks.front()->isShown() && m_chunks.front()->capacity() == HistoryChunk::kArena)
        m_spare = std::move(m_chunks.front());
    m_chunks.erase(m_chunks.begin());
    m_dropped = 0;
    m_list.reset();
}

void HistoryStore::clear()
{
    m_chunks.clear();
    m_spare.reset();
    m_list.reset();
    m_view.reset();
    m_dropped = m_rows = m_lines = m_bytes = 0;
}

bool HistoryStore::endsWithin(base::LineId line) const
{
    if (m_rows == 0)
        return false;
    const RowHeader last = m_chunks.back()->header(m_chunks.back()->rows() - 1);
    return last.wrapped && last.line == line;
}

void HistoryStore::rewrap(int cols)
{
    StyleTable styles; // of the rows in flight only
    auto old = std::move(m_chunks);
    const std::size_t dropped = m_dropped;
    m_chunks.clear();
    clear();
    Reflow reflow(cols, [&](std::unique_ptr<GridRow> row) { append(*row, styles); });
    GridRow row;
    bool lastWrapped = false;
    for (std::size_t i = 0; i < old.size(); ++i) {
        const std::size_t first = i == 0 ? dropped : 0;
        if (first == 0 && old[i]->keepsShapeAt(cols)) {
            reflow.finish();
            m_chunks.push_back(old[i]);
            m_bytes += old[i]->capacity();
            m_rows += old[i]->rows();
            m_lines += old[i]->rows();
            lastWrapped = false;
            continue;
        }
        for (std::size_t r = first; r < old[i]->rows(); ++r) {
            if (styles.wantsCollect())
                styles.collect([&](auto &&rename) { reflow.forEachStyle(rename); });
            old[i]->row(r, row, styles);
            reflow.add(row);
            lastWrapped = row.wrapped;
        }
        old[i].reset(); // gone now, unless a frame shows it
    }
    reflow.finish(lastWrapped);
    enforceLimits();
}

std::vector<std::unique_ptr<GridRow>> HistoryStore::pop(std::size_t count, int cols, StyleTable &styles)
{
    std::vector<std::unique_ptr<GridRow>> popped; // newest first
    while (m_rows && popped.size() < count) {
        // The chunk may be on somebody's screen: what stays of it is copied, not cut.
        const auto last = m_chunks.back();
        m_chunks.pop_back();
        const std::size_t first = m_chunks.empty() ? m_dropped : 0;
        const std::size_t rows = last->rows() - first;
        m_bytes -= last->capacity();
        m_rows -= rows;
        for (std::size_t r = first; r < last->rows(); ++r)
            m_lines -= !last->wraps(r);
        m_list.reset();
        m_view.reset();
        if (m_chunks.empty())
            m_dropped = 0;
        const std::size_t take = std::min(rows, count - popped.size());
        for (std::size_t i = 1; i <= take; ++i) {
            auto row = std::make_unique<GridRow>();
            last->row(last->rows() - i, *row, styles);
            if (row->cells.size() < std::size_t(cols))
                row->cells.resize(std::size_t(cols));
            popped.push_back(std::move(row));
        }
        StyleTable copied;
        GridRow row;
        for (std::size_t r = first; r + take < last->rows(); ++r) {
            last->row(r, row, copied);
            append(row, copied);
        }
    }
    m_lastLine = m_rows ? m_chunks.back()->header(m_chunks.back()->rows() - 1).line : GridRow::kNoLine;
    std::reverse(popped.begin(), popped.end());
    return popped;
}

std::shared_ptr<const History> HistoryStore::view()
{
    if (m_view)
        return m_view;
    if (!m_list) {
        auto list = std::make_shared<ChunkList>();
        std::size_t at = 0;
        for (const auto &chunk : m_chunks) {
            chunk->show();
            list->chunks.push_back(chunk);
            list->firstRow.push_back(at);
            at += chunk->rows();
        }
        m_list = std::move(list);
    }
    m_view = std::make_shared<HistoryView>(m_list, m_dropped, m_rows);
    return m_view;
}

} // namespace core::vt
