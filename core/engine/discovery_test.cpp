#include "core/engine/discovery.h"

#include "core/engine/scripted_engine.h"
#include "core/engine/socket_registry.h"
#include "core/engine/ssh_transport.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <algorithm>
#include <unistd.h>

using namespace core;
using namespace core::engine;

class DiscoveryTest : public QObject
{
    Q_OBJECT

    static void write(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static std::vector<std::string> endpointsOf(const std::vector<Candidate> &all)
    {
        std::vector<std::string> out;
        for (const Candidate &candidate : all)
            out.push_back(candidate.endpoint);
        return out;
    }

private Q_SLOTS:
    void candidatesInOrder()
    {
        const auto all = candidates({{"XDG_RUNTIME_DIR", "/run/user/7"}}, 7, "/nonexistent");
        QCOMPARE(endpointsOf(all), (std::vector<std::string>{"unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock",
                                                             "unix:///run/user/7/podman/podman.sock", "unix:///run/podman/podman.sock"}));
        QVERIFY(all[0].expected == EngineKind::Docker && all[2].expected == EngineKind::Podman);
        QCOMPARE(candidates({}, 9, "/nonexistent")[1].endpoint, std::string("unix:///run/user/9/docker.sock"));
    }
    void environmentComesFirstAndOnce()
    {
        const auto all = candidates({{"DOCKER_HOST", "tcp://h:1"}, {"CONTAINER_HOST", "unix:///run/podman/podman.sock"}}, 7, "/nonexistent");
        QCOMPARE(all[0].source, std::string("DOCKER_HOST"));
        QCOMPARE(all[0].endpoint, std::string("tcp://h:1"));
        QCOMPARE(all[1].source, std::string("CONTAINER_HOST"));
        QCOMPARE(all.size(), std::size_t(5)); // the system Podman socket is not there twice
        QCOMPARE(candidates({{"DOCKER_HOST", "tcp://h"}, {"DOCKER_TLS_VERIFY", "1"}}, 7, "/nonexistent")[0].endpoint, std::string("https://h:2376"));
        QVERIFY(candidates({{"DOCKER_HOST", "nonsense"}}, 7, "/nonexistent")[0].error.is("engine.unreachable"));
    }
    void contextsCurrentFirst()
    {
        QTemporaryDir home;
        const QString docker = home.filePath(QStringLiteral(".docker"));
        write(docker + QStringLiteral("/config.json"), "{\"currentContext\":\"lab\"}");
        write(docker + QStringLiteral("/contexts/meta/1/meta.json"), "{\"Name\":\"alpha\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://alpha:1\"}}}");
        write(docker + QStringLiteral("/contexts/meta/2/meta.json"), "{\"Name\":\"lab\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://lab:1\"}}}");
        write(docker + QStringLiteral("/contexts/tls/2/docker/ca.pem"), "x");
        write(docker + QStringLiteral("/contexts/meta/3/meta.json"), "garbage");
        const auto all = candidates({}, 7, home.path().toStdString());
        QCOMPARE(all[0].source, std::string("docker context 'lab'"));
        QCOMPARE(all[0].endpoint, std::string("https://lab:1"));
        QCOMPARE(all[1].endpoint, std::string("tcp://alpha:1"));
        QCOMPARE(all.size(), std::size_t(6));
        QCOMPARE(candidates({{"DOCKER_CONTEXT", "alpha"}}, 7, home.path().toStdString())[0].endpoint, std::string("tcp://alpha:1"));
    }
    // An old context beside the new one for the same machine: only what has the same certificates is the same.
    void contextsOfOneAddressDifferByTheirCertificates()
    {
        QTemporaryDir home;
        const QString docker = home.filePath(QStringLiteral(".docker"));
        QTcpServer free; // a port that is nobody's a moment later
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const QByteArray address = "tcp://127.0.0.1:" + QByteArray::number(free.serverPort());
        free.close();
        for (const char *name : {"a-stale", "b-plain", "c-plain", "z-good"}) {
            const QString folder = QLatin1String(name);
            write(docker + QStringLiteral("/contexts/meta/") + folder + QStringLiteral("/meta.json"),
                  QByteArray("{\"Name\":\"") + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"" + address + "\"}}}");
            if (!folder.endsWith(QStringLiteral("plain")))
                write(docker + QStringLiteral("/contexts/tls/") + folder + QStringLiteral("/docker/ca.pem"), "x");
        }
        SocketRegistry registry({.environment = {{"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 7, .home = home.path().toStdString(), .systemSockets = false, .startsPodman = false}, fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QCOMPARE(registry.failed().size(), std::size_t(5)); // with the two usual sockets
        QCOMPARE(registry.failed()[0].source, std::string("docker context 'a-stale'"));
        QCOMPARE(registry.failed()[1].source, std::string("docker context 'z-good'"));
        QCOMPARE(registry.failed()[2].source, std::string("docker context 'b-plain'"));
    }
    void certificatesOfContextsAndTheEnvironment()
    {
        QTemporaryDir home;
        const QString docker = home.filePath(QStringLiteral(".docker"));
        for (const char *name : {"ca.pem", "cert.pem", "key.pem"}) {
            write(docker + QStringLiteral("/contexts/tls/7/docker/") + QLatin1String(name), "x");
            write(home.filePath(QStringLiteral("certs/")) + QLatin1String(name), "x");
        }
        write(docker + QStringLiteral("/contexts/meta/7/meta.json"), "{\"Name\":\"far\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://far:2376\",\"SkipTLSVerify\":true}}}");
        const auto context = candidates({}, 7, home.path().toStdString())[0];
        QVERIFY(context.address.scheme == Endpoint::Scheme::Tls && context.address.tls.skipVerify);
        QCOMPARE(context.address.tls.key, docker.toStdString() + "/contexts/tls/7/docker/key.pem");
        const std::map<std::string, std::string> environment{{"DOCKER_HOST", "tcp://h:1"}, {"DOCKER_TLS_VERIFY", "1"}, {"DOCKER_CERT_PATH", home.filePath(QStringLiteral("certs")).toStdString()}};
        const auto variable = candidates(environment, 7, home.path().toStdString())[0];
        QVERIFY(variable.address.scheme == Endpoint::Scheme::Tls && !variable.address.tls.skipVerify);
        QCOMPARE(variable.address.tls.ca, home.filePath(QStringLiteral("certs/ca.pem")).toStdString());
    }
    void podmanConnections()
    {
        QTemporaryDir home;
        const QString config = home.filePath(QStringLiteral(".config/containers"));
        write(config + QStringLiteral("/containers.conf"),
              "[engine]\nactive_service = \"old\"\n[engine.service_destinations]\n[engine.service_destinations.old]\nuri = \"ssh://root@old:22/run/podman/podman.sock\"\nidentity = \"/k\"\n");
        write(config + QStringLiteral("/podman-connections.json"),
              "{\"Connection\":{\"Default\":\"vm\",\"Connections\":{\"vm\":{\"URI\":\"ssh://core@127.0.0.1:40000/run/user/1000/podman/podman.sock\",\"Identity\":\"/id\"},\"x\":{\"URI\":7}}}}");
        const auto all = candidates({}, 7, home.path().toStdString());
        QCOMPARE(all[0].source, std::string("podman connection 'vm'"));
        QCOMPARE(all[0].address.path, std::string("/run/user/1000/podman/podman.sock"));
        QCOMPARE(all[0].address.identity, std::string("/id"));
        QCOMPARE(all[0].address.remoteProgram, std::string("podman"));
        QCOMPARE(all[1].endpoint, std::string("ssh://root@old/run/podman/podman.sock"));
        write(config + QStringLiteral("/containers.conf"), "not = [toml");
        write(config + QStringLiteral("/podman-connections.json"), "{");
        QCOMPARE(candidates({}, 7, home.path().toStdString()).size(), std::size_t(4));
    }
    void engineThatAppearsLaterIsFound()
    {
        QTemporaryDir dir;
        const std::string socket = dir.filePath(QStringLiteral("late/engine.sock")).toStdString();
        SocketRegistry registry({.environment = {{"DOCKER_HOST", socket}, {"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 7, .home = "/nonexistent", .systemSockets = false, .startsPodman = false},
                                fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QVERIFY(registry.engines().empty());
        QDir(dir.path()).mkdir(QStringLiteral("late"));
        ScriptedEngine server(wellBehaved, QString::fromStdString(socket));
        QTRY_COMPARE(registry.engines().size(), std::size_t(1));
    }
    void sshIsGivenNoWordsOfItsOwn()
    {
        Endpoint endpoint = *parseEndpoint("ssh://me@host:2222/run/o'dd.sock");
        endpoint.identity = "/key";
        endpoint.controlDir = "/run/berth";
        const auto words = SshTransport::command(endpoint);
        const auto dashes = std::ranges::find(words, "--");
        QVERIFY((std::vector<std::string>(dashes + 1, words.end()) == std::vector<std::string>{"me@host", "docker", "-H", "'unix:///run/o'\\''dd.sock'", "system", "dial-stdio"}));
        QVERIFY(std::ranges::find(words, "BatchMode=yes") != words.end() && std::ranges::find(words, "ControlPath=/run/berth/ssh-%C") != words.end());
    }
    void linkedSocketsAreOne()
    {
        QTemporaryDir dir;
        write(dir.filePath(QStringLiteral("real.sock")), {});
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("real.sock")), dir.filePath(QStringLiteral("link.sock"))));
        const auto all = candidates({{"DOCKER_HOST", dir.filePath(QStringLiteral("link.sock")).toStdString()},
                                     {"CONTAINER_HOST", dir.filePath(QStringLiteral("real.sock")).toStdString()}},
                                    7, "/nonexistent");
        QCOMPARE(all[0].source, std::string("DOCKER_HOST"));
        QVERIFY(all[1].source != "CONTAINER_HOST");
    }
    void registryKeepsWhatAnswersAndExplainsTheRest()
    {
        ScriptedEngine server(wellBehaved);
        ScriptedEngine silent([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        SocketRegistry registry({.environment = {{"DOCKER_HOST", server.endpoint().text()},
                                                 {"CONTAINER_HOST", silent.endpoint().text()},
                                                 {"XDG_RUNTIME_DIR", "/nonexistent"}},
                                 .uid = 7,
                                 .home = "/nonexistent"},
                                impatientTimings());
        QSignalSpy changed(&registry, &Registry::changed);
        QSignalSpy added(&registry, &Registry::engineAdded);
        registry.discover();
        QVERIFY(registry.isSearching());
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(!registry.isSearching());
        Engine *engine = registry.engine("docker:" + server.endpoint().path);
        QVERIFY(engine);
        QVERIFY(added.count() >= 1);
        bool timedOut = false, missing = false;
        for (const Candidate &candidate : registry.failed()) {
            QVERIFY(!candidate.error.message.empty());
            timedOut |= candidate.source == "CONTAINER_HOST" && candidate.error.is("engine.timeout") && candidate.fix.find(" start ") == std::string::npos;
            missing |= candidate.endpoint == "unix:///nonexistent/docker.sock" && candidate.error.is("engine.unreachable") && !candidate.fix.empty();
        }
        QVERIFY(timedOut && missing);
        registry.discover(); // known engines stay
        QTRY_COMPARE(changed.count(), 2);
        QCOMPARE(registry.engine("docker:" + server.endpoint().path), engine);
    }
    // Not who answers first is first.
    void enginesAreInTheOrderOfTheirCandidates()
    {
        bool answers = false;
        ScriptedEngine slow([&](const QByteArray &request) { return answers ? wellBehaved(request) : ScriptedEngine::Answer{ScriptedEngine::status(500, "{}")}; }), quick(wellBehaved);
        SocketRegistry registry({.environment = {{"DOCKER_HOST", slow.endpoint().text()}, {"CONTAINER_HOST", quick.endpoint().text()}, {"XDG_RUNTIME_DIR", "/nonexistent"}},
                                 .uid = 7,
                                 .home = "/nonexistent",
                                 .systemSockets = false,
                                 .startsPodman = false},
                                fastTimings());
        registry.discover();
        QTRY_COMPARE(registry.engines().size(), std::size_t(1));
        QTRY_VERIFY(!registry.isSearching());
        QCOMPARE(registry.failed().front().source, std::string("DOCKER_HOST"));
        answers = true;
        registry.discover();
        QTRY_COMPARE(registry.engines().size(), std::size_t(2));
        QCOMPARE(registry.engines().front()->endpoint(), slow.endpoint().text());
    }
    void whereNobodyListensACommandIsSaid()
    {
        QTcpServer free; // a port that is nobody's a moment later
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const std::string address = "tcp://127.0.0.1:" + std::to_string(free.serverPort());
        free.close();
        SocketRegistry registry({.environment = {{"DOCKER_HOST", address}, {"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 7, .home = "/nonexistent", .systemSockets = false, .startsPodman = false},
                                fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QCOMPARE(registry.failed().front().source, std::string("DOCKER_HOST"));
        QCOMPARE(registry.failed().front().fix, "sudo dockerd --host unix:///var/run/docker.sock --host " + address);
    }
    void plainToTlsIsToldSo()
    {
        QTcpServer server; // as Go's answers
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            QTcpSocket *const socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
                socket->disconnectFromHost();
            });
        });
        const std::string address = "tcp://127.0.0.1:" + std::to_string(server.serverPort());
        SocketRegistry registry({.environment = {{"DOCKER_HOST", address}, {"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 7, .home = "/nonexistent", .systemSockets = false, .startsPodman = false},
                                fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        const Candidate &candidate = registry.failed().front();
        QVERIFY2(candidate.error.message.starts_with("The engine there wants TLS"), candidate.error.message.c_str());
        QVERIFY(candidate.fix.starts_with("export DOCKER_TLS_VERIFY=1 "));
    }
    void whoListensIsAskedWhereNoEngineAnswers()
    {
        ScriptedEngine silent([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; }), garbage([](const QByteArray &) { return ScriptedEngine::Answer{"garbage\r\n\r\n"}; });
        SocketRegistry registry({.environment = {{"DOCKER_HOST", garbage.endpoint().text()}, {"CONTAINER_HOST", silent.endpoint().text()}, {"XDG_RUNTIME_DIR", "/nonexistent"}},
                                 .uid = ::getuid(), .home = "/nonexistent", .systemSockets = false, .startsPodman = false},
                                impatientTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QCOMPARE(registry.failed()[0].fix, "ss -xlp src " + garbage.endpoint().path);
        QCOMPARE(registry.failed()[1].fix, "ss -xlp src " + silent.endpoint().path);
    }
    // Podman serves TLS from 5.7 on, by options of its own: a plain service would not be what answers there.
    void podmanOverTlsIsStartedWithACertificate()
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const std::string port = std::to_string(free.serverPort());
        free.close();
        SocketRegistry registry({.environment = {{"CONTAINER_HOST", "https://127.0.0.1:" + port}, {"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 7, .home = "/nonexistent", .systemSockets = false, .startsPodman = false},
                                fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QCOMPARE(registry.failed().front().source, std::string("CONTAINER_HOST"));
        QCOMPARE(registry.failed().front().fix, "podman system service --time=0 --tls-cert server.pem --tls-key server-key.pem tcp://127.0.0.1:" + port);
    }
    void podmanIsStartedOnlyIfItMay_data()
    {
        QTest::addColumn<bool>("may");
        QTest::newRow("may") << true;
        QTest::newRow("may not") << false;
    }
    void podmanIsStartedOnlyIfItMay()
    {
        QFETCH(bool, may);
        QTemporaryDir dir;
        const QString program = dir.filePath(QStringLiteral("podman")), ran = dir.filePath(QStringLiteral("ran"));
        write(program, "#!/bin/sh\n: >" + ran.toUtf8() + "\nexit 1\n");
        QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const std::string folder = dir.path().toStdString();
        SocketRegistry registry({.environment = {{"PATH", folder}, {"XDG_RUNTIME_DIR", folder}, {"BERTH_RUNTIME_DIR", folder + "/run"}},
                                 .uid = ::getuid(),
                                 .home = folder,
                                 .systemSockets = false, // an engine of this machine's own would be an answer
                                 .startsPodman = may},
                                fastTimings());
        registry.discover();
        QTRY_VERIFY(!registry.isSearching());
        QVERIFY(registry.engines().empty());
        QCOMPARE(QFile::exists(ran), may);
    }
};

BERTH_TEST(DiscoveryTest)
#include "discovery_test.moc"
