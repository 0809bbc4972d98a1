// What outlives a session: command history, in SQLite (WAL). One writer thread with batched transactions, readers with
// connections of their own; no BUSY reaches a caller, also with a second process writing.
//
// Threads: any thread may call; callbacks run on the store's reader thread (or at once on the caller's, when too many
// searches wait) and must only post onwards. REQUIRES a QCoreApplication: Qt loads the SQLite driver through it.
// Codes: store.open, store.newer (the file is of a newer Berth), store.corrupt (damaged: a copy is kept beside it and it
// is opened read-only), store.write (nothing can be written now: disk full, …; tried again), store.busy (too many
// searches wait), store.query.
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace core::store {

struct CommandRecord
{
    std::int64_t id = 0; // set by the store
    std::string command; // redacted before it gets here
    std::optional<int> exitCode;
    std::string cwd;
    base::WallTime start{};
    std::chrono::milliseconds duration{};
    std::string engine, containerId, containerName, image, imageId;
    std::string session; // instance-unique: "<instance>/<number>"
    std::string user, host, shell;
    std::string traceId;
    bool trusted = true;
};

struct HistoryQuery
{
    std::string text;                     // words that must all occur; empty: everything
    std::optional<std::string> container; // name or id prefix; "" means the host only
    std::optional<std::string> cwd;       // this folder and below
    bool failedOnly = false;
    std::optional<base::WallTime> since;
    int limit = 100;                      // newest first: by the order in which they ended; at most 10,000
};

struct StoreOptions
{
    std::size_t queue = 4096;                     // records that wait for the writer
    std::chrono::milliseconds batch{50};          // longest a transaction is held open; nothing waits for it to fill
    std::chrono::milliseconds busyTimeout{5000};  // of one try; a batch that cannot be written is kept and tried again
    std::chrono::milliseconds closing{2000};      // how long the destructor tries to write what waits
};

class Store
{
public:
    virtual ~Store() = default; // writes what waits, then closes; the callbacks of waiting searches get store.query

    // Takes the record. False, and the record untouched, when the queue is full: wait for room (the session's PTY is
    // paused meanwhile), never drop. REQUIRES !isReadOnly().
    [[nodiscard]] virtual bool offer(CommandRecord &record) = 0;
    using HistoryDone = std::move_only_function<void(base::Result<std::vector<CommandRecord>>)>;
    virtual void search(HistoryQuery query, HistoryDone done) = 0;
    // Returns once all that was offered before is committed, or with false after `atMost`.
    virtual bool flush(std::chrono::milliseconds atMost = std::chrono::seconds(10)) = 0;
    virtual bool isReadOnly() const = 0;      // may become true: damage is found, or a newer Berth changes the file
    virtual base::Error problem() const = 0;  // why nothing is written now; empty code while all is well

    // Makes the file (0600) and its folder (0700) as needed. Codes: store.open, store.newer.
    static base::Result<std::unique_ptr<Store>> open(const std::string &path, StoreOptions options = {});
};

} // namespace core::store
