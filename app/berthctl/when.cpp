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
    static const QRegularExpression ago(QStringLiteral("^(\\d{1,9})\\s*(?:(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?)|(w|weeks?))(?:\\s+ago)?$"));
    if (const auto match = ago.match(text); match.hasMatch()) {
        constexpr qint64 kSeconds[] = {1, 60, 3600, 86'400, 7 * 86'400};
        return now.addSecs(-match.captured(1).toLongLong() * kSeconds[match.lastCapturedIndex() - 2]);
    }
    if (const QTime time = QTime::fromString(text, text.count(QLatin1Char(':')) == 2 ? QStringLiteral("H:mm:ss") : QStringLiteral("H:mm")); time.isValid())
        return QDateTime(now.date(), time);
    constexpr int kDateChars = 10; // QDate takes what begins with one
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid() && text.size() == kDateChars)
        return date.startOfDay();
    const QDateTime whole = QDateTime::fromString(QString(text).replace(QLatin1Char(' '), QLatin1Char('T')), Qt::ISODate);
    return whole.isValid() ? std::optional(whole) : std::nullopt;
}

} // namespace berthctl
