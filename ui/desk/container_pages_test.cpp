// Statistics, Processes and Inspect over a scripted engine.
#include "tests/support/test_main.h"
#include "ui/desk/inspect_page.h"
#include "ui/desk/inspect_text.h"
#include "ui/desk/processes_page.h"
#include "ui/desk/stats_page.h"
#include "ui/desk/table_view.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace ui::desk;
using core::engine::ScriptedEngine;

namespace {

template<class Page> struct Fixture
{
    testing::Desk desk;
    std::unique_ptr<WatchedContainer> watched;
    std::unique_ptr<Page> page;

    bool open()
    {
        if (!desk.waitUntilListed())
            return false;
        watched = std::make_unique<WatchedContainer>(desk.engine(), testing::kApi.toStdString());
        page = std::make_unique<Page>(*watched, nullptr);
        page->resize(800, 500);
        page->show();
        return QTest::qWaitFor([this] { return watched->details() != nullptr; });
    }
    template<class T> T *find(const char *name) const { return page->template findChild<T *>(QLatin1String(name)); }
};

QByteArray usage(int second, qint64 cpu, qint64 memory)
{
    return R"({"read":"2025-11-28T08:00:)" + QByteArray::number(100 + second).mid(1) + R"(.000000000Z","cpu_stats":{"cpu_usage":{"total_usage":)" + QByteArray::number(cpu)
        + R"(},"online_cpus":2},"memory_stats":{"usage":)" + QByteArray::number(memory) + R"(,"limit":536870912},"pids_stats":{"current":7},)"
        + R"("networks":{"eth0":{"rx_bytes":)" + QByteArray::number(second * 2048) + R"(,"tx_bytes":)" + QByteArray::number(second * 1024) + "}}}\n";
}

} // namespace

class ContainerPagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void statisticsInWords()
    {
        Fixture<StatsPage> f;
        f.desk.special.push_back({"/stats", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::openStream(), false}; }});
        QVERIFY(f.open());
        QTRY_VERIFY(f.desk.server.count("/stats") == 1);
        f.desk.server.send(ScriptedEngine::chunk(usage(1, 1'000'000'000, 104'857'600) + usage(2, 1'500'000'000, 157'286'400)));
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("CPU: 50 %")));
        const QString said = f.page->plainText();
        QVERIFY2(said.contains(QStringLiteral("Memory: 150 MiB of 512 MiB · 29 %")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("Network: 3.0 KiB/s")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("7 processes")) || said.contains(QStringLiteral("sent nothing for")), qPrintable(said)); // its times are of last year
        f.page->grab();
    }

    void statisticsOfAStoppedOne()
    {
        Fixture<StatsPage> f;
        f.desk.apiState = "exited";
        QVERIFY(f.open());
        QVERIFY(f.page->plainText().contains(QStringLiteral("It does not run")));
        QCOMPARE(f.desk.server.count("/stats"), 0);
    }

    void statisticsThatCannotBeRead()
    {
        Fixture<StatsPage> f;
        f.desk.special.push_back({"/stats", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"not supported in rootless mode"})")}; }});
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("not supported in rootless mode")));
        f.desk.special.clear();
        f.desk.special.push_back({"/stats", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::openStream(), false}; }});
        QTest::mouseClick(f.find<QPushButton>("noticeOffer"), Qt::LeftButton);
        QTRY_VERIFY(f.desk.server.count("/stats") == 2);
    }

    void processesAreSortedAsNumbers()
    {
        Fixture<ProcessesPage> f;
        f.desk.special.push_back({"/top", [](const QByteArray &) {
                                      return ScriptedEngine::Answer{ScriptedEngine::ok(R"({"Titles":["UID","PID","PPID","C","STIME","TTY","TIME","CMD"],"Processes":[
                                          ["app","9","1","0","08:00","?","00:00:01","node server.js"],["root","100","9","0","08:00","?","00:00:00","sh -c sleep"],["app","12","9","3","08:00","?","00:00:09","node worker"]]})")};
                                  }});
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->table());
        QTRY_COMPARE(f.page->plainText().split(QLatin1Char('\n')).size(), 3);
        QVERIFY(f.page->plainText().startsWith(QStringLiteral("node server.js app 9 1")));
        f.page->table()->sortByColumn(2, Qt::DescendingOrder); // PID
        QVERIFY(f.page->plainText().startsWith(QStringLiteral("sh -c sleep root 100")));
        f.page->table()->setFilter(QStringLiteral("worker"));
        QCOMPARE(f.page->plainText().split(QLatin1Char('\n')).size(), 1);
        QCOMPARE(f.find<QLabel>("processCount")->text(), QStringLiteral("3 processes"));
        f.desk.changeState("exited");
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("It does not run")));
    }

    void processesThatCannotBeListed()
    {
        Fixture<ProcessesPage> f;
        f.desk.special.push_back({"/top", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"ps: not found"})")}; }});
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("ps: not found")));
    }

    void secretsAreHiddenUntilAskedFor()
    {
        Fixture<InspectPage> f;
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("NODE_ENV=production")));
        QVERIFY(f.page->plainText().contains(QStringLiteral("DB_PASSWORD=‹hidden›")));
        QVERIFY(!f.page->plainText().contains(QStringLiteral("hunter2")));
        f.page->showAs(InspectPage::As::Text);
        QVERIFY(!f.page->plainText().contains(QStringLiteral("hunter2")) && !f.page->plainText().contains(QStringLiteral("ghp_")));
        QCOMPARE(f.find<QLabel>("inspectNote")->text(), QStringLiteral("2 secrets are hidden."));
        f.find<QPushButton>("copyDetails")->click();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("NODE_ENV")));
        QVERIFY(!QApplication::clipboard()->text().contains(QStringLiteral("hunter2")));
        f.find<QPushButton>("secrets")->click();
        QVERIFY(f.page->plainText().contains(QStringLiteral("hunter2secret")));
        QVERIFY(f.find<QLabel>("inspectNote")->text().startsWith(QStringLiteral("Nothing is hidden")));
    }

    void runLine()
    {
        Fixture<InspectPage> f;
        f.desk.special.push_back({"/images/", [](const QByteArray &) {
                                      return ScriptedEngine::Answer{ScriptedEngine::ok(R"({"Id":"sha256:0123456789abcdef0123","Config":{"Entrypoint":["docker-entrypoint.sh"],"Env":["NODE_ENV=production"],"WorkingDir":"/srv/app"}})")};
                                  }});
        QVERIFY(f.open());
        f.page->showAs(InspectPage::As::RunLine);
        QTRY_VERIFY(f.page->plainText().startsWith(QStringLiteral("docker run -d")) && !f.page->plainText().contains(QStringLiteral("NODE_ENV"))); // what the image sets is left out
        const QString line = f.page->plainText();
        QVERIFY2(line.contains(QStringLiteral("DB_PASSWORD")) && !line.contains(QStringLiteral("hunter2")), qPrintable(line));
        QVERIFY2(line.contains(QStringLiteral("shop/api:dev")) && line.contains(QStringLiteral("--name 'two words'")), qPrintable(line));
        f.find<QPushButton>("copyDetails")->click();
        QCOMPARE(QApplication::clipboard()->text(), line);
        f.find<QPushButton>("secrets")->click();
        QVERIFY(f.page->plainText().contains(QStringLiteral("DB_PASSWORD=hunter2secret")));
    }

    void namesHaveRoomFromTheStart()
    {
        Fixture<InspectPage> f;
        QVERIFY(f.open());
        auto *const tree = f.page->findChild<QTreeView *>();
        QTRY_VERIFY(tree && tree->model()->rowCount() > 0);
        QVERIFY2(tree->columnWidth(0) >= 220, qPrintable(QString::number(tree->columnWidth(0))));
        f.page->showAs(InspectPage::As::Text);
        f.find<QPushButton>("secrets")->click(); // fills it anew, unseen
        f.page->showAs(InspectPage::As::Tree);
        QVERIFY2(tree->columnWidth(0) >= 220, qPrintable(QString::number(tree->columnWidth(0))));
    }

    void searchLeavesWhatMatches()
    {
        Fixture<InspectPage> f;
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->plainText().contains(QStringLiteral("WorkingDir")));
        f.find<QLineEdit>("inspectSearch")->setText(QStringLiteral("/srv/app"));
        QVERIFY(f.page->plainText().contains(QStringLiteral("WorkingDir: /srv/app")));
        QVERIFY(!f.page->plainText().contains(QStringLiteral("NODE_ENV")));
        QTest::keyClick(f.find<QLineEdit>("inspectSearch"), Qt::Key_Escape);
        QVERIFY(f.page->plainText().contains(QStringLiteral("NODE_ENV")));
    }

    void masking_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "Image" << "nginx:1" << "nginx:1";
        QTest::newRow("variable") << "Env" << "API_TOKEN=abc" << "API_TOKEN=‹hidden›";
        QTest::newRow("empty variable") << "Env" << "API_TOKEN=" << "API_TOKEN=";
        QTest::newRow("plain variable") << "Env" << "PATH=/bin" << "PATH=/bin";
        QTest::newRow("key") << "Password" << "x" << "‹hidden›";
        QTest::newRow("path to one") << "SecretPath" << "/run/secrets/db" << "/run/secrets/db";
        QTest::newRow("in an address") << "Env" << "URL=postgres://me:topsecret@db/x" << "URL=postgres://me:‹hidden›@db/x";
    }
    void masking()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, shown);
        const QJsonObject object{{key, QJsonArray{value}}};
        const MaskedJson out = masked(object);
        QCOMPARE(out.value.toObject().value(key).toArray().first().toString(), shown);
        QCOMPARE(out.hidden, value == shown ? 0 : 1);
    }
};

BERTH_TEST(ContainerPagesTest)
#include "container_pages_test.moc"
