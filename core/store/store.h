// What outlives a session: command history, in SQLite (WAL). One writer thread with batched transactions, readers with
// connections of their own; no BUSY reaches a caller, also with a second process writing.
//
// Threads: any thread may call; callbacks run on the store's reader thread and must only post onwards.
// Codes: store.open, store.newer (the file is of a newer Berth), store.corrupt (opened read-only), store.busy (queue
// full: wait), store.query.
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
    int limit = 100;                      // newest first
};

struct StoreOptions
{
    std::size_t queue = 4096;                     // records that wait for the writer
    std::chrono::milliseconds batch{50};          // longest a transaction is held open
    std::chrono::milliseconds busyTimeout{5000};
};

class Store
{
public:
    virtual ~Store() = default; // writes what waits, then closes

    // False when the queue is full: wait for room (the session's PTY is paused meanwhile), never drop.
    [[nodiscard]] virtual bool offer(CommandRecord &record) = 0;
    using HistoryDone = std::move_only_function<void(base::Result<std::vector<CommandRecord>>)>;
    virtual void search(HistoryQuery query, HistoryDone done) = 0;
    virtual void flush() = 0; // returns once all that was offered before is committed
    virtual bool isReadOnly() const = 0;

    static base::Result<std::unique_ptr<Store>> open(const std::string &path, StoreOptions options = {});
};

} // namespace core::store
