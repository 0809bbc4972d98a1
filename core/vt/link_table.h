// Hyperlink targets of one session (OSC 8). Bounded: when it is full, the older half is forgotten and what was printed with
// those is plain text. An id is never used again, so that old text cannot come to point elsewhere.
#pragma once
#include "core/vt/links.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace core::vt {

class LinkTable
{
public:
    static constexpr std::size_t kMaxUri = 2083; // what browsers were once known to take

    LinkTable(std::size_t limit, std::size_t maxBytes) : m_limit(limit), m_maxBytes(maxBytes) {}

    // http, https and file with printable characters only.
    static bool isAllowed(std::string_view uri);

    // 0 when refused, and once all ids are used up.
    LinkId idOf(std::string_view uri);
    std::string_view uri(LinkId id) const { return m_links.target(id); }
    // Immutable; the same one until a link is added. Costs no copy of a target, however many there are.
    std::shared_ptr<const Links> list()
    {
        if (!m_list)
            m_list = std::make_shared<const Links>(m_links);
        return m_list;
    }

private:
    void forgetHalf();

    std::size_t m_limit, m_maxBytes;
    std::size_t m_bytes = 0; // of all targets
    Links m_links;
    std::shared_ptr<const Links> m_list; // null: m_links has changed since the last one
    std::unordered_map<std::string, LinkId> m_ids;
};

} // namespace core::vt
