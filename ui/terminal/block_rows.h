// Which rows of a document a command block lies on. Pure.
#pragma once
#include "core/shell/block.h"
#include "ui/terminal/document.h"

namespace ui::terminal {

struct BlockRows
{
    std::size_t first = 0;  // of the prompt
    std::size_t output = 0; // the first that is output only; may be `end`
    std::size_t end = 0;    // behind the last that is the block's alone
    std::size_t tail = 0;   // behind the last with anything of the block: one more where the next prompt begins behind output
    std::size_t outputRows() const { return end > output ? end - output : 0; }
    friend bool operator==(const BlockRows &, const BlockRows &) = default;
};

// `next` is the block after it, null for none: where that begins this one ends. A line that is not kept any more counts as the
// next one that is, so a block whose beginning has left the history lies on what is left of it.
BlockRows rowsOf(const Document &document, const core::shell::Block &block, const core::shell::Block *next);

// The first row that begins at the position or after it: where a line that is gone would have been. May be the number of rows.
std::size_t firstRowFrom(const Document &document, core::base::Position position);

} // namespace ui::terminal
