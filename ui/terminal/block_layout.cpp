#include "ui/terminal/block_layout.h"

#include <QCoreApplication>
#include <algorithm>

namespace ui::terminal {
namespace {

using core::base::Position;
using core::shell::Block;
using core::vt::RowPtr;

constexpr int kAbove = -1;
constexpr std::chrono::milliseconds kMoment{10}; // below, two digits would say 0.00

Position startOf(const RowPtr &row)
{
    return {row->line, row->firstCell};
}

// The row that holds the position; kAbove or the number of rows when it is outside. A line that is not there any more
// (cleared) counts as the next one that is.
int rowOf(std::span<const RowPtr> rows, Position position)
{
    int found = kAbove;
    for (int i = 0; i < int(rows.size()); ++i) {
        if (rows[std::size_t(i)]->line == position.line && rows[std::size_t(i)]->firstCell <= position.cell)
            found = i;
    }
    if (found != kAbove || position < startOf(rows.front()))
        return found;
    for (int i = 0; i < int(rows.size()); ++i) {
        if (position < startOf(rows[std::size_t(i)]))
            return i;
    }
    return int(rows.size());
}

int firstRowOf(std::span<const RowPtr> rows, const Block &block, const std::optional<Position> &above)
{
    const int row = rowOf(rows, block.promptStart);
    const bool wasCleared = row == kAbove && above && above->line < block.promptStart.line && block.promptStart.line < rows.front()->line;
    return wasCleared && startOf(rows.front()) < block.end ? 0 : row;
}

int lastRowOf(std::span<const RowPtr> rows, const Block &block)
{
    if (block.state == Block::State::Prompt)
        return std::max(rowOf(rows, block.commandStart), rowOf(rows, block.end));
    const int row = rowOf(rows, block.end);
    // An end at the start of a row is the end of the row above: the next prompt begins here.
    const bool atStart = row >= 0 && row < int(rows.size()) && block.end <= startOf(rows[std::size_t(row)]);
    return atStart && block.state == Block::State::Finished ? row - 1 : row;
}

} // namespace

BlockLook lookOf(const Block &block)
{
    switch (block.state) {
    case Block::State::Prompt: return BlockLook::Prompt;
    case Block::State::Running: return BlockLook::Running;
    case Block::State::Finished: break;
    }
    if (!block.exitCode)
        return BlockLook::Unknown;
    if (block.stopped)
        return BlockLook::Stopped;
    return *block.exitCode == 0 ? BlockLook::Succeeded : BlockLook::Failed;
}

bool isFailure(const Block &block)
{
    return block.trusted && lookOf(block) == BlockLook::Failed;
}

std::vector<BlockSpan> layoutBlocks(std::span<const RowPtr> rows, const core::shell::BlockList &blocks, bool failuresOnly,
                                    std::optional<Position> above)
{
    std::vector<BlockSpan> spans;
    if (rows.empty() || std::any_of(rows.begin(), rows.end(), [](const RowPtr &row) { return !row; }))
        return spans;
    const int count = int(rows.size());
    // Blocks are in the order of their prompts: the first that can matter is the last one that starts above the view.
    auto from = std::upper_bound(blocks.begin(), blocks.end(), startOf(rows.front()), [](Position top, const Block &block) { return top < block.promptStart; });
    const auto isListed = [failuresOnly](const Block &block) { return !failuresOnly || isFailure(block); };
    while (from != blocks.begin() && (from == blocks.end() || !isListed(*from) || from->promptStart > startOf(rows.front())))
        --from;
    for (auto block = from; block != blocks.end(); ++block) {
        if (!isListed(*block))
            continue;
        const int first = firstRowOf(rows, *block, above);
        if (first >= count)
            break;
        int last = lastRowOf(rows, *block);
        if (const auto next = std::find_if(block + 1, blocks.end(), isListed); next != blocks.end()) {
            const int nextFirst = rowOf(rows, next->promptStart);
            if (nextFirst > std::max(first, 0))
                last = std::min(last, nextFirst - 1);
        }
        const int low = std::max(first, 0);
        if (last < low && (first < 0 || last < first - 1))
            continue;
        last = std::max(last, low);
        spans.push_back({&*block, low, std::min(last, count - 1), first >= 0, last < count, lookOf(*block)});
    }
    return spans;
}

QString durationText(std::chrono::milliseconds duration)
{
    const auto ms = duration.count();
    if (duration < kMoment)
        return QCoreApplication::translate("Block", "<0.01 s");
    if (ms < 100)
        return QCoreApplication::translate("Block", "%1 s").arg(double(ms) / 1000, 0, 'f', 2);
    if (ms < 60'000)
        return QCoreApplication::translate("Block", "%1 s").arg(double(ms) / 1000, 0, 'f', 1);
    const auto seconds = ms / 1000;
    if (seconds < 3600)
        return QCoreApplication::translate("Block", "%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return QCoreApplication::translate("Block", "%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString durationLabel(std::chrono::milliseconds duration)
{
    return duration < kMoment ? QString() : durationText(duration);
}

QString exitText(const Block &block)
{
    if (lookOf(block) == BlockLook::Stopped)
        return QCoreApplication::translate("Block", "stopped");
    return lookOf(block) == BlockLook::Failed ? QCoreApplication::translate("Block", "exit %1").arg(*block.exitCode) : QString();
}

QString spokenState(const Block &block)
{
    const auto words = [](const char *text) { return QCoreApplication::translate("Block", text); };
    QStringList parts;
    switch (lookOf(block)) {
    case BlockLook::Prompt: return {};
    case BlockLook::Running: return words("running");
    case BlockLook::Succeeded: parts << words("succeeded"); break;
    case BlockLook::Failed: parts << words("failed") << exitText(block); break;
    case BlockLook::Stopped: parts << exitText(block); break;
    case BlockLook::Unknown: parts << words("ended, exit code unknown"); break;
    }
    parts << durationText(block.duration);
    return parts.join(QStringLiteral(", "));
}

} // namespace ui::terminal
