#include "core/attach/share_table.h"

#include "core/base/random.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <algorithm>

namespace core::attach {

namespace {
constexpr std::size_t kTokenBytes = 32;      // 256 bits
constexpr std::size_t kMaxTokenChars = 256;  // of what a viewer sends

std::string hashOf(std::string_view token)
{
    return QCryptographicHash::hash(QByteArray(token.data(), qsizetype(token.size())), QCryptographicHash::Sha256).toStdString();
}
} // namespace

base::Result<ShareTable::Added> ShareTable::add(const session::SessionPtr &session, session::Role role, base::WallTime expires)
{
    if (m_live.size() >= m_capacity)
        return base::fail("attach.limit", "There are " + std::to_string(m_capacity) + " live links already. Revoke one first.");
    Added added;
    added.token = base::randomToken(kTokenBytes);
    added.share = {base::randomHex(4), hashOf(added.token), session, session->info().id, role, expires};
    m_live.push_back(added.share);
    return added;
}

base::Result<LiveShare> ShareTable::find(std::string_view token, base::WallTime now) const
{
    const std::string hash = hashOf(token.substr(0, kMaxTokenChars));
    const auto same = [&](const auto &entry) { return base::equalConstantTime(entry.tokenHash, hash); };
    const char *code = "attach.bad_token";
    if (const auto share = std::find_if(m_live.begin(), m_live.end(), same); share != m_live.end()) {
        if (now < share->expires)
            return *share;
        code = "attach.expired";
    } else if (const auto gone = std::find_if(m_gone.begin(), m_gone.end(), same); gone != m_gone.end()) {
        code = gone->code;
    }
    return std::unexpected(linkError(code));
}

base::Error linkError(std::string_view code)
{
    if (code == "attach.expired")
        return {"attach.expired", "This link has expired. Ask for a new one.", {}};
    if (code == "attach.revoked")
        return {"attach.revoked", "This link was revoked. Ask for a new one.", {}};
    return {"attach.bad_token", "This link is not valid. Ask for a new one.", {}};
}

bool ShareTable::revoke(const std::string &id)
{
    const auto share = std::find_if(m_live.begin(), m_live.end(), [&](const LiveShare &s) { return s.id == id; });
    if (share == m_live.end())
        return false;
    bury(std::size_t(share - m_live.begin()), "attach.revoked");
    return true;
}

std::vector<std::string> ShareTable::expire(base::WallTime now)
{
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < m_live.size();) {
        if (now < m_live[i].expires) {
            ++i;
            continue;
        }
        ids.push_back(m_live[i].id);
        bury(i, "attach.expired");
    }
    return ids;
}

std::optional<base::WallTime> ShareTable::nextExpiry() const
{
    const auto first = std::min_element(m_live.begin(), m_live.end(), [](const auto &a, const auto &b) { return a.expires < b.expires; });
    return first == m_live.end() ? std::nullopt : std::optional(first->expires);
}

void ShareTable::bury(std::size_t index, const char *code)
{
    m_gone.push_back({std::move(m_live[index].tokenHash), code});
    if (m_gone.size() > m_capacity)
        m_gone.pop_front();
    m_live.erase(m_live.begin() + std::ptrdiff_t(index));
}

} // namespace core::attach
