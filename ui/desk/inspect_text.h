// What an engine tells of a container, with its secrets hidden: pure functions.
#pragma once
#include <QJsonValue>
#include <QString>
#include <string_view>

namespace ui::desk {

// Stands for a secret in what is shown and copied.
QString hiddenMark();
// Names that announce a secret ("DB_PASSWORD"), whatever the value looks like.
bool hidesValueOf(std::string_view name);

struct MaskedJson
{
    QJsonValue value;
    int hidden = 0; // secrets that were replaced
};
// Values of telling keys, "NAME=value" with telling names, and what looks like a secret by itself are replaced.
MaskedJson masked(const QJsonValue &value);
// A text for people: tokens, passwords and values of telling names in it are replaced.
QString withoutSecrets(const QString &text);

QString jsonText(const QJsonValue &value); // indented
// One value as the tree shows it: "\"text\"" without quotes, "true", "12", "3 entries", "{}".
QString valueText(const QJsonValue &value);

} // namespace ui::desk
