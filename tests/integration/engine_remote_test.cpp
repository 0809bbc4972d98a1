// Engines on other machines: TLS with certificates of both sides, and SSH. Everything real, on loopback.
#include "core/engine/container_control.h"
#include "core/engine/container_streams.h"
#include "core/engine/discovery.h"
#include "core/engine/socket_engine.h"
#include "core/engine/usage_board.h"
#include "tests/integration/engine_contract.h"
#include "tests/support/terminal_reader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <algorithm>
#include <csignal>

using namespace core;
using namespace core::engine;
using tests::RealEngine;
using tests::TerminalReader;
using tests::Waiting;

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

bool run(const QString &program, const QStringList &arguments, QByteArray *words = nullptr)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ok = process.waitForFinished(60'000) && process.exitCode() == 0;
    const QByteArray output = process.readAll();
    if (words)
        *words = output;
    if (!ok)
        qWarning("%s: %s", qPrintable(program), output.constData());
    return ok;
}

// What has ended and is not yet reaped by the container's first process has no command line any more.
QByteArray sleeping(Engine &engine, const std::string &id)
{
    ExecSpec count;
    count.command = {"sh", "-c", "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done 2>/dev/null | grep -c '^sleep '"};
    Waiting<ExecOutput> ran;
    engine.execCollect(id, count, 100, ran.done());
    return ran.wait() && ran.value() ? QByteArray::fromStdString(ran.value()->out).trimmed() : QByteArray("?");
}

