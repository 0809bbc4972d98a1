#include "core/session/tap_hub.h"

#include <algorithm>
#include <utility>

namespace core::session {

TapHub::ClientPtr TapHub::open(TapUse use)
{
    auto client = std::make_shared<Client>();
    client->use = use;
    const std::lock_guard lock(m_mutex);
    m_clients.push_back(client);
    m_lingerEnd.reset();
    m_attention = true;
    return client;
}

void TapHub::close(const ClientPtr &client, base::SteadyTime now)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_clients, client);
    if (m_clients.empty())
        m_lingerEnd = now + kLinger;
    m_attention = true;
}

std::optional<std::vector<TapChunk>> TapHub::read(base::Seq seq, std::size_t maxBytes) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_recording)
        return {};
    return m_ring.read(seq, maxBytes);
}

void TapHub::requestSnapshot(const ClientPtr &client)
{
    const std::lock_guard lock(m_mutex);
    client->wantsSnapshot = true;
    m_attention = true;
}

std::optional<TapSnapshot> TapHub::takeSnapshot(const ClientPtr &client)
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(client->snapshot, std::nullopt);
}

void TapHub::clearWake(const ClientPtr &client)
{
    const std::lock_guard lock(m_mutex);
    client->wake.clear();
    client->woken = false;
}

std::size_t TapHub::viewerCount() const
{
    const std::lock_guard lock(m_mutex);
    return std::size_t(std::ranges::count(m_clients, TapUse::Viewing, [](const ClientPtr &client) { return client->use; }));
}

bool TapHub::updateRecording(base::SteadyTime now)
{
    const std::lock_guard lock(m_mutex);
    m_attention = false;
    if (m_lingerEnd && now >= *m_lingerEnd)
        m_lingerEnd.reset();
    const bool record = !m_clients.empty() || m_lingerEnd;
    if (record && !m_recording)
        m_ring.breakStream();
    m_recording = record;
    return record;
}

std::optional<base::SteadyTime> TapHub::lingerEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_lingerEnd;
}

std::vector<TapHub::ClientPtr> TapHub::takeSnapshotRequests()
{
    const std::lock_guard lock(m_mutex);
    std::vector<ClientPtr> wanting;
    for (const auto &client : m_clients)
        if (std::exchange(client->wantsSnapshot, false))
            wanting.push_back(client);
    return wanting;
}

void TapHub::deliver(const ClientPtr &client, TapSnapshot snapshot)
{
    const std::lock_guard lock(m_mutex);
    client->snapshot = std::move(snapshot);
    wake(*client);
}

void TapHub::append(std::string_view bytes)
{
    const std::lock_guard lock(m_mutex);
    m_ring.append(bytes);
    wakeAll();
}

void TapHub::appendResize(base::GridSize size)
{
    const std::lock_guard lock(m_mutex);
    if (!m_recording)
        return;
    m_ring.appendResize(size);
    wakeAll();
}

base::Seq TapHub::head() const
{
    const std::lock_guard lock(m_mutex);
    return m_ring.head();
}

void TapHub::wake(Client &client)
{
    if (!std::exchange(client.woken, true))
        client.wake.signal();
}

void TapHub::wakeAll()
{
    for (const auto &client : m_clients)
        wake(*client);
}

} // namespace core::session
