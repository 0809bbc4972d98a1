#include "ui/window/rerun_check.h"

#include "ui/containers/container_text.h"
#include "ui/terminal/paste_guard.h"
#include "ui/window/place_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace ui::window {
namespace {

using core::shell::Block;

constexpr std::size_t kLongest = 16 * 1024; // what a person can look through, and less than the preview shows
constexpr int kClearCells = 8;              // a prompt's right side is further away than text that was typed

QString words(const char *text)
{
    return QCoreApplication::translate("ui::window::Rerun", text);
}

QString textObstacle(const std::string &command, bool bracketedPaste)
{
    const QString text = QString::fromStdString(command);
    if (command.empty() || text.trimmed().isEmpty())
        return words("The shell did not say what this command was.");
    if (command.size() > kLongest)
        return words("This command is too long to be shown in full.");
    if (text.toStdString() != command)
        return words("This command has bytes that are no text: what is shown would not be what runs.");
    const auto risk = terminal::assessPaste(text);
    if (risk.hidesSomething() || text.contains(QLatin1Char('\r')))
        return words("This command has characters that are not seen; they are marked above. Copy it and look at it first.");
    if (!bracketedPaste && (text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\t'))))
        return words("This shell takes pasted lines and tabs as keys, so several lines could run as something else.");
    return {};
}

// The shell waits for a command, and nothing has been typed there.
QString promptObstacle(const core::session::SessionFrame &now)
{
    const core::vt::Frame &screen = *now.screen;
    if (!now.blocksOn)
        return words("This shell does not tell where its prompt is.");
    if (now.nested) // whatever is at the screen's end, another shell would get the text
        return now.nested->program.empty() ? words("Another shell runs in here and would get the text. Leave it first.")
                                           : words("%1 runs in here and would get the text. Leave it first.").arg(QString::fromStdString(now.nested->program));
    const auto last = now.blocks ? std::find_if(now.blocks->rbegin(), now.blocks->rend(), [](const Block &block) { return block.trusted; })
                                 : core::shell::BlockList::const_reverse_iterator();
    if (now.commandRunning || screen.alternate || !now.blocks || last == now.blocks->rend() || last->state != Block::State::Prompt)
        return words("A command is running here: wait until the prompt is back.");
    const auto row = std::size_t(std::max(0, screen.cursor.row));
    const core::vt::RowPtr shown = row < screen.rows.size() ? screen.rows[row] : nullptr;
    if (!shown)
        return words("The prompt is not on the screen.");
    const core::base::Position cursor{shown->line, shown->firstCell + std::uint32_t(std::max(0, screen.cursor.col))};
    const int cells = int(shown->cells.size());
    const int from = cursor.line == last->commandStart.line ? int(std::max(last->commandStart.cell, shown->firstCell) - shown->firstCell) : 0;
    const auto isBlank = [&](int begin, int end) {
        return begin >= end || QString::fromStdString(shown->text(begin, end)).trimmed().isEmpty();
    };
    const bool empty = cursor.line == last->commandStart.line && cursor >= last->commandStart
        && isBlank(std::min(from, cells), std::min(screen.cursor.col, cells))
        && isBlank(std::min(screen.cursor.col, cells), std::min(screen.cursor.col + kClearCells, cells));
    return empty ? QString() : words("There is text at the prompt already: it would run with it. Clear the line first.");
}

} // namespace

QString rerunObstacle(const Block &block, const core::session::SessionFrame &now, bool readOnly)
{
    if (!block.trusted || block.state != Block::State::Finished)
        return words("The shell did not report this command itself, so it cannot be run from here.");
    if (now.commandRunning && !now.ended) // the reason that will pass
        return promptObstacle(now);
    if (const QString text = textObstacle(block.command, now.screen->input.bracketedPaste); !text.isEmpty())
        return text;
    if (now.ended)
        return words("The shell has ended.");
    if (readOnly)
        return words("This tab is read-only.");
    return promptObstacle(now);
}

QString placeSentence(const core::session::Place &place)
{
    QString where = words("this computer");
    if (place.isContainer())
        where = QStringLiteral("%1 (%2)").arg(placeName(place), containers::engineWord(place.engine));
    const QString user = QString::fromStdString(place.user);
    return user.isEmpty() ? where : words("%1 as %2").arg(where, user);
}

} // namespace ui::window
