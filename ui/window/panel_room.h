// How a window's width is shared between the terminal and the panels beside it: a pure function. A panel narrows before
// it is folded away, and comes back by itself when there is room again.
#pragma once

namespace ui::window {

struct PanelWish
{
    bool wanted = false;
    int width = 0; // pixels, where there is room
    int least = 0; // narrower than this it is of no use
};

struct PanelRoom // pixels; 0: folded, or not wanted
{
    int left = 0, right = 0;
    friend bool operator==(const PanelRoom &, const PanelRoom &) = default;
};

enum class PanelSide { None, Left, Right };

inline constexpr int kPanelLine = 1;        // between a panel and the terminal
inline constexpr int kBarelyATerminal = 240; // some 25 columns

// The terminal keeps `terminalLeast` pixels: first both panels narrow, then the right one folds (it speaks, the left one is
// where one goes), then the left. A panel that is insisted on, because it was asked for just now, folds last and may leave
// the terminal as little as kBarelyATerminal.
PanelRoom panelRoom(int width, const PanelWish &left, const PanelWish &right, int terminalLeast, PanelSide insisted = PanelSide::None);

} // namespace ui::window
