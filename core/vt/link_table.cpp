#include "core/vt/link_table.h"

#include <algorithm>
#include <limits>

namespace core::vt {
namespace {
bool startsWithScheme(std::string_view uri, std::string_view scheme)
{
    return uri.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), uri.begin(), [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}
} // namespace

bool LinkTable::isAllowed(std::string_view uri)
{
    if (uri.size() > kMaxUri)
        return false;
    const bool printable = std::all_of(uri.begin(), uri.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return printable && (startsWithScheme(uri, "http://") || startsWithScheme(uri, "https://") || startsWithScheme(uri, "file://"));
}

LinkId LinkTable::idOf(std::string_view uri)
{
    if (!isAllowed(uri))
        return 0;
    std::string key(uri);
    if (const auto found = m_ids.find(key); found != m_ids.end())
        return found->second;
    if (m_limit == 0 || key.size() > m_maxBytes)
        return 0;
    if (m_links->forgotten + m_links->uris.size() >= std::numeric_limits<LinkId>::max())
        return 0;
    if (m_shared)
        m_links = std::make_shared<Links>(*m_links);
    m_shared = false;
    while (m_links->uris.size() >= m_limit || m_bytes + key.size() > m_maxBytes)
        forgetHalf();
    m_bytes += key.size();
    m_links->uris.push_back(key);
    return m_ids[std::move(key)] = LinkId(m_links->forgotten + m_links->uris.size());
}

void LinkTable::forgetHalf()
{
    std::vector<std::string> &uris = m_links->uris;
    const std::size_t count = (uris.size() + 1) / 2;
    for (std::size_t i = 0; i < count; ++i) {
        m_bytes -= uris[i].size();
        m_ids.erase(uris[i]);
    }
    uris.erase(uris.begin(), uris.begin() + std::ptrdiff_t(count));
    m_links->forgotten += LinkId(count);
}

} // namespace core::vt
