// Where an engine listens, as DOCKER_HOST and docker contexts write it.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace core::engine {

struct TlsMaterial // files in PEM form; empty: none
{
    std::string ca;   // who may have signed the engine's certificate; none: the system's authorities
    std::string cert; // ours
    std::string key;
    bool skipVerify = false;
    friend bool operator==(const TlsMaterial &, const TlsMaterial &) = default;
};

struct Endpoint
{
    enum class Scheme : unsigned char { Unix, Tcp, Tls, Ssh };
    Scheme scheme = Scheme::Unix;
    std::string path; // Unix; Ssh: the engine's socket on that machine, empty for its own default
    std::string host; // the others; Ssh: with the user
    std::uint16_t port = 0;
    TlsMaterial tls;             // Tls
    std::string identity;        // Ssh: the file of the key to use; empty: as ssh is configured
    std::string remoteProgram = "docker"; // Ssh: what has `system dial-stdio` there: docker or podman
    std::string controlDir;      // Ssh: a private folder for shared connections; empty: each call logs in anew

    std::string text() const;
    bool isLocal() const { return scheme == Scheme::Unix; }
    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

// unix:///path, a bare /path, tcp://host:port, http(s)://host:port, ssh://user@host[:port][/path]. Code: engine.unreachable, with a
// sentence that quotes the text. `tls` (DOCKER_TLS_VERIFY) turns tcp into Tls.
base::Result<Endpoint> parseEndpoint(std::string_view text, bool tls = false);

} // namespace core::engine
