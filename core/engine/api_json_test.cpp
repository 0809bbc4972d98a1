#include "core/engine/api_json.h"

#include "core/engine/dialect.h"
#include "core/engine/discovery.h"
#include "core/engine/image_progress.h"
#include "core/engine/reach.h"
#include "core/engine/tar_writer.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace core::engine;

class ApiJsonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void containers()
    {
        const auto list = containersIn(R"json([
            {"Id":"b","Names":["/zz"],"Image":"i:1","ImageID":"sha256:1","State":"exited","Status":"Exited (0)","Created":1795460164,"Labels":null},
            {"Id":"a","Names":["/web"],"State":"running","Labels":{"com.docker.compose.project":"p","com.docker.compose.service":"s"},
             "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":99999999,"Type":"udp"}],
             "HostConfig":{"NetworkMode":"host"},
             "Mounts":[{"Type":"bind","Source":"/var/run/docker.sock","Destination":"/s","RW":false},{"Type":"bind","Source":"/home","RW":true},
                       {"Type":"volume","Source":"v","RW":true}],"Unknown":{"x":1}}])json");
        QVERIFY(list);
        QCOMPARE(list->size(), std::size_t(2));
        QCOMPARE(list->front().name, std::string("zz")); // no project first
        const Container &web = list->back();
        QCOMPARE(web.project, std::string("p"));
        QCOMPARE(web.ports.front(), (PortMapping{"0.0.0.0", 8080, 80, "tcp"}));
        QCOMPARE(web.ports.back().containerPort, 65535);
        QVERIFY(web.ownReach.engineSocket && web.ownReach.hostNetwork && !web.isInspected);
        QCOMPARE(web.ownReach.writableHostMounts, 1);
    }
    void reachThroughOthers()
    {
        const auto made = [](const std::string &name, Reach own, SharedWith shared) {
            Container c;
            c.id = "id-" + name;
            c.name = name;
            c.isInspected = true;
            c.ownReach = own;
            c.sharedWith = std::move(shared);
            return c;
        };
        Reach wide;
        wide.hostPid = wide.hostNetwork = wide.hostIpc = wide.engineSocket = true;
        wide.writableHostMounts = 1;
        std::vector<Container> all{made("wide", wide, {}), made("net", {}, {"id-wide", "", ""}), made("pid", {}, {"", "id-wide", ""}), made("ipc", {}, {"", "", "wide"}),
                                   made("chain", {}, {"id-net", "id-pid", ""}), made("gone", {}, {"id-nobody", "", ""}),
                                   made("here", {}, {"", "id-there", ""}), made("there", {}, {"", "id-here", ""}), made("plain", {}, {})};
        for (int i = 0; i < 100; ++i) // longer than any engine makes one
            all.push_back(made("link" + std::to_string(i), {}, {"", "id-link" + std::to_string(i + 1), ""}));
        resolveReach(all);
        const auto reach = [&](const std::string &name) { return std::ranges::find(all, name, &Container::name)->reach; };
        QVERIFY(reach("wide") == wide);
        QVERIFY(reach("net").hostNetwork && !reach("net").hostPid && !reach("net").engineSocket && reach("net").writableHostMounts == 0);
        QVERIFY(reach("net").through == std::vector<std::string>{"wide"});
        QVERIFY(reach("ipc").hostIpc && !reach("ipc").hostNetwork);
        Reach whole = wide;
        whole.through = {"wide"};
        QVERIFY(reach("pid") == whole);
        QVERIFY(reach("chain") == whole);
        QVERIFY(reach("gone").unknown && reach("gone").isNotable());
        QVERIFY(!reach("here").isNotable() && !reach("there").isNotable() && !reach("plain").isNotable());
        QVERIFY(reach("link0").unknown);

        const auto details = detailsIn(R"({"Id":"x","State":{"Pid":42},"HostConfig":{"PidMode":"container:id-wide","IpcMode":"host","NetworkMode":"container:id-net"}})", Raw::Leave);
        QVERIFY(details && details->process == 42);
        QVERIFY(details->sharedWith == (SharedWith{"id-net", "id-wide", ""}));
        QVERIFY(details->reach.hostIpc && !details->reach.hostPid);
        const auto armed = detailsIn(R"({"Id":"x","Config":{"StopTimeout":3,"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":3000000000,"Retries":2}},"HostConfig":{"CapAdd":["CAP_SYS_ADMIN"],)"
                                     R"("Devices":[{"PathOnHost":"/dev/fuse"},{"PathOnHost":"/dev/sda","PathInContainer":"/dev/a","CgroupPermissions":"r"}],)"
                                     R"("Ulimits":[{"Name":"RLIMIT_NOFILE"}],"Sysctls":{"a":"b"},"ShmSize":67108864,"Runtime":"runc"}})", Raw::Leave);
        QVERIFY(armed && armed->reach.kernelRights && armed->reach.devices == 1);
        QVERIFY(armed->devices.at(1) == (Device{"/dev/sda", "/dev/a", "r"}));
        QVERIFY(armed->healthCheck == (HealthCheck{{"CMD-SHELL", "true"}, std::chrono::seconds(3), std::chrono::seconds(0), std::chrono::seconds(0), 2}));
        QVERIFY(armed->others == (std::vector<std::string>{"--sysctl", "--stop-timeout"}));
        QVERIFY(reachAmong(*details, all).hostPid && reachAmong(*details, {}).unknown);
    }
    void reachOfNamesIdsAndPaths()
    {
        Container real, liar;
        real.id = std::string(64, 'a');
        real.name = "real";
        real.ownReach.hostPid = true;
        liar.id = std::string(64, 'b');
        liar.name = real.id; // comes first in the list, and hides nothing
        const auto beside = [](const std::string &of) { return detailsIn(R"({"Id":"x","HostConfig":{"PidMode":"container:)" + of + R"("}})", Raw::Leave).value(); };
        QVERIFY(reachAmong(beside(real.id), {liar, real}).hostPid);
        QVERIFY(reachAmong(beside("real"), {liar, real}).hostPid);
        QVERIFY(reachAmong(beside(real.id.substr(0, 12)), {liar, real}).hostPid);
        Container alike = real;
        alike.id.back() = 'c';
        QVERIFY(reachAmong(beside(real.id.substr(0, 12)), {real, alike}).unknown);

        const auto pid = detailsIn(R"({"Id":"x","HostConfig":{"PidMode":"ns:/proc/1/ns/pid"}})", Raw::Leave);
        QVERIFY(pid && pid->reach.hostPid && processesAmong(*pid, {}) == Whose::Hosts);
        const auto ipc = detailsIn(R"({"Id":"x","HostConfig":{"IpcMode":"ns:/proc/1/ns/ipc"}})", Raw::Leave);
        QVERIFY(ipc && ipc->reach.unknown && !ipc->reach.hostPid && processesAmong(*ipc, {}) == Whose::Containers);
        const auto net = detailsIn(R"({"Id":"x","HostConfig":{"NetworkMode":"ns:/proc/1/ns/net"}})", Raw::Leave);
        QVERIFY(net && net->reach.unknown && networkAmong(*net, {}) == Whose::Unknown);

        const auto rights = detailsIn(R"({"Id":"x","HostConfig":{"CapAdd":["cap_sys_admin"],"DeviceCgroupRules":["b *:* rwm"]}})", Raw::Leave);
        QVERIFY(rights && rights->reach.kernelRights && rights->reach.devices == 1);
    }
    void nonsense_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {"", "null", "{}", "[1]", "[{}]", "[{\"Id\":7}]", "[", "\xff\xfe"})
            QTest::addRow("%s", body) << QByteArray(body);
    }
    void nonsense()
    {
        QFETCH(QByteArray, body);
        const auto list = containersIn({body.constData(), std::size_t(body.size())});
        QVERIFY(!list);
        QCOMPARE(list.error().code, std::string("engine.protocol"));
    }
    void references()
    {
        using P = std::pair<std::string, std::string>;
        QCOMPARE(splitReference("debian"), (P{"debian", "latest"}));
        QCOMPARE(splitReference("debian:12"), (P{"debian", "12"}));
        QCOMPARE(splitReference("host:5000/a/b"), (P{"host:5000/a/b", "latest"}));
        QCOMPARE(splitReference("host:5000/a/b:1"), (P{"host:5000/a/b", "1"}));
        QCOMPARE(splitReference("a@sha256:00"), (P{"a@sha256:00", ""}));
    }
    void progressSumsLayersAndFindsTheError()
    {
        Progress last;
        ImageProgress progress([&](const Progress &p) { last = p; });
        QVERIFY(progress.feed("{\"status\":\"Downloading\",\"id\":\"a\",\"progressDetail\":{\"current\":5,\"total\":10}}\n"
                              "{\"status\":\"Downloading\",\"id\":\"b\",\"progressDetail\":{\"current\":1,\"total\":20}}\n"));
        QCOMPARE(last.done, std::int64_t(6));
        QCOMPARE(last.total, std::int64_t(30));
        QVERIFY(progress.feed("{\"error\":\"manifest unknown\\u001b[31m\"}"));
        const auto end = progress.end();
        QVERIFY(!end && end.error().is("engine.not_found"));
        QVERIFY(end.error().message.find('\x1b') == std::string::npos);
    }
    void versionsAreNegotiated()
    {
        const auto with = [](std::string api) { return HttpHead{200, {{"api-version", std::move(api)}, {"server", "Docker/28.0.1 (linux)"}}}; };
        QCOMPARE(dialectOf(with("1.48"))->apiPath, std::string("/v1.42"));
        QVERIFY(dialectOf(with("1.48"))->takesTerminalSize && dialectOf(with("1.42"))->takesTerminalSize);
        QCOMPARE(dialectOf(with("1.41"))->apiPath, std::string("/v1.41"));
        QVERIFY(!dialectOf(with("1.41"))->takesTerminalSize);
        QCOMPARE(dialectOf(with("1.30"))->apiPath, std::string("/v1.30"));
        QVERIFY(dialectOf(with("1.12")).error().is("engine.refused"));
        QVERIFY(dialectOf(with("2")).error().is("engine.protocol"));
        QVERIFY(dialectOf(with("1.4x")).error().is("engine.protocol"));
        QCOMPARE(dialectOf(with("1.41"))->version, std::string("28.0.1"));
        QVERIFY(dialectOf(HttpHead{200, {{"api-version", "1.41"}, {"libpod-api-version", "4.3.1"}}})->kind == EngineKind::Podman);
    }
    // The size of a terminal goes with the request where the version has it, rows first; nowhere else.
    void aTerminalsSizeGoesWithTheRequest()
    {
        ExecSpec exec;
        exec.command = {"/stty", "size"};
        exec.size = {101, 33};
        QVERIFY(execBody(exec, true, "", true).find(R"("ConsoleSize":[33,101])") != std::string::npos);
        QVERIFY(execBody(exec, true, "", false).find("ConsoleSize") == std::string::npos);
        QVERIFY(execBody(exec, false, "", true).find("ConsoleSize") == std::string::npos); // Docker refuses it without a terminal
        CreateSpec create;
        QVERIFY(createBody(create, true).find("ConsoleSize") == std::string::npos);
        create.terminalSize = base::GridSize{101, 33};
        QVERIFY(createBody(create, true).find(R"("ConsoleSize":[33,101])") != std::string::npos);
        QVERIFY(createBody(create, false).find("ConsoleSize") == std::string::npos);
        create.tty = false;
        QVERIFY(createBody(create, true).find("ConsoleSize") == std::string::npos);
    }
    // What Docker 20.10 and Podman 4.3 (runc, crun) print.
    void aProgramThatIsMissingIsToldFromOtherFailures()
    {
        const std::string docker = "OCI runtime exec failed: exec failed: unable to start container process: ";
        QVERIFY(saysNoProgram(docker + R"(exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown)", "/bin/sh"));
        QVERIFY(saysNoProgram(docker + R"(exec: "sh": executable file not found in $PATH: unknown)", "sh"));
        QVERIFY(saysNoProgram(docker + R"(exec: "/bin/sh": permission denied: unknown)", "/bin/sh"));
        QVERIFY(saysNoProgram(R"(Error: runc: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: OCI runtime attempted to invoke a command that was not found)", "/bin/sh"));
        QVERIFY(saysNoProgram("Error: crun: executable file `/bin/sh` not found: No such file or directory: OCI runtime attempted to invoke a command that was not found", "/bin/sh"));
        QVERIFY(saysNoProgram("Error: crun: executable file `/bin/sh` not found in $PATH: No such file or directory", "/bin/sh"));
        QVERIFY(!saysNoProgram(docker + R"(exec: "/bin/bash": stat /bin/bash: no such file or directory: unknown)", "/bin/sh"));
        QVERIFY(!saysNoProgram(docker + R"(chdir to cwd ("/bin/sh") set in config.json failed: no such file or directory: unknown)", "/bin/sh"));
        QVERIFY(!saysNoProgram("the container said: /bin/sh: no such file or directory", "/bin/sh"));
        QVERIFY(!saysNoProgram(std::string(100'000, 'x') + R"(exec: "/bin/sh": stat /bin/sh: no such file or directory)", "/bin/sh"));
        QVERIFY(!saysNoProgram({}, "/bin/sh") && !saysNoProgram("exec: \"\": not found", {}));
    }
    void tarIsWhatTarReads()
    {
        TarWriter tar;
        tar.directory("d/", 01777);
        tar.file("d/f", std::string(513, 'x'), 0755);
        tar.symlink("l", "d/f");
        const std::string bytes = std::move(tar).finish();
        QProcess list;
        list.start(QStringLiteral("tar"), {QStringLiteral("-tv")});
        QVERIFY(list.waitForStarted());
        list.write(bytes.data(), qint64(bytes.size()));
        list.closeWriteChannel();
        QVERIFY(list.waitForFinished());
        QCOMPARE(list.exitCode(), 0);
        const QByteArray out = list.readAllStandardOutput();
        QVERIFY2(out.contains("drwxrwxrwt root/root") && out.contains("-rwxr-xr-x root/root") && out.contains(" 513 ") && out.contains("l -> d/f"), out);
    }
};

BERTH_TEST(ApiJsonTest)
#include "api_json_test.moc"
