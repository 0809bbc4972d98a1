#include "app/berthctl/history_json.h"

#include "app/berthctl/output.h"
#include "core/base/exit_status.h"

#include <QDateTime>
#include <QJsonDocument>
#include <algorithm>

namespace berthctl {

using namespace core;

QJsonObject jsonOf(const store::CommandRecord &record, const JsonWish &wish)
{
    const auto start = std::chrono::duration_cast<std::chrono::milliseconds>(record.start.time_since_epoch()).count();
    QJsonObject object{
        {QStringLiteral("command"), text(record.command)},
        {QStringLiteral("exit"), record.exitCode ? QJsonValue(*record.exitCode) : QJsonValue()},
        {QStringLiteral("stopped"), record.stopped},
        {QStringLiteral("cwd"), text(record.cwd)},
        {QStringLiteral("start"), start > 0 ? QJsonValue(text(isoTime(start))) : QJsonValue()},
        {QStringLiteral("duration_ms"), qint64(record.duration.count())},
        {QStringLiteral("container"), textOrNull(record.containerName)},
        {QStringLiteral("image"), textOrNull(record.image)},
        {QStringLiteral("engine"), textOrNull(record.engine)},
        {QStringLiteral("session"), text(record.session)},
        {QStringLiteral("trusted"), record.trusted},
        {QStringLiteral("id"), qint64(record.id)},
        {QStringLiteral("masked"), record.masked},
        {QStringLiteral("has_output"), record.hasOutput},
        {QStringLiteral("user"), text(record.user)},
        {QStringLiteral("host"), text(record.host)},
        {QStringLiteral("shell"), text(record.shell)},
        {QStringLiteral("image_id"), textOrNull(record.imageId)},
    };
    if (wish.everything) {
        object.insert(QStringLiteral("container_id"), textOrNull(record.containerId));
        object.insert(QStringLiteral("trace_id"), textOrNull(record.traceId));
    }
    if (wish.count)
        object.insert(QStringLiteral("count"), record.count);
    if (wish.output)
        object.insert(QStringLiteral("output"), record.hasOutput ? QJsonValue(text(record.output)) : QJsonValue());
    return object;
}

std::optional<store::CommandRecord> recordOfJson(std::string_view line)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), static_cast<qsizetype>(line.size()))).object();
    const auto value = [&](const char *key) { return object.value(QLatin1String(key)); };
    const auto string = [&](const char *key) { return value(key).toString().toStdString(); };
    if (!value("command").isString())
        return {};
    store::CommandRecord record;
    record.command = string("command");
    if (value("exit").isDouble())
        record.exitCode = value("exit").toInt();
    record.stopped = base::looksStopped(record.exitCode) && value("stopped").toBool(true);
    record.cwd = string("cwd");
    const QDateTime start = QDateTime::fromString(value("start").toString(), Qt::ISODateWithMs);
    if (start.isValid() && start.toMSecsSinceEpoch() > 0)
        record.start = base::WallTime(std::chrono::milliseconds(start.toMSecsSinceEpoch()));
    record.duration = std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(value("duration_ms").toDouble(), 0.0, 1e12)));
    record.containerName = string("container");
    record.containerId = string("container_id");
    record.image = string("image");
    record.imageId = string("image_id");
    record.engine = string("engine");
    record.session = string("session");
    record.user = string("user");
    record.host = string("host");
    record.shell = string("shell");
    record.traceId = string("trace_id");
    record.masked = value("masked").toBool();
    record.output = string("output");
    record.trusted = false;
    return record;
}

} // namespace berthctl
