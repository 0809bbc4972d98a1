#include "ui/desk/desk_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <array>
#include <cmath>

namespace ui::desk {
namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("ui::desk", words);
}

} // namespace

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QString oneLine(std::string_view utf8, int most)
{
    QString line = text(utf8.substr(0, std::size_t(most) * 4));
    for (QChar &c : line) {
        const auto category = c.category();
        if (category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Separator_Line || category == QChar::Separator_Paragraph)
            c = QLatin1Char(' ');
    }
    if (line.size() > most) {
        line.truncate(most - 1);
        line += QChar(0x2026);
    }
    return line;
}

QString bytesText(std::int64_t bytes)
{
    static constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (std::abs(bytes) < 1024)
        return tr("%1 B").arg(bytes);
    double value = double(bytes) / 1024;
    std::size_t unit = 0;
    for (; std::abs(value) >= 999.5 && unit + 1 < kUnits.size(); ++unit)
        value /= 1024;
    return QStringLiteral("%1 %2").arg(QLocale().toString(value, 'f', std::abs(value) < 99.95 ? 1 : 0), QLatin1String(kUnits[unit]));
}

QString percentText(double percent)
{
    return tr("%1 %").arg(QLocale().toString(percent, 'f', percent < 9.95 ? 1 : 0));
}

QString durationText(std::chrono::seconds length)
{
    const std::int64_t s = std::max<std::int64_t>(0, length.count());
    constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86'400;
    const auto pair = [](const QString &large, const QString &small, std::int64_t rest) { return rest > 0 ? large + QLatin1Char(' ') + small : large; };
    if (s < kMinute)
        return tr("%1 s").arg(s);
    if (s < kHour)
        return tr("%1 min").arg(s / kMinute);
    if (s < kDay)
        return pair(tr("%1 h").arg(s / kHour), tr("%1 min").arg(s % kHour / kMinute), s % kHour / kMinute);
    return pair(tr("%1 d").arg(s / kDay), tr("%1 h").arg(s % kDay / kHour), s % kDay / kHour);
}

bool isKnown(core::base::WallTime time)
{
    return time.time_since_epoch() > std::chrono::hours(24);
}

QString timeText(core::base::WallTime time)
{
    if (!isKnown(time))
        return tr("never");
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QStringLiteral("ddd d MMM yyyy HH:mm:ss"));
}

QString momentText(core::base::WallTime time)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm:ss"));
}

QString agoText(core::base::WallTime time, core::base::WallTime now)
{
    if (!isKnown(time))
        return tr("never");
    return tr("%1 ago").arg(durationText(std::chrono::duration_cast<std::chrono::seconds>(now - time)));
}

} // namespace ui::desk
