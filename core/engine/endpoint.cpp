#include "core/engine/endpoint.h"

#include <algorithm>
#include <charconv>

namespace core::engine {
namespace {

constexpr std::size_t kMaxUnixPath = 107; // sun_path without its NUL, unix(7)

base::Result<Endpoint> bad(std::string_view text, std::string_view why)
{
    return base::fail("engine.unreachable", "The engine address \"" + std::string(text.substr(0, 200)) + "\" " + std::string(why) + ".");
}

base::Result<Endpoint> withHostPort(Endpoint endpoint, std::string_view text, std::string_view rest, std::uint16_t standardPort)
{
    rest = rest.substr(0, rest.find('/'));
    std::string_view host = rest;
    endpoint.port = standardPort;
    const auto colon = rest.rfind(':');
    if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
        const std::string_view port = rest.substr(colon + 1);
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
        if (error != std::errc() || end != port.data() + port.size() || endpoint.port == 0)
            return bad(text, "has no valid port");
        host = rest.substr(0, colon);
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (host.empty())
        return bad(text, "names no host");
    endpoint.host = host;
    return endpoint;
}

// It becomes an argument of ssh: no option, and nothing that its configuration would expand or a shell would read.
bool isSafeForSsh(std::string_view host)
{
    return !host.starts_with('-') && host.find("@-") == std::string_view::npos && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._@:%+").find(c) != std::string_view::npos;
    });
}

} // namespace

std::string Endpoint::text() const
{
    const std::string bracketed = host.find(':') == std::string::npos ? host : '[' + host + ']';
    switch (scheme) {
    case Scheme::Unix: return "unix://" + path;
    case Scheme::Tcp: return "tcp://" + bracketed + ':' + std::to_string(port);
    case Scheme::Tls: return "https://" + bracketed + ':' + std::to_string(port);
    case Scheme::Ssh: return "ssh://" + bracketed + (port == 22 ? "" : ':' + std::to_string(port)) + path;
    }
    return {};
}

base::Result<Endpoint> parseEndpoint(std::string_view text, bool tls)
{
    const auto after = [text](std::string_view prefix) -> std::string_view {
        return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view();
    };
    Endpoint endpoint;
    if (text.starts_with('/') || !after("unix://").empty()) {
        endpoint.path = text.starts_with('/') ? text : after("unix://");
        if (endpoint.path.front() != '/')
            return bad(text, "is not an absolute path");
        if (endpoint.path.size() > kMaxUnixPath)
            return bad(text, "is longer than a socket path can be");
        return endpoint;
    }
    if (const auto rest = after("tcp://"); !rest.empty()) {
        endpoint.scheme = tls ? Endpoint::Scheme::Tls : Endpoint::Scheme::Tcp;
        return withHostPort(endpoint, text, rest, tls ? 2376 : 2375);
    }
    if (const auto rest = after("http://"); !rest.empty()) {
        endpoint.scheme = Endpoint::Scheme::Tcp;
        return withHostPort(endpoint, text, rest, 2375);
    }
    if (const auto rest = after("https://"); !rest.empty()) {
        endpoint.scheme = Endpoint::Scheme::Tls;
        return withHostPort(endpoint, text, rest, 2376);
    }
    if (const auto rest = after("ssh://"); !rest.empty()) {
        endpoint.scheme = Endpoint::Scheme::Ssh;
        if (const auto slash = rest.find('/'); slash != std::string_view::npos && slash + 1 < rest.size())
            endpoint.path = rest.substr(slash);
        auto parsed = withHostPort(endpoint, text, rest, 22);
        if (parsed && !isSafeForSsh(parsed->host))
            return bad(text, "names a host that ssh would take for something else");
        return parsed;
    }
    return bad(text, "is of a kind that Berth does not know");
}

} // namespace core::engine
