// Sessions in containers against real engines: as whom and where, through a restart, attached to the main process, and
// beside a container that has no shell.
#include "core/control/control_server.h"
#include "core/engine/container_control.h"
#include "core/engine/discovery.h"
#include "core/engine/tar_writer.h"
#include "tests/integration/host_of_engine.h"
#include "tests/support/engines.h"
#include "tests/support/screen_text.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace core;
using tests::RealEngine;
using tests::ScreenWatch;
using tests::Waiting;

class ContainerSessionsTest : public QObject
{
    Q_OBJECT
public:
    explicit ContainerSessionsTest(RealEngine &(*real)()) : m_real(real) {}

private:
    RealEngine &(*m_real)();
    QTemporaryDir m_dir;
    std::unique_ptr<host::Host> m_host;
    engine::Engine *m_engine = nullptr;

    using Open = std::function<engine::OperationPtr(host::Host::Done<session::SessionPtr>)>;
    session::SessionPtr session(const Open &open)
    {
        Waiting<session::SessionPtr> opened;
        const auto operation = open(opened.done());
        if (!opened.wait() || !opened.value()) {
            qWarning("%s", opened.isDone() ? opened.value().error().message.c_str() : "no answer");
            return nullptr;
        }
        return *opened.value();
    }
    session::SessionPtr shell(const host::ContainerShell &spec)
    {
        return session([&](auto done) { return m_host->openInContainer(spec, std::move(done)); });
    }
    host::ContainerShell in(const std::string &container) const { return {m_engine->id(), container, {}, {100, 30}}; }

