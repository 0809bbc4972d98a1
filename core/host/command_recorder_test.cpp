// Commands wait while the shell's user is being asked; a real store behind it.
#include "core/host/command_recorder.h"

#include "core/attach/fake_session.h"
#include "core/store/testing.h"
#include "tests/support/test_main.h"

#include <QPointer>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace core::host;

class CommandRecorderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = store::testing::openStore(m_dir->filePath(QStringLiteral("history.db")).toStdString());
        m_session = std::make_shared<attach::testing::FakeSession>(); // its place says: as "app"
        m_recorder = std::make_unique<CommandRecorder>(m_session, *m_store, CommandRecorder::Options{}, nullptr);
    }
    void cleanup()
    {
        m_recorder.reset();
        m_session.reset();
        m_store.reset();
    }

    void waitForTheUser()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        m_recorder->awaitUser();
        run("one");
        run("two");
        QTRY_COMPARE(finished.size(), 2); // who looks at commands need not wait
        QCOMPARE(stored(), QStringList{});
        m_recorder->setUser("ada");
        run("three");
        QTRY_COMPARE(finished.size(), 3);
        QCOMPARE(stored(), (QStringList{QStringLiteral("three ada"), QStringLiteral("two ada"), QStringLiteral("one ada")}));
    }

    void aRenamedContainersNextCommandsHaveItsNewName()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        run("before");
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(m_recorder->containerName(), std::string("shop-api"));
        m_recorder->setContainerName("shop-old");
        run("after");
        QTRY_COMPARE(finished.size(), 2);
        QVERIFY(m_store->flush());
        const auto found = store::testing::search(*m_store, {});
        QVERIFY(found && found->size() == 2);
        QCOMPARE(found->at(0).containerName, std::string("shop-old")); // newest first
        QCOMPARE(found->at(1).containerName, std::string("shop-api"));
    }

    void aUserThatCannotBeKnownIsWhoWasAskedFor()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        m_recorder->awaitUser();
        run("one");
        QTRY_COMPARE(finished.size(), 1);
        m_recorder->setUser({});
        QCOMPARE(stored(), QStringList{QStringLiteral("one app")});
    }

    void nothingIsLostWhenTheSessionEndsMeanwhile()
    {
        QSignalSpy ended(m_recorder.get(), &CommandRecorder::ended);
        m_recorder->awaitUser();
        run("exit");
        m_session->happen(session::Ended{});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000); // without an answer: soon after the end
        QCOMPARE(stored(), QStringList{QStringLiteral("exit app")});
        m_recorder->setUser("ada");
        QCOMPARE(ended.size(), 1);
    }

    void anAnswerAfterTheEndStillCounts()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        QSignalSpy ended(m_recorder.get(), &CommandRecorder::ended);
        m_recorder->awaitUser();
        run("exit");
        m_session->happen(session::Ended{});
        QTRY_COMPARE(finished.size(), 1);
        m_recorder->setUser("ada");
        QCOMPARE(ended.size(), 1);
        QCOMPARE(stored(), QStringList{QStringLiteral("exit ada")});
    }

    void whatWaitsAtTheEndIsStored()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        m_recorder->awaitUser();
        run("seen");
        QTRY_COMPARE(finished.size(), 1);
        run("unseen");
        m_recorder.reset();
        QCOMPARE(stored(), (QStringList{QStringLiteral("unseen app"), QStringLiteral("seen app")}));
    }

    // A store that takes nothing for a while: the recorder stays until it does.
    void finishesWhenTheStoreHasRoom()
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
        other.setDatabaseName(m_dir->filePath(QStringLiteral("history.db")));
        QVERIFY(other.open());
        QSqlQuery lock(other);
        QVERIFY(lock.exec(QStringLiteral("BEGIN IMMEDIATE")));
        store::CommandRecord record;
        record.command = "filler";
        for (store::CommandRecord copy = record; m_store->offer(copy);)
            copy = record;
        QPointer<CommandRecorder> recorder = m_recorder.release();
        QSignalSpy waiting(recorder, &CommandRecorder::waitingForStore);
        run("last");
        QTRY_COMPARE(waiting.size(), 1);
        recorder->finish();
        QVERIFY(recorder);
        QVERIFY(lock.exec(QStringLiteral("ROLLBACK")));
        QTRY_VERIFY_WITH_TIMEOUT(!recorder, 20'000);
        QCOMPARE(stored().front(), QStringLiteral("last app"));
        lock = QSqlQuery();
        other = {};
        QSqlDatabase::removeDatabase(QStringLiteral("other"));
    }

    void whatWaitsIsBounded()
    {
        QSignalSpy finished(m_recorder.get(), &CommandRecorder::commandFinished);
        m_recorder->awaitUser();
        for (std::size_t i = 0; i < CommandRecorder::kMostHeld; ++i)
            run("c" + std::to_string(i));
        QTRY_COMPARE(finished.size(), static_cast<int>(CommandRecorder::kMostHeld));
        QCOMPARE(stored().size(), static_cast<int>(CommandRecorder::kMostHeld));
        QCOMPARE(stored().front().section(QLatin1Char(' '), 1), QStringLiteral("app"));
    }

private:
    void run(const std::string &text)
    {
        shell::Block block;
        block.command = text;
        block.trusted = true;
        block.exitCode = 0;
        block.start = base::WallTime(std::chrono::seconds(++m_second));
        m_session->happen(session::CommandFinished{block, {}, 0});
    }

    QStringList stored() // "command user", newest first
    {
        if (!m_store->flush())
            qFatal("not written");
        store::HistoryQuery query;
        query.limit = 1000;
        const auto found = store::testing::search(*m_store, query);
        QStringList all;
        for (const store::CommandRecord &record : found.value_or(std::vector<store::CommandRecord>{}))
            all << QString::fromStdString(record.command + ' ' + record.user);
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<store::Store> m_store;
    std::shared_ptr<attach::testing::FakeSession> m_session;
    std::unique_ptr<CommandRecorder> m_recorder;
    int m_second = 1'700'000'000;
};

BERTH_TEST(CommandRecorderTest)
#include "command_recorder_test.moc"
