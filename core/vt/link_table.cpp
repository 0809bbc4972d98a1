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
    if (m_links.last == std::numeric_limits<LinkId>::max())
        return 0;
    while (m_links.count() >= m_limit || m_bytes + key.size() > m_maxBytes)
        forgetHalf();
    m_bytes += key.size();
    m_list = nullptr;
    m_links.append(key);
    return m_ids[std::move(key)] = m_links.last;
}

void LinkTable::forgetHalf()
{
    const auto upTo = LinkId(m_links.forgotten + (m_links.count() + 1) / 2);
    for (LinkId id = m_links.forgotten + 1; id <= upTo; ++id) {
        const std::string uri(m_links.target(id));
        m_bytes -= uri.size();
        m_ids.erase(uri);
    }
    m_links.forgetTo(upTo);
}

} // namespace core::vt
