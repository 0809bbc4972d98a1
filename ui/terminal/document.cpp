#include "ui/terminal/document.h"

namespace ui::terminal {

using core::base::Position;
using core::vt::RowPtr;

Document::Document(core::vt::FramePtr frame)
    : m_frame(std::move(frame))
{
    if (m_frame && m_frame->history && !m_frame->alternate)
        m_history = m_frame->history->rowCount();
}

std::size_t Document::rowCount() const
{
    return m_history + (m_frame ? m_frame->rows.size() : 0);
}

RowPtr Document::row(std::size_t index) const
{
    if (index < m_history)
        return m_frame->history->row(index);
    index -= m_history;
    return m_frame && index < m_frame->rows.size() ? m_frame->rows[index] : nullptr;
}

// Scroll regions and inserted lines leave the screen's lines in any order: look at each.
std::optional<std::size_t> Document::findOnScreen(Position position) const
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < m_frame->rows.size(); ++i) {
        const RowPtr &row = m_frame->rows[i];
        if (row && row->line == position.line && row->firstCell <= position.cell)
            best = i;
    }
    return best;
}

std::optional<std::size_t> Document::find(Position position) const
{
    if (!m_frame)
        return {};
    if (const auto onScreen = findOnScreen(position))
        return m_history + *onScreen;
    if (m_history == 0 || position.line < m_frame->history->firstLine())
        return {};
    const std::size_t index = m_frame->history->rowOf(position);
    const RowPtr row = m_frame->history->row(index);
    return row && row->line == position.line ? std::optional(index) : std::nullopt;
}

std::size_t Document::nearest(Position position) const
{
    if (const auto exact = find(position))
        return *exact;
    if (!m_frame || rowCount() == 0)
        return 0;
    if (m_history > 0) {
        const RowPtr last = m_frame->history->row(m_history - 1);
        if (last && position.line <= last->line)
            return m_frame->history->rowOf(position);
    }
    for (std::size_t i = 0; i < m_frame->rows.size(); ++i) {
        if (m_frame->rows[i] && m_frame->rows[i]->line >= position.line)
            return m_history + i;
    }
    return rowCount() - 1;
}

Position Document::positionAt(std::size_t index, int col) const
{
    const RowPtr shown = row(index);
    return shown ? Position{shown->line, shown->firstCell + std::uint32_t(std::max(col, 0))} : Position{};
}

Position Document::endOfText() const
{
    for (std::size_t i = m_frame ? m_frame->rows.size() : 0; i-- > 0;) {
        if (const RowPtr &row = m_frame->rows[i]; row && !row->cells.empty())
            return {row->line, row->firstCell + std::uint32_t(row->cells.size())};
    }
    return {};
}

std::size_t Document::firstRowOfLine(std::size_t index, std::size_t reach) const
{
    for (RowPtr here = row(index); here && here->firstCell > 0 && index > 0 && reach > 0; --reach) {
        RowPtr above = row(index - 1);
        if (!above || above->line != here->line)
            break;
        --index;
        here = std::move(above);
    }
    return index;
}

std::size_t Document::lastRowOfLine(std::size_t index, std::size_t reach) const
{
    for (RowPtr here = row(index); here && here->wrapped && index + 1 < rowCount() && reach > 0; --reach) {
        RowPtr below = row(index + 1);
        if (!below || below->line != here->line)
            break;
        ++index;
        here = std::move(below);
    }
    return index;
}

} // namespace ui::terminal
