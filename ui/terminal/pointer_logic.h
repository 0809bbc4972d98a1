// What a press, drag, release or turn of the wheel means: a report to the program, a selection, a paste, a link. Plain
// state, no window; the widget asks and acts.
#pragma once
#include "core/vt/frame.h"
#include "core/vt/input.h"
#include "ui/terminal/selection.h"

#include <Qt>
#include <optional>

namespace ui::terminal {

// Where the pointer is in the grid. Always inside it.
struct CellHit
{
    int row = 0, col = 0; // on the view
    int edge = 0;         // the nearest edge between cells, 0..cols
    int x = 0, y = 0;     // device pixels from the grid's top left, for programs that ask for them
    friend constexpr bool operator==(const CellHit &, const CellHit &) = default;
};

struct PointerSituation
{
    core::vt::MouseMode mode = core::vt::MouseMode::Off;
    bool reportable = true; // the view shows the screen, not the history
    bool overLink = false;
    Qt::KeyboardModifiers modifiers;
};

struct PointerOutcome
{
    enum Kind { Nothing, Report, StartSelection, ExtendSelection, FinishSelection, PasteSelection, OpenLink } kind = Nothing;
    core::vt::MouseInput report;
    SelectionMode mode = SelectionMode::Character;
};

class PointerLogic
{
public:
    PointerOutcome press(Qt::MouseButton button, int clicks, CellHit hit, const PointerSituation &now);
    PointerOutcome move(Qt::MouseButtons held, CellHit hit, const PointerSituation &now);
    PointerOutcome release(Qt::MouseButton button, CellHit hit, const PointerSituation &now);
    bool isSelecting() const { return m_selecting; }
    static bool reports(const PointerSituation &now); // the mouse belongs to the program

private:

    bool m_selecting = false;
    Qt::MouseButton m_reported = Qt::NoButton; // pressed and told to the program: its release is told too
    std::optional<CellHit> m_lastMove;
};

// Turns wheel deltas of any device into whole steps, keeping what is left over.
class WheelSteps
{
public:
    // `pixels` wins when the device gives them. Positive steps: up. `perNotch` rows for one notch (120).
    int rows(int pixels, int angle, int rowPixels, int perNotch);

private:
    double m_rest = 0;
};

} // namespace ui::terminal
