// Several processes on one file, and a process that is killed while it writes.
#include "core/store/testing.h"
#include "tests/support/test_main.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace core;
using namespace core::store;

class StoreProcessesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("history.db"));
    }

    void whatWasCommittedSurvivesKill9()
    {
        for (int round = 0; round < 5; ++round) {
            const QString name = QStringLiteral("round%1").arg(round);
            QProcess writer;
            start(writer, name, 0);
            int committed = 0;
            while (committed < 50 + 111 * round) {
                QVERIFY(writer.waitForReadyRead(30'000));
                committed = lastCommitted(writer, committed);
            }
            ::kill(static_cast<pid_t>(writer.processId()), SIGKILL);
            QVERIFY(writer.waitForFinished(30'000));
            committed = lastCommitted(writer, committed);
            const int found = count(name);
            QVERIFY2(found >= committed, qPrintable(QStringLiteral("%1 of %2").arg(found).arg(committed)));
        }
    }

    void anImportThatWasKilledIsFinishedByTheNext()
    {
        constexpr int kAll = 8000;
        QProcess writer;
        start(writer, QStringLiteral("import"), kAll);
        int committed = 0;
        while (committed < 500) {
            QVERIFY(writer.waitForReadyRead(30'000));
            committed = lastCommitted(writer, committed);
        }
        ::kill(static_cast<pid_t>(writer.processId()), SIGKILL);
        QVERIFY(writer.waitForFinished(30'000));
        QVERIFY(count(QStringLiteral("import")) >= lastCommitted(writer, committed));
        for (int again = 0; again < 2; ++again) {
            start(writer, QStringLiteral("import"), kAll);
            QVERIFY(writer.waitForFinished(60'000));
            QCOMPARE(writer.exitCode(), 0);
            QCOMPARE(count(QStringLiteral("import")), kAll);
        }
    }

    void twoProcessesWriteWithoutSeeingBusy()
    {
        constexpr int kEach = 2100;
        QProcess a, b;
        start(a, QStringLiteral("aaa"), kEach);
        start(b, QStringLiteral("bbb"), kEach);
        for (QProcess *writer : {&a, &b}) {
            QVERIFY(writer->waitForFinished(60'000));
            QCOMPARE(writer->exitCode(), 0);
            const QByteArray said = writer->readAllStandardOutput();
            QVERIFY2(!said.contains("error"), said.constData());
            QVERIFY(said.endsWith("committed 2100\n"));
        }
        QCOMPARE(count(QStringLiteral("aaa")), kEach);
        QCOMPARE(count(QStringLiteral("bbb")), kEach);
    }

private:
    void start(QProcess &writer, const QString &name, int count)
    {
        writer.start(QCoreApplication::applicationDirPath() + QStringLiteral("/store_test_writer"), {m_path, name, QString::number(count)});
        QVERIFY(writer.waitForStarted());
    }

    static int lastCommitted(QProcess &writer, int before)
    {
        for (const QByteArray &line : writer.readAllStandardOutput().split('\n')) {
            if (line.startsWith("committed "))
                before = line.mid(10).toInt();
        }
        return before;
    }

    int count(const QString &name) const
    {
        const auto store = Store::open(m_path.toStdString());
        if (!store || (*store)->isReadOnly())
            return -1;
        HistoryQuery query;
        query.text = name.toStdString();
        query.limit = 10'000;
        const auto found = testing::search(**store, query);
        return found ? static_cast<int>(found->size()) : 0;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

BERTH_TEST(StoreProcessesTest)
#include "store_processes_test.moc"
