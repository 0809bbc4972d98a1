// The attach stream's memory: sequence-numbered bytes with the resizes between them, bounded by bytes. Belongs to
// whoever holds it (TapHub).
//
// A resize takes one number of its own and carries the next one, that of the byte that follows it: who goes on from
// there does not get it again.
#pragma once
#include "core/session/session_handle.h"

#include <deque>

namespace core::session {

class TapRing
{
public:
    explicit TapRing(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    void append(std::string_view bytes);
    void appendResize(base::GridSize size);
    // A stretch of the stream is missing from here on: no seq handed out so far can be followed any more.
    void breakStream();

    base::Seq head() const { return m_head; } // of the byte that comes next
    // Chunks from `seq` on, at most `maxBytes`, cut where append() was (inside only when a single one is larger). Nothing
    // when `seq` is not in the ring or beyond its head.
    std::optional<std::vector<TapChunk>> read(base::Seq seq, std::size_t maxBytes) const;

private:
    struct Entry
    {
        base::Seq begin, end;
        std::variant<TapBytes, TapResize> data;
        std::size_t cost() const;
    };
    void evict();

    std::size_t m_maxBytes;
    std::size_t m_cost = 0;
    base::Seq m_head = 0;
    base::Seq m_tail = 0; // oldest seq that can be followed
    std::deque<Entry> m_entries;
};

} // namespace core::session
