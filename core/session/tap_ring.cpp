#include "core/session/tap_ring.h"

#include <algorithm>

namespace core::session {
namespace {
constexpr std::size_t kChunkBytes = 16 * 1024; // small appends are joined up to this
constexpr std::size_t kResizeCost = 64;        // so that a flood of resizes is bounded too
}

std::size_t TapRing::Entry::cost() const
{
    const auto *bytes = std::get_if<TapBytes>(&data);
    return bytes ? bytes->bytes.size() : kResizeCost;
}

void TapRing::append(std::string_view bytes)
{
    if (bytes.empty())
        return;
    auto *last = m_entries.empty() ? nullptr : std::get_if<TapBytes>(&m_entries.back().data);
    if (last && last->bytes.size() + bytes.size() <= kChunkBytes) {
        last->bytes += bytes;
        m_entries.back().end += bytes.size();
    } else {
        m_entries.push_back({m_head, m_head + bytes.size(), TapBytes{std::string(bytes)}});
    }
    m_head += bytes.size();
    m_cost += bytes.size();
    evict();
}

void TapRing::appendResize(base::GridSize size)
{
    m_entries.push_back({m_head, m_head + 1, TapResize{size}});
    ++m_head;
    m_cost += kResizeCost;
    evict();
}

void TapRing::breakStream()
{
    m_entries.clear();
    m_cost = 0;
    m_tail = ++m_head;
}

std::optional<std::vector<TapChunk>> TapRing::read(base::Seq seq, std::size_t maxBytes) const
{
    if (seq < m_tail || seq > m_head)
        return {};
    std::vector<TapChunk> out;
    bool tookBytes = false;
    for (auto it = std::ranges::upper_bound(m_entries, seq, {}, &Entry::end); it != m_entries.end(); ++it) {
        const auto *bytes = std::get_if<TapBytes>(&it->data);
        if (!bytes) {
            out.push_back({it->end, it->data});
            continue;
        }
        const std::size_t skip = std::max(seq, it->begin) - it->begin;
        const std::size_t size = bytes->bytes.size() - skip;
        if (maxBytes == 0 || (size > maxBytes && tookBytes))
            break;
        const std::size_t take = std::min(size, maxBytes);
        out.push_back({it->begin + skip, TapBytes{bytes->bytes.substr(skip, take)}});
        tookBytes = true;
        maxBytes -= take;
        if (take < size)
            break;
    }
    return out;
}

void TapRing::evict()
{
    while (m_cost > m_maxBytes && !m_entries.empty()) {
        m_cost -= m_entries.front().cost();
        m_tail = m_entries.front().end;
        m_entries.pop_front();
    }
}

} // namespace core::session
