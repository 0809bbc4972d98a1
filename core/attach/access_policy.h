// Who may talk to the port at all: exact Host and Origin lists, closed by default. Pages of other sites reach a loopback
// port through the user's browser (cross-site WebSockets, DNS rebinding); the Host stops the second, the Origin the
// first. A request without Origin is no browser, and other programs have the control service: it is refused too.
//
// Threads: an immutable value.
#pragma once
#include "core/attach/http_request.h"

#include <string>
#include <string_view>
#include <vector>

namespace core::attach {

class AccessPolicy
{
public:
    // Allows 127.0.0.1, [::1] and localhost with `port`, and the extras: hosts as "name:port" (or "name" for any
    // standard port), origins as "https://name[:port]".
    AccessPolicy(int port, const std::vector<std::string> &extraHosts, const std::vector<std::string> &extraOrigins);

    bool hostAllowed(const HttpRequest &request) const;
    bool originAllowed(const HttpRequest &request) const;

    // What to do with a request: an HTTP status for a refusal or an error, 200 to serve a file, 101 to upgrade.
    int decide(const HttpRequest &request) const;

private:
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_origins;
};

} // namespace core::attach
