// Work of the writer's thread that takes more than one transaction: done in short steps, between which commands are
// written. Private to core/store.
#pragma once
#include "core/base/clock.h"
#include "core/store/connection.h"
#include "core/store/store.h"

#include <QSqlError>
#include <chrono>
#include <functional>

namespace core::store {

class WriterTask
{
public:
    virtual ~WriterTask() = default;
    enum class Step : unsigned char {
        More,
        Done,   // and answered
        Failed, // `error` says why; the step may be tried again
    };
    // One transaction of about `atMost`, or less.
    virtual Step step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error) = 0;
    virtual void fail(base::Error error) = 0; // instead of Done; the last call
};

// BEGIN IMMEDIATE … COMMIT around `work`, which returns false with `error` set when it failed: then nothing has changed.
bool inTransaction(const Connection &connection, QSqlError &error, const std::function<bool()> &work);

class RemoveTask : public WriterTask
{
public:
    RemoveTask(HistoryQuery query, Store::Done<std::size_t> done);
    RemoveTask(std::vector<std::int64_t> ids, Store::Done<std::size_t> done);
    Step step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error) override;
    void fail(base::Error error) override { m_done(std::unexpected(std::move(error))); }

private:
    Step removeSome(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error);
    Step cleanUp(const Connection &connection, QSqlError &error);

    std::optional<HistoryQuery> m_query;  // where to go on looking
    std::vector<std::int64_t> m_ids;      // found and not yet removed
    Store::Done<std::size_t> m_done;
    std::size_t m_removed = 0;
    bool m_isMerging = false;
};

class ImportTask : public WriterTask
{
public:
    ImportTask(std::vector<CommandRecord> records, std::size_t outputBytes, Store::Done<Imported> done);
    Step step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error) override;
    void fail(base::Error error) override { m_done(std::unexpected(std::move(error))); }

private:
    const std::vector<CommandRecord> m_records;
    const std::size_t m_outputBytes;
    Store::Done<Imported> m_done;
    std::size_t m_next = 0;
    Imported m_counts;
};

// Keeps the history within StoreOptions::keepFor and maxBytes. Several processes may do it at the same time: what is
// removed is chosen in the transaction that removes it.
class UpkeepTask : public WriterTask
{
public:
    explicit UpkeepTask(const StoreOptions &options) : m_options(options) {}
    Step step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error) override;
    void fail(base::Error) override {} // the next one tries again

private:
    bool removeOldest(const Connection &connection, QSqlError &error, const char *table, const QString &which);
    bool measure(const Connection &connection, QSqlError &error);

    const StoreOptions &m_options;
    enum class Phase : unsigned char { Age, Outputs, Measure, Commands, Index, End } m_phase = Phase::Age;
    int m_removed = 0;       // in this step
    qint64 m_toRemove = 0;   // commands, because of the size
    bool m_isMerging = false; // something was removed whose words are still in the index
    bool m_hasBegun = false;  // to merge it
    bool m_hasGivenBack = false; // pages to the file system
};

} // namespace core::store
