#include "ui/player/time_text.h"

#include "core/vt/utf8.h"

#include <QCoreApplication>

namespace ui::player {
namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("ui::player", text);
}

} // namespace

QString clockText(core::recording::Time time)
{
    const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    const auto two = [](qint64 n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    if (seconds >= 3600)
        return QStringLiteral("%1:%2:%3").arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60));
}

QString durationText(std::chrono::milliseconds time)
{
    const qint64 ms = time.count();
    if (ms < 100)
        return words("%1 ms").arg(ms);
    if (ms < 10'000)
        return words("%1 s").arg(double(ms) / 1000, 0, 'f', 1);
    if (ms < 60'000)
        return words("%1 s").arg(ms / 1000);
    return words("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

QString sizeText(std::uint64_t bytes)
{
    if (bytes < 1024)
        return words("%1 bytes").arg(bytes);
    if (bytes < 1024 * 1024)
        return words("%1 KiB").arg((bytes + 512) / 1024);
    return words("%1 MiB").arg(double(bytes) / (1024 * 1024), 0, 'f', 1);
}

QString plainLine(const std::string &text, int most)
{
    const std::size_t line = text.find('\n');
    QString out = QString::fromStdString(core::vt::sanitizedLine(text.substr(0, line), std::size_t(most)));
    return line == std::string::npos ? out : out + QStringLiteral(" …");
}

} // namespace ui::player
