// Hyperlink targets of one session (OSC 8). Bounded: when it is full, later targets are plain text.
#pragma once
#include "core/vt/style.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace core::vt {

class LinkTable
{
public:
    static constexpr std::size_t kMaxUri = 2083; // what browsers were once known to take

    LinkTable(std::size_t limit, std::size_t maxBytes) : m_limit(limit), m_maxBytes(maxBytes), m_uris(std::make_shared<std::vector<std::string>>()) {}

    // http, https and file with printable characters only.
    static bool isAllowed(std::string_view uri);

    // 0 when refused or full.
    LinkId idOf(std::string_view uri);
    std::string_view uri(LinkId id) const { return id && id <= m_uris->size() ? std::string_view((*m_uris)[id - 1]) : std::string_view(); }
    // Immutable: the table copies itself before it grows again.
    std::shared_ptr<const std::vector<std::string>> list()
    {
        m_shared = true;
        return m_uris;
    }

private:
    std::size_t m_limit, m_maxBytes;
    std::size_t m_bytes = 0; // of all targets
    bool m_shared = false; // somebody may hold m_uris
    std::shared_ptr<std::vector<std::string>> m_uris;
    std::unordered_map<std::string, LinkId> m_ids;
};

} // namespace core::vt