    template<class T, class Start>
    std::optional<T> value(Start start)
    {
        Waiting<T> waiting;
        start(waiting.done());
        if (!waiting.wait() || !waiting.value()) {
            qWarning("%s", waiting.isDone() ? waiting.value().error().message.c_str() : "no answer");
            return std::nullopt;
        }
        return *std::move(waiting.value());
    }
    template<class Start>
    bool succeeds(Start start)
    {
        Waiting<void> waiting;
        start(waiting.done());
        return waiting.wait() && waiting.value();
    }
    std::string run(engine::CreateSpec spec)
    {
        if (spec.image.empty())
            spec.image = RealEngine::kImage;
        if (!spec.network)
            spec.network = "none";
        const auto id = value<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); });
        if (!id || !succeeds([&](auto done) { m_engine->start(*id, std::move(done)); }))
            return {};
        return QTest::qWaitFor([&] { return m_engine->find(*id) && m_engine->find(*id)->isRunning(); }, 20'000) ? *id : std::string();
    }
    void discard(const std::string &id)
    {
        QVERIFY(succeeds([&](auto done) { m_engine->remove(id, true, true, std::move(done)); }));
    }
    static engine::CreateSpec named(const char *name, std::vector<std::string> command)
    {
        engine::CreateSpec spec;
        spec.name = name;
        spec.command = std::move(command);
        return spec;
    }
    static bool isShown(const session::SessionPtr &session, const std::string &text) { return tests::screenText(*session).find(text) != std::string::npos; }

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_real().isRunning())
            QSKIP(qPrintable(m_real().whyNot()));
        QVERIFY(m_real().connect()); // the image is there
        auto host = host::Host::start(tests::hostOfEngine(m_dir.path().toStdString(), m_real().endpoint() != RealEngine::docker().endpoint(), m_real().endpoint()));
        QVERIFY2(host, host ? "" : host.error().message.c_str());
        m_host = *std::move(host);
        const auto find = [&] {
            for (engine::Engine *engine : m_host->engines().engines()) {
                if (engine->endpoint() == m_real().endpoint() && engine->state() == engine::EngineState::Ready)
                    m_engine = engine;
            }
            return m_engine != nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(find(), 30'000);
    }
    void cleanupTestCase() { m_host.reset(); }

    void asWhomAndWhere()
    {
        const std::string id = run(named("whereabouts", {"sh"}));
        QVERIFY(!id.empty());
        host::ContainerShell spec = in(id);
        spec.user = "user";
        spec.workingDir = "/usr";
        spec.environment = {"GREETING=good day", "EMPTY="};
        const auto session = shell(spec);
        QVERIFY(session);
        ScreenWatch screen(session);
        tests::type(*session, "echo \"<$(id -un) $PWD $GREETING ${EMPTY-unset} $(stty size)>\"\r");
        QVERIFY2(screen.waitFor("<user /usr good day  30 100>"), tests::screenText(*session).c_str());
        spec.workingDir = "/no/such/folder";
        Waiting<session::SessionPtr> refused;
        const auto operation = m_host->openInContainer(spec, refused.done());
        QVERIFY(refused.wait() && !refused.value());
        QVERIFY(refused.value().error().code.starts_with("engine."));
        m_host->close(session->info().id);
        discard(id);
    }

    void aRenameIsFollowed()
    {
        const std::string id = run(named("before-its-rename", {"sh"}));
        QVERIFY(!id.empty());
        const auto session = shell(in(id));
        QVERIFY(session);
        const auto *const instance = dynamic_cast<const control::Instance *>(m_host.get());
        QVERIFY(instance);
        QCOMPARE(instance->containerName(*session), std::string("before-its-rename"));
        QVERIFY(succeeds([&](auto done) { m_engine->control()->rename(id, "after-its-rename", std::move(done)); }));
        QTRY_COMPARE_WITH_TIMEOUT(instance->containerName(*session), std::string("after-its-rename"), 20'000); // as berthctl ls has it
        const auto context = m_host->assistant().contextFor(session->info(), *session->frame());
        QVERIFY2(context.text.find("after-its-rename") != std::string::npos, context.text.c_str());
        const auto recording = m_host->recordings().start(session);
        QVERIFY(recording && recording->title.starts_with("after-its-rename") && recording->path.find("after-its-rename") != std::string::npos);
        m_host->close(session->info().id);
        discard(id);
    }

    void aRestartIsEnteredAgain()
    {
        const std::string id = run(named("restarted", {"sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"}));
        QVERIFY(!id.empty());
        const auto session = shell(in(id));
        QVERIFY(session);
        ScreenWatch screen(session);
        QVERIFY(screen.waitFor("/ #")); // what is typed ahead of a plain shell's prompt is no command that it knows of
        tests::type(*session, "echo before-$((1+1)); sleep 1000\r");
        QVERIFY(screen.waitFor("before-2"));
        QVERIFY(succeeds([&](auto done) { m_engine->control()->restart(id, std::move(done)); }));
        QVERIFY2(screen.waitFor("a new shell"), tests::screenText(*session).c_str());
        QVERIFY(isShown(session, "before-2"));
        // The command that ran has ended, and blocks go on.
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return !frame.commandRunning && !frame.ended; }));
        tests::type(*session, "echo after-$((2+2)) $(stty size)\r");
        QVERIFY2(screen.waitFor("after-4 30 100"), tests::screenText(*session).c_str());
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) {
            return frame.blocks && std::ranges::any_of(*frame.blocks, [](const shell::Block &b) { return b.command.starts_with("echo after") && b.exitCode == 0; });
        }));
        const auto now = session->frame(); // and nothing that the two shells did not run is a command
        QCOMPARE(std::ranges::count_if(*now->blocks, [](const shell::Block &b) { return b.state == shell::Block::State::Finished; }), std::ptrdiff_t(2));

        // Stopped for a while, and resized meanwhile.
        QVERIFY(succeeds([&](auto done) { m_engine->stop(id, std::move(done)); }));
        const auto isLast = [&](const char *words, const char *before) {
            return screen.waitUntil([&](const session::SessionFrame &) {
                const std::string text = tests::screenText(*session);
                return text.rfind(words) != std::string::npos && text.rfind(words) > text.rfind(before);
            });
        };
        QVERIFY2(isLast("This tab goes on", "after-4"), tests::screenText(*session).c_str());
        QVERIFY(session->post(session::Resize{{90, 25}}, tests::user()));
        tests::type(*session, "nobody reads this\r");
        QVERIFY(!session->frame()->ended);
        QVERIFY(succeeds([&](auto done) { m_engine->start(id, std::move(done)); }));
        QVERIFY2(isLast("a new shell", "This tab goes on"), tests::screenText(*session).c_str());
        tests::type(*session, "echo again-$((3+3)) $(stty size)\r");
        QVERIFY2(screen.waitFor("again-6 25 90"), tests::screenText(*session).c_str());
        QVERIFY(!isShown(session, "nobody reads"));

        // What ends by itself has ended, killed or not.
        const auto other = shell(in(id));
        QVERIFY(other);
        ScreenWatch otherScreen(other);
        tests::type(*other, "kill -9 $$\r");
        QVERIFY(otherScreen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        QCOMPARE(other->frame()->ended->code, std::optional(137));
        m_host->close(other->info().id);
        tests::type(*session, "exit 4\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        QCOMPARE(session->frame()->ended->code, std::optional(4));
        m_host->close(session->info().id);

        // And what is removed does not come back.
        const auto last = shell(in(id));
        QVERIFY(last);
        ScreenWatch lastScreen(last);
        discard(id);
        QVERIFY(lastScreen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        QCOMPARE(QString::fromStdString(last->frame()->ended->reason), QStringLiteral("The container was removed."));
        m_host->close(last->info().id);
    }

    void theMainProcessIsAttachedTo()
    {
        const std::string id = run(named("main", {"sh"}));
        QVERIFY(!id.empty());
        const auto session = this->session([&](auto done) { return m_host->attachToContainer(in(id), std::move(done)); });
        QVERIFY(session);
        QVERIFY(!session->info().integration);
        ScreenWatch screen(session);
        tests::type(*session, "echo i-am-$$ $(stty size)\r");
        QVERIFY2(screen.waitFor("i-am-1 30 100"), tests::screenText(*session).c_str());
        tests::type(*session, "exit 7\r");
        QVERIFY2(screen.waitFor("has ended with status 7"), tests::screenText(*session).c_str());
        QVERIFY(succeeds([&](auto done) { m_engine->start(id, std::move(done)); }));
        QVERIFY2(screen.waitFor("has started: attached again"), tests::screenText(*session).c_str());
        tests::type(*session, "echo once-more-$((5+5))\r");
        QVERIFY2(screen.waitFor("once-more-10"), tests::screenText(*session).c_str());
        m_host->close(session->info().id); // detaches
        const auto details = value<engine::ContainerDetails>([&](auto done) { m_engine->control()->inspect(id, std::move(done)); });
        QVERIFY(details && details->state == "running");
        discard(id);

        engine::CreateSpec plain = named("no-terminal", {"sleep", "1000"});
        plain.tty = false;
        const std::string silent = run(plain);
        Waiting<session::SessionPtr> refused;
        const auto operation = m_host->attachToContainer(in(silent), refused.done());
        QVERIFY(refused.wait() && !refused.value());
        QVERIFY2(refused.value().error().message.find("no terminal") != std::string::npos, refused.value().error().message.c_str());
        discard(silent);
    }

    void theMainProcessOfOneThatIsRemovedWithIt()
    {
        engine::CreateSpec spec = named("passing", {"sh"});
        spec.autoRemove = true;
        const std::string id = run(spec);
        QVERIFY(!id.empty());
        const auto session = this->session([&](auto done) { return m_host->attachToContainer(in(id), std::move(done)); });
        QVERIFY(session);
        ScreenWatch screen(session);
        tests::type(*session, "exit 7\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        const auto frame = session->frame(); // holds what is compared
        QCOMPARE(frame->ended->code, std::optional(7));
        QCOMPARE(frame->ended->reason, std::string("The main process has ended with status 7, and the container was removed."));
        m_host->close(session->info().id);
    }

    // `docker run -it`: the container is started with its main process's terminal in the tab. There is no other process, so no
    // blocks; the engine's list need not have it yet.
    void startedWithItsMainProcessInTheTab()
    {
        auto spec = named("run-it", {"sh", "-c", "echo first-of-$$; exec sh"});
        spec.image = RealEngine::kImage;
        spec.network = "none";
        spec.terminalSize = base::GridSize{100, 30};
        spec.labels = {{"berth.history", "off"}};
        const auto id = value<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); });
        QVERIFY(id);
        const auto session = this->session([&](auto done) { return m_host->startAttached(in(*id), std::move(done)); });
        QVERIFY(session);
        QCOMPARE(session->info().place.containerName, std::string("run-it"));
        QVERIFY(!session->info().integration && !session->frame()->blocksOn);
        ScreenWatch screen(session);
        QVERIFY2(screen.waitFor("first-of-1"), tests::screenText(*session).c_str());
        tests::type(*session, "echo i-am-$$ $(stty size)\r");
        QVERIFY2(screen.waitFor("i-am-1 30 100"), tests::screenText(*session).c_str());
        QTRY_VERIFY(m_engine->find(*id) && m_engine->find(*id)->isRunning());
        tests::type(*session, "exit 7\r");
        QVERIFY2(screen.waitFor("has ended with status 7"), tests::screenText(*session).c_str());
        QVERIFY(succeeds([&](auto done) { m_engine->start(*id, std::move(done)); }));
        QVERIFY2(screen.waitFor("has started: attached again"), tests::screenText(*session).c_str());
        m_host->close(session->info().id); // detaches
        const auto details = value<engine::ContainerDetails>([&](auto done) { m_engine->control()->inspect(*id, std::move(done)); });
        QVERIFY(details && details->state == "running");

        Waiting<session::SessionPtr> again; // it runs: it is attached to, not started
        const auto operation = m_host->startAttached(in(*id), again.done());
        QVERIFY(again.wait() && !again.value() && again.value().error().is("engine.conflict"));
        discard(*id);
    }

    // An image of one static program.
    void besideAContainerWithoutAShell()
    {
        QFile busybox(QStandardPaths::findExecutable(QStringLiteral("busybox")));
        QVERIFY(busybox.open(QIODevice::ReadOnly));
        engine::TarWriter tar;
        tar.file("sleep", busybox.readAll().toStdString(), 0755);
        tar.file("only-here", "in the other container\n");
        for (const char *folder : {"dev/", "proc/", "sys/", "etc/"})
            tar.directory(folder);
        constexpr auto kImage = "berth-test/scratch:1";
        QVERIFY(succeeds([&](auto done) { m_engine->importImage(std::move(tar).finish(), kImage, {}, std::move(done)); }));
        engine::CreateSpec spec = named("shellless", {"/sleep", "1000"});
        spec.image = kImage;
        const std::string id = run(spec);
        QVERIFY(!id.empty());
        Waiting<session::SessionPtr> refused;
        const auto operation = m_host->openInContainer(in(id), refused.done());
        QVERIFY(refused.wait() && !refused.value());
        QVERIFY2(refused.value().error().is("engine.no_shell"), refused.value().error().code.c_str());
        QCOMPARE(refused.value().error().message, std::string("There is no shell in shellless."));

        const auto session = this->session([&](auto done) { return m_host->openBeside(in(id), {}, std::move(done)); });
        QVERIFY(session);
        QCOMPARE(session->info().place.containerName, std::string("shellless-debug"));
        ScreenWatch screen(session);
        QVERIFY2(screen.waitFor("Beside shellless"), tests::screenText(*session).c_str());
        tests::type(*session, "cat /proc/1/root/only-here; tr '\\0' ' ' < /proc/1/cmdline; ip link | grep -c LOOPBACK\r");
        QVERIFY2(screen.waitFor("in the other container"), tests::screenText(*session).c_str());
        QVERIFY2(screen.waitFor("/sleep 1000 1"), tests::screenText(*session).c_str());
        QTRY_VERIFY(m_engine->find("shellless-debug"));
        tests::type(*session, "exit\r");
        QVERIFY2(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }), tests::screenText(*session).c_str());
        QTRY_VERIFY_WITH_TIMEOUT(!m_engine->find("shellless-debug"), 20'000); // gone with its shell
        m_host->close(session->info().id);

        // So does one whose tab is closed.
        const auto second = this->session([&](auto done) { return m_host->openBeside(in(id), {}, std::move(done)); });
        QVERIFY(second);
        QTRY_VERIFY(m_engine->find("shellless-debug"));
        m_host->close(second->info().id);
        QTRY_VERIFY_WITH_TIMEOUT(!m_engine->find("shellless-debug"), 20'000);
        discard(id);
    }

    // A shell beside it may do no more than one in it, says where it is, and has the badge.
    void besideAContainerAmongTheHostsProcesses()
    {
        engine::CreateSpec spec = named("hostly", {"sh", "-c", "echo in-the-other-one > /only-here; sleep 1000"});
        spec.pidMode = "host";
        const std::string id = run(spec);
        QVERIFY(!id.empty());
        const auto details = value<engine::ContainerDetails>([&](auto done) { m_engine->control()->inspect(id, std::move(done)); });
        QVERIFY(details && details->process > 0 && details->reach.hostPid);
        const std::string root = "/proc/" + std::to_string(details->process) + "/root";

        const auto session = this->session([&](auto done) { return m_host->openBeside(in(id), {}, std::move(done)); });
        QVERIFY(session);
        ScreenWatch screen(session);
        QVERIFY2(screen.waitFor("The processes are the host's"), tests::screenText(*session).c_str());
        QVERIFY2(tests::screenText(*session).find("/proc/1/root") == std::string::npos, tests::screenText(*session).c_str());
        tests::type(*session, "cat " + root + "/only-here\r");
        QVERIFY2(screen.waitFor("in-the-other-one"), tests::screenText(*session).c_str());
        QTRY_VERIFY(m_engine->find("hostly-debug") && m_engine->find("hostly-debug")->reach.hostPid);
        QVERIFY(m_engine->find("hostly-debug")->reach.through == std::vector<std::string>{"hostly"});
        const auto beside = value<engine::ContainerDetails>([&](auto done) { m_engine->control()->inspect("hostly-debug", std::move(done)); });
        QVERIFY(beside && std::ranges::none_of(beside->capAdd, [](const std::string &right) { return right.ends_with("SYS_PTRACE"); }));
        m_host->close(session->info().id);
        QTRY_VERIFY_WITH_TIMEOUT(!m_engine->find("hostly-debug"), 20'000);
        discard(id);
    }

    // Nor as another user: root's processes of the host are none of its business.
    void besideAContainerOfFewRightsAmongTheHostsProcesses()
    {
        engine::CreateSpec spec = named("humble", {"sleep", "1000"});
        spec.pidMode = "host";
        spec.user = "1000";
        spec.capDrop = {"ALL"};
        spec.securityOptions = {"no-new-privileges"};
        const std::string id = run(spec);
        QVERIFY(!id.empty());
        const auto session = this->session([&](auto done) { return m_host->openBeside(in(id), {}, std::move(done)); });
        QVERIFY(session);
        ScreenWatch screen(session);
        QVERIFY2(screen.waitFor("The processes are the host's"), tests::screenText(*session).c_str());
        tests::type(*session, "echo user-$(id -u) $(grep -E 'CapBnd|NoNewPrivs' /proc/self/status | tr -d '\\n\\t')\r");
        QVERIFY2(screen.waitFor("user-1000 CapBnd:0000000000000000NoNewPrivs:1"), tests::screenText(*session).c_str());
        m_host->close(session->info().id);
        QTRY_VERIFY_WITH_TIMEOUT(!m_engine->find("humble-debug"), 20'000);
        discard(id);
    }

    void aSidecarThatIsNotWantedAnyMoreIsRemoved()
    {
        const std::string id = run(named("leaves", {"sleep", "1000"}));
        QVERIFY(!id.empty());
        Waiting<session::SessionPtr> opened;
        engine::OperationPtr operation;
        bool isMade = false;
        operation = m_host->openBeside(in(id), [&](const engine::Progress &step) {
            if (step.what == "Starting it") {
                isMade = true;
                operation->cancel();
            }
        }, opened.done());
        QVERIFY(opened.wait() && !opened.value());
        QVERIFY2(opened.value().error().is("engine.cancelled"), opened.value().error().message.c_str());
        QVERIFY(isMade);
        const auto code = [this] {
            Waiting<engine::ContainerDetails> seen;
            m_engine->control()->inspect("leaves-debug", seen.done());
            return !seen.wait() ? "no answer" : seen.value() ? std::string("is there") : seen.value().error().code;
        };
        QTRY_COMPARE_WITH_TIMEOUT(code(), std::string("engine.not_found"), 20'000);
        discard(id);
    }
};

static const int docker = tests::registerTest("DockerContainerSessions", [] { return static_cast<QObject *>(new ContainerSessionsTest(&RealEngine::docker)); });
static const int podman = tests::registerTest("PodmanContainerSessions", [] { return static_cast<QObject *>(new ContainerSessionsTest(&RealEngine::podman)); });
#include "container_sessions_test.moc"
