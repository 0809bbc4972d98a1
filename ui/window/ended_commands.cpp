#include "ui/window/ended_commands.h"

#include "core/telemetry/redactor.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/invisible.h"
#include "ui/window/place_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace ui::window {
namespace {

constexpr qsizetype kMostCommand = 160, kMostFolder = 100;

QString words(const char *text)
{
    return QCoreApplication::translate("ui::window::EndedCommands", text);
}

// One line of what can be seen.
QString visible(const std::string &bytes, qsizetype most)
{
    const std::u32string points = QString::fromStdString(core::telemetry::redact(bytes).text).toStdU32String();
    QString text;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (terminal::isControlCharacter(points[i]))
            text += QLatin1Char(' ');
        else if (!terminal::isInvisible(points, i))
            text += QString::fromUcs4(&points[i], 1);
    }
    text = text.simplified();
    return text.size() > most ? text.left(most) + QChar(0x2026) : text;
}

// They start the program that is meant.
bool isWrapper(const QString &name)
{
    static const QStringList kWrappers{QStringLiteral("sudo"), QStringLiteral("doas"), QStringLiteral("env"), QStringLiteral("nohup"), QStringLiteral("time"),
                                       QStringLiteral("nice"), QStringLiteral("exec"), QStringLiteral("command"), QStringLiteral("builtin")};
    return kWrappers.contains(name);
}

} // namespace

QStringList programNames(const QString &list)
{
    static const QRegularExpression parts(QStringLiteral("[\\s,]+"));
    return list.split(parts, Qt::SkipEmptyParts);
}

QString programOf(const std::string &command)
{
    static const QRegularExpression blanks(QStringLiteral("\\s+")), assignment(QStringLiteral("^[A-Za-z_][A-Za-z_0-9]*="));
    bool wrapped = false;
    for (const QString &word : QString::fromStdString(command.substr(0, 4096)).split(blanks, Qt::SkipEmptyParts)) {
        if (assignment.match(word).hasMatch() || (wrapped && word.startsWith(QLatin1Char('-'))))
            continue;
        const QString name = word.section(QLatin1Char('/'), -1);
        if (!isWrapper(name))
            return name;
        wrapped = true;
    }
    return {};
}

bool isWorthSaying(const core::shell::Block &block, const EndedCommandPolicy &policy)
{
    // Without the session's nonce a program could ring at will.
    return policy.after.count() > 0 && block.trusted && block.state == core::shell::Block::State::Finished && block.duration >= policy.after
        && !policy.skipped.contains(programOf(block.command));
}

EndedNotice endedNotice(const core::shell::Block &block, const core::session::Place &place)
{
    const QString took = terminal::durationText(block.duration);
    EndedNotice notice;
    switch (terminal::lookOf(block)) {
    case terminal::BlockLook::Failed: notice.title = words("Failed after %1: exit %2").arg(took).arg(*block.exitCode); break;
    case terminal::BlockLook::Succeeded: notice.title = words("Done after %1").arg(took); break;
    case terminal::BlockLook::Stopped: notice.title = words("Stopped after %1").arg(took); break;
    default: notice.title = words("Ended after %1").arg(took); break;
    }
    QString command = visible(block.command, kMostCommand);
    if (command.isEmpty())
        command = words("A command");
    QStringList where{visible(placeName(place).toStdString(), kMostFolder), visible(block.cwd, kMostFolder)};
    where.removeAll(QString());
    notice.text = command + QStringLiteral(" — ") + where.join(QStringLiteral(", "));
    return notice;
}

} // namespace ui::window
