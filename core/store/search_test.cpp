// Searching the history: filters, distinct commands, pages, fuzzy matches; on a real file.
#include "core/store/candidates.h"
#include "core/store/history_fixture.h"
#include "core/store/query_terms.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <random>

using namespace core;
using namespace core::store;
using namespace core::store::testing;
using namespace std::chrono_literals;

class SearchTest : public HistoryFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
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
};

BERTH_TEST(SearchTest)
#include "search_test.moc"
