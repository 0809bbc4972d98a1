#include "ui/containers/container_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>
#include <algorithm>

namespace ui::containers {
namespace {

using namespace core::engine;

QString tr(const char *words, const char *meaning = nullptr)
{
    return QCoreApplication::translate("ui::containers::ContainerText", words, meaning);
}

QString text(const std::string &s)
{
    return QString::fromStdString(s);
}

// An engine's words for a time ("About an hour", "3 minutes"), and how long ago it said them.
QString ageText(const QString &said, std::chrono::seconds since)
{
    static const QRegularExpression counted(QStringLiteral("^(\\d+) (second|minute|hour)s?$"));
    qint64 seconds = 0;
    if (const auto match = counted.match(said); match.hasMatch())
        seconds = match.captured(1).toLongLong() * (match.captured(2) == QLatin1String("second") ? 1 : match.captured(2) == QLatin1String("minute") ? 60 : 3600);
    else if (said == QLatin1String("About a minute"))
        seconds = 60;
    else if (said == QLatin1String("About an hour"))
        seconds = 3600;
    else if (said != QLatin1String("Less than a second"))
        return said; // days and more: it says so again within a minute
    seconds += since.count();
    constexpr qint64 kMinutesFrom = 60, kHoursFrom = 3600;
    return seconds < kMinutesFrom ? tr("<1 min") : seconds < kHoursFrom ? tr("%1 min").arg(seconds / kMinutesFrom) : tr("%1 h").arg(seconds / kHoursFrom);
}

constexpr int kNamed = 3; // containers in a sentence
constexpr int kNamedVolumes = 6;

bool isAnonymous(const Mount &mount) // its name is one that the engine chose
{
    constexpr std::size_t kChosen = 64;
    return mount.type == Mount::Type::Volume && mount.name.size() == kChosen && mount.name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

QStringList reachParts(const Reach &reach)
{
    QStringList parts;
    if (reach.engineSocket)
        parts << QStringLiteral("docker.sock");
    if (reach.privileged)
        parts << tr("the kernel (privileged)");
    else if (reach.kernelRights)
        parts << tr("the kernel (added capabilities)");
    if (reach.devices > 0)
        parts << (reach.devices == 1 ? tr("a device of the host") : tr("%1 devices of the host").arg(reach.devices));
    if (reach.hostPid)
        parts << tr("the host's processes");
    if (reach.hostNetwork)
        parts << tr("the host's network");
    if (reach.hostIpc)
        parts << tr("the host's shared memory");
    if (reach.writableHostMounts == 1)
        parts << tr("a folder of the host");
    else if (reach.writableHostMounts > 1)
        parts << tr("%1 folders of the host").arg(reach.writableHostMounts);
    return parts;
}

} // namespace

Light lightOf(const Container &container)
{
    if (container.state == "running")
        return Light::Running;
    if (container.state == "paused" || container.state == "restarting" || container.state == "removing")
        return Light::Paused;
    if (container.state == "dead")
        return Light::Broken;
    return Light::Stopped;
}

RowWords rowWords(const Container &container, const std::string &endpoint, std::chrono::seconds since)
{
    RowWords words;
    // "Up 3 minutes (healthy)"; older Podman says "Up 3 minutes ago".
    static const QRegularExpression up(QStringLiteral("^Up (.+?)( ago)?( \\(.*)?$"));
    if (const auto match = up.match(text(container.status)); match.hasMatch())
        words.uptime = ageText(match.captured(1), since);
    if (container.isRunning()) {
        words.lead = text(container.image);
        const auto published = std::find_if(container.ports.begin(), container.ports.end(), [](const PortMapping &p) { return p.hostPort != 0; });
        if (published != container.ports.end()) {
            words.port = QStringLiteral(":%1").arg(published->hostPort);
            words.portUrl = portUrl(*published, endpoint);
        }
        words.isUnhealthy = container.health == Health::Unhealthy;
        words.isStarting = container.health == Health::Starting;
        words.health = container.health == Health::Healthy ? tr("healthy")
            : words.isUnhealthy                            ? tr("unhealthy")
            : container.health == Health::Starting         ? tr("starting")
                                                           : QString();
        return words;
    }
    // Docker says "Exited (137) 4 minutes ago"; Podman's status has the same shape.
    static const QRegularExpression exited(QStringLiteral("^Exited \\((\\d+)\\)\\s*(.*?)( ago)?$"));
    const auto match = exited.match(text(container.status));
    if (match.hasMatch()) {
        const QString ago = match.captured(2).isEmpty() ? QString() : tr("%1 ago").arg(ageText(match.captured(2), since));
        words.lead = tr("exited %1").arg(match.captured(1)) + (ago.isEmpty() ? QString() : QStringLiteral(" · ") + ago);
    } else {
        words.lead = text(container.state);
    }
    return words;
}

QString subtitle(const RowWords &words)
{
    QStringList parts{words.lead, words.port, words.health, words.uptime.isEmpty() ? QString() : tr("up %1").arg(words.uptime)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString portUrl(const PortMapping &port, const std::string &endpoint)
{
    if (port.hostPort == 0 || (!port.protocol.empty() && port.protocol != "tcp"))
        return {};
    QUrl url;
    url.setScheme(port.containerPort == 443 || port.containerPort == 8443 ? QStringLiteral("https") : QStringLiteral("http"));
    const QUrl engine(text(endpoint));
    const bool everywhere = port.hostIp.empty() || port.hostIp == "0.0.0.0" || port.hostIp == "::";
    url.setHost(!everywhere ? text(port.hostIp) : engine.host().isEmpty() ? QStringLiteral("localhost") : engine.host());
    url.setPort(port.hostPort);
    return url.isValid() ? url.toString() : QString();
}

QString plainLine(const std::string &said)
{
    constexpr qsizetype kMost = 120; // characters; engines allow names of less
    QString line = text(said.substr(0, std::size_t(kMost) * 4));
    for (QChar &c : line) {
        const bool isMarkup = c == QLatin1Char('<') || c == QLatin1Char('>') || c == QLatin1Char('&');
        if (isMarkup || !(c.isPrint() || c.isSurrogate()))
            c = QLatin1Char('?');
    }
    return line.size() > kMost ? line.left(kMost - 1) + QChar(0x2026) : line;
}

QString reachSentence(const Reach &reach)
{
    QStringList parts = reachParts(reach), sentences;
    if (!parts.isEmpty()) {
        const QString last = parts.takeLast();
        sentences << tr("A shell in here can reach %1.").arg(parts.isEmpty() ? last : tr("%1 and %2", "a list, its last").arg(parts.join(QStringLiteral(", ")), last));
    }
    QStringList through;
    for (const std::string &name : reach.through)
        through << plainLine(name);
    if (!through.isEmpty())
        sentences << tr("It shares namespaces with %1.").arg(through.mid(0, kNamed).join(QStringLiteral(", ")));
    if (reach.unknown)
        sentences << tr("Not all that a shell in here can reach is known.");
    return sentences.join(QLatin1Char(' '));
}

QString reachBrief(const Reach &reach)
{
    const QStringList parts = reachParts(reach);
    if (parts.isEmpty())
        return reach.unknown ? tr("reach not fully known") : QString();
    return tr("can reach %1").arg(parts.first());
}

QString turnText(std::chrono::milliseconds wait)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    return tr("waits its turn, goes on at %1").arg(QDateTime::currentDateTime().addSecs(seconds).toString(QStringLiteral("HH:mm:ss")));
}

QString withShortIds(QString said)
{
    static const QRegularExpression id(QStringLiteral("\\b([0-9a-f]{12})[0-9a-f]{52}\\b"));
    return said.replace(id, QStringLiteral("\\1"));
}

QString withBreaks(const QString &said)
{
    constexpr qsizetype kLongWord = 20; // about what the narrowest panel has room for
    QString out;
    for (qsizetype start = 0; start < said.size();) {
        qsizetype end = start;
        while (end < said.size() && !said[end].isSpace())
            ++end;
        for (qsizetype i = start; i < end; ++i) {
            out += said[i];
            if (end - start > kLongWord && i + 1 < end && !said[i + 1].isLowSurrogate() && !said[i + 1].isMark())
                out += QChar(0x200b);
        }
        if (end < said.size())
            out += said[end++];
        start = end;
    }
    return out;
}

QString staleText(core::base::WallTime since)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since.time_since_epoch()).count();
    return tr("stale since %1").arg(QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm")));
}

bool hasAnonymousVolumes(const Container &container)
{
    return std::ranges::any_of(container.mounts, isAnonymous);
}

QString removalConsequences(const Container &container)
{
    QString lost = container.isRunning() ? tr("It is running and will be killed.") + QLatin1Char(' ') : QString();
    lost += tr("Every file changed inside it is lost, except in named volumes and mounted folders. The image %1 stays.").arg(text(container.image));
    QStringList anonymous;
    for (const Mount &mount : container.mounts) {
        if (isAnonymous(mount))
            anonymous << text(mount.destination);
    }
    if (!anonymous.isEmpty())
        lost += QLatin1Char(' ') + tr("It has anonymous volumes at %1: they stay, with no name to find them by, unless they are removed too.").arg(anonymous.mid(0, kNamedVolumes).join(QStringLiteral(", ")));
    return lost;
}

QString engineWord(const std::string &engineId)
{
    return text(engineId.substr(0, engineId.find(':')));
}

QString kindName(EngineKind kind)
{
    return kind == EngineKind::Docker ? QStringLiteral("Docker") : QStringLiteral("Podman");
}

QString failedSummary(const std::vector<Candidate> &failed)
{
    if (failed.empty())
        return {};
    if (failed.size() > 1)
        return tr("%1 other engines: not running").arg(failed.size());
    const Candidate &one = failed.front();
    return (one.error.is("engine.unreachable") ? tr("%1, %2: not running") : tr("%1, %2: not usable")).arg(kindName(one.expected), text(one.source));
}

} // namespace ui::containers
