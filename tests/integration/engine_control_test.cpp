// What can be done with one container, and what an engine tells of it.
#include "core/engine/run_line.h"
#include "tests/integration/engine_contract.h"

#include <QProcess>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::RealEngine;
using tests::Waiting;

class ControlTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    ContainerControl &control() { return *m_engine->control(); }
    ContainerDetails details(const std::string &id)
    {
        return value<ContainerDetails>([&](auto done) { control().inspect(id, std::move(done)); }).value_or(ContainerDetails());
    }

private Q_SLOTS:
    void pausesKillsRestartsAndRenames()
    {
        const std::string id = run("steered", {"sh", "-c", "trap 'exit 3' USR1; while :; do sleep 0.1; done"});
        QVERIFY(!id.empty());
        QVERIFY(succeeds([&](auto done) { control().pause(id, std::move(done)); }));
        QVERIFY(becomes(id, "paused"));
        QVERIFY(succeeds([&](auto done) { control().unpause(id, std::move(done)); }));
        QVERIFY(becomes(id, "running"));
        QCOMPARE(failure<void>([&](auto done) { control().unpause(id, std::move(done)); }).empty(), false);

        QVERIFY(succeeds([&](auto done) { control().rename(id, "steered-2", std::move(done)); }));
        QTRY_VERIFY(m_engine->find("steered-2"));
        QVERIFY(!m_engine->find("steered"));

        Waiting<int> waited;
        control().wait(id, waited.done());
        QVERIFY(succeeds([&](auto done) { control().kill(id, "SIGUSR1", std::move(done)); }));
        QVERIFY(waited.wait() && waited.value());
        QCOMPARE(*waited.value(), 3);
        QVERIFY(becomes(id, "exited"));
        QCOMPARE(failure<void>([&](auto done) { control().kill(id, "SIGUSR1", std::move(done)); }), std::string("engine.conflict"));

        QVERIFY(succeeds([&](auto done) { control().restart(id, std::move(done)); }));
        QVERIFY(becomes(id, "running"));
        QVERIFY(succeeds([&](auto done) { control().restart(id, std::move(done)); }));
        const std::string first = std::to_string(details(id).started.time_since_epoch().count());
        QVERIFY(first != "0");
        discard(id);
    }

    // Podman says of containers that were made over this API that they are killed at once: they are not.
    void stopLetsAProgramEnd()
    {
        const std::string id = run("gentle", {"sh", "-c", "trap 'sleep 0.2; exit 5' TERM; touch /tmp/listens; while :; do sleep 0.1; done"});
        QVERIFY(!id.empty());
        QTRY_COMPARE(output(id, {"ls", "/tmp"}), std::string("listens\n"));
        QVERIFY(succeeds([&](auto done) { m_engine->stop(id, std::move(done)); }));
        QVERIFY(becomes(id, "exited"));
        QCOMPARE(details(id).exitCode, 5);
        discard(id);
    }

    void waitCanBeCancelled()
    {
        const std::string id = run("waited");
        Waiting<int> waited;
        const auto operation = control().wait(id, waited.done());
        operation->cancel();
        QVERIFY(waited.isDone() && waited.value().error().is("engine.cancelled"));
        discard(id);
    }

    void theFullFormArrives()
    {
        Spec full = spec("full-form", {"-c", "sleep 1000"});
        full.entrypoint = {"/bin/sh"};
        full.environment = {"A=1", "ODD=it's \"x\" $HOME\nnext"};
        full.user = "user";
        full.workingDir = "/tmp";
        full.hostname = "boat";
        full.labels = {{"note", "a b"}};
        full.restart = {"on-failure", 4};
        full.resources = {64 << 20, 0.5, 77};
        full.capDrop = {"NET_RAW"};
        full.capAdd = {"SYS_PTRACE"};
        full.securityOptions = {"no-new-privileges"};
        full.readOnlyRoot = true;
        full.tmpfs = {{"/scratch", "size=1m"}};
        full.mounts = {{Mount::Type::Bind, {}, "/etc", "/host-etc", false}, {Mount::Type::Volume, "full-vol", {}, "/data", true}};
        full.tty = true;
        const std::string id = run(full);
        QVERIFY(!id.empty());
        const ContainerDetails seen = details(id);
        QCOMPARE(seen.id, id);
        QCOMPARE(seen.name, std::string("full-form"));
        QCOMPARE(seen.state, std::string("running"));
        QVERIFY(seen.image.ends_with(RealEngine::kImage));
        QVERIFY(std::ranges::find(seen.environment, full.environment[1]) != seen.environment.end());
        QCOMPARE(seen.user, full.user);
        QCOMPARE(seen.workingDir, full.workingDir);
        QCOMPARE(seen.hostname, full.hostname);
        QCOMPARE(seen.labels.at("note"), std::string("a b"));
        QVERIFY(seen.restart == full.restart);
        QCOMPARE(seen.resources.memoryBytes, full.resources.memoryBytes);
        QCOMPARE(seen.resources.cpus, 0.5);
        QCOMPARE(seen.resources.processes, full.resources.processes);
        QVERIFY(seen.readOnlyRoot && seen.tty && !seen.privileged);
        QVERIFY(std::ranges::any_of(seen.capDrop, [](const std::string &cap) { return cap.ends_with("NET_RAW"); }));
        QCOMPARE(seen.mounts.size(), std::size_t(2));
        QCOMPARE(seen.mounts[0].destination, std::string("/data"));
        QCOMPARE(seen.mounts[0].name, std::string("full-vol"));
        QVERIFY(!seen.mounts[1].writable && seen.mounts[1].type == Mount::Type::Bind);
        QVERIFY(seen.created > base::WallTime() && seen.started >= seen.created && seen.finished == base::WallTime());
        QVERIFY(seen.raw.find("\"full-vol\"") != std::string::npos && !seen.rawIsCut);
        QTRY_VERIFY(m_engine->find(id) && m_engine->find(id)->mounts.size() == 2);

        QCOMPARE(output(id, {"sh", "-c", "printf %s \"$ODD\""}), full.environment[1].substr(4));
        QCOMPARE(output(id, {"sh", "-c", "id -un; pwd; hostname; touch /x 2>&1; touch /scratch/y && echo ok"}),
                 std::string("user\n/tmp\nboat\ntouch: /x: Read-only file system\nok\n"));
        discard(id);
    }

    // The line that a person would type makes the same container: run through the engine's own command line.
    void runLineMakesTheSameContainerAgain()
    {
        const QString program = isPodman() ? QStringLiteral("podman") : QStringLiteral("docker");
        if (isPodman())
            QSKIP("expected: this machine's podman needs the flags of its test service; the line itself is the same");
        Spec original = spec("line-1", {"sh", "-c", "echo \"it's $A\"; sleep 1000"});
        original.environment = {"A=x y;'z'"};
        original.resources = {32 << 20, 0.25, 50};
        original.restart = {"on-failure", 2};
        original.labels = {{"k", "v w"}};
        original.capDrop = {"ALL"};
        original.readOnlyRoot = true;
        original.mounts = {{Mount::Type::Bind, {}, "/etc", "/e", false}};
        const std::string id = run(original);
        QVERIFY(!id.empty());
        const ContainerDetails first = details(id);
        discard(id);
        CreateSpec again = specOf(first, nullptr);
        QProcess shell;
        shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), QString::fromStdString("docker() { command docker -H '" + real().endpoint() + "' \"$@\"; }; " + runLine(EngineKind::Docker, again))});
        QVERIFY(shell.waitForFinished(60000));
        QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError().constData());
        const ContainerDetails second = details("line-1");
        QVERIFY(specOf(second, nullptr).environment == again.environment);
        QVERIFY(second.command == first.command && second.restart == first.restart && second.resources == first.resources);
        QVERIFY(second.labels == first.labels && second.readOnlyRoot && second.mounts == first.mounts && second.capDrop == first.capDrop);
        discard("line-1");
    }

    void topChangesAndCommit()
    {
        const std::string id = run("worked-in", {"sh", "-c", "echo 1 > /added; rm /etc/hostname; sleep 1000"});
        QVERIFY(!id.empty());
        QTRY_VERIFY(output(id, {"cat", "/added"}) == "1\n");
        const auto table = value<ProcessTable>([&](auto done) { control().top(id, std::move(done)); });
        QVERIFY(table && !table->titles.empty() && !table->rows.empty());
        QVERIFY(std::ranges::any_of(table->rows, [](const auto &row) { return row.back().find("sleep 1000") != std::string::npos; }));

        const auto changes = value<std::vector<FileChange>>([&](auto done) { control().changes(id, std::move(done)); });
        QVERIFY(changes);
        QVERIFY(std::ranges::find(*changes, FileChange{FileChange::Kind::Added, "/added"}) != changes->end());

        const auto image = value<std::string>([&](auto done) { control().commit(id, {"berth-test/saved:2", "me", "kept", true}, std::move(done)); });
        QVERIFY(image && !image->empty());
        Spec copy = spec("copy", {"cat", "/added"});
        copy.image = "berth-test/saved:2";
        copy.tty = false;
        const std::string copied = run(copy);
        QVERIFY(!copied.empty());
        QCOMPARE(value<int>([&](auto done) { control().wait(copied, std::move(done)); }).value_or(-1), 0);
        discard(copied);
        discard(id);
        QCOMPARE(failure<ContainerDetails>([&](auto done) { control().inspect(id, std::move(done)); }), std::string("engine.not_found"));
    }

    void oddNamesAreTakenOrRefusedByTheEngine()
    {
        const std::string id = run("a.b_c-1");
        QVERIFY(!id.empty());
        QTRY_VERIFY(m_engine->find("a.b_c-1"));
        discard(id);
        for (const char *name : {"a b", "../x", "a/b?force=1", "ü", "x%00y", "-x"}) {
            Spec odd = spec(name);
            const std::string code = failure<std::string>([&](auto done) { m_engine->create(odd, std::move(done)); });
            QVERIFY2(code.starts_with("engine."), name);
            QVERIFY(failure<void>([&](auto done) { m_engine->start(name, std::move(done)); }).starts_with("engine."));
        }
    }

    void healthIsTold()
    {
        const std::string id = run("unhealthless");
        QVERIFY(details(id).health == Health::None);
        discard(id);
    }

    void twoHundredContainersAreListed()
    {
        std::vector<std::string> ids;
        const int count = 200;
        for (int i = 0; i < count; ++i) {
            const auto id = value<std::string>([&](auto done) { m_engine->create(spec("many-" + std::to_string(i), {"true"}), std::move(done)); });
            QVERIFY(id);
            ids.push_back(*id);
        }
        const auto listed = [&] {
            return std::ranges::count_if(m_engine->containers(), [](const Container &c) { return c.name.starts_with("many-"); });
        };
        QTRY_COMPARE_WITH_TIMEOUT(int(listed()), count, 60'000);
        std::vector<Waiting<void>> removed(ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i)
            m_engine->remove(ids[i], true, true, removed[i].done()); // all at once
        for (auto &each : removed)
            QVERIFY(each.wait(300'000));
        QTRY_COMPARE_WITH_TIMEOUT(int(listed()), 0, 60'000);
    }
};

BERTH_ENGINE_TEST(ControlTest)
#include "engine_control_test.moc"
