// The scrollback: rows in the order they left the screen, in chunks of fixed arenas. A chunk is only ever appended to,
// beyond what any published view counts, so views share it with the writer without locks.
//
// Threads: the store is the emulator's; views it hands out go anywhere.
#pragma once
#include "core/vt/emulator.h"
#include "core/vt/frame.h"
#include "core/vt/grid.h"

#include <memory>
#include <string>
#include <vector>

namespace core::vt {

class HistoryChunk;

// The chunks of one moment and the row each starts with.
struct ChunkList
{
    std::vector<std::shared_ptr<const HistoryChunk>> chunks;
    std::vector<std::size_t> firstRow; // as if no row of the first chunk had been dropped
};

class HistoryStore
{
public:
    explicit HistoryStore(const Limits &limits);
    ~HistoryStore();

    // REQUIRES: row.line is not below the last pushed row's.
    void push(const GridRow &row, const StyleTable &styles);
    // Rows that are wrapped at `cols`, whatever they were before. Chunks that need no change stay the same objects.
    void rewrap(int cols);
    // Takes up to `count` of the newest rows back, oldest first (a screen that grows). REQUIRES: wrapped at `cols`.
    std::vector<std::unique_ptr<GridRow>> pop(std::size_t count, int cols, StyleTable &styles);
    void clear();
    // The newest row is of this line and says that the line goes on.
    bool endsWithin(base::LineId line) const;

    std::size_t rowCount() const { return m_rows; }
    std::size_t bytes() const { return m_bytes; }
    base::LineId lastLine() const { return m_lastLine; } // of the newest row ever pushed; GridRow::kNoLine before
    std::shared_ptr<const History> view();

private:
    void append(const GridRow &row, const StyleTable &styles);
    HistoryChunk &addChunk(base::LineId line, std::size_t atLeast);
    void enforceLimits();
    void dropOldest();

    std::size_t m_maxLines, m_maxBytes;
    std::vector<std::shared_ptr<HistoryChunk>> m_chunks;
    std::shared_ptr<HistoryChunk> m_spare; // the last that was dropped, if no view ever had it: in a flood most never do
    std::size_t m_dropped = 0; // rows of the first chunk that are gone
    std::size_t m_rows = 0, m_lines = 0, m_bytes = 0;
    base::LineId m_lastLine = GridRow::kNoLine;
    std::string m_scratch;
    std::shared_ptr<const ChunkList> m_list;
    std::shared_ptr<const History> m_view;
};

} // namespace core::vt
