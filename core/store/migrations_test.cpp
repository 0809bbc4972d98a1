// Files of every released schema become the newest, and what is in them is found.
#include "core/store/history_fixture.h"
#include "core/store/migration_steps.h"
#include "core/store/migrations.h"
#include "tests/support/test_main.h"

#include <QSqlError>
#include <QTest>

using namespace core;
using namespace core::store;
using namespace core::store::testing;
using namespace std::chrono_literals;

class MigrationsTest : public HistoryFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_store.reset(); }

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
};

BERTH_TEST(MigrationsTest)
#include "migrations_test.moc"
