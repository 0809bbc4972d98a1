#include "ui/desk/form_lines.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>
#include <QStringList>

namespace ui::desk {

using namespace core::engine;

namespace {

struct SayLines
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::FormLines)
};

constexpr int kMostPort = 65535;
constexpr double kMostMemory = 1e15;

int portNumber(const QString &text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    return ok && port > 0 && port <= kMostPort ? port : 0;
}

} // namespace

std::expected<PortMapping, QString> portIn(const QString &line)
{
    static const QRegularExpression shape(QStringLiteral("^(?:(?:(\\[[^\\]]*\\]|[^:\\[\\]]*):)?([^:]*):)?([^:/]+)(?:/([a-z]+))?$"));
    const auto match = shape.match(line.trimmed());
    const auto no = [&](const QString &why) { return std::unexpected(SayLines::tr("“%1”: %2").arg(line.trimmed(), why)); };
    if (!match.hasMatch())
        return no(SayLines::tr("a port looks like 8080:80 or 127.0.0.1:8080:80."));
    PortMapping port;
    QString ip = match.captured(1);
    if (ip.startsWith(QLatin1Char('[')))
        ip = ip.mid(1, ip.size() - 2);
    // QHostAddress takes "1.2.3", too.
    if (!ip.isEmpty() && (QHostAddress(ip).isNull() || (!ip.contains(QLatin1Char(':')) && ip.count(QLatin1Char('.')) != 3)))
        return no(SayLines::tr("%1 is no address.").arg(ip));
    const QString host = match.captured(2), inside = match.captured(3), protocol = match.captured(4);
    if (inside.contains(QLatin1Char('-')) || host.contains(QLatin1Char('-')))
        return no(SayLines::tr("one line for each port."));
    port.hostIp = ip.toStdString();
    port.hostPort = portNumber(host);
    port.containerPort = portNumber(inside);
    port.protocol = protocol.isEmpty() ? "tcp" : protocol.toStdString();
    if (port.containerPort == 0 || (!host.isEmpty() && port.hostPort == 0))
        return no(SayLines::tr("ports are numbers from 1 to 65535."));
    if (port.protocol != "tcp" && port.protocol != "udp" && port.protocol != "sctp")
        return no(SayLines::tr("the protocol is tcp, udp or sctp."));
    return port;
}

std::expected<Mount, QString> mountIn(const QString &line)
{
    const auto no = [&](const QString &why) { return std::unexpected(SayLines::tr("“%1”: %2").arg(line.trimmed(), why)); };
    QStringList parts = line.trimmed().split(QLatin1Char(':'));
    Mount mount;
    if (parts.size() > 1 && (parts.last() == QStringLiteral("ro") || parts.last() == QStringLiteral("rw")))
        mount.writable = parts.takeLast() == QStringLiteral("rw");
    if (parts.size() > 2)
        return no(SayLines::tr("a mount looks like /folder:/data or volume:/data:ro."));
    const QString destination = parts.takeLast(), source = parts.isEmpty() ? QString() : parts.takeFirst();
    if (!destination.startsWith(QLatin1Char('/')))
        return no(SayLines::tr("the place in the container begins with /."));
    if (destination == QStringLiteral("/"))
        return no(SayLines::tr("nothing can be mounted over the whole container."));
    mount.destination = destination.toStdString();
    static const QRegularExpression name(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]*$"));
    if (source == QStringLiteral("tmpfs")) {
        mount.type = Mount::Type::Tmpfs;
    } else if (source.startsWith(QLatin1Char('/'))) {
        mount.type = Mount::Type::Bind;
        mount.source = source.toStdString();
    } else if (source.isEmpty() || name.match(source).hasMatch()) {
        mount.type = Mount::Type::Volume;
        mount.name = source.toStdString();
    } else {
        return no(SayLines::tr("a folder of the engine's machine begins with /, and a volume's name has letters, digits, _ . and - only."));
    }
    return mount;
}

std::expected<Device, QString> deviceIn(const QString &line)
{
    const auto no = [&](const QString &why) { return std::unexpected(SayLines::tr("“%1”: %2").arg(line.trimmed(), why)); };
    QStringList parts = line.trimmed().split(QLatin1Char(':'));
    static const QRegularExpression rights(QStringLiteral("^r?w?m?$"));
    Device device;
    if (parts.size() > 1 && !parts.last().isEmpty() && rights.match(parts.last()).hasMatch())
        device.permissions = parts.takeLast().toStdString();
    if (parts.size() > 2)
        return no(SayLines::tr("a device looks like /dev/kvm or /dev/sdb:/dev/disk:r."));
    if (!parts.first().startsWith(QLatin1Char('/')) || !parts.last().startsWith(QLatin1Char('/')))
        return no(SayLines::tr("a device is a path that begins with /."));
    device.host = parts.first().toStdString();
    device.container = parts.last().toStdString();
    return device;
}

std::chrono::seconds secondsIn(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^(\\d{1,6})\\s*([smh]?)$"));
    const auto match = shape.match(text.trimmed());
    const int unit = match.captured(2) == QStringLiteral("h") ? 3600 : match.captured(2) == QStringLiteral("m") ? 60 : 1;
    return std::chrono::seconds(match.hasMatch() ? match.captured(1).toInt() * unit : 0);
}

std::expected<std::string, QString> variableIn(const QString &line)
{
    const qsizetype equals = line.indexOf(QLatin1Char('='));
    const QString name = line.left(equals).trimmed();
    if (equals <= 0 || name.isEmpty())
        return std::unexpected(SayLines::tr("“%1”: a variable looks like NAME=value.").arg(line.trimmed()));
    if (name.contains(QLatin1Char(' ')))
        return std::unexpected(SayLines::tr("“%1”: a variable's name has no spaces.").arg(name));
    return (name + line.mid(equals)).toStdString();
}

std::int64_t memoryIn(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^([0-9]+(?:\\.[0-9]+)?)\\s*([bkmgt]?)(?:i?b)?$"), QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(text.trimmed());
    if (!match.hasMatch())
        return 0;
    double bytes = match.captured(1).toDouble();
    const qsizetype unit = match.captured(2).isEmpty() ? 0 : QStringLiteral("bkmgt").indexOf(match.captured(2).toLower());
    for (qsizetype i = 0; i < unit; ++i)
        bytes *= 1024;
    return bytes > kMostMemory ? 0 : std::int64_t(bytes);
}

} // namespace ui::desk
