// The live links: token to session, role and expiry. A token is kept only as its SHA-256, so that neither a core dump nor
// the time a lookup takes tells a valid one.
//
// Threads: belongs to its owner. Time comes from outside.
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/session/session_handle.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::attach {

struct LiveShare
{
    std::string id;
    std::string tokenHash;
    std::weak_ptr<session::SessionHandle> session;
    base::SessionId sessionId;
    session::Role role = session::Role::View;
    base::WallTime expires{};
};

// attach.bad_token, attach.expired or attach.revoked with its sentence.
base::Error linkError(std::string_view code);

class ShareTable
{
public:
    explicit ShareTable(std::size_t capacity) : m_capacity(capacity) {}

    struct Added { LiveShare share; std::string token; };
    // Code: attach.limit.
    base::Result<Added> add(const session::SessionPtr &session, session::Role role, base::WallTime expires);

    // Codes: attach.bad_token, attach.expired, attach.revoked.
    base::Result<LiveShare> find(std::string_view token, base::WallTime now) const;

    bool revoke(const std::string &id);
    std::vector<std::string> expire(base::WallTime now); // takes them out; their ids
    std::optional<base::WallTime> nextExpiry() const;
    const std::vector<LiveShare> &live() const { return m_live; }

private:
    struct Gone { std::string tokenHash; const char *code; };
    void bury(std::size_t index, const char *code);

    std::size_t m_capacity;
    std::vector<LiveShare> m_live;
    std::deque<Gone> m_gone; // so that an old link is told why; at most m_capacity
};

} // namespace core::attach