// A shell over this connection, both ways, with its size and its end.
void checkShell(Engine &engine, const std::string &id)
{
    ExecSpec spec;
    spec.command = {"sh"};
    spec.size = {97, 29};
    Waiting<std::unique_ptr<pty::Pty>> opened;
    engine.execShell(id, spec, opened.done());
    QVERIFY(opened.wait());
    QVERIFY2(opened.value(), opened.value() ? "" : opened.value().error().message.c_str());
    auto pty = *std::move(opened.value());
    TerminalReader reader(*pty);
    reader.type("stty size\n");
    QVERIFY(reader.waitFor("29 97"));
    reader.type("head -c 3000000 /dev/zero | tr '\\0' y\n");
    QTRY_VERIFY_WITH_TIMEOUT(reader.count() > 3'000'000, 60'000);
    reader.type("exit 6\n");
    QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(pty->exitStatus(), 20'000);
    QCOMPARE(pty->exitStatus()->code, std::optional(6));

    // One that is closed leaves nothing running, though its processes are not ours to signal.
    Waiting<std::unique_ptr<pty::Pty>> second;
    spec.command = {"sh", "-c", "sleep 1000 & sleep 2000"};
    engine.execShell(id, spec, second.done());
    QVERIFY(second.wait() && second.value());
    QTRY_COMPARE_WITH_TIMEOUT(sleeping(engine, id), QByteArray("2"), 20'000);
    second.value()->reset();
    QTRY_COMPARE_WITH_TIMEOUT(sleeping(engine, id), QByteArray("0"), 20'000);
}

class OneEngine final : public Registry
{
public:
    explicit OneEngine(Engine &engine) : m_engine(engine) {}
    void discover() override { }
    std::vector<Engine *> engines() const override { return {&m_engine}; }
    const std::vector<Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return false; }

private:
    Engine &m_engine;
    std::vector<Candidate> m_failed;
};

} // namespace

class RemoteTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Engine> m_local;
    std::string m_container;

    QString path(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    void write(const QString &file, const QByteArray &text, QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
        out.setPermissions(permissions);
    }
    // An authority, and certificates that it has signed for the server and for a client; and those of a stranger.
    bool makeCertificates()
    {
        const QString script = QStringLiteral(
            "set -e; cd \"$1\"; "
            "for who in ca other; do openssl req -x509 -newkey rsa:2048 -nodes -keyout $who-key.pem -out $who.pem -days 2 -subj \"/CN=$who\"; done; "
            "sign() { openssl req -newkey rsa:2048 -nodes -keyout $1-key.pem -out $1.csr -subj \"/CN=$1\"; "
            "printf 'subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=serverAuth,clientAuth' > $1.ext; "
            "openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2-key.pem -CAcreateserial -out $1.pem -days 2 -extfile $1.ext; }; "
            "sign server ca; sign client ca; sign stranger other");
        return run(QStringLiteral("sh"), {QStringLiteral("-c"), script, QStringLiteral("sh"), m_dir.path()});
    }
    Endpoint tls(quint16 port, const char *ca, const char *client) const
    {
        Endpoint endpoint = *parseEndpoint("tcp://127.0.0.1:" + std::to_string(port), true);
        endpoint.tls.ca = path(ca).toStdString();
        if (client) {
            endpoint.tls.cert = path((QByteArray(client) + ".pem").constData()).toStdString();
            endpoint.tls.key = path((QByteArray(client) + "-key.pem").constData()).toStdString();
        }
        return endpoint;
    }
    static std::unique_ptr<SocketEngine> connect(const Endpoint &endpoint)
    {
        return std::make_unique<SocketEngine>("remote", endpoint, Dialect(), Timings());
    }
    static base::Error failureOf(const Endpoint &endpoint)
    {
        auto engine = connect(endpoint);
        Waiting<std::vector<Image>> images;
        engine->listImages(images.done());
        if (!images.wait())
            return {"never ended", {}, {}};
        return images.value() ? base::Error() : images.value().error();
    }

    // What ran at the end of a connection that dies is hung up when there is another one.
    void checkLostMaster(Engine &engine, const QStringList &destination)
    {
        ExecSpec spec;
        spec.command = {"sh", "-c", "sleep 1000 & sleep 2000"};
        Waiting<std::unique_ptr<pty::Pty>> opened;
        engine.execShell(m_container, spec, opened.done());
        QVERIFY(opened.wait() && opened.value());
        TerminalReader reader(**opened.value());
        QTRY_COMPARE_WITH_TIMEOUT(sleeping(*m_local, m_container), QByteArray("2"), 20'000);
        QByteArray words; // "Master running (pid=4711)"
        QVERIFY(run(QStringLiteral("ssh"), QStringList{QStringLiteral("-O"), QStringLiteral("check")} + destination, &words));
        const int from = int(words.indexOf("pid="));
        const int master = from < 0 ? 0 : words.mid(from + 4, words.indexOf(')', from) - from - 4).toInt();
        QVERIFY2(master > 1, words.constData());
        QCOMPARE(::kill(master, SIGKILL), 0);
        QElapsedTimer sinceKilled;
        sinceKilled.start();
        QTRY_VERIFY_WITH_TIMEOUT(reader.ended() && (*opened.value())->exitStatus(), 20'000);
        qInfo("the end was known after %lld ms: %s", sinceKilled.elapsed(), (*opened.value())->exitStatus()->reason.c_str());
        QVERIFY(!(*opened.value())->exitStatus()->code);
        QTRY_COMPARE_WITH_TIMEOUT(sleeping(*m_local, m_container), QByteArray("0"), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(engine.state() == EngineState::Ready, 60'000);
    }

    // One place for three containers: each has its turn.
    void checkUsageInTurns(Engine &engine)
    {
        std::vector<std::string> ids{m_container};
        for (const char *name : {"remote-2", "remote-3"}) {
            CreateSpec spec;
            spec.image = RealEngine::kImage;
            spec.name = name;
            spec.command = {"sh"};
            spec.network = "none";
            Waiting<std::string> created;
            m_local->create(spec, created.done());
            QVERIFY(created.wait() && created.value());
            Waiting<void> started;
            m_local->start(*created.value(), started.done());
            QVERIFY(started.wait() && started.value());
            ids.push_back(*created.value());
        }
        OneEngine registry(engine);
        {
            UsageBoard board(registry, 256, 1);
            board.want(std::chrono::minutes(5));
            const auto sampled = [&] {
                return std::ranges::count_if(ids, [&](const std::string &id) {
                    const Usage *usage = board.usage(engine.id(), id);
                    return usage && usage->cpuPercent;
                });
            };
            QTRY_COMPARE_WITH_TIMEOUT(sampled(), std::ptrdiff_t(3), 60'000);
            QTRY_VERIFY_WITH_TIMEOUT(board.isComplete(), 10'000);
        }
        for (std::size_t i = 1; i < ids.size(); ++i) {
            Waiting<void> removed;
            m_local->remove(ids[i], true, true, removed.done());
            QVERIFY(removed.wait() && removed.value());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!RealEngine::docker().isRunning())
            QSKIP(qPrintable(RealEngine::docker().whyNot()));
        m_local = RealEngine::docker().connect();
        QVERIFY(m_local);
        CreateSpec spec;
        spec.image = RealEngine::kImage;
        spec.name = "remote";
        spec.command = {"sh"};
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
        if (m_local) {
            Waiting<void> removed;
            m_local->remove(m_container, true, true, removed.done());
            removed.wait();
        }
        m_local.reset();
    }

    void tlsWithCertificatesOfBothSides()
    {
        QVERIFY(makeCertificates());
        const quint16 port = freePort();
        Waiting<void> killed; // else dockerd would wait ten seconds for its shell at the start
        m_local->control()->kill(m_container, "SIGKILL", killed.done());
        QVERIFY(killed.wait() && killed.value());
        QVERIFY(RealEngine::docker().restart(QStringLiteral("--host tcp://127.0.0.1:%1 --tlsverify --tlscacert %2/ca.pem --tlscert %2/server.pem --tlskey %2/server-key.pem")
                                                 .arg(port).arg(m_dir.path())));
        auto engine = connect(tls(port, "ca.pem", "client"));
        QTRY_VERIFY_WITH_TIMEOUT(engine->state() == EngineState::Ready, 30'000);
        QTRY_VERIFY(engine->find("remote"));
        QTRY_VERIFY_WITH_TIMEOUT(m_local->state() == EngineState::Ready, 30'000);
        Waiting<void> started;
        engine->start("remote", started.done());
        QVERIFY(started.wait() && started.value());
        checkShell(*engine, m_container);
        if (QTest::currentTestFailed())
            return;

        std::string log;
        Waiting<void> ended;
        engine->streams()->logs(m_container, {}, [&](LogSource, std::string_view bytes) { log += bytes; }, ended.done());
        QVERIFY(ended.wait() && ended.value());

        const base::Error untrusted = failureOf(tls(port, "other.pem", "client"));
        QVERIFY(untrusted.is("engine.unreachable"));
        QVERIFY2(untrusted.message.find("not trusted") != std::string::npos, untrusted.message.c_str());
        for (const char *client : {static_cast<const char *>(nullptr), "stranger"}) {
            const base::Error refused = failureOf(tls(port, "ca.pem", client));
            QVERIFY(refused.is("engine.unreachable"));
            QVERIFY2(refused.message.find("certificate") != std::string::npos, refused.message.c_str());
        }
        Endpoint broken = tls(port, "absent.pem", "client");
        QVERIFY(failureOf(broken).message.find("absent.pem") != std::string::npos);
        broken = tls(port, "ca.pem", "client");
        broken.host = "localhost"; // its certificate is for 127.0.0.1
        QVERIFY(failureOf(broken).message.find("not trusted") != std::string::npos);

        // And as the environment would have it.
        for (const char *name : {"cert.pem", "key.pem"})
            QFile::copy(path(QByteArray(name) == "cert.pem" ? "client.pem" : "client-key.pem"), path(name));
        auto registry = Registry::create({.environment = {{"DOCKER_HOST", "tcp://127.0.0.1:" + std::to_string(port)}, {"DOCKER_TLS_VERIFY", "1"}, {"DOCKER_CERT_PATH", m_dir.path().toStdString()}},
                                          .uid = 12345, .home = "/nonexistent", .systemSockets = false, .startsPodman = false});
        registry->discover();
        QTRY_VERIFY_WITH_TIMEOUT(!registry->isSearching(), 30'000);
        for (const Candidate &candidate : registry->failed())
            qInfo("%s: %s", candidate.endpoint.c_str(), candidate.error.message.c_str());
        QCOMPARE(registry->engines().size(), std::size_t(1));

        // As contexts: one whose certificates are old does not hide those that work, which are one engine.
        for (const char *name : {"a-stale", "m-good", "z-good"}) {
            const QByteArray folder = QByteArray("home/.docker/contexts/"), of = name;
            const QString tls = path(folder + "tls/" + of + "/docker");
            QDir().mkpath(tls);
            QDir().mkpath(path(folder + "meta/" + of));
            write(path(folder + "meta/" + of + "/meta.json"), "{\"Name\":\"" + of + "\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://127.0.0.1:" + QByteArray::number(port) + "\"}}}");
            QFile::copy(path(of == "a-stale" ? "other.pem" : "ca.pem"), tls + QStringLiteral("/ca.pem"));
            QFile::copy(path("client.pem"), tls + QStringLiteral("/cert.pem"));
            QFile::copy(path("client-key.pem"), tls + QStringLiteral("/key.pem"));
        }
        registry = Registry::create({.environment = {{"DOCKER_HOST", "tcp://127.0.0.1:" + std::to_string(port)}, {"XDG_RUNTIME_DIR", "/nonexistent"}}, .uid = 12345,
                                     .home = path("home").toStdString(), .systemSockets = false, .startsPodman = false});
        registry->discover();
        QTRY_VERIFY_WITH_TIMEOUT(!registry->isSearching(), 30'000);
        QCOMPARE(registry->engines().size(), std::size_t(1));
        const auto failed = [&](const std::string &source) -> std::string {
            const auto it = std::ranges::find(registry->failed(), source, &Candidate::source);
            return it == registry->failed().end() ? std::string() : it->error.message;
        };
        QVERIFY2(failed("docker context 'a-stale'").find("not trusted") != std::string::npos, failed("docker context 'a-stale'").c_str());
        QCOMPARE(failed("docker context 'm-good'") + failed("docker context 'z-good'"), std::string());
        QVERIFY2(failed("DOCKER_HOST").find("wants TLS") != std::string::npos, failed("DOCKER_HOST").c_str());
        engine.reset();
    }

    void sshRunsDialStdio()
    {
        const QString sshd = QStandardPaths::findExecutable(QStringLiteral("sshd"), {QStringLiteral("/usr/sbin")});
        if (sshd.isEmpty() || QStandardPaths::findExecutable(QStringLiteral("docker")).isEmpty())
            QSKIP("sshd or docker is not installed");
        QVERIFY(run(QStringLiteral("ssh-keygen"), {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"), QString(), QStringLiteral("-f"), path("host")}));
        QVERIFY(run(QStringLiteral("ssh-keygen"), {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"), QString(), QStringLiteral("-f"), path("user")}));
        const quint16 port = freePort();
        const QByteArray dir = m_dir.path().toUtf8();
        QDir().mkpath(QStringLiteral("/run/sshd")); // its privilege separation needs it
        write(path("sshd_config"), "Port " + QByteArray::number(port) + "\nListenAddress 127.0.0.1\nHostKey " + dir + "/host\nAuthorizedKeysFile " + dir
                                       + "/user.pub\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\n"
                                         "PermitRootLogin prohibit-password\nMaxStartups 100\nSetEnv PATH=" + qgetenv("PATH") + "\n");
        QFile hostKey(path("host.pub"));
        QVERIFY(hostKey.open(QIODevice::ReadOnly));
        write(path("known_hosts"), "[127.0.0.1]:" + QByteArray::number(port) + ' ' + hostKey.readAll());
        // ssh reads the user's own configuration whatever HOME says: ours comes by the command line.
        QDir().mkpath(path("bin"));
        write(path("bin/ssh"), "#!/bin/sh\nexec /usr/bin/ssh -F " + dir + "/ssh_config \"$@\"\n", QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        write(path("ssh_config"), "UserKnownHostsFile " + dir + "/known_hosts\nIdentitiesOnly yes\nStrictHostKeyChecking yes\n");
        const QByteArray oldPath = qgetenv("PATH");
        qputenv("PATH", path("bin").toUtf8() + ':' + oldPath);

        QProcess server;
        server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        server.start(sshd, {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-q"), QStringLiteral("-f"), path("sshd_config")});
        QVERIFY(server.waitForStarted());
        QTRY_VERIFY(([&] { QTcpSocket probe; probe.connectToHost(QHostAddress::LocalHost, port); return probe.waitForConnected(500); })());

        const std::string user = qEnvironmentVariable("USER", QStringLiteral("root")).toStdString();
        Endpoint endpoint = *parseEndpoint("ssh://" + user + "@127.0.0.1:" + std::to_string(port) + RealEngine::docker().socketPath().toStdString());
        endpoint.identity = path("user").toStdString();
        endpoint.controlDir = m_dir.path().toStdString();
        {
            auto engine = connect(endpoint);
            QTRY_VERIFY_WITH_TIMEOUT(engine->state() == EngineState::Ready, 60'000);
            QTRY_VERIFY(engine->find("remote"));
            checkShell(*engine, m_container);
            if (QTest::currentTestFailed())
                return;
            checkUsageInTurns(*engine);
            if (QTest::currentTestFailed())
                return;
            checkLostMaster(*engine, {QStringLiteral("-o"), QStringLiteral("ControlPath=") + m_dir.path() + QStringLiteral("/ssh-%C"), QStringLiteral("-p"), QString::number(port),
                                      QString::fromStdString(user) + QStringLiteral("@127.0.0.1")});
            if (QTest::currentTestFailed())
                return;
        }
        endpoint.controlDir.clear(); // each call by itself
        {
            auto engine = connect(endpoint);
            QTRY_VERIFY_WITH_TIMEOUT(engine->state() == EngineState::Ready, 60'000);
        }
        Endpoint wrong = endpoint;
        wrong.identity = path("host").toStdString();
        QVERIFY2(failureOf(wrong).message.find("Permission denied") != std::string::npos, failureOf(wrong).message.c_str());
        wrong = endpoint;
        wrong.path = "/nonexistent/engine.sock";
        const base::Error nobody = failureOf(wrong);
        QVERIFY2(nobody.is("engine.unreachable") && nobody.message.find("does not answer") != std::string::npos, nobody.message.c_str());
        write(path("known_hosts"), {});
        QVERIFY2(failureOf(endpoint).message.find("Host key verification failed") != std::string::npos, failureOf(endpoint).message.c_str());
        run(QStringLiteral("ssh"), {QStringLiteral("-O"), QStringLiteral("exit"), QStringLiteral("-o"), QStringLiteral("ControlPath=") + m_dir.path() + QStringLiteral("/ssh-%C"),
                                    QStringLiteral("-p"), QString::number(port), QString::fromStdString(user) + QStringLiteral("@127.0.0.1")});
        server.terminate();
        server.waitForFinished();
        endpoint.controlDir.clear();
        QVERIFY(failureOf(endpoint).is("engine.unreachable"));
        qputenv("PATH", oldPath);
    }
};

BERTH_TEST(RemoteTest)
#include "engine_remote_test.moc"
