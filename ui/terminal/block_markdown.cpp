#include "ui/terminal/block_markdown.h"

#include "ui/terminal/block_layout.h"

#include <QCoreApplication>
#include <algorithm>

namespace ui::terminal {

QString blockAsMarkdown(const core::shell::Block &block, const QString &output)
{
    const QString command = QString::fromStdString(block.command);
    QString body = command.isEmpty() ? QString() : QStringLiteral("$ ") + command + QLatin1Char('\n');
    if (!output.isEmpty())
        body += output + QLatin1Char('\n');
    qsizetype longest = 0, run = 0;
    for (const QChar c : body) {
        run = c == QLatin1Char('`') ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(std::max<qsizetype>(3, longest + 1), QLatin1Char('`'));
    QString text = fence + QStringLiteral("console\n") + body + fence + QLatin1Char('\n');
    if (lookOf(block) == BlockLook::Failed)
        text += QCoreApplication::translate("Block", "Exit code %1 after %2").arg(*block.exitCode).arg(durationText(block.duration)) + QLatin1Char('\n');
    return text;
}

} // namespace ui::terminal
