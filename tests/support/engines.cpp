#include "tests/support/engines.h"

#include "core/engine/discovery.h"
#include "core/engine/socket_engine.h"
#include "tests/support/paths.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tests {
namespace {

constexpr int kStartMilliseconds = 40'000; // a loaded machine; usually two to four seconds

bool has(const char *program)
{
    const QString name = QLatin1String(program);
    return !QStandardPaths::findExecutable(name).isEmpty()
        || !QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin"), QStringLiteral("/sbin")}).isEmpty();
}

} // namespace

RealEngine &RealEngine::docker()
{
    static RealEngine engine(Kind::Docker);
    return engine;
}

RealEngine &RealEngine::podman()
{
    static RealEngine engine(Kind::Podman);
    return engine;
}

RealEngine::RealEngine(Kind kind)
    : m_kind(kind)
    , m_whyNot(missing())
{
    if (m_whyNot.isEmpty() && !launch())
        std::fprintf(stderr, "%s\n", qPrintable(m_whyNot));
}

QString RealEngine::missing() const
{
    if (::geteuid() != 0)
        return QStringLiteral("expected: starting a container engine needs root");
    const std::vector<const char *> docker{"dockerd", "containerd", "runc", "ip"}, podman{"podman", "conmon", "runc"};
    for (const char *program : m_kind == Kind::Docker ? docker : podman) {
        if (!has(program))
            return QStringLiteral("%1 is not installed").arg(QLatin1String(program));
    }
    return {};
}

bool RealEngine::launch()
{
    // Short: a socket's path may have 107 bytes, and the engines add to it.
    char folder[] = "/tmp/bteXXXXXX";
    if (!::mkdtemp(folder)) {
        m_whyNot = QStringLiteral("no temporary folder");
        return false;
    }
    m_dir = QString::fromLocal8Bit(folder);
    const QByteArray script = QFile::encodeName(QStringLiteral(BERTH_SOURCE_DIR "/tests/support/engine_janitor.sh"));
    const QByteArray dir = QFile::encodeName(m_dir);
    const QByteArray number = QByteArray::number(::getpid());
    const char *kind = m_kind == Kind::Docker ? "docker" : "podman";
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        m_whyNot = QStringLiteral("no pipe");
        return false;
    }
    m_janitorPid = ::fork();
    if (m_janitorPid == 0) {
        ::setsid(); // Ctrl-C on the tests must not reach it
        ::dup2(ends[0], STDIN_FILENO);
        ::execl("/bin/sh", "sh", script.constData(), kind, dir.constData(), number.constData(), nullptr);
        ::_exit(127);
    }
    ::close(ends[0]);
    m_janitor = ends[1];
    for (const char *driver : {m_kind == Kind::Docker ? "overlay2" : "overlay", "vfs"}) {
        tell((QByteArray("start ") + driver).constData());
        if (waitUntilItAnswers())
            return true;
        tell("kill");
    }
    QFile log(m_dir + QStringLiteral("/log"));
    const QByteArray words = log.open(QIODevice::ReadOnly) ? log.readAll().right(2000) : QByteArray();
    m_whyNot = QStringLiteral("%1 does not start: %2").arg(QLatin1String(kind), QString::fromLocal8Bit(words));
    return false;
}

RealEngine::~RealEngine()
{
    if (m_janitor < 0)
        return;
    ::close(m_janitor);
    ::waitpid(m_janitorPid, nullptr, 0);
}

QString RealEngine::socketPath() const
{
    return m_dir + QStringLiteral("/engine.sock");
}

void RealEngine::tell(const char *command)
{
    const QByteArray line = QByteArray(command) + '\n';
    [[maybe_unused]] const auto n = ::write(m_janitor, line.constData(), std::size_t(line.size()));
}

bool RealEngine::answers() const
{
    const QByteArray path = QFile::encodeName(socketPath());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy_n(path.constData(), std::min<std::size_t>(std::size_t(path.size()), sizeof address.sun_path - 1), address.sun_path);
    const core::base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return false;
    const timeval patience{2, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    static constexpr char kPing[] = "GET /_ping HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n";
    char answer[12];
    return ::send(fd.get(), kPing, sizeof kPing - 1, MSG_NOSIGNAL) > 0 && ::recv(fd.get(), answer, sizeof answer, MSG_WAITALL) == sizeof answer
        && QByteArray(answer, sizeof answer).endsWith(" 200");
}

bool RealEngine::waitUntilItAnswers() const
{
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(kStartMilliseconds)) {
        if (answers())
            return true;
        QTest::qWait(50);
    }
    return false;
}

void RealEngine::kill()
{
    tell("kill");
    while (answers())
        QTest::qWait(20);
}

bool RealEngine::restart(const QString &flags)
{
    if (answers())
        kill();
    const QByteArray driver = m_kind == Kind::Docker ? "overlay2" : "overlay";
    tell(("start " + driver + ' ' + flags.toUtf8()).constData());
    return waitUntilItAnswers();
}

int RealEngine::registryPort()
{
    return 20'000 + ::getpid() % 10'000; // engine_janitor.sh says the same
}

std::unique_ptr<core::engine::Engine> RealEngine::connect(core::engine::Timings timings) const
{
    using namespace core::engine;
    Dialect dialect;
    dialect.kind = m_kind == Kind::Docker ? EngineKind::Docker : EngineKind::Podman;
    const auto address = parseEndpoint(endpoint());
    auto engine = std::make_unique<SocketEngine>("test", *address, dialect, timings);
    if (!QTest::qWaitFor([&] { return engine->state() == EngineState::Ready; }, kStartMilliseconds)) {
        std::fprintf(stderr, "no connection to the engine: %s\n", engine->lastError().message.c_str());
        return nullptr;
    }
    bool present = false, done = false;
    engine->listImages([&](const core::base::Result<std::vector<Image>> &images) {
        for (const Image &image : images ? *images : std::vector<Image>())
            present |= std::ranges::any_of(image.tags, [](const std::string &tag) { return tag.ends_with(kImage); });
        done = true;
    });
    if (!QTest::qWaitFor([&] { return done; }, kStartMilliseconds))
        return nullptr;
    if (present)
        return engine;
    auto tar = busyboxRootTar();
    if (!tar) {
        std::fprintf(stderr, "%s\n", tar.error().message.c_str());
        return nullptr;
    }
    done = false;
    engine->importImage(*std::move(tar), kImage, {}, [&](const core::base::Result<void> &result) {
        present = result.has_value();
        if (!result)
            std::fprintf(stderr, "%s\n", result.error().message.c_str());
        done = true;
    });
    if (!QTest::qWaitFor([&] { return done; }, kStartMilliseconds) || !present)
        return nullptr;
    return engine;
}

} // namespace tests
