// Test support: a terminal's content made by hand. Lines are printed at the bottom and scroll into a history, rows keep
// their identity from frame to frame and history rows are made anew when read, as the emulator does.
#pragma once
#include "core/session/session_handle.h"

#include <string>
#include <vector>

namespace ui::terminal {

struct StyledText
{
    std::u32string text;
    core::vt::Style style;
};

class TestScreen
{
public:
    explicit TestScreen(core::base::GridSize size) : m_size(size) {}

    core::base::LineId print(const std::vector<StyledText> &line); // wraps at the width
    core::base::LineId print(const std::u32string &text, const core::vt::Style &style = {}) { return print({StyledText{text, style}}); }
    void replace(std::size_t row, const std::u32string &text); // of the screen: same line, new content
    void forgetHistory(std::size_t rows);                      // the oldest
    void setCursor(int row, int col);
    core::shell::Block &addBlock(core::base::LineId prompt, core::base::LineId output, core::base::LineId end);

    core::vt::Frame screen; // size, rows and history are filled in by frame(); the rest is the test's to set
    std::vector<core::shell::Block> blocks;
    core::session::SessionFramePtr frame();

private:
    core::base::GridSize m_size;
    std::vector<core::vt::RowPtr> m_rows; // history and screen
    core::base::LineId m_nextLine = 1;
    std::uint64_t m_serial = 0, m_lastBlock = 0;
};

} // namespace ui::terminal
