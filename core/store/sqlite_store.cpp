#include "core/base/backoff.h"
#include "core/store/connection.h"
#include "core/store/failure.h"
#include "core/store/history_search.h"
#include "core/store/migrations.h"
#include "core/store/reader.h"
#include "core/store/store.h"
#include "core/store/writer.h"
#include "core/telemetry/log.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace core::store {
namespace {

using namespace std::chrono_literals;

class SqliteStore : public Store
{
public:
    SqliteStore(const std::string &path, const StoreOptions &options, base::Error damage)
        : m_outputBytes(options.outputBytes), m_damage(std::move(damage)), m_reader(path, options, !m_damage.code.empty())
    {
        if (m_damage.code.empty())
            m_writer.emplace(path, options);
    }

    bool offer(CommandRecord &record) override { return m_writer && m_writer->offer(record); }
    void search(HistoryQuery query, HistoryDone done) override
    {
        ask([query = std::move(query)](const Connection &connection) { return searchHistory(connection, query); }, std::move(done));
    }
    void count(HistoryQuery query, Done<std::size_t> done) override
    {
        ask([query = std::move(query)](const Connection &connection) { return countMatching(connection, query); }, std::move(done));
    }
    void output(std::int64_t id, Done<KeptOutput> done) override
    {
        ask([id](const Connection &connection) { return readOutput(connection, id); }, std::move(done));
    }
    void remove(HistoryQuery query, Done<std::size_t> done) override { start<RemoveTask>(std::move(done), std::move(query)); }
    void remove(std::vector<std::int64_t> ids, Done<std::size_t> done) override { start<RemoveTask>(std::move(done), std::move(ids)); }
    void import(std::vector<CommandRecord> records, Done<Imported> done) override
    {
        if (records.size() > kMostImported)
            return done(base::fail("store.query", "Too many commands at once."));
        start<ImportTask>(std::move(done), std::move(records), m_outputBytes);
    }
    bool flush(std::chrono::milliseconds atMost) override { return m_writer && m_writer->flush(atMost); }
    bool isReadOnly() const override { return !m_writer || m_writer->isStopped(); }
    base::Error problem() const override { return m_writer ? m_writer->problem() : m_damage; }

private:
    template<class T, class Answer>
    void ask(Answer answer, Done<T> done)
    {
        m_reader.ask([answer = std::move(answer), done = std::move(done)](base::Result<const Connection *> connection) mutable {
            if (connection)
                done(answer(**connection));
            else
                done(std::unexpected(connection.error()));
        });
    }

    template<class Task, class DoneType, class... Arguments>
    void start(DoneType done, Arguments &&...arguments)
    {
        if (isReadOnly())
            return done(base::fail("store.read_only", "The history is open for reading only.", problem().detail));
        m_writer->start(std::make_unique<Task>(std::forward<Arguments>(arguments)..., std::move(done)));
    }

    const std::size_t m_outputBytes;
    const base::Error m_damage;
    Reader m_reader;
    std::optional<Writer> m_writer; // destroyed first: what waits is written while readers still answer
};

base::Result<void> makePrivateFile(const std::string &path)
{
    const auto refuse = [&](int error) {
        return base::fail("store.open", std::string("The history file cannot be made: ") + std::strerror(error) + '.', path);
    };
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (std::filesystem::create_directories(folder, failed))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed)
        return refuse(failed.value());
    struct stat info;
    if (::stat(folder.c_str(), &info) != 0)
        return refuse(errno);
    if (info.st_uid != ::geteuid() || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return base::fail("store.open", "The folder of the history belongs to somebody else or others may write in it. Make it yours alone (chmod 700).",
                          folder.string());
    // Made here, so that it is never readable by others; SQLite gives -wal and -shm the same mode.
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return refuse(errno);
    ::close(fd);
    return {};
}

// Changing the journal mode does not wait for other connections the way statements do.
base::Result<void> switchToWal(const Connection &connection, std::chrono::milliseconds patience)
{
    base::Backoff backoff(5ms, 100ms);
    const auto end = base::Clock::system().now() + patience;
    while (true) {
        QSqlQuery query = connection.query();
        if (query.exec(QStringLiteral("PRAGMA journal_mode=WAL")))
            return {};
        if (causeOf(query.lastError()) == Cause::Corrupt)
            return std::unexpected(errorOf(query.lastError(), "store.corrupt", "The history file is damaged."));
        if (causeOf(query.lastError()) != Cause::Busy || base::Clock::system().now() >= end)
            return std::unexpected(errorOf(query.lastError(), "store.open", "The history file cannot be prepared."));
        std::this_thread::sleep_for(backoff.next() + 1ms);
    }
}

base::Result<void> prepare(const std::string &path, const StoreOptions &options)
{
    const auto connection = Connection::open(path, Connection::Access::ReadWrite, options.busyTimeout);
    if (!connection)
        return std::unexpected(connection.error());
    // Takes effect in a new file only: pages that retention frees can then be given back.
    connection->run(QStringLiteral("PRAGMA auto_vacuum=INCREMENTAL"));
    if (auto wal = switchToWal(*connection, options.busyTimeout); !wal)
        return wal;
    if (auto migrated = migrate(*connection); !migrated)
        return migrated;
    return checkReadable(*connection);
}

// The damaged file is not touched again, so its time of change names the copy: one copy per damage, not per start.
void keepCopy(const std::string &path)
{
    struct stat info;
    if (::stat(path.c_str(), &info) != 0)
        return;
    const std::string suffix = ".corrupt-" + std::to_string(info.st_mtim.tv_sec);
    for (const char *part : {"", "-wal"}) {
        std::error_code failed;
        if (!std::filesystem::exists(path + part, failed))
            continue;
        std::filesystem::copy_file(path + part, path + suffix + part, std::filesystem::copy_options::skip_existing, failed);
        if (failed)
            qCWarning(telemetry::lcStore, "no copy of the damaged file: %s", failed.message().c_str());
    }
}

} // namespace

base::Result<std::unique_ptr<Store>> Store::open(const std::string &path, StoreOptions options)
{
    if (auto made = makePrivateFile(path); !made)
        return std::unexpected(made.error());
    base::Error damage;
    if (const auto prepared = prepare(path, options); !prepared) {
        if (!prepared.error().is("store.corrupt"))
            return std::unexpected(prepared.error());
        keepCopy(path);
        damage = prepared.error();
        damage.message = "The history file is damaged: a copy was kept beside it, it is open for reading only, and new commands are "
                         "not kept. Move it away to start a new one.";
        qCWarning(telemetry::lcStore, "damaged: %s", damage.detail.c_str());
    }
    return std::make_unique<SqliteStore>(path, options, std::move(damage));
}

} // namespace core::store
