// A whole instance against real engines and the real agent: a shell in a container, its commands in history, a hint for a
// command that does not exist there.
#include "core/host/host.h"
#include "tests/support/bash_image.h"
#include "tests/support/engines.h"
#include "tests/support/paths.h"
#include "tests/support/screen_text.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTemporaryDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <future>
#include <unistd.h>

using namespace core;
using tests::RealEngine;
using tests::ScreenWatch;
using tests::Waiting;

namespace {

std::map<std::string, std::string> environment(const QString &dir)
{
    return {{"HOME", dir.toStdString()},
            {"PATH", qgetenv("PATH").toStdString()},
            {"LC_ALL", "C.UTF-8"},
            {"SHELL", "/bin/bash"},
            {"BERTH_RUNTIME_DIR", dir.toStdString() + "/run"},
            {"DOCKER_HOST", RealEngine::docker().endpoint()},
            {"CONTAINER_HOST", RealEngine::podman().endpoint()}};
}

} // namespace

class InstanceTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::unique_ptr<host::Host> m_host;

    engine::Engine *engineOf(engine::EngineKind kind)
    {
        for (engine::Engine *engine : m_host->engines().engines()) {
            if (engine->kind() == kind && engine->state() == engine::EngineState::Ready)
                return engine;
        }
        return nullptr;
    }

    session::SessionPtr openShell(engine::Engine &engine, const std::string &container, const std::string &user = {})
    {
        Waiting<session::SessionPtr> opened;
        const auto operation = m_host->openInContainer({engine.id(), container, user, {100, 30}}, opened.done());
        if (!opened.wait() || !opened.value()) {
            qWarning("%s", opened.isDone() ? opened.value().error().message.c_str() : "no answer");
            return nullptr;
        }
        return *opened.value();
    }

    // A running container of an image with bash, made at the first use; empty if that fails.
    std::string bashContainer(engine::Engine &engine)
    {
        static const auto tar = tests::bashRootTar();
        if (!tar)
            return {};
        constexpr auto kImage = "berth-test/bash:1";
        const std::string name = "bashful";
        if (const engine::Container *there = engine.find(name))
            return there->id;
        Waiting<void> imported;
        engine.importImage(*tar, kImage, {}, imported.done());
        engine::CreateSpec spec;
        spec.image = kImage;
        spec.name = name;
        spec.command = {"bash"};
        spec.network = "none";
        Waiting<std::string> created;
        if (imported.wait() && imported.value())
            engine.create(spec, created.done());
        Waiting<void> started;
        if (created.wait() && created.value())
            engine.start(*created.value(), started.done());
        const auto runs = [&] { return engine.find(name) && engine.find(name)->isRunning(); };
        return started.wait() && started.value() && QTest::qWaitFor(runs, 10'000) ? *created.value() : std::string();
    }

    std::vector<store::CommandRecord> history(const std::string &text, std::optional<std::string> container = {})
    {
        store::HistoryQuery query;
        query.text = text;
        query.container = std::move(container);
        m_host->store().flush();
        std::promise<std::vector<store::CommandRecord>> found;
        m_host->store().search(query, [&](base::Result<std::vector<store::CommandRecord>> rows) {
            found.set_value(rows ? *rows : std::vector<store::CommandRecord>{});
        });
        return found.get_future().get();
    }

    // As a user asks: berthctl as a program of its own, the instance here.
    QByteArray berthctl(const QStringList &arguments, int *code)
    {
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(QStringLiteral("BERTH_RUNTIME_DIR"), QString::fromStdString(config::defaultPaths(environment(m_dir.path()), ::geteuid()).runtimeDir));
        process.setProcessEnvironment(env);
        process.start(QStringLiteral(BERTH_BIN_DIR "/berthctl"), arguments);
        const bool ended = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000);
        *code = ended ? process.exitCode() : -1;
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!RealEngine::docker().isRunning() || !RealEngine::podman().isRunning())
            QSKIP(qPrintable(RealEngine::docker().whyNot() + RealEngine::podman().whyNot()));
        // Images are there before the instance looks.
        QVERIFY(RealEngine::docker().connect());
        QVERIFY(RealEngine::podman().connect());

        host::Host::Options options;
        const auto env = environment(m_dir.path());
        options.paths = config::defaultPaths(env, ::geteuid());
        options.paths.dataDir = m_dir.path().toStdString() + "/data";
        options.environment = env;
        options.settings = std::make_shared<config::Settings>(config::Settings::load({}, env, {"assistant.typing_pause_ms=0", "assistant.cooldown_ms=0"}, options.problems));
        options.agentProgram = std::string(BERTH_BIN_DIR) + "/berth-agent";
        options.programName = "test";
        auto host = host::Host::start(std::move(options));
        QVERIFY2(host.has_value(), host ? "" : host.error().message.c_str());
        m_host = std::move(*host);
        QTRY_VERIFY_WITH_TIMEOUT(engineOf(engine::EngineKind::Docker) && engineOf(engine::EngineKind::Podman), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_host->assistant().state(), assistant::State::Ready, 20'000);
    }

    void cleanupTestCase()
    {
        if (!m_host)
            return;
        bool done = false;
        m_host->shutdown([&] { done = true; });
        QTRY_VERIFY_WITH_TIMEOUT(done, 10'000);
        m_host.reset();
    }

    void starterContainerAndItsShell_data()
    {
        QTest::addColumn<bool>("docker");
        QTest::newRow("Docker") << true;
        QTest::newRow("Podman") << false;
    }
    void starterContainerAndItsShell()
    {
        QFETCH(bool, docker);
        engine::Engine *engine = engineOf(docker ? engine::EngineKind::Docker : engine::EngineKind::Podman);
        QVERIFY(engine);

        Waiting<std::string> made;
        const auto operation = m_host->makeStarterContainer(engine->id(), {}, made.done());
        QVERIFY(made.wait());
        QVERIFY2(made.value().has_value(), made.value() ? "" : made.value().error().message.c_str());
        const std::string id = *made.value();
        QTRY_VERIFY_WITH_TIMEOUT(engine->find(id) && engine->find(id)->isRunning(), 10'000);
        const std::string name = engine->find(id)->name;

        const session::SessionPtr session = openShell(*engine, id);
        QVERIFY(session);
        QVERIFY(session->info().place.isContainer());
        QCOMPARE(session->info().place.containerName, name);
        ScreenWatch screen(session);

        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.blocksOn; }));
        tests::type(*session, "stty size\r");
        QVERIFY2(screen.waitFor("30 100"), tests::screenText(*session).c_str());

        const std::string mark = docker ? "dockermark" : "podmanmark";
        tests::type(*session, "cd /tmp\r");
        tests::type(*session, "gti " + mark + "\r");
        QVERIFY(screen.waitFor("not found"));
        QTRY_VERIFY_WITH_TIMEOUT(!history(mark).empty(), 10'000);
        const store::CommandRecord record = history(mark).front();
        QCOMPARE(record.command, "gti " + mark);
        QCOMPARE(record.exitCode, std::optional(127));
        QCOMPARE(record.cwd, "/tmp");
        QCOMPARE(record.containerName, name);
        QVERIFY(record.trusted);
        QVERIFY(!history(mark, name).empty());
        QVERIFY(history(mark, "").empty()); // not the host's

        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(m_host->assistant().hints(), [&](const assistant::Hint &hint) { return hint.session == session->info().id; }), 15'000);

        tests::type(*session, "exit 3\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        QCOMPARE(session->frame()->ended->shellCode(), 3);
        m_host->close(session->info().id);

        Waiting<void> removed;
        const auto removal = engine->remove(id, true, true, removed.done());
        QVERIFY(removed.wait());
    }

    void bashInAContainerHasBlocks_data()
    {
        QTest::addColumn<bool>("docker");
        QTest::addColumn<QString>("user");
        QTest::newRow("Docker, root") << true << QString();
        QTest::newRow("Docker, user") << true << QStringLiteral("user");
        QTest::newRow("Podman, root") << false << QString();
        QTest::newRow("Podman, user") << false << QStringLiteral("user");
    }
    void bashInAContainerHasBlocks()
    {
        QFETCH(bool, docker);
        QFETCH(QString, user);
        engine::Engine *engine = engineOf(docker ? engine::EngineKind::Docker : engine::EngineKind::Podman);
        QVERIFY(engine);
        const std::string id = bashContainer(*engine);
        QVERIFY(!id.empty());
        const session::SessionPtr session = openShell(*engine, id, user.toStdString());
        QVERIFY(session);
        ScreenWatch screen(session);
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.blocksOn; }));

        tests::type(*session, "cd /tmp\r");
        tests::type(*session, "echo I am $(id -un), ${BASH_VERSION:+bash}, $(stty size)\r");
        const std::string who = user.isEmpty() ? "root" : user.toStdString();
        QVERIFY2(screen.waitUntil([&](const session::SessionFrame &) {
            return tests::screenText(*session).find("I am " + who + ", bash, 30 100") != std::string::npos;
        }), tests::screenText(*session).c_str());

        const std::string mark = std::string(docker ? "docker" : "podman") + who + "bash";
        tests::type(*session, "test " + mark + " = no\r"); // says nothing, fails
        QTRY_VERIFY_WITH_TIMEOUT(!history("test " + mark).empty(), 10'000);
        const store::CommandRecord record = history("test " + mark).front();
        QCOMPARE(record.command, "test " + mark + " = no");
        QCOMPARE(record.exitCode, std::optional(1));
        QCOMPARE(record.cwd, "/tmp");
        QVERIFY(record.trusted);
        QCOMPARE(record.containerName, std::string("bashful"));
        QVERIFY(screen.waitUntil([&](const session::SessionFrame &frame) {
            return frame.blocks && std::ranges::any_of(*frame.blocks, [&](const shell::Block &block) { return block.command == record.command && block.exitCode == 1; });
        }));
        tests::type(*session, "exit\r");
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.ended.has_value(); }));
        m_host->close(session->info().id);
    }

    void statsAndMetricsOfRealContainers()
    {
        std::map<QString, QString> wanted; // id, engine
        for (const auto kind : {engine::EngineKind::Docker, engine::EngineKind::Podman}) {
            const std::string id = bashContainer(*engineOf(kind));
            QVERIFY(!id.empty());
            wanted[QString::fromStdString(id)] = QString::fromStdString(engineOf(kind)->id());
        }
        int code = 0;
        const QByteArray rows = berthctl({QStringLiteral("stats"), QStringLiteral("--json")}, &code);
        QCOMPARE(code, 0);
        int found = 0;
        for (const QByteArray &line : rows.split('\n')) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            const auto it = wanted.find(row.value(QStringLiteral("id")).toString());
            if (it == wanted.end())
                continue;
            ++found;
            QCOMPARE(row.value(QStringLiteral("engine")).toString(), it->second);
            QVERIFY2(row.value(QStringLiteral("cpu_percent")).isDouble(), line.constData());
            QVERIFY(row.value(QStringLiteral("memory_bytes")).toInteger() > 0 && row.value(QStringLiteral("processes")).toInteger() > 0);
        }
        QCOMPARE(found, 2);

        const QByteArray metrics = berthctl({QStringLiteral("metrics")}, &code);
        QCOMPARE(code, 0);
        QVERIFY(metrics.contains("berth_engine_up{engine=\"docker:") && metrics.contains("berth_containers{"));
        QCOMPARE(metrics.count("berth_container_memory_bytes{"), QByteArray(rows).count('\n'));
        berthctl({QStringLiteral("stats"), QStringLiteral("no-such-container")}, &code);
        QCOMPARE(code, 1);
    }

    void containerTabNeverFallsBackToTheHost()
    {
        engine::Engine *engine = engineOf(engine::EngineKind::Docker);
        const std::size_t before = m_host->sessions().size();
        Waiting<session::SessionPtr> opened;
        const auto operation = m_host->openInContainer({engine->id(), "no-such-container", {}, {80, 24}}, opened.done());
        QVERIFY(opened.wait());
        QVERIFY(!opened.value());
        QCOMPARE(opened.value().error().code, "engine.not_found");
        QCOMPARE(m_host->sessions().size(), before);
    }

    void localShellHintNamesTheNearestCommand()
    {
        const auto opened = m_host->openLocal({"/bin/bash", {}, m_dir.path().toStdString(), {80, 24}});
        QVERIFY(opened.has_value());
        const session::SessionPtr session = *opened;
        ScreenWatch screen(session);
        QVERIFY(screen.waitUntil([](const session::SessionFrame &frame) { return frame.blocksOn; }));
        tests::type(*session, "sleeep 1\r");
        const auto named = [&] {
            return std::ranges::any_of(m_host->assistant().hints(), [&](const assistant::Hint &hint) {
                return hint.session == session->info().id && (hint.title + hint.text + hint.proposed).find("sleep") != std::string::npos
                    && (hint.text + hint.proposed + hint.title).find("sleep ") != std::string::npos;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(named(), 15'000);

        // Killing the agent touches no terminal, and it comes back.
        const qint64 pid = m_host->assistant().agentPid();
        QVERIFY(pid > 0);
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QTRY_VERIFY(m_host->assistant().state() == assistant::State::Restarting || m_host->assistant().agentPid() != pid);
        tests::type(*session, "echo still-$((40+2))\r");
        QVERIFY(screen.waitFor("still-42"));
        QTRY_COMPARE_WITH_TIMEOUT(m_host->assistant().state(), assistant::State::Ready, 20'000);
        QVERIFY(m_host->assistant().restarts() >= 1);
        m_host->close(session->info().id);
    }
};

BERTH_TEST(InstanceTest)
#include "instance_test.moc"
