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

    LinkTable(std::size_t limit, std::size_t maxBytes) : m_limit(limit), m_maxBytes(maxBytes), m_links(std::make_shared<Links>()) {}

    // http, https and file with printable characters only.
    static bool isAllowed(std::string_view uri);

    // 0 when refused, and once all ids are used up.
    LinkId idOf(std::string_view uri);
    std::string_view uri(LinkId id) const { return m_links->target(id); }
    // Immutable: the table copies itself before it changes again.
    std::shared_ptr<const Links> list()
    {
        m_shared = true;
        return m_links;
    }

private:
    void forgetHalf();

    std::size_t m_limit, m_maxBytes;
    std::size_t m_bytes = 0; // of all targets
    bool m_shared = false; // somebody may hold m_links
    std::shared_ptr<Links> m_links;
    std::unordered_map<std::string, LinkId> m_ids;
};

} // namespace core::vt
