// History and screen of one frame as one list of rows, and the way between rows and shared positions. A value; cheap to copy.
#pragma once
#include "core/vt/frame.h"

#include <optional>

namespace ui::terminal {

class Document
{
public:
    Document() = default;
    explicit Document(core::vt::FramePtr frame);

    const core::vt::FramePtr &frame() const { return m_frame; }
    int cols() const { return m_frame ? m_frame->size.cols : 0; }
    std::size_t historyRows() const { return m_history; } // 0 on the alternate screen
    std::size_t rowCount() const;
    core::vt::RowPtr row(std::size_t index) const; // 0 is the oldest kept; null when out of range

    // The row that shows this position; nothing when its line is not kept.
    std::optional<std::size_t> find(core::base::Position position) const;
    // The same, or else the nearest row kept.
    std::size_t nearest(core::base::Position position) const;
    core::base::Position positionAt(std::size_t row, int col) const;
    core::base::Position endOfText() const; // on the screen; blank rows at its end do not count

    // First and last row of the logical line that `row` is part of, at most `reach` rows away: a line may be huge.
    std::size_t firstRowOfLine(std::size_t row, std::size_t reach = 1024) const;
    std::size_t lastRowOfLine(std::size_t row, std::size_t reach = 1024) const;

private:
    std::optional<std::size_t> findOnScreen(core::base::Position position) const;

    core::vt::FramePtr m_frame;
    std::size_t m_history = 0;
};

} // namespace ui::terminal
