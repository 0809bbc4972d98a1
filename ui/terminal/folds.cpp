#include "ui/terminal/folds.h"

#include "ui/terminal/block_layout.h"

#include <algorithm>

namespace ui::terminal {

using core::base::BlockId;
using core::shell::Block;
using core::shell::BlockList;

namespace {

// What a command printed as marks is a part of its output, and does not end it.
const Block *nextOf(const BlockList &blocks, std::size_t index)
{
    do
        ++index;
    while (index < blocks.size() && !blocks[index].trusted);
    return index < blocks.size() ? &blocks[index] : nullptr;
}

} // namespace

void Folds::setFolded(BlockId block, bool folded)
{
    if (folded)
        m_folded.insert(block);
    else
        m_folded.erase(block);
}

bool Folds::canFold(const Document &document, const BlockList &blocks, std::size_t index)
{
    return blocks[index].trusted && blocks[index].state == Block::State::Finished && rowsOf(document, blocks[index], nextOf(blocks, index)).outputRows() > 0;
}

// Rows in the history stay where they are until the oldest are dropped, which moves all alike, or the width changes.
void Folds::carryOver(const Document &document)
{
    if (document.frame() == m_last.frame())
        return;
    const auto dropped = m_last.frame() && m_last.cols() == document.cols() && document.historyRows() > 0 && m_last.historyRows() > 0
        ? m_last.find(document.positionAt(0, 0))
        : std::nullopt;
    if (!dropped) {
        m_settled.clear();
    } else {
        const std::size_t settled = std::min(m_last.historyRows(), document.historyRows() + *dropped);
        std::erase_if(m_settled, [&](const auto &entry) { return entry.second.first < *dropped || entry.second.tail >= settled; });
        for (auto &[id, rows] : m_settled) {
            for (std::size_t *row : {&rows.first, &rows.output, &rows.end, &rows.tail})
                *row -= *dropped;
        }
    }
    m_last = document;
}

const BlockRows &Folds::find(const Document &document, const BlockList &blocks, std::size_t index)
{
    const BlockId id = blocks[index].id;
    if (const auto known = m_settled.find(id); known != m_settled.end())
        return known->second;
    return m_settled[id] = rowsOf(document, blocks[index], nextOf(blocks, index));
}

ShownRows Folds::apply(const Document &document, const BlockList &blocks)
{
    if (!blocks.empty())
        m_folded.erase(m_folded.begin(), m_folded.lower_bound(blocks.front().id));
    if (!isActive() || !document.frame() || document.frame()->alternate) {
        m_settled.clear();
        m_last = {};
        return ShownRows(document);
    }
    carryOver(document);
    std::vector<ShownRows::Piece> pieces;
    std::size_t shownUpTo = 0; // of the document
    const auto show = [&](std::size_t first, std::size_t end, BlockId folded = {}) {
        first = std::max(first, shownUpTo);
        if (end > first)
            pieces.push_back({first, end, folded});
        shownUpTo = std::max(shownUpTo, end);
    };
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool listed = !m_failuresOnly || isFailure(blocks[i]);
        const bool folded = isFolded(blocks[i].id) && blocks[i].trusted && blocks[i].state == Block::State::Finished;
        if (!listed || !(folded || m_failuresOnly))
            continue;
        const BlockRows &rows = find(document, blocks, i);
        if (m_failuresOnly)
            show(rows.first, rows.output);
        if (folded && rows.outputRows() > 0) {
            if (!m_failuresOnly)
                show(shownUpTo, rows.output);
            show(rows.output, rows.end, blocks[i].id);
        }
        if (m_failuresOnly)
            show(std::max(rows.first, shownUpTo), rows.tail);
    }
    if (!m_failuresOnly)
        show(shownUpTo, document.rowCount());
    // What reaches into the screen, or up to it, may still change.
    std::erase_if(m_settled, [&](const auto &entry) { return entry.second.tail >= document.historyRows(); });
    return ShownRows(document, std::move(pieces));
}

} // namespace ui::terminal
