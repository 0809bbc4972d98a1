// A connection that is lost while the engine and the container run on: the shell that nobody can reach any more is hung up,
// and only that one.
#include "core/engine/discovery.h"
#include "tests/integration/host_of_engine.h"
#include "tests/support/cut_link.h"
#include "tests/support/engines.h"
#include "tests/support/screen_text.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using tests::RealEngine;
using tests::ScreenWatch;
using tests::Waiting;

class LostLinkTest : public QObject
{
    Q_OBJECT
public:
    explicit LostLinkTest(RealEngine &(*real)()) : m_real(real) {}

private:
    RealEngine &(*m_real)();
    QTemporaryDir m_dir;
    std::unique_ptr<engine::Engine> m_local;
    std::unique_ptr<tests::CutLink> m_link;
    std::unique_ptr<host::Host> m_host;
    engine::Engine *m_engine = nullptr;
    std::string m_container;

    bool isPodman() const { return &m_real() == &RealEngine::podman(); }

    void startHost(const std::string &endpoint)
    {
        m_host.reset();
        m_engine = nullptr;
        auto host = host::Host::start(tests::hostOfEngine(m_dir.path().toStdString(), isPodman(), endpoint));
        QVERIFY2(host, host ? "" : host.error().message.c_str());
        m_host = *std::move(host);
        const auto find = [&] {
            for (engine::Engine *engine : m_host->engines().engines()) {
                if (engine->endpoint() == endpoint && engine->state() == engine::EngineState::Ready && engine->find(m_container))
                    m_engine = engine;
            }
            return m_engine != nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(find(), 30'000);
    }
    session::SessionPtr shell()
    {
        Waiting<session::SessionPtr> opened;
        const auto operation = m_host->openInContainer({m_engine->id(), m_container, {}, {100, 30}}, opened.done());
        return opened.wait() && opened.value() ? *opened.value() : nullptr;
    }
    // On which programs run in the container, but for its main process; by way of the engine's own socket.
    int terminals()
    {
        engine::ExecSpec count;
        count.command = {"sh", "-c", "for p in /proc/[0-9]*; do case $p in /proc/1) ;; *) readlink $p/fd/0;; esac; done 2>/dev/null | grep /dev/pts/ | sort -u | wc -l"};
        Waiting<engine::ExecOutput> ran;
        m_local->execCollect(m_container, count, 100, ran.done());
        return ran.wait() && ran.value() ? QByteArray::fromStdString(ran.value()->out).trimmed().toInt() : -1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_real().isRunning())
            QSKIP(qPrintable(m_real().whyNot()));
        m_local = m_real().connect();
        QVERIFY(m_local);
        m_link = std::make_unique<tests::CutLink>(m_real().socketPath());
        engine::CreateSpec spec;
        spec.image = RealEngine::kImage;
        spec.name = "far-away";
        spec.command = {"sleep", "100000"};
        spec.network = "none";
        Waiting<std::string> created;
        m_local->create(spec, created.done());
        QVERIFY(created.wait() && created.value());
        m_container = *created.value();
        Waiting<void> started;
        m_local->start(m_container, started.done());
        QVERIFY(started.wait() && started.value());
    }
    void cleanupTestCase()
    {
        m_host.reset(); // all its shells were closed
        if (!m_local || m_container.empty())
            return;
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 20'000); // nor after Berth was quit
        Waiting<void> removed;
        m_local->remove(m_container, true, true, removed.done());
        QVERIFY(removed.wait() && removed.value());
    }

    void init()
    {
        if (!m_host)
            startHost(m_link->endpoint());
    }

    void theOldShellIsHungUpWhenTheLinkIsBack()
    {
        const auto session = shell(), bystander = shell();
        QVERIFY(session && bystander);
        ScreenWatch screen(session), other(bystander);
        tests::type(*session, "echo before-$((1+1)); sleep 100000\r");
        QVERIFY(screen.waitFor("before-2"));
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 2, 20'000);
        m_link->cut();
        QElapsedTimer sinceCut;
        sinceCut.start();
        QVERIFY2(screen.waitFor("This tab goes on"), tests::screenText(*session).c_str());
        qInfo("the divider came after %lld ms", sinceCut.elapsed()); // that an exit status is not awaited for as long: StrayExecsTest
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state(), engine::EngineState::Stale, 20'000);
        QCOMPARE(terminals(), 2); // nobody can, yet

        QVERIFY(m_link->mend());
        QVERIFY2(screen.waitFor("the container has run on: a new shell"), tests::screenText(*session).c_str());
        QVERIFY2(other.waitFor("the container has run on: a new shell"), tests::screenText(*bystander).c_str());
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 2, 20'000);
        QTest::qWait(5'000); // whatever is said to the old ones again is not said to these
        QCOMPARE(terminals(), 2);
        tests::type(*session, "echo after-$((2+2))\r");
        QVERIFY2(screen.waitFor("after-4"), tests::screenText(*session).c_str());
        m_host->close(session->info().id);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 1, 20'000);
        m_host->close(bystander->info().id);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 20'000);
    }

    void aLinkThatIsBackAtOnce()
    {
        const auto session = shell();
        QVERIFY(session);
        ScreenWatch screen(session);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 1, 20'000);
        m_link->cut();
        QVERIFY(m_link->mend());
        QElapsedTimer sinceCut;
        sinceCut.start();
        QVERIFY2(screen.waitFor("the container has run on: a new shell"), tests::screenText(*session).c_str());
        qInfo("the new shell came after %lld ms", sinceCut.elapsed());
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 1, 20'000);
        tests::type(*session, "echo after-$((2+2))\r");
        QVERIFY2(screen.waitFor("after-4"), tests::screenText(*session).c_str());
        m_host->close(session->info().id);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 20'000);
    }

    void aTabThatIsClosedWhileTheLinkIsDown()
    {
        const auto early = shell(), late = shell();
        QVERIFY(early && late);
        ScreenWatch screen(late);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 2, 20'000);
        m_link->cut();
        m_host->close(early->info().id); // before anything is known
        QVERIFY2(screen.waitFor("This tab goes on"), tests::screenText(*late).c_str());
        m_host->close(late->info().id);
        QTest::qWait(2'000);
        QCOMPARE(terminals(), 2);
        QVERIFY(m_link->mend());
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 30'000);
    }

    void aShellThatHasEndedIsNotAStray()
    {
        const auto session = shell();
        QVERIFY(session);
        ScreenWatch screen(session);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 1, 20'000);
        tests::type(*session, "exit 5\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        QCOMPARE(session->frame()->ended->code, std::optional(5));
        m_host->close(session->info().id);
        QCOMPARE(terminals(), 0);
    }

    void quittingLeavesNothing()
    {
        const auto one = shell(), two = shell();
        QVERIFY(one && two);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 2, 20'000);
        bool isDown = false;
        m_host->shutdown([&] { isDown = true; });
        QTRY_VERIFY_WITH_TIMEOUT(isDown, 20'000);
        m_host.reset();
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 20'000);
    }

    // conmon keeps the shells of a service that is killed.
    void aServiceOfThisMachineThatIsKilled()
    {
        if (!isPodman())
            QSKIP("expected: what is killed with dockerd and its containerd has no container that runs on");
        startHost(m_real().endpoint());
        if (QTest::currentTestFailed())
            return;
        const auto session = shell(), closed = shell();
        QVERIFY(session && closed);
        ScreenWatch screen(session);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 2, 20'000);
        m_real().kill();
        QVERIFY2(screen.waitFor("This tab goes on"), tests::screenText(*session).c_str());
        m_host->close(closed->info().id);
        QVERIFY(m_real().restart());
        QVERIFY2(screen.waitFor("the container has run on: a new shell"), tests::screenText(*session).c_str());
        QTRY_COMPARE_WITH_TIMEOUT(m_local->state(), engine::EngineState::Ready, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 1, 20'000);
        m_host->close(session->info().id);
        QTRY_COMPARE_WITH_TIMEOUT(terminals(), 0, 20'000);
    }
};

static const int docker = tests::registerTest("DockerLostLink", [] { return static_cast<QObject *>(new LostLinkTest(&RealEngine::docker)); });
static const int podman = tests::registerTest("PodmanLostLink", [] { return static_cast<QObject *>(new LostLinkTest(&RealEngine::podman)); });
#include "lost_link_test.moc"
