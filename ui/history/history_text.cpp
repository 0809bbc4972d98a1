#include "ui/history/history_text.h"

#include "ui/terminal/block_layout.h"
#include "ui/terminal/paste_guard.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QSysInfo>

namespace ui::history {

using core::store::CommandRecord;

namespace {

constexpr qsizetype kRowChars = 400; // more than a row is wide
constexpr QChar kLineEnd(0x21b5);    // ↵

QString words(const char *text, int n = -1)
{
    return QCoreApplication::translate("ui::history", text, nullptr, n);
}

QDateTime local(core::base::WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

bool isKnown(core::base::WallTime time)
{
    return time > core::base::WallTime{};
}

} // namespace

Outcome outcomeOf(const CommandRecord &record)
{
    if (record.stopped)
        return Outcome::Stopped;
    return !record.exitCode ? Outcome::Unknown : *record.exitCode == 0 ? Outcome::Succeeded : Outcome::Failed;
}

QString outcomeText(const CommandRecord &record)
{
    switch (outcomeOf(record)) {
    case Outcome::Succeeded: return words("succeeded");
    case Outcome::Failed: return words("exit %1").arg(*record.exitCode);
    case Outcome::Stopped: return words("stopped");
    case Outcome::Unknown: break;
    }
    return words("result unknown");
}

QString oneLine(const QString &command)
{
    QString line = terminal::pastePreview(command.left(kRowChars).trimmed());
    static const QRegularExpression lineEnds(QStringLiteral("\\s*\n\\s*")); // and what the next line is indented by
    line.replace(lineEnds, QStringLiteral(" %1 ").arg(kLineEnd));
    line.replace(QLatin1Char('\t'), QLatin1Char(' '));
    if (command.size() > kRowChars)
        line += QChar(0x2026);
    return line;
}

QFont commandFont(int px)
{
    QFont font = theme::monoFont(px);
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

int lineCount(const QString &command)
{
    return int(command.trimmed().count(QLatin1Char('\n'))) + 1;
}

QString placeText(const CommandRecord &record)
{
    if (!record.containerName.empty())
        return QString::fromStdString(record.containerName);
    if (!record.containerId.empty())
        return QString::fromStdString(record.containerId).left(12);
    const QString host = QString::fromStdString(record.host);
    return host.isEmpty() || host == QSysInfo::machineHostName() ? words("host") : host;
}

QColor placeColor(const CommandRecord &record)
{
    return record.containerId.empty() && record.containerName.empty() ? theme::hostIdentity(theme::current())
                                                                      : theme::identity(placeText(record), theme::current());
}

QString folderText(const CommandRecord &record, const QString &home)
{
    const QString cwd = QString::fromStdString(record.cwd);
    if (home.size() < 2 || !record.containerId.empty() || !cwd.startsWith(home))
        return cwd;
    const QString rest = cwd.mid(home.size());
    return rest.isEmpty() || rest.startsWith(QLatin1Char('/')) ? QLatin1Char('~') + rest : cwd;
}

QString whenText(core::base::WallTime start, const QDateTime &now)
{
    if (!isKnown(start))
        return {};
    const QDateTime then = local(start);
    const qint64 seconds = then.secsTo(now);
    const QLocale locale;
    // The C locale's short form has seconds.
    const QString clock = locale.language() == QLocale::C ? then.toString(QStringLiteral("HH:mm")) : locale.toString(then.time(), QLocale::ShortFormat);
    const qint64 days = then.date().daysTo(now.date());
    if (seconds < 60 && seconds > -60)
        return words("just now");
    if (seconds < 0)
        return locale.toString(then, QLocale::ShortFormat); // another machine's clock, or this one was set
    if (seconds < 3600)
        return words("%1 min ago").arg(seconds / 60);
    if (days == 0)
        return words("%1 h ago").arg(seconds / 3600);
    if (days == 1)
        return words("yesterday %1").arg(clock);
    if (days < 7)
        return locale.dayName(then.date().dayOfWeek(), QLocale::ShortFormat) + QLatin1Char(' ') + clock;
    return locale.toString(then.date(), then.date().year() == now.date().year() ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString whenExact(core::base::WallTime start)
{
    return isKnown(start) ? QLocale().toString(local(start), QStringLiteral("ddd d MMM yyyy HH:mm:ss")) : words("time unknown");
}

QString clockText(core::base::WallTime start, const QDateTime &now)
{
    if (!isKnown(start))
        return {};
    const QDateTime then = local(start);
    if (then.date() != now.date())
        return whenExact(start);
    // The long form is the one with seconds. It names the time zone, too.
    static const QRegularExpression zone(QStringLiteral("\\s*\\(?\\bt+\\b\\)?\\s*"));
    const QLocale locale;
    return locale.toString(then.time(), locale.timeFormat(QLocale::LongFormat).remove(zone));
}

QString unverifiedText()
{
    return words("Not verified: the shell's marks came without this session's key, so that any program may have printed them.");
}

// An import names no session; a mark without the session's nonce may be printed by anything.
QString originText(const CommandRecord &record)
{
    return record.session.empty() ? words("imported") : record.trusted ? QString() : words("not verified");
}

QString spoken(const CommandRecord &record, const QDateTime &now)
{
    QStringList parts{oneLine(QString::fromStdString(record.command)), outcomeText(record)};
    if (const QString when = whenText(record.start, now); !when.isEmpty())
        parts << when;
    parts << words("in %1").arg(placeText(record));
    if (!record.cwd.empty())
        parts << QString::fromStdString(record.cwd);
    if (record.count > 1)
        parts << words("%1 times").arg(record.count);
    if (const QString origin = originText(record); !origin.isEmpty())
        parts << origin;
    if (record.masked)
        parts << words("a secret is masked");
    return parts.join(QStringLiteral(", "));
}

} // namespace ui::history
