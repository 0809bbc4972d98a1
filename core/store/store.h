// What outlives a session: command history, in SQLite (WAL). One writer thread with batched transactions, readers with
// connections of their own; no BUSY reaches a caller, also with a second process writing.
//
// Threads: any thread may call; callbacks run once, on one of the store's threads (or at once on the caller's, when too
// many wait), and must only post onwards. REQUIRES a QCoreApplication: Qt loads the SQLite driver through it.
// Codes: store.open, store.newer (the file is of a newer Berth), store.corrupt (damaged: a copy is kept beside it and it
// is opened read-only), store.write (nothing can be written now: disk full, …; tried again), store.busy (too many
// questions wait), store.query, store.no_output (none was kept, or it was removed), store.read_only.
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/history_query.h"

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
    std::int64_t id = 0; // set by the store; grows with the time at which commands ended, also for imported ones
    std::string command; // redacted before it gets here
    std::optional<int> exitCode;
    bool stopped = false; // a job that was stopped and has not ended: no failure
    std::string cwd;
    base::WallTime start{}; // the epoch: unknown (imported without times)
    std::chrono::milliseconds duration{};
    std::string engine, containerId, containerName, image, imageId; // imageId: the digest of the image's configuration
    std::string session; // instance-unique: "<instance>/<number>"; empty: imported
    std::string user, host, shell; // user: who the shell ran as; host: the machine
    std::string traceId;
    bool trusted = true;  // reported by our shell integration with the session's nonce
    bool masked = false;  // a secret in the command or its output was replaced by telemetry::kRedacted
    bool hasOutput = false; // search: Store::output() has something
    int count = 1;          // search with HistoryQuery::distinct: how many equal ones matched.
                            // import() without a start: it is the n-th equal one in its file
    std::string output;     // redacted plain text; its end is kept, StoreOptions::outputBytes. A search fills it only
                            // with HistoryQuery::withOutput
};

struct KeptOutput
{
    std::string text; // UTF-8, redacted, no escape sequences
    bool cut = false; // its beginning is missing
};

struct Imported
{
    std::size_t added = 0;
    std::size_t known = 0; // were there already
};

struct StoreOptions
{
    std::size_t queue = 4096;                     // records that wait for the writer
    std::chrono::milliseconds batch{50};          // longest a transaction is held open; nothing waits for it to fill
    std::chrono::milliseconds busyTimeout{5000};  // of one try; a batch that cannot be written is kept and tried again
    std::chrono::milliseconds closing{2000};      // how long the destructor tries to write what waits
    std::size_t outputBytes = 4096;               // output kept of each command; 0: none
    std::chrono::days keepFor{0};                 // older commands are removed; 0: never
    std::int64_t maxBytes = 0;                    // of the file: kept output goes first, then the oldest commands; 0: any
    std::chrono::milliseconds upkeep{600'000};    // how often the last two are looked at
};

class Store
{
public:
    virtual ~Store() = default; // writes what waits, then closes; the callbacks of what still waits get store.query
    template<class T> using Done = std::move_only_function<void(base::Result<T>)>;

    // Takes the record. False, and the record untouched, when the queue is full: wait for room (the session's PTY is
    // paused meanwhile), never drop. REQUIRES !isReadOnly().
    [[nodiscard]] virtual bool offer(CommandRecord &record) = 0;

    using HistoryDone = Done<std::vector<CommandRecord>>;
    virtual void search(HistoryQuery query, HistoryDone done) = 0;
    // How many rows match, whatever `limit` and `distinct` say. A fuzzy query: store.query.
    virtual void count(HistoryQuery query, Done<std::size_t> done) = 0;
    // What was kept of a command's output. Code: store.no_output.
    virtual void output(std::int64_t id, Done<KeptOutput> done) = 0;

    // Removes every row that matches, whatever `limit` and `distinct` say, with its output, and what is left of them in
    // the file; answers how many. In short transactions: a failure may leave some of them. A fuzzy query: store.query.
    virtual void remove(HistoryQuery query, Done<std::size_t> done) = 0;
    virtual void remove(std::vector<std::int64_t> ids, Done<std::size_t> done) = 0;

    // Adds what is not there yet, each at its place in time. There is: what has the same command, session and start;
    // without a session, what has the same command and a start within the same second; without a start too, the n-th
    // of its shell, user and command. REQUIRES: redacted; oldest first.
    static constexpr std::size_t kMostImported = 10'000; // in one call; more is store.query
    virtual void import(std::vector<CommandRecord> records, Done<Imported> done) = 0;

    // Returns once all that was offered before is committed, or with false after `atMost`.
    virtual bool flush(std::chrono::milliseconds atMost = std::chrono::seconds(10)) = 0;
    virtual bool isReadOnly() const = 0;      // may become true: damage is found, or a newer Berth changes the file
    virtual base::Error problem() const = 0;  // why nothing is written now; empty code while all is well

    // Makes the file (0600) and its folder (0700) as needed. Codes: store.open, store.newer.
    static base::Result<std::unique_ptr<Store>> open(const std::string &path, StoreOptions options = {});
};

} // namespace core::store
