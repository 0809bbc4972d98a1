// Where the session's thread and the attach viewers meet: the ring, the open taps, and their requests for a snapshot.
//
// Threads: any. One mutex, a leaf: nothing else is called while it is held but signalling a wake.
#pragma once
#include "core/base/clock.h"
#include "core/base/wake_fd.h"
#include "core/session/tap_ring.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace core::session {

class TapHub
{
public:
    // How long the stream is remembered after the last tap closed: a browser that lost its connection may resume.
    static constexpr std::chrono::seconds kLinger{60};

    explicit TapHub(std::size_t ringBytes) : m_ring(ringBytes) {}

    // One open tap.
    struct Client
    {
        TapUse use = TapUse::Viewing;
        base::WakeFd wake;
        bool woken = false;           // the three are guarded by the hub's mutex
        bool wantsSnapshot = false;
        std::optional<TapSnapshot> snapshot;
    };
    using ClientPtr = std::shared_ptr<Client>;

    // ---- taps
    ClientPtr open(TapUse use = TapUse::Viewing);
    void close(const ClientPtr &client, base::SteadyTime now);
    std::optional<std::vector<TapChunk>> read(base::Seq seq, std::size_t maxBytes) const;
    void requestSnapshot(const ClientPtr &client);
    std::optional<TapSnapshot> takeSnapshot(const ClientPtr &client);
    void clearWake(const ClientPtr &client);
    std::size_t viewerCount() const;

    // ---- the session's thread
    // Whether there is something to do below; without a lock, for each turn of the loop.
    bool needsAttention() const { return m_attention.load(std::memory_order_acquire); }
    // Whether the emulator shall tell the tap from now on. When that begins, the stream is broken there.
    bool updateRecording(base::SteadyTime now);
    std::optional<base::SteadyTime> lingerEnd() const; // when updateRecording() should be called again
    std::vector<ClientPtr> takeSnapshotRequests();
    void deliver(const ClientPtr &client, TapSnapshot snapshot);
    void append(std::string_view bytes);
    void appendResize(base::GridSize size);
    base::Seq head() const;

private:
    void wake(Client &client);
    void wakeAll();

    mutable std::mutex m_mutex;
    TapRing m_ring;
    std::vector<ClientPtr> m_clients;
    bool m_recording = false;
    std::optional<base::SteadyTime> m_lingerEnd;
    std::atomic<bool> m_attention = false;
};

} // namespace core::session
