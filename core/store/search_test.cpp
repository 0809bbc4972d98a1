// Filters, distinct, pages, fuzzy matches, kept output, removal, import and retention, on a real file.
#include "core/store/candidates.h"
#include "core/store/connection.h"
#include "core/store/history_table.h"
#include "core/store/migration_steps.h"
#include "core/store/migrations.h"
#include "core/store/query_terms.h"
#include "core/store/store.h"
#include "core/store/testing.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>
#include <random>

using namespace core;
using namespace core::store;
using namespace core::store::testing;
using namespace std::chrono_literals;

namespace {

std::vector<CommandRecord> found(Store &store, HistoryQuery query)
{
    auto rows = search(store, std::move(query));
    if (!rows)
        qFatal("%s %s", rows.error().code.c_str(), rows.error().detail.c_str());
    return std::move(*rows);
}

// Newest first, separated by ", ".
QString listed(Store &store, HistoryQuery query)
{
    return commands(store, std::move(query)).join(QLatin1String(", "));
}

template<class Change>
HistoryQuery query(Change change)
{
    HistoryQuery made;
    change(made);
    return made;
}

HistoryQuery fuzzy(const char *text)
{
    return query([&](HistoryQuery &q) { q.match = HistoryQuery::Match::Fuzzy; q.text = text; });
}

} // namespace

class SearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("history.db")).toStdString();
        m_second = 1'700'000'000;
        m_store = open();
    }
    void cleanup() { m_store.reset(); }

    void filters()
    {
        const auto add = [&](const char *text, const char *engine, const char *id, const char *name, const char *image, const char *imageId,
                             const char *user, const char *host, const char *session) {
            CommandRecord record = at(text);
            record.engine = engine;
            record.containerId = id;
            record.containerName = name;
            record.image = image;
            record.imageId = imageId;
            record.user = user;
            record.host = host;
            record.session = session;
            put(std::move(record));
        };
        add("one", "", "", "", "", "", "ada", "mill", "aa/1");
        add("two", "docker:/run/docker.sock", "abc1", "web-1", "nginx:1", "sha256:1111", "root", "mill", "aa/2");
        add("three", "podman:/run/podman.sock", "abd2", "web-2", "nginx:2", "sha256:1122", "ada", "mill", "aa/10");
        add("four", "docker:/run/docker.sock", "fff3", "db", "postgres", "sha256:3333", "postgres", "loom", "ab/1");
        const auto only = [&](auto change) { return listed(*m_store, query(change)); };
        QCOMPARE(only([](auto &q) { q.engine = "docker"; }), QStringLiteral("four, two"));
        QCOMPARE(only([](auto &q) { q.engine = ""; }), QStringLiteral("one"));
        QCOMPARE(only([](auto &q) { q.engine = "%"; }), QString());
        QCOMPARE(only([](auto &q) { q.container = "web"; }), QStringLiteral("three, two"));
        QCOMPARE(only([](auto &q) { q.containerName = "web"; }), QString());
        QCOMPARE(only([](auto &q) { q.containerName = "web-1"; }), QStringLiteral("two"));
        QCOMPARE(only([](auto &q) { q.command = "thre"; }), QString());
        QCOMPARE(only([](auto &q) { q.command = "three"; }), QStringLiteral("three"));
        QCOMPARE(only([](auto &q) { q.command = "three"; q.containerName = "db"; }), QString());
        QCOMPARE(only([](auto &q) { q.image = "nginx"; }), QStringLiteral("three, two"));
        QCOMPARE(only([](auto &q) { q.image = "sha256:11"; }), QStringLiteral("three, two"));
        QCOMPARE(only([](auto &q) { q.image = "1122"; }), QStringLiteral("three"));
        QCOMPARE(only([](auto &q) { q.user = "ada"; }), QStringLiteral("three, one"));
        QCOMPARE(only([](auto &q) { q.user = "ad"; }), QString());
        QCOMPARE(only([](auto &q) { q.host = "loom"; }), QStringLiteral("four"));
        QCOMPARE(only([](auto &q) { q.session = "aa/1"; }), QStringLiteral("one"));
        QCOMPARE(only([](auto &q) { q.session = "aa/"; }), QStringLiteral("three, two, one"));
        QCOMPARE(only([](auto &q) { q.user = "ada"; q.host = "mill"; q.engine = "podman"; }), QStringLiteral("three"));
        QCOMPARE(only([](auto &q) { q.user = "ada"; q.session = "aa/2"; }), QString());
        QCOMPARE(only([](auto &q) { q.user = "ada"; q.text = "t"; }), QStringLiteral("three"));
        QCOMPARE(only([](auto &q) { q.user = "ada"; q.text = "three"; }), QStringLiteral("three"));
        const base::WallTime start(std::chrono::seconds(1'700'000'000));
        QCOMPARE(only([&](auto &q) { q.since = start + 1s; q.until = start + 3s; }), QStringLiteral("three, two"));
        QCOMPARE(only([&](auto &q) { q.until = start; }), QString());
    }

    void distinctAndPages()
    {
        for (const char *text : {"ls", "make", "ls", "git log", "make", "ls"})
            put(at(text, text == std::string("make") ? 2 : 0));
        HistoryQuery distinct = query([](auto &q) { q.distinct = true; q.limit = 2; });
        QCOMPARE(listed(*m_store, distinct), QStringLiteral("ls*3, make*2"));
        distinct.beforeId = found(*m_store, distinct).back().id;
        QCOMPARE(listed(*m_store, distinct), QStringLiteral("git log"));
        distinct.beforeId.reset();
        distinct.failedOnly = true;
        QCOMPARE(listed(*m_store, distinct), QStringLiteral("make*2"));
        distinct.failedOnly = false;
        distinct.text = "l"; // decided by the text, not by the index
        QCOMPARE(listed(*m_store, distinct), QStringLiteral("ls*3, git log"));

        HistoryQuery plain = query([](auto &q) { q.limit = 4; });
        QCOMPARE(listed(*m_store, plain), QStringLiteral("ls, make, git log, ls"));
        plain.beforeId = found(*m_store, plain).back().id;
        QCOMPARE(listed(*m_store, plain), QStringLiteral("make, ls"));
        plain.text = "ls";
        QCOMPARE(listed(*m_store, plain), QStringLiteral("ls"));
    }

    void fuzzyFindsAndRanks()
    {
        for (const char *text : {"git checkout main", "docker compose up -d", "echo flag checked so", "git commit -m x", "make", "git checkout main"})
            put(at(text));
        QCOMPARE(listed(*m_store, fuzzy("gitch")), QStringLiteral("git checkout main, git checkout main"));
        QCOMPARE(listed(*m_store, fuzzy("gco")), QStringLiteral("git commit -m x, git checkout main, git checkout main, echo flag checked so"));
        QCOMPARE(listed(*m_store, fuzzy("dc up")), QStringLiteral("docker compose up -d"));
        QCOMPARE(listed(*m_store, fuzzy("zzz")), QString());
        QCOMPARE(listed(*m_store, fuzzy("")), QStringLiteral("git checkout main, make, git commit -m x, echo flag checked so, docker compose up -d, git checkout main"));
        HistoryQuery distinct = fuzzy("gitch");
        distinct.distinct = true;
        QCOMPARE(listed(*m_store, distinct), QStringLiteral("git checkout main*2"));
    }

    void fuzzyReachesTheWholeHistoryByWords()
    {
        put(at("cargo bench --all"));
        std::vector<CommandRecord> many;
        for (int i = 0; i < kFuzzyRows + 10; ++i)
            many.push_back(at("filler number" + std::to_string(i)));
        for (CommandRecord &record : many)
            offer(std::move(record));
        QVERIFY(m_store->flush());
        QCOMPARE(listed(*m_store, fuzzy("cargo bench")), QStringLiteral("cargo bench --all"));
        QCOMPARE(listed(*m_store, fuzzy("crgo")), QString()); // too far back for a loose match: said in history_query.h
        HistoryQuery one = fuzzy("filler number200"); // not number2000, although that is newer
        one.limit = 1;
        QCOMPARE(listed(*m_store, one), QStringLiteral("filler number200"));
    }

    // The index and the look at the text must agree, whichever of them leads.
    void allWaysGiveTheSame()
    {
        std::mt19937 random(11);
        const QStringList words{QStringLiteral("git"), QStringLiteral("go"), QStringLiteral("über"), QStringLiteral("a_b"), QStringLiteral("x.py"),
                                QStringLiteral("--no-cache"), QStringLiteral("GIT"), QStringLiteral("gitlab"), QStringLiteral("&&")};
        QStringList texts;
        for (int i = 0; i < 3000; ++i) {
            QStringList some;
            for (unsigned n = random() % 4 + 1; n > 0; --n)
                some << words[static_cast<qsizetype>(random() % static_cast<unsigned>(words.size()))];
            CommandRecord record = at(some.join(QLatin1Char(' ')).toStdString());
            record.user = i % 2 ? "ada" : "bob";
            record.cwd = i % 3 ? "/srv" : "/home/ada";
            if (i < 3)
                record.command += " gitrare";
            texts << QString::fromStdString(record.command);
            offer(std::move(record));
        }
        QVERIFY(m_store->flush());
        for (const char *text : {"git", "gi", "g", "go git", "über", "ü", "a", "b", "py", "cache", "gitl", "gitlab g", "gitrare", "gitmissing", "x.py g", "&& git", "&& gitlab", "--no-cach"}) {
            const auto terms = termsOf(text);
            const auto expected = [&](qsizetype limit, auto fits) {
                QStringList all;
                for (qsizetype i = texts.size() - 1; i >= 0 && all.size() < limit; --i) {
                    const bool literal = std::ranges::all_of(terms, [&](const Term &term) {
                        return !term.likeDecides || texts[i].contains(term.like.mid(1, term.like.size() - 2), Qt::CaseInsensitive);
                    });
                    if (fits(i) && literal && hasWords(texts[i], terms))
                        all << texts[i];
                }
                return all.join(QStringLiteral(", "));
            };
            for (const int limit : {10, 100, 10'000}) { // so many are looked for in another way than a few
                HistoryQuery all = query([&](auto &q) { q.text = text; q.limit = limit; });
                QCOMPARE(listed(*m_store, all), expected(limit, [](qsizetype) { return true; }));
                all.user = "ada";
                QCOMPARE(listed(*m_store, all), expected(limit, [](qsizetype i) { return i % 2 == 1; }));
                all.cwd = "/home";
                QCOMPARE(listed(*m_store, all), expected(limit, [](qsizetype i) { return i % 2 == 1 && i % 3 == 0; }));
            }
        }
    }

    void aFilterOfOldRowsDoesNotHideThem()
    {
        const auto add = [&](int count, const char *user) {
            for (int i = 0; i < count; ++i) {
                CommandRecord record = at("docker ps " + std::to_string(i));
                record.user = user;
                offer(std::move(record));
            }
        };
        add(static_cast<int>(QueryScope::kCounted) + 10, "ada"); // too many to begin with the filter
        add(6000, "bob");                                        // and too many to walk over
        QVERIFY(m_store->flush());
        const auto rows = found(*m_store, query([](auto &q) { q.text = "docker"; q.user = "ada"; q.limit = 5; }));
        QCOMPARE(rows.size(), std::size_t(5));
        QCOMPARE(rows.front().command, "docker ps " + std::to_string(QueryScope::kCounted + 9));
        HistoryQuery distinct = query([](auto &q) { q.text = "docke"; q.user = "ada"; q.distinct = true; q.limit = 1; });
        QCOMPARE(found(*m_store, distinct).front().id, rows.front().id);
    }

    void aWordAtTheEndOfALongCommandIsFound()
    {
        CommandRecord record = at("echo " + std::string(kCandidateText, 'x') + " needle");
        record.user = "ada";
        put(record);
        for (int i = 0; i < 10; ++i)
            put(at("needless"));
        for (const char *text : {"needle", "needl", "need", "n", "echo needle"}) {
            const auto rows = found(*m_store, query([&](auto &q) { q.text = text; q.user = "ada"; }));
            QVERIFY2(rows.size() == 1 && rows.front().command == record.command, text);
        }
        QCOMPARE(found(*m_store, query([](auto &q) { q.text = "echo needle"; })).size(), std::size_t(1));
        QVERIFY(found(*m_store, query([](auto &q) { q.text = "eedle"; q.user = "ada"; })).empty());
        QCOMPARE(listed(*m_store, query([](auto &q) { q.text = "need"; q.distinct = true; q.limit = 1; })), QStringLiteral("needless*10"));
    }

    void outputIsKeptAndBounded()
    {
        CommandRecord record = at("make");
        record.output = "\xc3\xa9" + std::string(5000, 'x'); // one byte of the é would be left
        StoreOptions options;
        options.outputBytes = 5001;
        m_store = open(options);
        put(record);
        put(at("ls"));
        const auto rows = found(*m_store, {});
        QVERIFY(!rows[0].hasOutput);
        QVERIFY(rows[1].hasOutput);
        QVERIFY(rows[1].output.empty());
        const auto kept = outputOf(rows[1].id);
        QCOMPARE(kept->text, std::string(5000, 'x'));
        QVERIFY(kept->cut);
        QVERIFY(outputOf(rows[0].id).error().is("store.no_output"));
        QVERIFY(outputOf(-1).error().is("store.no_output"));
        QCOMPARE(found(*m_store, query([](auto &q) { q.withOutput = true; }))[1].output, kept->text);

        options.outputBytes = 0;
        m_store = open(options);
        put(record);
        QVERIFY(!found(*m_store, {}).front().hasOutput);
        QVERIFY(outputOf(rows[1].id).has_value()); // what was kept stays
    }

    void damagedOutputIsNone()
    {
        CommandRecord record = at("make");
        record.output = "text";
        put(record);
        const auto id = found(*m_store, {}).front().id;
        const auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
        for (const char *packed : {"x''", "x'00'", "x'ffffffff00'", "x'00000004ff'"}) {
            QVERIFY(connection->run(QStringLiteral("UPDATE command_output SET packed = ") + QLatin1String(packed)));
            QVERIFY(outputOf(id).error().is("store.no_output"));
        }
    }

    void removesRowsAndWhatIsLeftOfThem()
    {
        constexpr const char *kWord = "zebrafinch";
        for (int i = 0; i < 500; ++i) {
            CommandRecord record = at(i % 2 ? "echo " + std::string(kWord) + std::to_string(i) : "ls " + std::to_string(i));
            record.cwd = i % 2 ? "/finches" : "/";
            record.output = i % 2 ? "output of it" : "";
            offer(std::move(record));
        }
        QVERIFY(m_store->flush());
        QVERIFY(fileHas(kWord));
        const HistoryQuery those = query([&](auto &q) { q.text = kWord; q.limit = 3; });
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->count(those, std::move(done)); }), std::size_t(250));
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->remove(those, std::move(done)); }), std::size_t(250));
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->count(those, std::move(done)); }), std::size_t(0));
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->count({}, std::move(done)); }), std::size_t(250));
        QCOMPARE(number("SELECT count(*) FROM command_output"), 0);
        QCOMPARE(number("SELECT count(*) FROM folder"), 1);
        m_store.reset(); // no reader keeps the log
        QVERIFY(!fileHas(kWord));
        QVERIFY(!fileHas("/finches"));

        m_store = open();
        const auto ids = found(*m_store, query([](auto &q) { q.limit = 2; }));
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->remove({ids[0].id, ids[1].id, 7}, std::move(done)); }), std::size_t(2));
        QCOMPARE(*answer<std::size_t>([&](auto done) { m_store->count({}, std::move(done)); }), std::size_t(248));
        QVERIFY(answer<std::size_t>([&](auto done) { m_store->remove(fuzzy("l"), std::move(done)); }).error().is("store.query"));
        QVERIFY(answer<std::size_t>([&](auto done) { m_store->count(fuzzy("l"), std::move(done)); }).error().is("store.query"));
    }

    void importsOnceAndInPlace()
    {
        CommandRecord ours = at("make test"); // Berth's own bash wrote it to its history too, in whole seconds
        ours.start += 400ms;
        ours.session = "aa/1";
        put(ours);
        std::vector<CommandRecord> file;
        for (const int second : {-10, 0, 5}) {
            CommandRecord record;
            record.command = second ? "old " + std::to_string(second) : "make test";
            record.start = base::WallTime(std::chrono::seconds(1'700'000'000 + second));
            record.shell = "bash";
            record.trusted = false;
            file.push_back(record);
        }
        for (int n = 1; n <= 2; ++n) {
            CommandRecord record;
            record.command = "ls";
            record.shell = "bash";
            record.count = n;
            file.push_back(record);
        }
        const auto import = [&] { return answer<Imported>([&](auto done) { m_store->import(file, std::move(done)); }); };
        auto imported = import();
        QCOMPARE(imported->added, std::size_t(4));
        QCOMPARE(imported->known, std::size_t(1));
        QCOMPARE(listed(*m_store, {}), QStringLiteral("old 5, make test, old -10, ls, ls"));
        QVERIFY(!found(*m_store, {}).front().trusted);
        imported = import();
        QCOMPARE(imported->added, std::size_t(0));
        QCOMPARE(imported->known, std::size_t(5));
        file.back().count = 3;
        QCOMPARE(import()->added, std::size_t(1));
        QCOMPARE(found(*m_store, query([](auto &q) { q.text = "ls"; })).size(), std::size_t(3));
        const std::vector<CommandRecord> tooMany(Store::kMostImported + 1);
        QVERIFY(answer<Imported>([&](auto done) { m_store->import(tooMany, std::move(done)); }).error().is("store.query"));
    }

    void ageIsBounded()
    {
        m_store.reset();
        StoreOptions options;
        options.keepFor = std::chrono::days(30);
        options.upkeep = 10ms;
        m_store = open(options);
        const auto now = std::chrono::floor<std::chrono::seconds>(base::Clock::system().wall());
        for (int i = 0; i < 250; ++i) {
            CommandRecord record = at("old");
            record.output = "x";
            offer(std::move(record));
        }
        CommandRecord fresh = at("fresh");
        fresh.start = now;
        offer(std::move(fresh));
        CommandRecord untimed;
        untimed.command = "untimed";
        offer(std::move(untimed));
        const auto other = open(options); // both look after the same file
        QTRY_COMPARE_WITH_TIMEOUT(listed(*m_store, {}), QStringLiteral("fresh, untimed"), 30'000);
        QCOMPARE(number("SELECT count(*) FROM command_output"), 0);
    }

    void sizeIsBoundedOutputFirst()
    {
        constexpr int kCommands = 3000;
        for (int i = 0; i < kCommands; ++i) {
            CommandRecord record = at("number" + std::to_string(i));
            for (int n = 0; n < 120; ++n)
                record.output += std::to_string(i * 7919 + n * 104729) + ' '; // does not pack to nothing
            offer(std::move(record));
        }
        QVERIFY(m_store->flush());
        m_store.reset();
        StoreOptions options;
        options.upkeep = 10ms;
        options.maxBytes = 1 << 20;
        m_store = open(options);
        const auto used = [&] { // at one moment: upkeep gives pages back meanwhile
            return number("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
        };
        QTRY_VERIFY_WITH_TIMEOUT(used() <= options.maxBytes, 60'000);
        QCOMPARE(number("SELECT count(*) FROM command"), kCommands); // the outputs were enough
        QVERIFY(number("SELECT count(*) FROM command_output") < kCommands);
        options.maxBytes = 200 << 10;
        m_store = open(options);
        QTRY_VERIFY_WITH_TIMEOUT(used() <= options.maxBytes, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(number("PRAGMA freelist_count"), 0, 60'000); // and the file is as small
        m_store = open();
        QCOMPARE(number("SELECT count(*) FROM command_output"), 0);
        const auto rows = found(*m_store, query([](auto &q) { q.limit = 10'000; }));
        QVERIFY2(rows.size() > 300 && rows.size() < kCommands, qPrintable(QString::number(rows.size())));
        QCOMPARE(rows.front().command, "number" + std::to_string(kCommands - 1)); // the oldest went
    }

    // A file as each released schema wrote it.
    void migratesFromVersion1()
    {
        m_store.reset();
        QFile::remove(QString::fromStdString(m_path));
        {
            auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
            for (const QString &statement : QString::fromUtf8(kMigrationSteps[0]).split(QStringLiteral("\n--\n")))
                QVERIFY(connection->run(statement));
            const QString insert = QStringLiteral("INSERT INTO command(command, exit_code, cwd, start_ms, duration_ms, engine, container_id, container_name, image, "
                                                  "image_id, session, user, host, shell, trace_id, trusted) VALUES ('%1', %2, '%3', %4, %5, 'docker', 'c%6', 'web', 'img', "
                                                  "'sha256:%6', 's/%6', 'ada', 'mill', 'bash', 't', 1)");
            QVERIFY(connection->run(insert.arg(QStringLiteral("echo é"), QStringLiteral("NULL"), QStringLiteral("/a")).arg(1'700'000'000'000).arg(5000).arg(1)));
            QVERIFY(connection->run(insert.arg(QStringLiteral("TOKEN=‹redacted› x"), QStringLiteral("1"), QStringLiteral("/b")).arg(1'700'000'001'000).arg(10).arg(2)));
            QVERIFY(connection->run(QStringLiteral("BEGIN")));
            for (int i = 0; i < 2500; ++i) // more in one millisecond than there are ids for it; and without a time
                QVERIFY(connection->run(insert.arg(QStringLiteral("many %1").arg(i), QStringLiteral("0"), QStringLiteral("/a")).arg(i % 2 ? 1'700'000'002'000 : -5).arg(0).arg(1)));
            QVERIFY(connection->run(QStringLiteral("COMMIT")));
            QVERIFY(connection->run(QStringLiteral("PRAGMA user_version=1")));
        }
        m_store = open();
        QCOMPARE(number("PRAGMA user_version"), schemaVersion());
        QCOMPARE(number("SELECT count(*) FROM command"), 2502);
        QCOMPARE(number("SELECT count(*) FROM place"), 2);
        const auto rows = found(*m_store, query([](auto &q) { q.text = "echo"; }));
        QCOMPARE(rows.size(), std::size_t(1));
        const CommandRecord &row = rows.front();
        QCOMPARE(row.command, std::string("echo é"));
        QVERIFY(!row.exitCode && row.trusted && !row.masked && !row.hasOutput);
        QCOMPARE(row.cwd, std::string("/a"));
        QCOMPARE(millisecondsOf(row.start), qint64(1'700'000'000'000));
        QVERIFY(row.duration == 5s);
        QCOMPARE(row.containerName + row.containerId + row.imageId + row.session + row.user + row.host + row.shell + row.traceId,
                 std::string("webc1sha256:1s/1adamillbasht"));
        const auto masked = found(*m_store, query([](auto &q) { q.text = "token"; }));
        QVERIFY(masked.front().masked);
        QCOMPARE(*masked.front().exitCode, 1);
        QVERIFY(masked.front().id < row.id); // it ended first
        QCOMPARE(found(*m_store, query([](auto &q) { q.text = "many"; q.limit = 1; })).front().command, std::string("many 2499"));
        put(at("after"));
        QVERIFY(run("INSERT INTO command_words(command_words) VALUES ('integrity-check')"));
    }

    void migratesFromVersion2()
    {
        m_store.reset();
        QFile::remove(QString::fromStdString(m_path));
        {
            auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
            for (const std::size_t step : {0, 1}) {
                for (const QString &statement : QString::fromUtf8(kMigrationSteps[step]).split(QStringLiteral("\n--\n")))
                    QVERIFY(connection->run(statement));
            }
            for (const char *table : {"place VALUES (1, '', '', '', '', '', 'ada', 'mill')", "run VALUES (1, 'a/1', 'bash', '')", "folder VALUES (1, '/srv')",
                                      "command VALUES (1700000000000001, 'echo before', 0, 1700000000000, 1, 1, 1, 1, 1, 0, NULL)"})
                QVERIFY(connection->run(QStringLiteral("INSERT INTO ") + QLatin1String(table)));
            QVERIFY(connection->run(QStringLiteral("PRAGMA user_version=2")));
        }
        m_store = open();
        QCOMPARE(number("PRAGMA user_version"), schemaVersion());
        m_second += 10;
        put(at("echo after"));
        QCOMPARE(listed(*m_store, query([](auto &q) { q.text = "echo"; })), QStringLiteral("echo after, echo before"));
        QVERIFY(run("INSERT INTO command_words(command_words) VALUES ('integrity-check')"));
    }

    // Each step on its own, with what was stopped as it was stored then; and an older Berth that still runs goes on searching.
    void migratesFromVersions3And4_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("3") << 3;
        QTest::newRow("4") << 4;
    }
    void migratesFromVersions3And4()
    {
        QFETCH(int, version);
        m_store.reset();
        QFile::remove(QString::fromStdString(m_path));
        auto old = Connection::open(m_path, Connection::Access::ReadWrite, 1s);
        for (int step = 0; step < version; ++step) {
            for (const QString &statement : QString::fromUtf8(kMigrationSteps[std::size_t(step)]).split(QStringLiteral("\n--\n")))
                QVERIFY(old->run(statement));
        }
        for (const char *table : {"place VALUES (1, '', '', '', '', '', 'ada', 'mill')", "run VALUES (1, 'a/1', 'bash', '')", "folder VALUES (1, '/srv')",
                                  "command VALUES (1700000000000001, 'sleep', 148, 1700000000000, 1, 1, 1, 1, 1, 0, NULL)",
                                  "command VALUES (1700000000001001, 'false', 1, 1700000000000, 1, 1, 1, 1, 1, 0, NULL)"})
            QVERIFY(old->run(QStringLiteral("INSERT INTO ") + QLatin1String(table)));
        QVERIFY(old->run(QStringLiteral("INSERT INTO command_words(command_words) VALUES ('rebuild')")));
        QVERIFY(old->run(QStringLiteral("PRAGMA user_version=%1").arg(version)));
        m_store = open();
        QCOMPARE(number("PRAGMA user_version"), schemaVersion());
        QCOMPARE(listed(*m_store, query([](auto &q) { q.failedOnly = true; q.cwd = "/srv"; })), QStringLiteral("false"));
        QCOMPARE(listed(*m_store, query([](auto &q) { q.failedOnly = true; q.user = "ada"; })), QStringLiteral("false"));
        QVERIFY(found(*m_store, query([](auto &q) { q.text = "sleep"; })).front().stopped);
        // As that version asks, on the connection that it has open.
        const auto failed = QLatin1String(version == 3 ? "" : " AND c.exit_code NOT BETWEEN 147 AND 150");
        for (const char *how : {"command_failed_by_place WHERE c.place_id = 1", "command_failed_by_folder WHERE c.folder_id = 1", "command_failed WHERE 1"}) {
            QSqlQuery rows = old->query();
            const auto sql = QStringLiteral("SELECT c.id FROM command c INDEXED BY %1 AND c.exit_code IS NOT NULL AND c.exit_code <> 0%2 AND c.id >= 0 ORDER BY c.id DESC LIMIT 5")
                                 .arg(QLatin1String(how), failed);
            QVERIFY2(rows.exec(sql) && rows.next(), qPrintable(rows.lastError().text()));
            QCOMPARE(rows.value(0).toLongLong(), qint64(1700000000001001));
            QCOMPARE(rows.next(), version == 3); // which counts what was stopped
        }
    }

    // 128 and a signal that stops is a stop only where the shell says so.
    void whatWasStoppedIsNoFailure()
    {
        for (const int code : {146, 147, 148, 149, 150, 151}) {
            for (const bool stopped : {false, true}) {
                CommandRecord record = at("code" + std::to_string(code) + (stopped ? " stopped" : " returned"), code);
                record.stopped = stopped;
                put(std::move(record));
            }
        }
        const auto all = found(*m_store, query([](auto &) {}));
        QCOMPARE(all.size(), std::size_t(12));
        for (const CommandRecord &record : all)
            QCOMPARE(record.stopped, record.command.ends_with("stopped"));
        const auto failed = QStringLiteral("code151 returned, code150 returned, code149 returned, code148 returned, code147 returned, code146 returned");
        QCOMPARE(listed(*m_store, query([](auto &q) { q.failedOnly = true; })), failed);
        QCOMPARE(listed(*m_store, query([&](auto &q) { q.failedOnly = true; q.cwd = all.front().cwd; q.text = "code"; })), failed);
        QCOMPARE(listed(*m_store, query([&](auto &q) { q.failedOnly = true; q.user = all.front().user; })), failed);
        QCOMPARE(listed(*m_store, query([&](auto &q) { q.failedOnly = true; q.session = all.front().session; })), failed);
    }

    void idsOfOneMomentAreApart()
    {
        for (int i = 0; i < 2500; ++i) {
            CommandRecord record;
            record.command = "c" + std::to_string(i);
            record.start = base::WallTime(1'700'000'000s);
            offer(std::move(record));
        }
        QVERIFY(m_store->flush());
        CommandRecord next;
        next.command = "next";
        next.start = base::WallTime(1'700'000'000'001ms); // whose ids are taken by the many before
        put(next);
        auto rows = found(*m_store, query([](auto &q) { q.limit = 3; }));
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(number("SELECT count(*) FROM command"), 2501);
        m_store = open(); // another one knows nothing of what was given
        CommandRecord same;
        same.command = "same";
        same.start = base::WallTime(1'700'000'000s);
        put(same);
        QCOMPARE(number("SELECT count(*) FROM command"), 2502);
    }

private:
    std::unique_ptr<Store> open(const StoreOptions &options = {}) { return openStore(m_path, options); }

    CommandRecord at(const std::string &text, int exitCode = 0)
    {
        CommandRecord record;
        record.command = text;
        record.exitCode = exitCode;
        record.start = base::WallTime(std::chrono::seconds(m_second++));
        return record;
    }

    void offer(CommandRecord record) { testing::offer(*m_store, std::move(record)); }
    void put(CommandRecord record) { testing::put(*m_store, std::move(record)); }

    base::Result<KeptOutput> outputOf(std::int64_t id)
    {
        return answer<KeptOutput>([&](auto done) { m_store->output(id, std::move(done)); });
    }

    int number(const char *sql) const
    {
        const auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 5s);
        QSqlQuery query = connection->query();
        return query.exec(QLatin1String(sql)) && query.next() ? query.value(0).toInt() : -1;
    }

    bool run(const char *sql) const
    {
        const auto connection = Connection::open(m_path, Connection::Access::ReadWrite, 5s);
        return connection->run(QLatin1String(sql));
    }

    bool fileHas(const char *text) const
    {
        for (const char *part : {"", "-wal"}) {
            QFile file(QString::fromStdString(m_path) + QLatin1String(part));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
        return false;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;
    std::int64_t m_second = 0;
    std::unique_ptr<Store> m_store;
};

BERTH_TEST(SearchTest)
#include "search_test.moc"
