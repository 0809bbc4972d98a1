#include "ui/desk/inspect_text.h"

#include "core/telemetry/redactor.h"
#include "core/telemetry/secret_names.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ui::desk {

using namespace core::telemetry;

namespace {

// "NAME=": where its value begins; -1: it is no assignment.
qsizetype valueOfAssignment(const QString &text)
{
    const qsizetype equals = text.indexOf(QLatin1Char('='));
    constexpr qsizetype kLongestName = 128;
    if (equals <= 0 || equals > kLongestName)
        return -1;
    for (qsizetype i = 0; i < equals; ++i) {
        const QChar c = text[i];
        if (!c.isLetterOrNumber() && !QStringLiteral("_-.").contains(c))
            return -1;
    }
    return equals + 1;
}

QString redacted(const QString &value, int &hidden)
{
    const Redaction redaction = redact(value.toStdString());
    hidden += int(redaction.count);
    return redaction.count == 0 ? value : QString::fromStdString(redaction.text).replace(QString::fromUtf8(kRedacted.data(), qsizetype(kRedacted.size())), hiddenMark());
}

QString maskedText(const QString &key, const QString &value, int &hidden)
{
    if (value.isEmpty())
        return value;
    if (const qsizetype at = valueOfAssignment(value); at > 0 && at < value.size() && hidesValueOf(value.left(at - 1).toStdString())) {
        ++hidden;
        return value.left(at) + hiddenMark();
    }
    if (hidesValueOf(key.toStdString()) && !value.startsWith(QLatin1Char('/'))) { // a path to a secret is none
        ++hidden;
        return hiddenMark();
    }
    return redacted(value, hidden);
}

QJsonValue maskedValue(const QString &key, const QJsonValue &value, int &hidden)
{
    if (value.isString())
        return maskedText(key, value.toString(), hidden);
    if (value.isArray()) {
        QJsonArray out;
        for (const QJsonValue &entry : value.toArray())
            out.append(maskedValue(key, entry, hidden));
        return out;
    }
    if (value.isObject()) {
        QJsonObject out;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            out.insert(it.key(), maskedValue(it.key(), it.value(), hidden));
        return out;
    }
    return value;
}

} // namespace

QString hiddenMark()
{
    return QStringLiteral("‹hidden›");
}

bool hidesValueOf(std::string_view name)
{
    return kindOfName(name) != NameKind::Plain;
}

MaskedJson masked(const QJsonValue &value)
{
    MaskedJson out;
    out.value = maskedValue({}, value, out.hidden);
    return out;
}

QString withoutSecrets(const QString &text)
{
    int hidden = 0;
    return redacted(text, hidden);
}

QString jsonText(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented));
}

QString valueText(const QJsonValue &value)
{
    const auto tr = [](const char *words, int n) { return QCoreApplication::translate("ui::desk::Inspect", words).arg(n); };
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined: return QStringLiteral("null");
    case QJsonValue::Bool: return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double: {
        const double number = value.toDouble();
        constexpr double kExact = 9007199254740992.0; // 2^53
        return number == double(qint64(number)) && number < kExact && number > -kExact ? QString::number(qint64(number)) : QString::number(number, 'g', 15);
    }
    case QJsonValue::String: return value.toString();
    case QJsonValue::Array: {
        const auto size = int(value.toArray().size());
        return size == 0 ? QStringLiteral("[]") : size == 1 ? tr("%1 entry", 1) : tr("%1 entries", size);
    }
    case QJsonValue::Object: return value.toObject().isEmpty() ? QStringLiteral("{}") : QString();
    }
    return {};
}

} // namespace ui::desk
