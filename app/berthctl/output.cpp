#include "app/berthctl/output.h"

#include <QJsonDocument>
#include <cstdio>
#include <ctime>

namespace berthctl {

QJsonValue textOrNull(const std::string &utf8)
{
    return utf8.empty() ? QJsonValue() : QJsonValue(text(utf8));
}

void printJson(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
}

std::string isoTime(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char buffer[64];
    const std::size_t n = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
    char whole[80];
    std::snprintf(whole, sizeof whole, "%.*s.%03dZ", static_cast<int>(n), buffer, static_cast<int>(milliseconds % 1000));
    return whole;
}

std::string localTime(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char buffer[64];
    return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string printable(const std::string &value)
{
    QString out = QString::fromStdString(value);
    for (QChar &c : out) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c.unicode() == 0x2028 || c.unicode() == 0x2029)
            c = QLatin1Char(' ');
    }
    return out.toStdString();
}

std::string printableLine(const std::string &value)
{
    QStringList lines = QString::fromStdString(value).trimmed().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (QString &line : lines)
        line = line.trimmed();
    return printable(lines.join(QStringLiteral(" ↵ ")).toStdString());
}

} // namespace berthctl
