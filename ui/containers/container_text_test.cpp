#include "ui/containers/container_text.h"

#include "tests/support/test_main.h"
#include "ui/testing/fake_engine.h"
#include <QTest>

using namespace ui::containers;
using core::engine::Container;
using ui::testing::makeContainer;

class ContainerTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void subtitleSaysWhatMattersNow_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("expected");
        QTest::newRow("running") << "running" << "Up 3 minutes" << "shop/api:dev · up 3 min";
        QTest::newRow("exited") << "exited" << "Exited (137) 4 minutes ago" << "exited 137 · 4 min ago";
        QTest::newRow("about") << "exited" << "Exited (0) About an hour ago" << "exited 0 · 1 h ago";
        QTest::newRow("paused") << "paused" << "Up 2 hours (Paused)" << "paused · up 2 h";
        QTest::newRow("seconds") << "running" << "Up 2 seconds (health: starting)" << "shop/api:dev · up <1 min";
        QTest::newRow("ago") << "running" << "Up About an hour ago (healthy)" << "shop/api:dev · up 1 h";
        QTest::newRow("created") << "created" << "Created" << "created";
        QTest::newRow("odd") << "exited" << "" << "exited";
    }
    void subtitleSaysWhatMattersNow()
    {
        QFETCH(QString, state);
        QFETCH(QString, status);
        QFETCH(QString, expected);
        QCOMPARE(subtitle(rowWords(makeContainer("c", "shop/api:dev", state.toStdString(), status.toStdString()), {})), expected);
    }

    void agesGoOnBetweenTwoAnswersOfTheEngine_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<int>("since");
        QTest::addColumn<QString>("expected");
        QTest::newRow("just started") << "Up Less than a second" << 59 << "x · up <1 min";
        QTest::newRow("a minute on") << "Up Less than a second" << 60 << "x · up 1 min";
        QTest::newRow("minutes") << "Up 58 minutes (healthy)" << 119 << "x · up 59 min";
        QTest::newRow("hours") << "Up About an hour" << 3599 << "x · up 1 h";
        QTest::newRow("days") << "Up 3 days" << 50 << "x · up 3 days";
        QTest::newRow("stopped") << "Exited (1) Less than a second ago" << 61 << "exited 1 · 1 min ago";
    }
    void agesGoOnBetweenTwoAnswersOfTheEngine()
    {
        QFETCH(QString, status);
        QFETCH(int, since);
        const auto container = makeContainer("c", "x", status.startsWith(QLatin1String("Up")) ? "running" : "exited", status.toStdString());
        QTEST(subtitle(rowWords(container, {}, std::chrono::seconds(since))), "expected");
    }

    void aPublishedPortIsNamed()
    {
        Container container = makeContainer("c", "shop/api:dev");
        container.ports = {{"", 0, 9000, "tcp"}, {"0.0.0.0", 8080, 80, "tcp"}};
        QCOMPARE(subtitle(rowWords(container, {})), QStringLiteral("shop/api:dev · :8080 · up 3 min"));
    }

    void reachNamesEverythingAndTheWorstFirst()
    {
        core::engine::Reach reach;
        QVERIFY(reachSentence(reach).isEmpty());
        reach.unknown = true;
        QCOMPARE(reachSentence(reach), QStringLiteral("Not all that a shell in here can reach is known."));
        QCOMPARE(reachBrief(reach), QStringLiteral("reach not fully known"));
        reach = {};
        reach.hostPid = true;
        reach.through = {"web"};
        QCOMPARE(reachSentence(reach), QStringLiteral("A shell in here can reach the host's processes. It shares namespaces with web."));
        reach.through = {"<b>a</b>\n&lt;" + std::string(1000, 'x')}; // of a hostile engine, into tooltips
        const QString hostile = reachSentence(reach);
        QVERIFY2(hostile.size() < 250 && !hostile.contains(QLatin1Char('<')) && !hostile.contains(QLatin1Char('&')) && !hostile.contains(QLatin1Char('\n')), qPrintable(hostile));
        reach = {};
        reach.hostNetwork = true;
        reach.writableHostMounts = 2;
        QCOMPARE(reachSentence(reach), QStringLiteral("A shell in here can reach the host's network and 2 folders of the host."));
        reach.engineSocket = true;
        QCOMPARE(reachBrief(reach), QStringLiteral("can reach docker.sock"));
    }

    void removalSaysWhatIsLost()
    {
        QVERIFY(removalConsequences(makeContainer("c", "debian:12")).contains(QStringLiteral("running")));
        const QString stopped = removalConsequences(makeContainer("c", "debian:12", "exited", "Exited (0) 1 second ago"));
        QVERIFY(!stopped.contains(QStringLiteral("running")));
        QVERIFY(stopped.contains(QStringLiteral("debian:12")) && !stopped.contains(QStringLiteral("anonymous")));
        auto withVolumes = makeContainer("c", "debian:12");
        withVolumes.mounts = {{core::engine::Mount::Type::Volume, std::string(64, 'a'), "/v", "/var/lib/data", true}, {core::engine::Mount::Type::Volume, "named", "/w", "/kept", true}};
        const QString said = removalConsequences(withVolumes);
        QVERIFY2(said.contains(QStringLiteral("anonymous volumes at /var/lib/data:")) && !said.contains(QStringLiteral("/kept")), qPrintable(said));
    }

    void oneFailureIsNamedAndSeveralAreCounted()
    {
        core::engine::Candidate one{"default socket", "unix:///x", core::engine::EngineKind::Docker, {"engine.unreachable", "No.", {}}, {}};
        QCOMPARE(failedSummary({one}), QStringLiteral("Docker, default socket: not running"));
        QCOMPARE(failedSummary({one, one, one}), QStringLiteral("3 other engines: not running"));
        QVERIFY(failedSummary({}).isEmpty());
    }
};
BERTH_TEST(ContainerTextTest)
#include "container_text_test.moc"
