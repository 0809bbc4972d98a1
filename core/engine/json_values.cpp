#include "core/engine/json_values.h"

#include "core/engine/wall_time.h"

#include <QDateTime>
#include <QJsonDocument>
#include <algorithm>

namespace core::engine {
namespace {

// Far beyond any real machine; a list that is longer is nonsense.
constexpr qsizetype kMaxItems = 100'000;

QJsonDocument parsed(std::string_view body)
{
    return QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), qsizetype(body.size())));
}

} // namespace

base::Error nonsense(std::string detail)
{
    return {"engine.protocol", "The engine gave an answer that makes no sense.", std::move(detail)};
}

std::string textIn(const QJsonObject &object, const char *key, qsizetype atMost)
{
    return object.value(QLatin1String(key)).toString().left(atMost).toStdString();
}

QJsonArray arrayIn(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toArray();
}

QJsonObject objectIn(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toObject();
}

std::int64_t numberIn(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    const std::int64_t whole = value.toInteger(); // 0 for what is not an integer of 64 bits
    constexpr double kMost = 9.2e18;
    return whole != 0 ? whole : std::int64_t(std::clamp(value.toDouble(), -kMost, kMost)); // 1.8e19 is Go's "no limit"
}

bool flagIn(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toBool();
}

std::vector<std::string> textsIn(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    if (value.isString()) // Podman writes an entrypoint so
        return value.toString().isEmpty() ? std::vector<std::string>() : std::vector{value.toString().toStdString()};
    std::vector<std::string> out;
    for (const QJsonValue &item : value.toArray())
        out.push_back(item.toString().toStdString());
    return out;
}

std::map<std::string, std::string> mapIn(const QJsonObject &object, const char *key)
{
    std::map<std::string, std::string> out;
    const QJsonObject inner = objectIn(object, key);
    for (auto it = inner.begin(); it != inner.end(); ++it)
        out.emplace(it.key().toStdString(), it.value().toString().toStdString());
    return out;
}

base::WallTime fromUnix(double seconds)
{
    constexpr double kMost = 9.2e18; // fits an int64
    return wallTimeAt(seconds > 0 ? std::int64_t(std::min(seconds, kMost)) : 0); // NaN is not > 0
}

base::WallTime timeIn(const QJsonObject &object, const char *key)
{
    QString text = object.value(QLatin1String(key)).toString().left(64);
    std::int64_t nanoseconds = 0;
    if (const auto point = text.indexOf(QLatin1Char('.')); point > 0) {
        auto end = point + 1;
        std::int64_t unit = 100'000'000;
        while (end < text.size() && text[end].isDigit()) {
            nanoseconds += unit * text[end].digitValue();
            unit /= 10;
            ++end;
        }
        text.remove(point, end - point);
    }
    const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid() || time.toSecsSinceEpoch() <= 0)
        return {};
    return wallTimeAt(time.toSecsSinceEpoch(), nanoseconds);
}

QJsonArray toArray(const std::vector<std::string> &list)
{
    QJsonArray out;
    for (const std::string &item : list)
        out.append(QString::fromStdString(item));
    return out;
}

QJsonObject toObject(const std::map<std::string, std::string> &map)
{
    QJsonObject out;
    for (const auto &[key, value] : map)
        out.insert(QString::fromStdString(key), QString::fromStdString(value));
    return out;
}

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::string indented(const QJsonObject &object, std::size_t atMost, bool *isCut)
{
    const auto text = [](const QJsonObject &o) { return QJsonDocument(o).toJson(QJsonDocument::Indented); };
    QByteArray out = text(object);
    if (isCut)
        *isCut = std::size_t(out.size()) > atMost;
    if (std::size_t(out.size()) <= atMost)
        return out.toStdString();
    std::vector<std::pair<qsizetype, QString>> members; // largest first
    for (auto it = object.begin(); it != object.end(); ++it)
        members.emplace_back(text({{QStringLiteral("v"), it.value()}}).size(), it.key());
    std::ranges::sort(members, std::ranges::greater());
    QJsonObject shorter = object;
    qsizetype size = out.size();
    for (const auto &[bytes, key] : members) {
        if (std::size_t(size) <= atMost)
            break;
        const QString note = QStringLiteral("(left out: %1 bytes)").arg(bytes);
        shorter.insert(key, note);
        size -= std::max<qsizetype>(0, bytes - note.size());
    }
    out = text(shorter);
    return std::size_t(out.size()) <= atMost ? out.toStdString() : "{}\n"; // a million keys are nothing to read
}

base::Result<QJsonObject> objectIn(std::string_view body)
{
    const auto document = parsed(body);
    if (!document.isObject())
        return std::unexpected(nonsense("not a JSON object"));
    return document.object();
}

base::Result<QJsonArray> arrayIn(std::string_view body)
{
    const auto document = parsed(body);
    if (!document.isArray())
        return std::unexpected(nonsense("not a JSON array"));
    if (document.array().size() > kMaxItems)
        return base::fail("engine.limit", "The engine's list is longer than Berth accepts.");
    return document.array();
}

} // namespace core::engine
