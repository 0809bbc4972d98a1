#include "core/recording/cast_header.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

namespace core::recording {
namespace {

QString fromUtf8(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

// A number of columns or rows; what nobody could mean is clamped later, what is no number is refused.
std::optional<int> count(const QJsonValue &value)
{
    const double number = value.toDouble(-1);
    if (!(number >= 1 && number <= 1e6))
        return {};
    return int(number);
}

} // namespace

std::string headerLine(const CastHeader &header)
{
    QJsonObject env{{QStringLiteral("TERM"), fromUtf8(header.term)}};
    if (!header.shell.empty())
        env.insert(QStringLiteral("SHELL"), fromUtf8(header.shell));
    QJsonObject object{{QStringLiteral("version"), 2},
                       {QStringLiteral("width"), header.size.cols},
                       {QStringLiteral("height"), header.size.rows},
                       {QStringLiteral("env"), env}};
    if (header.started)
        object.insert(QStringLiteral("timestamp"), qint64(std::chrono::duration_cast<std::chrono::seconds>(header.started->time_since_epoch()).count()));
    if (!header.title.empty())
        object.insert(QStringLiteral("title"), fromUtf8(header.title));
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

base::Result<CastHeader> parseHeader(std::string_view line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(line.data(), qsizetype(line.size())), &error);
    if (!document.isObject() || !document.object().value(QLatin1String("version")).isDouble())
        return base::fail("recording.not_a_cast", "This file is no asciicast recording.", error.errorString().toStdString());
    const QJsonObject object = document.object();
    CastHeader header;
    header.version = object.value(QLatin1String("version")).toInt();
    if (header.version != 2 && header.version != 3) {
        return base::fail("recording.version", "This recording has asciicast version " + std::to_string(header.version) +
                                                   "; Berth plays versions 2 and 3. 'asciinema convert' makes one of the other.");
    }
    const QJsonObject terminal = header.version == 3 ? object.value(QLatin1String("term")).toObject() : object;
    const auto cols = count(terminal.value(QLatin1String(header.version == 3 ? "cols" : "width")));
    const auto rows = count(terminal.value(QLatin1String(header.version == 3 ? "rows" : "height")));
    if (!cols || !rows)
        return base::fail("recording.not_a_cast", "This recording does not say how large its terminal was.");
    header.size = base::clamped({*cols, *rows});
    constexpr double kLatest = 9e9; // seconds; a system_clock in nanoseconds ends in 2262
    if (const double seconds = object.value(QLatin1String("timestamp")).toDouble(-1); seconds >= 0 && seconds < kLatest)
        header.started = base::WallTime(std::chrono::seconds(std::int64_t(seconds)));
    header.title = object.value(QLatin1String("title")).toString().toStdString();
    const QJsonObject env = object.value(QLatin1String("env")).toObject();
    header.term = env.value(QLatin1String("TERM")).toString(terminal.value(QLatin1String("type")).toString()).toStdString();
    header.shell = env.value(QLatin1String("SHELL")).toString().toStdString();
    if (const double idle = object.value(QLatin1String("idle_time_limit")).toDouble(-1); idle > 0 && idle < 1e6)
        header.idleLimit = Time(std::int64_t(idle * 1e6));
    return header;
}

} // namespace core::recording
