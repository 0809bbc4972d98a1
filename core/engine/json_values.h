// Reading the engines' JSON: a field that is absent or of another type is empty or zero; texts are bounded.
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace core::engine {

base::Error nonsense(std::string detail); // engine.protocol

std::string textIn(const QJsonObject &object, const char *key, qsizetype atMost = 4096);
QJsonArray arrayIn(const QJsonObject &object, const char *key);
QJsonObject objectIn(const QJsonObject &object, const char *key);
std::int64_t numberIn(const QJsonObject &object, const char *key);
bool flagIn(const QJsonObject &object, const char *key);
std::vector<std::string> textsIn(const QJsonObject &object, const char *key);
std::map<std::string, std::string> mapIn(const QJsonObject &object, const char *key);

base::WallTime fromUnix(double seconds);
// RFC 3339 with up to nanoseconds, or the epoch; also for the year 1, which is Go's "never".
base::WallTime timeIn(const QJsonObject &object, const char *key);

QJsonArray toArray(const std::vector<std::string> &list);
QJsonObject toObject(const std::map<std::string, std::string> &map);
std::string compact(const QJsonObject &object);
// Indented, for people. Beyond `atMost` bytes the largest values become strings that say what was left out: it stays JSON.
std::string indented(const QJsonObject &object, std::size_t atMost, bool *isCut = nullptr);

base::Result<QJsonObject> objectIn(std::string_view body);
base::Result<QJsonArray> arrayIn(std::string_view body); // engine.limit beyond 100,000 items

} // namespace core::engine
