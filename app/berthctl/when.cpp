#include "app/berthctl/when.h"

#include <QRegularExpression>

namespace berthctl {

std::optional<QDateTime> parseWhen(const std::string &written, const QDateTime &now)
{
    const QString text = QString::fromStdString(written).trimmed();
    if (text == QLatin1String("today"))
        return now.date().startOfDay();
    if (text == QLatin1String("yesterday"))
        return now.date().addDays(-1).startOfDay();
    static const QRegularExpression ago(QStringLiteral("^(\\d{1,6})\\s*(min|m|h|d|w)(\\s+ago)?$"));
    if (const auto match = ago.match(text); match.hasMatch()) {
        const QString unit = match.captured(2);
        const qint64 seconds = unit.startsWith(QLatin1Char('m')) ? 60 : unit == QLatin1String("h") ? 3600 : unit == QLatin1String("d") ? 86'400 : 7 * 86'400;
        return now.addSecs(-match.captured(1).toLongLong() * seconds);
    }
    if (const QTime time = QTime::fromString(text, text.count(QLatin1Char(':')) == 2 ? QStringLiteral("H:mm:ss") : QStringLiteral("H:mm")); time.isValid())
        return QDateTime(now.date(), time);
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid())
        return date.startOfDay();
    const QDateTime whole = QDateTime::fromString(QString(text).replace(QLatin1Char(' '), QLatin1Char('T')), Qt::ISODate);
    return whole.isValid() ? std::optional(whole) : std::nullopt;
}

} // namespace berthctl
