// Where command blocks lie on the view, and what is said beside them. Pure: frames in, spans of rows out.
#pragma once
#include "core/shell/block_list.h"
#include "core/vt/frame.h"

#include <QString>
#include <optional>
#include <span>
#include <vector>

namespace ui::terminal {

enum class BlockLook { Prompt, Running, Succeeded, Failed, Stopped, Unknown }; // Stopped: its job waits; Unknown: ended, but the shell told no exit code

struct BlockSpan
{
    const core::shell::Block *block = nullptr; // of the list given
    int firstRow = 0, lastRow = 0;             // on the view, inclusive
    bool startsHere = false;                   // the first row is the block's first, not the view's edge
    bool endsHere = false;
    BlockLook look = BlockLook::Prompt;
};

BlockLook lookOf(const core::shell::Block &block);
// What is listed, counted and jumped to as a failure. What somebody printed only looks like one, in the gutter.
bool isFailure(const core::shell::Block &block);

// The blocks that touch these rows, top first. `rows` are rows of one document in its order, of which some may be left out.
// `above` is where the row over the first of them begins, if there is one: a prompt whose line was cleared (a transient
// prompt, as powerlevel10k makes) is known by it to have been the view's first row and not one above.
std::vector<BlockSpan> layoutBlocks(std::span<const core::vt::RowPtr> rows, const core::shell::BlockList &blocks, bool failuresOnly = false,
                                    std::optional<core::base::Position> above = {});

// "6.2 s" and "exit 1" or "stopped"; empty when there is nothing to say.
QString durationText(std::chrono::milliseconds duration);
QString durationLabel(std::chrono::milliseconds duration); // the same beside a command: nothing when it took none that matters
QString exitText(const core::shell::Block &block);
// For who does not see it: "failed, exit 1, 6.2 s", "succeeded, 0.04 s", "running"; empty at a prompt.
QString spokenState(const core::shell::Block &block);

} // namespace ui::terminal
