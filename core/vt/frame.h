// What a viewer sees of a terminal: an immutable value, shared between threads without locks. Rows that did not change
// since the last frame are the same objects, so "what changed" is a comparison of pointers.
#pragma once
#include "core/base/coordinates.h"
#include "core/vt/links.h"
#include "core/vt/style.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace core::vt {

// One column. A wide character is width 2 followed by a width 0 cell. `text` is a code point, 0 for a blank, or, with
// kCluster set, an index into the row's clusters (base plus combining marks, ZWJ sequences).
struct Cell
{
    static constexpr std::uint32_t kCluster = 1u << 31;
    std::uint32_t text = 0;
    std::uint8_t width = 1;
    friend constexpr bool operator==(const Cell &, const Cell &) = default;
};

struct Run
{
    std::uint16_t start = 0; // column
    std::uint16_t count = 0; // columns
    Style style;
    friend bool operator==(const Run &, const Run &) = default;
};

struct Row
{
    base::LineId line = 0;       // the logical line it belongs to
    std::uint32_t firstCell = 0; // where in that line it starts: a wrapped line is several rows
    bool wrapped = false;        // the line goes on in the next row
    std::vector<Cell> cells;     // trailing default blanks are left out; at most the grid's columns
    std::vector<Run> runs;       // cover the cells in order; stretches of default style may be left out
    std::vector<std::u32string> clusters;

    // The text of a column range as UTF-8: continuation cells skipped, blanks as spaces, no trailing trim.
    std::string text(int fromCol, int toCol) const;
    std::string trimmedText() const;
};
using RowPtr = std::shared_ptr<const Row>;

// Everything that scrolled off the top, at the frame's width. Immutable: the emulator goes on appending to storage that
// this view does not look at. Reading a row decodes it (microseconds): keep the pointer while it is on screen.
class History
{
public:
    virtual ~History() = default;
    virtual std::size_t rowCount() const = 0;
    virtual RowPtr row(std::size_t index) const = 0;    // 0 is the oldest; null when out of range
    virtual base::LineId firstLine() const = 0;         // oldest kept logical line
    // The row that holds this position, or the nearest one kept.
    virtual std::size_t rowOf(base::Position position) const = 0;
};

enum class CursorShape : std::uint8_t { Block, Underline, Bar };
enum class MouseMode : std::uint8_t { Off, Click, Drag, Any };

struct Cursor
{
    int row = 0, col = 0; // 0-based on the screen
    bool visible = true;
    bool blink = true;
    CursorShape shape = CursorShape::Block;
    friend bool operator==(const Cursor &, const Cursor &) = default;
};

// The modes that change what input means to the program, for viewers that must know (mouse, paste, scroll keys).
struct InputModes
{
    MouseMode mouse = MouseMode::Off;
    bool bracketedPaste = false;
    bool focusReports = false;
    bool applicationCursor = false;
    bool applicationKeypad = false;
    bool distinctChords = false;  // Ctrl+Shift+letter is told apart from Ctrl+letter (kitty's protocol, modifyOtherKeys 2)
    bool alternateScroll = false; // 1007: wheel becomes arrow keys on the alternate screen
    friend bool operator==(const InputModes &, const InputModes &) = default;
};

struct Frame
{
    std::uint64_t serial = 0;       // grows by one per frame
    base::GridSize size;
    std::vector<RowPtr> rows;       // size.rows of them, top first
    Cursor cursor;
    InputModes input;
    bool alternate = false;         // the alternate screen: `history` is the main screen's and does not scroll in
    bool reverseScreen = false;     // DECSCNM
    std::string title;
    std::shared_ptr<const History> history;
    std::shared_ptr<const Links> links;
};
using FramePtr = std::shared_ptr<const Frame>;

} // namespace core::vt
