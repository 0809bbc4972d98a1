#include "core/engine/podman_service.h"

#include "core/engine/dialect.h"
#include "core/engine/endpoint.h"
#include "core/engine/podman_conf.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <csignal>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core::engine {
namespace {

constexpr qsizetype kMaxWords = 4096;
constexpr int kStopMilliseconds = 250; // it has no state to save; with open connections it would take its time

// Without root podman is two processes: the one that was started waits for the one that it executes itself as. Both are known
// by their arguments; what else came of them (conmon, aardvark-dns) serves containers, which go on without us.
void signalAll(qint64 group, const QByteArray &argument, int signal)
{
    const auto read = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    for (const QString &id : QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[1-9]*")}, QDir::Dirs)) {
        const QString process = QStringLiteral("/proc/") + id;
        const QByteArray stat = read(process + QStringLiteral("/stat")); // after the name, which may hold anything: state, parent, group
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 2 && fields[2].toLongLong() == group && read(process + QStringLiteral("/cmdline")).split('\0').contains(argument))
            ::kill(id.toInt(), signal);
    }
}

} // namespace

std::string PodmanService::runtimeDir(const Environment &environment, unsigned uid)
{
    const auto variable = [&](const char *name) {
        const auto it = environment.find(name);
        return it == environment.end() ? std::string() : it->second;
    };
    if (const auto own = variable("BERTH_RUNTIME_DIR"); !own.empty())
        return own;
    if (const auto xdg = variable("XDG_RUNTIME_DIR"); !xdg.empty())
        return xdg + "/berth";
    return QDir::tempPath().toStdString() + "/berth-" + std::to_string(uid);
}

base::Result<void> PodmanService::makePrivate(const std::string &dir)
{
    QDir().mkpath(QFileInfo(QString::fromStdString(dir)).path());
    ::mkdir(dir.c_str(), 0700);
    struct stat info{};
    if (::lstat(dir.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        return base::fail("engine.unreachable", "The folder " + dir + " for Podman's socket cannot be made.");
    if (info.st_uid != ::geteuid() || (info.st_mode & 022) != 0)
        return base::fail("engine.unreachable", "The folder " + dir + " for Podman's socket belongs to somebody else or is open to them.");
    return {};
}

PodmanService::PodmanService(QString program, Environment environment, unsigned uid, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_environment(std::move(environment))
    , m_uid(uid)
    , m_backoff(std::chrono::milliseconds(500), std::chrono::seconds(30))
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &PodmanService::run);
    connect(&m_process, &QProcess::finished, this, &PodmanService::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onFinished();
    });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_lastWords = (m_lastWords + m_process.readAllStandardError()).right(kMaxWords); });
}

PodmanService::~PodmanService()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        signalAll(m_group, serviceAddress(), SIGTERM);
        m_process.waitForFinished(kStopMilliseconds);
        signalAll(m_group, serviceAddress(), SIGKILL);
        m_process.waitForFinished(kStopMilliseconds);
    }
    if (!m_socket.empty())
        QFile::remove(QString::fromStdString(m_socket));
}

base::Result<void> PodmanService::start()
{
    const std::string dir = runtimeDir(m_environment, m_uid);
    if (auto made = makePrivate(dir); !made)
        return made;
    m_stable = dir + "/podman.sock";
    m_socket = dir + "/podman-" + std::to_string(::getpid()) + ".sock"; // instances share the folder, not the child
    if (const auto endpoint = parseEndpoint(m_socket); !endpoint)
        return std::unexpected(endpoint.error());
    fitToMachine(dir);
    run();
    return {};
}

// A user who has set CONTAINERS_CONF knows better.
void PodmanService::fitToMachine(const std::string &dir)
{
    const std::string text = podmanConf(lookAround(m_uid));
    if (text.empty() || m_environment.contains("CONTAINERS_CONF"))
        return;
    const std::string path = dir + "/containers.conf";
    QSaveFile file(QString::fromStdString(path));
    if (file.open(QIODevice::WriteOnly) && file.write(text.data(), qsizetype(text.size())) == qsizetype(text.size()) && file.commit())
        m_environment["CONTAINERS_CONF"] = path;
}

void PodmanService::run()
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : m_environment)
        environment.insert(QString::fromStdString(name), QString::fromStdString(value));
    // With one of these podman talks to the service named there and cannot be one.
    for (const char *remote : {"CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINER_SSHKEY"})
        environment.remove(QLatin1String(remote));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([] {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        ::setpgid(0, 0);
    });
    m_lastWords.clear();
    QFile::remove(QString::fromStdString(m_socket));
    m_process.start(m_program, {QStringLiteral("system"), QStringLiteral("service"), QStringLiteral("--time=0"), QString::fromUtf8(serviceAddress())});
    m_group = m_process.processId();
}

QByteArray PodmanService::serviceAddress() const
{
    return "unix://" + QByteArray::fromStdString(m_socket);
}

void PodmanService::onFinished()
{
    signalAll(m_group, serviceAddress(), SIGKILL); // the first of the two was killed
    const QByteArray line = m_lastWords.trimmed().split('\n').last();
    const std::string words = engineWords(line.toStdString());
    if (m_hasListened)
        m_again.start(m_backoff.next());
    Q_EMIT stopped({"engine.unreachable", "podman system service has ended" + (words.empty() ? "." : ": " + words + '.'), {}});
}

} // namespace core::engine
