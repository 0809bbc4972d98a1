#include "ui/window/block_facts.h"

#include "ui/history/history_text.h"
#include "ui/terminal/block_layout.h"
#include "ui/theme/theme.h"
#include "ui/window/rerun_check.h"

#include <QCoreApplication>
#include <vector>

namespace ui::window {
namespace {

using core::shell::Block;

constexpr qsizetype kMostCommand = 72, kMostFolder = 60; // characters: a tool tip is not read for long

QString words(const char *text)
{
    return QCoreApplication::translate("ui::window::block", text);
}

QString shortened(const QString &text, qsizetype most)
{
    return text.size() > most ? text.left(most - 1) + QChar(0x2026) : text;
}

struct Fact
{
    QString name, value;
};

QString commandOf(const Block &block)
{
    return block.trusted ? shortened(history::oneLine(QString::fromStdString(block.command)), kMostCommand) : QString();
}

QString stateOf(const Block &block, const QDateTime &now)
{
    if (block.state != Block::State::Running)
        return terminal::spokenState(block);
    const auto since = std::chrono::milliseconds(now.toMSecsSinceEpoch()) - std::chrono::duration_cast<std::chrono::milliseconds>(block.start.time_since_epoch());
    return block.start == core::base::WallTime{} || since.count() < 0 ? terminal::spokenState(block) : words("running for %1").arg(terminal::durationText(since));
}

std::vector<Fact> factsOf(const Block &block, const core::session::Place &place, const QDateTime &now)
{
    std::vector<Fact> facts{{words("Started"), history::clockText(block.start, now)}};
    if (block.trusted) {
        facts.push_back({words("Result"), stateOf(block, now)});
        facts.push_back({words("Folder"), shortened(history::oneLine(QString::fromStdString(block.cwd)), kMostFolder)});
        facts.push_back({words("Where"), placeSentence(place)});
    }
    std::erase_if(facts, [](const Fact &fact) { return fact.value.isEmpty(); });
    return facts;
}

} // namespace

QString blockToolTip(const Block &block, const core::session::Place &place, const QDateTime &now)
{
    QString text;
    if (const QString command = commandOf(block); !command.isEmpty())
        text += QStringLiteral("<div style='white-space:pre; font-family:\"%1\"'>%2</div>").arg(theme::monoFont(12).family(), command.toHtmlEscaped());
    text += QStringLiteral("<table cellspacing='0'>");
    for (const Fact &fact : factsOf(block, place, now)) {
        text += QStringLiteral("<tr><td style='color:%1; padding-right:12px'>%2</td><td style='white-space:pre'>%3</td></tr>")
                    .arg(theme::color(theme::Role::Dim).name(), fact.name.toHtmlEscaped(), fact.value.toHtmlEscaped());
    }
    text += QStringLiteral("</table>");
    if (!block.trusted)
        text += QStringLiteral("<div style='color:%1'>%2</div>").arg(theme::color(theme::Role::Warn).name(), history::unverifiedText().toHtmlEscaped());
    return text;
}

QString blockSpoken(const Block &block, const core::session::Place &place, const QDateTime &now)
{
    QStringList parts;
    if (const QString command = commandOf(block); !command.isEmpty())
        parts << command;
    for (const Fact &fact : factsOf(block, place, now))
        parts << QStringLiteral("%1: %2").arg(fact.name, fact.value);
    if (!block.trusted)
        parts << history::unverifiedText();
    return parts.join(QStringLiteral(", "));
}

} // namespace ui::window
