#include "core/vt/link_table.h"

#include <algorithm>

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
    if (m_uris->size() >= m_limit || m_bytes + key.size() > m_maxBytes)
        return 0;
    m_bytes += key.size();
    if (m_shared)
        m_uris = std::make_shared<std::vector<std::string>>(*m_uris);
    m_shared = false;
    m_uris->push_back(key);
    return m_ids[std::move(key)] = LinkId(m_uris->size());
}

} // namespace core::vt
