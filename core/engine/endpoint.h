// Where an engine listens, as DOCKER_HOST and docker contexts write it.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace core::engine {

struct Endpoint
{
    enum class Scheme : unsigned char { Unix, Tcp, Tls, Ssh };
    Scheme scheme = Scheme::Unix;
    std::string path; // Unix
    std::string host; // the others; Ssh: with the user
    std::uint16_t port = 0;

    std::string text() const;
    bool isLocal() const { return scheme == Scheme::Unix; }
    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

// unix:///path, a bare /path, tcp://host:port, http(s)://host:port, ssh://user@host. Code: engine.unreachable, with a
// sentence that quotes the text. `tls` (DOCKER_TLS_VERIFY) turns tcp into Tls.
base::Result<Endpoint> parseEndpoint(std::string_view text, bool tls = false);

} // namespace core::engine
