// Which blocks' outputs are folded and whether only failures are listed, and what is then on show of each frame. Rows that
// have settled in the history are found once; a frame costs what is on its screen, not how much is folded.
#pragma once
#include "core/shell/block_list.h"
#include "ui/terminal/block_rows.h"
#include "ui/terminal/shown_rows.h"

#include <map>
#include <set>

namespace ui::terminal {

class Folds
{
public:
    void setFolded(core::base::BlockId block, bool folded);
    bool isFolded(core::base::BlockId block) const { return m_folded.contains(block); }
    void unfoldAll() { m_folded.clear(); }
    void setFailuresOnly(bool on) { m_failuresOnly = on; }
    bool failuresOnly() const { return m_failuresOnly; }
    bool isActive() const { return m_failuresOnly || !m_folded.empty(); }

    // Whether there is output that could be folded: the command has ended and printed something.
    static bool canFold(const Document &document, const core::shell::BlockList &blocks, std::size_t index);

    // REQUIRES: blocks in the order of their prompts. On the alternate screen everything is shown.
    ShownRows apply(const Document &document, const core::shell::BlockList &blocks);

private:
    const BlockRows &find(const Document &document, const core::shell::BlockList &blocks, std::size_t index);
    void carryOver(const Document &document);

    std::set<core::base::BlockId> m_folded;
    bool m_failuresOnly = false;
    std::map<core::base::BlockId, BlockRows> m_settled; // in m_last's history, the row after them too
    Document m_last;
};

} // namespace ui::terminal
