#include "core/engine/run_line.h"

#include "tests/support/test_main.h"

#include <QProcess>
#include <QTest>

using namespace core::engine;

Q_DECLARE_METATYPE(core::engine::CreateSpec)

class RunLineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<CreateSpec>("spec");
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char *name, const std::function<void(CreateSpec &)> &set, const char *line) {
            CreateSpec spec;
            spec.image = "debian:12";
            spec.tty = spec.openStdin = false;
            set(spec);
            QTest::newRow(name) << spec << QByteArray(line);
        };
        row("least", [](CreateSpec &) {}, "docker run -d debian:12");
        row("shell", [](CreateSpec &s) { s.tty = s.openStdin = s.autoRemove = s.init = true; s.command = {"bash", "-l"}; },
            "docker run -d -i -t --rm --init debian:12 bash -l");
        row("names", [](CreateSpec &s) { s.name = "web"; s.hostname = "h"; s.user = "1000:1000"; s.workingDir = "/a b"; s.network = "none"; s.pidMode = "host"; },
            "docker run -d --name web --hostname h --user 1000:1000 --workdir '/a b' --network none --pid host debian:12");
        row("quoting", [](CreateSpec &s) { s.environment = {"A=it's $HOME", "B=", "C=line\nnext"}; s.command = {"", "*", "a\"b", "ü"}; },
            "docker run -d -e 'A=it'\\''s $HOME' -e B= -e $'C=line\\012next' debian:12 '' '*' 'a\"b' 'ü'");
        row("ports", [](CreateSpec &s) {
                s.ports = {{"", 8080, 80, "tcp"}, {"127.0.0.1", 5353, 53, "udp"}, {"", 0, 443, ""}, {"::1", 1, 2, "tcp"}, {"127.0.0.1", 0, 9, "tcp"}};
            },
            "docker run -d -p 8080:80 -p 127.0.0.1:5353:53/udp -p 443 -p '[::1]:1:2' -p 127.0.0.1::9 debian:12");
        row("mounts", [](CreateSpec &s) {
                s.mounts = {{Mount::Type::Bind, "", "/src", "/dst", false}, {Mount::Type::Volume, "data", "", "/data", true}, {Mount::Type::Volume, "", "", "/anon", true},
                            {Mount::Type::Bind, "", "/a:b", "/c", true}, {Mount::Type::Bind, "", "/a,b\"c", "/d", true}, {Mount::Type::Tmpfs, "", "", "/t", true}};
                s.tmpfs = {{"/run", "size=1m"}};
            },
            "docker run -d --mount type=bind,source=/src,target=/dst,readonly -v data:/data -v /anon --mount type=bind,source=/a:b,target=/c --mount 'type=bind,\"source=/a,b\"\"c\",target=/d' --tmpfs /t --tmpfs /run:size=1m debian:12");
        row("limits", [](CreateSpec &s) {
                s.restart = {"on-failure", 3};
                s.resources = {512 << 20, 1.5, 100};
                s.capDrop = {"ALL"};
                s.capAdd = {"NET_ADMIN"};
                s.securityOptions = {"no-new-privileges"};
                s.privileged = s.readOnlyRoot = true;
            },
            "docker run -d --restart on-failure:3 --memory 512m --cpus 1.5 --pids-limit 100 --privileged --cap-drop ALL --cap-add NET_ADMIN "
            "--security-opt no-new-privileges --read-only debian:12");
        row("many processors", [](CreateSpec &s) { s.resources.cpus = 12.125; }, "docker run -d --cpus 12.125 debian:12");
        row("devices", [](CreateSpec &s) { s.devices = {{"/dev/kvm", "/dev/kvm", ""}, {"/dev/sda", "/dev/xvda", "r"}, {"/dev/a", "/dev/a", "rw"}}; },
            "docker run -d --device /dev/kvm --device /dev/sda:/dev/xvda:r --device /dev/a:/dev/a:rw debian:12");
        row("health", [](CreateSpec &s) { s.healthCheck = {{"CMD-SHELL", "curl -f localhost || exit 1"}, std::chrono::seconds(30), std::chrono::seconds(3), std::chrono::seconds(0), 2}; },
            "docker run -d --health-cmd 'curl -f localhost || exit 1' --health-interval 30s --health-timeout 3s --health-retries 2 debian:12");
        row("health by words", [](CreateSpec &s) { s.healthCheck.test = {"CMD", "/check", "a"}; }, "docker run -d --health-cmd '/check a' debian:12");
        row("no health", [](CreateSpec &s) { s.healthCheck.test = {"NONE"}; }, "docker run -d --no-healthcheck debian:12");
        row("restart always", [](CreateSpec &s) { s.restart = {"always", 0}; s.resources.memoryBytes = 1000; }, "docker run -d --restart always --memory 1000 debian:12");
        row("entrypoint", [](CreateSpec &s) { s.entrypoint = {"/bin/sh", "-c"}; s.command = {"id"}; }, "docker run -d --entrypoint /bin/sh debian:12 -c id");
        row("no entrypoint", [](CreateSpec &s) { s.entrypoint.emplace(); }, "docker run -d --entrypoint '' debian:12");
        row("labels", [](CreateSpec &s) { s.labels = {{"a", "b c"}, {"d", ""}}; s.dns = {"1.1.1.1"}; s.extraHosts = {"h:1.2.3.4"}; },
            "docker run -d --label 'a=b c' --label d= --dns 1.1.1.1 --add-host h:1.2.3.4 debian:12");
    }
    void lines()
    {
        QFETCH(CreateSpec, spec);
        QFETCH(QByteArray, line);
        QCOMPARE(QByteArray::fromStdString(runLine(EngineKind::Docker, spec)), line);
        QCOMPARE(QByteArray::fromStdString(runLine(EngineKind::Podman, spec)), "podman" + line.mid(6));
        QCOMPARE(QByteArray::fromStdString(runLine(EngineKind::Docker, spec, {}, RunAs::Attached)), QByteArray(line).replace(" -d", ""));
    }

    void secretsCanBeLeftToTheEnvironment()
    {
        CreateSpec spec;
        spec.image = "i";
        spec.tty = spec.openStdin = false;
        spec.environment = {"TOKEN=abc", "PLAIN=x"};
        QCOMPARE(runLine(EngineKind::Docker, spec, [](std::string_view name) { return name == "TOKEN"; }), std::string("docker run -d -e TOKEN -e PLAIN=x i"));
    }

    void secretsOfLabelsAndArgumentsAreHidden()
    {
        CreateSpec spec;
        spec.image = "i";
        spec.tty = spec.openStdin = false;
        spec.labels = {{"TOKEN", "abc"}, {"plain", "x"}};
        spec.entrypoint = {"/run", "TOKEN=in-entrypoint"};
        spec.command = {"--TOKEN", "abc", "-TOKEN=abc", "TOKEN=a=b", "--TOKEN", "--plain", "x", "TOKEN", "y"};
        QCOMPARE(runLine(EngineKind::Docker, spec, [](std::string_view name) { return name == "TOKEN"; }),
                 std::string("docker run -d --label 'TOKEN=<hidden>' --label plain=x --entrypoint /run i 'TOKEN=<hidden>' --TOKEN '<hidden>' '-TOKEN=<hidden>' 'TOKEN=<hidden>' "
                             "--TOKEN --plain x TOKEN y"));
    }

    void secretsOfHealthChecksAreHidden_data()
    {
        QTest::addColumn<std::vector<std::string>>("test");
        QTest::addColumn<bool>("isHidden");
        using Words = std::vector<std::string>;
        QTest::newRow("words") << Words{"CMD", "redis-cli", "--TOKEN", "hunter2"} << true;
        QTest::newRow("quoted") << Words{"CMD", "sh", "-c", "redis-cli --TOKEN 'hunter2 x'"} << true;
        QTest::newRow("shell") << Words{"CMD-SHELL", "redis-cli  --TOKEN hunter2 ping"} << true;
        QTest::newRow("assigned") << Words{"CMD-SHELL", "true; TOKEN=hunter2 ping"} << true;
        QTest::newRow("option with it") << Words{"CMD", "redis-cli", "--TOKEN=hunter2"} << true;
        QTest::newRow("wget's header") << Words{"CMD", "wget", "--header=Authorization: Bearer hunter2", "localhost"} << true;
        QTest::newRow("curl's without a space") << Words{"CMD-SHELL", "curl -HAuthorization:hunter2 localhost"} << true;
        QTest::newRow("authorization") << Words{"CMD-SHELL", "curl -H \"Authorization: Bearer hunter2\" localhost"} << true;
        QTest::newRow("header") << Words{"CMD", "wget", "--header", "TOKEN: hunter2", "http://localhost:80/"} << true;
        QTest::newRow("no value") << Words{"CMD", "ask", "--TOKEN", "-v"} << false;
        QTest::newRow("plain") << Words{"CMD-SHELL", "curl -f -H 'Accept: text/plain' http://localhost:8080/up || exit 1"} << false;
    }
    void secretsOfHealthChecksAreHidden()
    {
        QFETCH(std::vector<std::string>, test);
        QFETCH(bool, isHidden);
        CreateSpec spec;
        spec.image = "i";
        spec.healthCheck.test = test;
        const std::string line = runLine(EngineKind::Docker, spec, [](std::string_view name) { return name == "TOKEN"; });
        QVERIFY2(line.find("hunter2") == std::string::npos, line.c_str());
        QCOMPARE(line.find("--health-cmd '<hidden>'") != std::string::npos, isHidden);
    }

    void quotedWordsHaveNoControlCharacters_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QByteArray>("quoted");
        QTest::newRow("escape") << QByteArray("a\x1b[31m") << QByteArray("$'a\\033[31m'");
        QTest::newRow("newline and quotes") << QByteArray("it's\n\\") << QByteArray("$'it\\'s\\012\\\\'");
        QTest::newRow("C1") << QByteArray("\xc2\x9b" "2J \xc3\xbc") << QByteArray("$'\\302\\2332J \xc3\xbc'");
        QTest::newRow("delete") << QByteArray("\x7f") << QByteArray("$'\\177'");
        QTest::newRow("digits after") << QByteArray("\x01" "7") << QByteArray("$'\\0017'");
    }
    void quotedWordsHaveNoControlCharacters()
    {
        QFETCH(QByteArray, word);
        QFETCH(QByteArray, quoted);
        const std::string line = shellQuoted(word.toStdString());
        QCOMPARE(QByteArray::fromStdString(line), quoted);
        QProcess shell; // and a shell reads what it was
        shell.start(QStringLiteral("bash"), {QStringLiteral("-c"), QStringLiteral("printf %s ") + QString::fromStdString(line)});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardOutput(), word);
    }

    void whatTheImageSetsIsLeftOut()
    {
        ContainerDetails details;
        details.id = std::string(64, 'a');
        details.hostname = std::string(12, 'a');
        details.image = "app";
        details.environment = {"PATH=/bin", "MINE=1"};
        details.command = {"serve"};
        details.entrypoint = {"/entry"};
        details.workingDir = "/srv";
        details.user = "root";
        details.labels = {{"from", "image"}, {"own", "1"}};
        details.networkMode = "default";
        details.mounts = {{Mount::Type::Volume, std::string(64, 'b'), "/var/lib/x", "/v", true}};
        ImageDetails image;
        image.environment = {"PATH=/bin"};
        image.command = {"serve"};
        image.entrypoint = {"/entry"};
        image.workingDir = "/srv";
        image.labels = {{"from", "image"}};
        QCOMPARE(runLine(EngineKind::Docker, specOf(details, &image)), std::string("docker run -d --user root -v /v -e MINE=1 --label own=1 app"));
        QCOMPARE(runLine(EngineKind::Docker, specOf(details, nullptr)),
                 std::string("docker run -d --user root --workdir /srv -v /v -e PATH=/bin -e MINE=1 --label from=image --label own=1 --entrypoint /entry app serve"));
    }

    void whatPodmanSetsByItselfIsLeftOut()
    {
        ContainerDetails details; // as 4.3.1 answers
        details.id = std::string(64, 'a');
        details.hostname = std::string(12, 'a');
        details.image = "app";
        const std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        details.environment = {path, "TERM=xterm", "container=podman", "HOSTNAME=" + details.hostname, "MINE=1"};
        details.workingDir = "/";
        ImageDetails image;
        QCOMPARE(runLine(EngineKind::Podman, specOf(details, &image)), std::string("podman run -d -e MINE=1 app"));
        image.environment = {"TERM=dumb"}; // which a person has set back
        QCOMPARE(runLine(EngineKind::Podman, specOf(details, &image)), std::string("podman run -d -e TERM=xterm -e MINE=1 app"));
        details.environment = {"HOSTNAME=other", "container=podman"};
        QCOMPARE(runLine(EngineKind::Podman, specOf(details, &image)), std::string("podman run -d -e HOSTNAME=other app"));
        details.environment = {"HOSTNAME=" + details.hostname}; // of Docker's, which has it from a person
        QCOMPARE(specOf(details, &image).environment.size(), std::size_t(1));
    }
};

BERTH_TEST(RunLineTest)
#include "run_line_test.moc"
