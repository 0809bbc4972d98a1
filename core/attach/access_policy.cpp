#include "core/attach/access_policy.h"

#include <algorithm>

namespace core::attach {

namespace {
bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return low(x) == low(y); });
}
} // namespace

AccessPolicy::AccessPolicy(int port, const std::vector<std::string> &extraHosts, const std::vector<std::string> &extraOrigins)
    : m_hosts(extraHosts)
    , m_origins(extraOrigins)
{
    for (const char *name : {"127.0.0.1", "[::1]", "localhost"}) {
        m_hosts.push_back(std::string(name) + ':' + std::to_string(port));
        if (port == 80) // browsers leave the scheme's own port out
            m_hosts.emplace_back(name);
    }
    for (auto host = m_hosts.begin() + std::ptrdiff_t(extraHosts.size()); host != m_hosts.end(); ++host)
        m_origins.push_back("http://" + *host);
}

bool AccessPolicy::hostAllowed(const HttpRequest &request) const
{
    const auto host = request.single("host");
    return host && std::any_of(m_hosts.begin(), m_hosts.end(), [&](const std::string &h) { return equalIgnoringCase(h, *host); });
}

bool AccessPolicy::originAllowed(const HttpRequest &request) const
{
    const auto origin = request.single("origin");
    return origin && std::find(m_origins.begin(), m_origins.end(), *origin) != m_origins.end();
}

int AccessPolicy::decide(const HttpRequest &request) const
{
    if (!hostAllowed(request))
        return 421;
    if (request.method != "GET" && request.method != "HEAD")
        return 405;
    if (request.path != "/ws")
        return 200;
    if (!originAllowed(request))
        return 403;
    const bool upgrade = request.method == "GET" && request.listContains("upgrade", "websocket")
        && request.listContains("connection", "upgrade") && request.single("sec-websocket-key")
        && request.single("sec-websocket-version") == "13";
    return upgrade ? 101 : 426;
}

} // namespace core::attach
