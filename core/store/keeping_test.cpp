// What the history keeps and what it lets go: output, removal, import, age and size; on a real file.
#include "core/store/history_fixture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::store;
using namespace core::store::testing;
using namespace std::chrono_literals;

class KeepingTest : public HistoryFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_store.reset(); }

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
};

BERTH_TEST(KeepingTest)
#include "keeping_test.moc"
