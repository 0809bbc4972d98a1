#include "core/store/connection.h"
#include "core/store/migrations.h"
#include "core/store/store.h"
#include "core/store/testing.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>
#include <filesystem>
#include <sys/stat.h>
#include <thread>

using namespace core;
using namespace core::store;
using namespace core::store::testing;
using namespace std::chrono_literals;

namespace {

CommandRecord command(const std::string &text, std::optional<int> exitCode = 0)
{
    CommandRecord record;
    record.command = text;
    record.exitCode = exitCode;
    return record;
}

QStringList texts(Store &store, const char *text)
{
    HistoryQuery query;
    query.text = text;
    return commands(store, query);
}

} // namespace

class StoreTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("data/history.db")).toStdString();
    }

    void aFolderOthersMayWriteInIsRefused()
    {
        const std::filesystem::path folder = std::filesystem::path(m_path).parent_path();
        std::filesystem::create_directories(folder);
        for (const mode_t mode : {0770, 0707}) {
            QCOMPARE(::chmod(folder.c_str(), mode), 0);
            const auto store = Store::open(m_path);
            QVERIFY(!store);
            QVERIFY(store.error().is("store.open"));
            QVERIFY(!std::filesystem::exists(m_path));
        }
        QCOMPARE(::chmod(folder.c_str(), 0755), 0);
        QVERIFY(Store::open(m_path).has_value());
    }

    void everyFieldComesBack()
    {
        CommandRecord record;
        record.command = "echo 'ü'\nsecond line";
        record.exitCode = 130;
        record.cwd = "/srv/ü";
        record.start = base::WallTime(1'700'000'000'123ms);
        record.duration = 4567ms;
        record.engine = "podman:/run/podman.sock";
        record.containerId = "c0ffee";
        record.containerName = "web-1";
        record.image = "alpine:3";
        record.imageId = "sha256:1";
        record.session = "ab12/3";
        record.user = "root";
        record.host = "h";
        record.shell = "ash";
        record.traceId = "t";
        record.trusted = true;
        {
            auto store = open();
            CommandRecord copy = record;
            QVERIFY(store->offer(copy));
            CommandRecord later = command("no exit code", std::nullopt);
            later.start = record.start + record.duration + 1ms;
            QVERIFY(store->offer(later));
        } // the destructor writes
        auto store = open();
        const auto found = search(*store, {});
        QCOMPARE(found->size(), std::size_t(2));
        QVERIFY(!found->at(0).exitCode);
        const CommandRecord &back = found->at(1);
        QVERIFY(back.id > 0);
        QCOMPARE(back.command, record.command);
        QCOMPARE(back.exitCode, record.exitCode);
        QCOMPARE(back.cwd, record.cwd);
        QVERIFY(back.start == record.start);
        QVERIFY(back.duration == record.duration);
        QCOMPARE(back.engine, record.engine);
        QCOMPARE(back.containerId, record.containerId);
        QCOMPARE(back.containerName, record.containerName);
        QCOMPARE(back.image, record.image);
        QCOMPARE(back.imageId, record.imageId);
        QCOMPARE(back.session, record.session);
        QCOMPARE(back.user, record.user);
        QCOMPARE(back.host, record.host);
        QCOMPARE(back.shell, record.shell);
        QCOMPARE(back.traceId, record.traceId);
        QCOMPARE(back.trusted, record.trusted);
    }

    void filesArePrivate()
    {
        auto store = open();
        put(*store, "x");
        struct stat info;
        QCOMPARE(::stat(m_path.c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
        QCOMPARE(::stat((m_path + "-wal").c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
        QCOMPARE(::stat(std::filesystem::path(m_path).parent_path().c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
    }

    void searchesWords()
    {
        auto store = open();
        for (const char *text : {"git checkout -b feature/login", "git commit -m 'check words'", "docker-compose up --no-cache", "cat foo/x.py && ls",
                                 "echo 100%", "echo 1000", "ÜBER alles", "a_b", "axb", "SELECT"})
            put(*store, text);
        using L = QStringList;
        QCOMPARE(texts(*store, "git che"), (L{QStringLiteral("git commit -m 'check words'"), QStringLiteral("git checkout -b feature/login")}));
        QCOMPARE(texts(*store, "checko"), L{QStringLiteral("git checkout -b feature/login")});
        QCOMPARE(texts(*store, "heckout"), L{}); // prefixes, not middles
        QCOMPARE(texts(*store, "select"), L{QStringLiteral("SELECT")});
        QCOMPARE(texts(*store, "--no-cache"), L{QStringLiteral("docker-compose up --no-cache")});
        QCOMPARE(texts(*store, "--no-cac"), L{QStringLiteral("docker-compose up --no-cache")});
        QCOMPARE(texts(*store, "compose"), L{QStringLiteral("docker-compose up --no-cache")});
        QCOMPARE(texts(*store, "oo/x.py"), L{QStringLiteral("cat foo/x.py && ls")});
        QCOMPARE(texts(*store, "&& ls"), L{QStringLiteral("cat foo/x.py && ls")});
        QCOMPARE(texts(*store, "100%"), L{QStringLiteral("echo 100%")});
        QCOMPARE(texts(*store, "a_b"), L{QStringLiteral("a_b")});
        QCOMPARE(texts(*store, "über"), L{QString::fromUtf8("ÜBER alles")});
        QCOMPARE(texts(*store, "\" OR 1"), L{});
        QCOMPARE(texts(*store, "NEAR( *"), L{});
        QCOMPARE(texts(*store, "").size(), 10);
    }

    void filters()
    {
        auto store = open();
        const auto add = [&](const char *text, const char *cwd, const char *id, const char *name, std::optional<int> exitCode, int second) {
            CommandRecord record = command(text, exitCode);
            record.cwd = cwd;
            record.containerId = id;
            record.containerName = name;
            record.start = base::WallTime(std::chrono::seconds(second));
            QVERIFY(store->offer(record));
        };
        add("one", "/srv", "", "", 0, 10);
        add("two", "/srv/app", "abc123", "web-1", 1, 20);
        add("three", "/srv2", "abd456", "web-2", std::nullopt, 30);
        add("four", "/", "fff", "db%", 2, 40);
        QVERIFY(store->flush());
        const auto only = [&](auto change) {
            HistoryQuery query;
            change(query);
            return commands(*store, query).join(QLatin1Char(' '));
        };
        QCOMPARE(only([](auto &q) { q.container = ""; }), QStringLiteral("one"));
        QCOMPARE(only([](auto &q) { q.container = "web"; }), QStringLiteral("three two"));
        QCOMPARE(only([](auto &q) { q.container = "abc"; }), QStringLiteral("two"));
        QCOMPARE(only([](auto &q) { q.container = "%"; }), QString());
        QCOMPARE(only([](auto &q) { q.cwd = "/srv"; }), QStringLiteral("two one"));
        QCOMPARE(only([](auto &q) { q.cwd = "/srv/"; }), QStringLiteral("two one"));
        QCOMPARE(only([](auto &q) { q.cwd = "/"; }), QStringLiteral("four three two one"));
        QCOMPARE(only([](auto &q) { q.failedOnly = true; }), QStringLiteral("four two"));
        QCOMPARE(only([](auto &q) { q.since = base::WallTime(20s); }), QStringLiteral("four three two"));
        QCOMPARE(only([](auto &q) { q.limit = 1; }), QStringLiteral("four"));
        QCOMPARE(only([](auto &q) { q.text = "t"; q.cwd = "/srv"; }), QStringLiteral("two"));
    }

    void offerRefusesWhenFullAndLosesNothing()
    {
        StoreOptions options;
        options.queue = 4;
        auto store = open(options);
        // Another connection holds the write lock, so that the writer cannot go on.
        auto blocker = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
        QVERIFY(blocker->run(QStringLiteral("BEGIN IMMEDIATE")));
        int taken = 0;
        bool refused = false;
        for (int i = 0; i < 100 && !refused; ++i) {
            CommandRecord record = command("number" + std::to_string(i));
            refused = !store->offer(record);
            if (refused)
                QCOMPARE(record.command, "number" + std::to_string(i)); // untouched
            else
                ++taken;
        }
        QVERIFY(refused);
        QVERIFY(taken >= 4);
        QVERIFY(!store->flush(1ms));
        QVERIFY(blocker->run(QStringLiteral("COMMIT")));
        QVERIFY(store->flush());
        QVERIFY(store->problem().code.empty());
        QCOMPARE(texts(*store, "").size(), taken);
    }

    void manyThreads()
    {
        auto store = open();
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&] {
                    for (int i = 0; i < 250; ++i) {
                        CommandRecord record = command("x");
                        while (!store->offer(record))
                            std::this_thread::yield();
                        if (i % 50 == 0)
                            (void)search(*store, {});
                    }
                });
        }
        QVERIFY(store->flush());
        HistoryQuery query;
        query.limit = 5000;
        QCOMPARE(commands(*store, query).size(), 1000);
    }

    void searchesUnderWayAtTheEndAreAnswered()
    {
        std::atomic<int> answers = 0;
        auto store = open();
        for (int i = 0; i < 500; ++i)
            store->search({}, [&](auto) { ++answers; });
        store.reset();
        QCOMPARE(answers.load(), 500);
    }

    void refusesANewerFile()
    {
        open().reset();
        raise();
        const auto store = Store::open(m_path);
        QVERIFY(store.error().is("store.newer"));
        QVERIFY(store.error().message.find("newer Berth") != std::string::npos);
    }

    void stopsWritingWhenANewerOneTakesOver()
    {
        auto store = open();
        put(*store, "before");
        raise();
        CommandRecord record = command("after");
        QVERIFY(store->offer(record));
        QVERIFY(!store->flush());
        QVERIFY(store->isReadOnly());
        QVERIFY(store->problem().is("store.newer"));
        QCOMPARE(texts(*store, ""), QStringList{QStringLiteral("before")});
    }

    void migratesOnceForManyAtTheSameTime()
    {
        std::atomic<int> failures = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 8; ++t)
                threads.emplace_back([&] {
                    if (!Store::open(m_path))
                        ++failures;
                });
        }
        QCOMPARE(failures.load(), 0);
        auto connection = Connection::open(m_path, Connection::Access::ReadOnly, 1s);
        QCOMPARE(connection->pragma(QStringLiteral("user_version")), qint64(schemaVersion()));
    }

    void deletingKeepsTheIndexInStep()
    {
        auto store = open();
        put(*store, "alpha");
        put(*store, "beta");
        auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
        QVERIFY(connection->run(QStringLiteral("DELETE FROM command WHERE command = 'alpha'")));
        QVERIFY(connection->run(QStringLiteral("UPDATE command SET command = 'gamma'")));
        QVERIFY(connection->run(QStringLiteral("INSERT INTO command_words(command_words) VALUES ('integrity-check')")));
        QCOMPARE(texts(*store, "alpha"), QStringList{});
        QCOMPARE(texts(*store, "beta"), QStringList{});
        QCOMPARE(texts(*store, "gam"), QStringList{QStringLiteral("gamma")});
    }

    void aFileThatIsNoDatabaseIsKept()
    {
        std::filesystem::create_directories(std::filesystem::path(m_path).parent_path());
        const QByteArray junk(5000, 'j');
        overwrite(0, junk);
        expectReadOnly();
        QFile file(QString::fromStdString(m_path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), junk);
        QCOMPARE(copies(), 1);
        expectReadOnly(); // a second start does not copy again
        QCOMPARE(copies(), 1);
    }

    void aDamagedFileIsReadAsFarAsPossible()
    {
        {
            auto store = open();
            for (int i = 0; i < 2000; ++i)
                offer(*store, command("number" + std::to_string(i)));
        }
        const auto size = std::filesystem::file_size(m_path);
        overwrite(static_cast<qint64>(size / 4096 / 2 * 4096), QByteArray(static_cast<qsizetype>(size / 2), '\xff'));
        expectReadOnly();
        QCOMPARE(copies(), 1);
    }

private:
    std::unique_ptr<Store> open(const StoreOptions &options = {}) { return openStore(m_path, options); }

    static void put(Store &store, const std::string &text) { testing::put(store, command(text)); }

    void raise()
    {
        auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
        QVERIFY(connection->run(QStringLiteral("PRAGMA user_version=%1").arg(schemaVersion() + 1)));
    }

    void overwrite(qint64 at, const QByteArray &bytes)
    {
        QFile file(QString::fromStdString(m_path));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(at));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    void expectReadOnly()
    {
        const auto store = Store::open(m_path);
        QVERIFY2(store.has_value(), store ? "" : store.error().detail.c_str());
        QVERIFY((*store)->isReadOnly());
        QVERIFY((*store)->problem().is("store.corrupt"));
        CommandRecord record = command("x");
        QVERIFY(!(*store)->offer(record));
        const auto found = search(**store, {});
        QVERIFY(found.has_value() || found.error().is("store.corrupt"));
    }

    int copies() const
    {
        int count = 0;
        for (const auto &entry : std::filesystem::directory_iterator(std::filesystem::path(m_path).parent_path()))
            count += entry.path().filename().string().starts_with("history.db.corrupt-") ? 1 : 0;
        return count;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;
};

BERTH_TEST(StoreTest)
#include "store_test.moc"
