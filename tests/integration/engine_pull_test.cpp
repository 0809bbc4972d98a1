// Pulls from a real registry on loopback: layers with progress, credentials, cancelling, and what is not there.
#include "core/engine/image_store.h"
#include "tests/integration/engine_contract.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::RealEngine;
using tests::Waiting;

namespace {

// Debian's docker-registry with one image, which needs a login.
class LoopbackRegistry
{
public:
    bool start()
    {
        QProcess password;
        password.start(QStringLiteral("htpasswd"), {QStringLiteral("-Bbn"), QStringLiteral("me"), QStringLiteral("secret")});
        if (!password.waitForFinished() || password.exitCode() != 0)
            return false;
        write("htpasswd", password.readAllStandardOutput());
        const QByteArray dir = m_dir.path().toUtf8();
        write("config.yml", "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: " + dir + "/data}}\nhttp: {addr: 127.0.0.1:"
                                + QByteArray::number(m_port) + "}\nauth: {htpasswd: {realm: test, path: " + dir + "/htpasswd}}\n");
        m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_server.start(QStringLiteral("docker-registry"), {QStringLiteral("serve"), m_dir.filePath(QStringLiteral("config.yml"))});
        return m_server.waitForStarted() && QTest::qWaitFor([this] {
            QTcpSocket probe;
            probe.connectToHost(QHostAddress::LocalHost, m_port);
            return probe.waitForConnected(500);
        }, 20'000);
    }
    ~LoopbackRegistry()
    {
        m_server.terminate();
        m_server.waitForFinished();
    }
    std::string host() const { return "127.0.0.1:" + std::to_string(m_port); }
    QString dir() const { return m_dir.path(); }
    // A file as `docker login` leaves it.
    void writeLogin(const QString &folder) const
    {
        QDir().mkpath(folder);
        QFile file(folder + QStringLiteral("/config.json"));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write("{\"auths\":{\"" + QByteArray::fromStdString(host()) + "\":{\"auth\":\"" + QByteArray("me:secret").toBase64() + "\"}}}");
    }

private:
    void write(const char *name, const QByteArray &text)
    {
        QFile file(m_dir.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file");
    }
    QTemporaryDir m_dir;
    QProcess m_server;
    const quint16 m_port = quint16(RealEngine::registryPort());
};

} // namespace

class PullTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private Q_SLOTS:
    void pullsWithALogin()
    {
        for (const char *program : {"docker-registry", "htpasswd", "docker"}) {
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                QSKIP(program);
        }
        LoopbackRegistry registry;
        QVERIFY(registry.start());
        const std::string name = registry.host() + "/team/app:3";
        // An image of two layers, pushed by the engine's own program.
        auto &pusher = RealEngine::docker();
        QVERIFY(pusher.isRunning());
        const auto docker = pusher.connect();
        QVERIFY(docker);
        const QString login = registry.dir() + QStringLiteral("/login");
        registry.writeLogin(login);
        QProcess push;
        push.setProcessChannelMode(QProcess::MergedChannels);
        push.start(QStringLiteral("sh"), {QStringLiteral("-c"),
                                          QStringLiteral("set -e; D='docker --config %1 -H %2'; c=$($D create %3 sh); head -c 3000000 /dev/urandom > %1/blob; $D cp %1/blob $c:/blob; $D commit $c %4 >/dev/null; "
                                                         "$D push %4; $D rm $c >/dev/null; $D rmi %4 >/dev/null")
                                              .arg(login, QString::fromStdString(pusher.endpoint()), QLatin1String(RealEngine::kImage), QString::fromStdString(name))});
        QVERIFY(push.waitForFinished(120'000));
        QVERIFY2(push.exitCode() == 0, push.readAll().constData());

        qputenv("DOCKER_CONFIG", QFile::encodeName(registry.dir() + QStringLiteral("/nobody")));
        QCOMPARE(failure<void>([&](auto done) { m_engine->imageStore()->pull(name, {}, std::move(done)); }).empty(), false);

        qputenv("DOCKER_CONFIG", QFile::encodeName(login));
        std::vector<Progress> steps;
        QVERIFY(succeeds([&](auto done) { m_engine->imageStore()->pull(name, [&](const Progress &p) { steps.push_back(p); }, std::move(done)); }, 120'000));
        QVERIFY(!steps.empty());
        if (!isPodman()) // which tells of no layers through this API
            QVERIFY(std::ranges::any_of(steps, [](const Progress &p) { return p.layers.size() == 2; }) && steps.back().done == steps.back().total);
        const auto details = value<ImageDetails>([&](auto done) { m_engine->imageStore()->inspect(name, std::move(done)); });
        QVERIFY(details && details->layers.size() == 2 && !details->digests.empty());
        QVERIFY(value<std::vector<std::string>>([&](auto done) { m_engine->imageStore()->remove(name, false, std::move(done)); }));

        const std::string absent = failure<void>([&](auto done) { m_engine->imageStore()->pull(registry.host() + "/team/absent:1", {}, std::move(done)); });
        QVERIFY2(absent == "engine.not_found" || absent == "engine.refused", absent.c_str());
        qunsetenv("DOCKER_CONFIG");
    }
};

BERTH_ENGINE_TEST(PullTest)
#include "engine_pull_test.moc"
