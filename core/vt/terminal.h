// The emulator behind Emulator: takes what the scanner cuts, decides who does it (libvterm, the grid, or Berth itself)
// and keeps the three in step.
//
// The cursor here is libvterm's, written back lazily: a run of text, CR and CUP move it at once here and reach libvterm
// only when a sequence comes that needs to know where it stands (sync).
#pragma once
#include "core/vt/char_properties.h"
#include "core/vt/charsets.h"
#include "core/vt/dec_modes.h"
#include "core/vt/emulator.h"
#include "core/vt/grid.h"
#include "core/vt/history_store.h"
#include "core/vt/keyboard_protocol.h"
#include "core/vt/link_table.h"
#include "core/vt/scanner.h"
#include "core/vt/style_table.h"
#include "core/vt/vterm_machine.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::vt {

class Terminal final : private VtermEvents
{
public:
    Terminal(const Emulator::Options &options, EmulatorEvents &events);

    void feed(std::string_view bytes);
    std::size_t feedBounded(std::string_view bytes);
    Emulator::Cost cost() const { return {m_counters.work, m_styles.size()}; }
    void resize(base::GridSize size);
    void setTap(bool on) { m_tapping = on; }
    std::string takeReplies() { return std::exchange(m_replies, {}); }

    bool isDirty() const;
    FramePtr frame();
    FramePtr liveFrame();
    std::optional<base::StreamOffset> synchronizedSince() const;
    void endSynchronized();
    void setPalette(const Palette &palette) { m_palette = palette; }
    base::Position position();
    base::StreamOffset offset() const { return m_fed; }
    base::GridSize size() const { return m_size; }
    const DecModes &modes() const { return m_modes; }
    InputModes inputModes() const;
    bool newlineMode() const { return m_newline; }
    int keyboardFlags() const { return m_keyboard.flags[m_alternate].current(); }
    int modifyOtherKeys() const { return m_keyboard.modifyOtherKeys; }
    void clearHistory();
    std::string snapshot(std::size_t historyRows);

    // For the scanner.
    std::size_t text(const char *bytes, std::size_t n);
    void shortText(const char *bytes, std::size_t n);
    void control(unsigned char c);
    void escape(const EscapeSequence &e);
    void csi(const CsiSequence &csi);
    void string(StringKind kind, std::string &payload);

private:
    bool hasNews() const;

    static constexpr int kConformance = 64;          // VT420
    static constexpr std::size_t kMaxTitles = 10;    // as xterm

    struct Place
    {
        int row = 0, col = 0;
        friend bool operator==(const Place &, const Place &) = default;
    };
    struct SavedCursor // DECSC
    {
        Place at;
        bool pendingWrap = false;
        Style pen;
        bool isProtected = false;
        bool origin = false;
        std::array<char, 4> charsets{'B', 'B', 'B', 'B'};
        int shift = 0;
        friend bool operator==(const SavedCursor &, const SavedCursor &) = default;
    };

    // VtermEvents
    void glyph(std::uint32_t codePoint, int width, int row, int col) override;
    void cursor(int row, int col) override { m_machineAt = {row, col}; }
    void scroll(const CellRect &area, int up, int left) override;
    void erase(const CellRect &area, bool selective) override;

    // Printing (terminal_print.cpp)
    void printAscii(const char *bytes, int n);
    const char *printRun(const char *p, const char *end);
    bool printChar(char32_t c);
    bool printMark(char32_t c);
    bool printJoined(char32_t c);
    bool joinsLast(char32_t c, CharProperties properties);
    bool widenLast();
    void makeRoom(int columns);
    void printThroughMachine(char32_t c, int width);
    void printInMargins(char32_t c, int width);
    void advance(int width) { advance(width, m_size.cols); }
    void advance(int width, int right)
    {
        m_cursor.col += width;
        if (m_cursor.col >= right) {
            m_cursor.col = right - 1;
            m_pendingWrap = true;
        }
    }
    void updateDirect();
    bool hasSideMargins() const { return m_left != 0 || m_right != m_size.cols; }
    // Where a line ends for text at this column.
    int rightEdge(int col) const { return col < m_right ? m_right : m_size.cols; }
    char32_t translated(char32_t c); // by the set in force; ends a single shift
    StyleId pen() { return m_penKnown ? m_penId : internPen(); }
    StyleId internPen();
    StyleId blank();
    std::uint32_t penFlags() const { return m_protected ? GridCell::kProtected : 0; }
    void collectStyles();

    // Keeping libvterm in step (terminal.cpp)
    void moveMachine(Place to);
    void syncPlace();               // cursor only; a pending wrap ends
    void syncWithWrap();            // cursor and pending wrap
    void forward(std::string_view); // moves or edits from the cursor
    void inform(std::string_view bytes) { m_machine.write(bytes); } // neither depends on the cursor nor moves it
    void place(Place to);           // an absolute move
    void carriageReturn();
    void index(std::string_view sequence);
    void lineFeed();
    Grid &grid() { return m_alternate ? m_altGrid : m_mainGrid; }
    void settle() { grid().settleLines(m_alternate ? GridRow::kNoLine : m_history.lastLine()); }

    // Control sequences (terminal_csi.cpp)
    void forwardCount(const CsiSequence &csi, int count);
    void moveVertically(const CsiSequence &csi);
    void moveBackward(int count);
    void moveForward(int count);
    void moveRight(int count);
    void moveToColumn(int col);
    void tab(int count);
    void changeLines(const CsiSequence &csi);
    void shiftCharacters(int left);
    void scrollPage(int up);
    void eraseDisplay(const CsiSequence &csi);
    void eraseLine(const CsiSequence &csi);
    void setMargins(const CsiSequence &csi);
    void setSideMargins(const CsiSequence &csi);
    void standardTabs();
    void repeat(int count);
    void setCursorShape(int style);
    void setKeyboardFlags(const CsiSequence &csi);
    void windowOperation(const CsiSequence &csi);

    // Modes (terminal_modes.cpp)
    void setAnsiModes(const CsiSequence &csi, bool on);
    void setDecModes(const CsiSequence &csi, bool on);
    void applyDecMode(int mode, bool on);
    void setDecMode(int mode, bool on);
    void setAutoWrap(bool on);
    void setSideMarginMode(bool on);
    void setAlternateMode(int mode, bool on);
    void setOneOf(std::initializer_list<int> modes, int mode, bool on);
    void saveDecModes(const CsiSequence &csi);
    void restoreDecModes(const CsiSequence &csi);
    void synchronize(bool on);
    void useAlternate(bool on, bool clear);
    void softReset();
    void hardReset();
    void setConformance(const CsiSequence &csi);

    // Rectangles and columns (terminal_rectangles.cpp)
    CellRect rectangle(const CsiSequence &csi, int first) const;
    CellRect scrollArea() const { return {m_top, m_bottom, m_left, m_right}; }
    bool isInScrollArea() const;
    void scrollSideways(const CellRect &area, int left);
    void moveSideways(int cols);
    void copyRectangle(const CsiSequence &csi);
    void fillRectangle(const CsiSequence &csi);
    void eraseRectangle(const CsiSequence &csi, bool selective);
    void restyleRectangle(const CsiSequence &csi);

    // Reports (terminal_reports.cpp)
    void query(const CsiSequence &csi);
    void reportStatus(const CsiSequence &csi);
    void reportCursor(bool dec);
    void reportMode(const CsiSequence &csi, bool dec);
    void reportChecksum(const CsiSequence &csi);
    void reportSetting(std::string_view what);
    void reportColors(int code, std::string_view argument);
    void reply(std::string_view bytes);

    // Escape sequences and what DECSC keeps (terminal_escape.cpp)
    void saveCursor();
    void restoreCursor();
    void shiftTo(int set, char control);
    void alignmentPattern();

    // Strings (terminal_strings.cpp)
    void osc(std::string &payload);
    void setTitle(std::string_view title);
    void pushTitle();
    void popTitle();
    void setLink(std::string_view argument);
    void dcs(std::string_view payload);

    void tap(std::string_view bytes);
    void flushTap();
    void tapCsi(const CsiSequence &csi);

    // Resizing (terminal_resize.cpp)
    void resizeMain(base::GridSize size, Place &cursor, bool &pendingWrap);
    void resizeAlternate(base::GridSize size);

    friend class SnapshotWriter;

    const Emulator::Options m_options;
    EmulatorEvents &m_events;
    base::GridSize m_size;
    ScreenCounters m_counters;
    StyleTable m_styles;
    HistoryStore m_history;
    Grid m_mainGrid, m_altGrid;
    LinkTable m_links;

    DecModes m_modes;
    bool m_insert = false, m_newline = false; // IRM, LNM
    bool m_rectangularExtent = false;          // DECSACE
    DecModes m_savedModes;                     // XTSAVE
    KeyboardProtocol m_keyboard;
    Palette m_palette;
    int m_conformance = kConformance; // DECSCL: reported, and nothing else
    bool m_alternate = false;
    int m_top = 0, m_bottom = 0, m_left = 0, m_right = 0; // margins, exclusive ends
    std::array<char, 4> m_charsets{'B', 'B', 'B', 'B'};
    int m_shift = 0;       // the set in GL
    int m_singleShift = 0; // the set for the next character only; 0: none
    CursorShape m_shape = CursorShape::Block;
    std::array<SavedCursor, 2> m_saved; // main, alternate
    std::string m_title;
    std::vector<std::string> m_titles; // XTWINOPS 22 and 23

    Style m_pen;
    StyleId m_penId = 0;
    bool m_penKnown = true; // m_penId is m_pen's
    bool m_protected = false;

    Place m_cursor;
    bool m_pendingWrap = false;
    Place m_machineAt;            // where libvterm's cursor stands
    bool m_machineWraps = false;  // libvterm has a wrap pending
    bool m_direct = true;         // nothing in force changes what a printable run means
    bool m_quiet = false;         // libvterm is being brought in step: its callbacks are not news
    bool m_keepsScrolled = true;  // what scrolls off the top is history (not for DL)
    bool m_scrolled = false;
    const GridRow *m_wrapFrom = nullptr; // the row that the character being printed wraps from
    bool m_wrapFromPushed = false;
    Place m_glyphAt;
    struct // what libvterm is printing for us: it sees a stand-in of the same width
    {
        char32_t c = 0;
        int width = 1;
    } m_glyph;
    struct
    {
        bool valid = false; // nothing came after it that a combining mark would have to jump over
        Place at;
        char32_t c = 0;
        bool joiner = false; // it ends in ZWJ
        bool closed = false; // no emoji joins it any more
    } m_last;

    bool m_tapping = false;
    std::string m_tap;
    std::string m_replies;
    base::StreamOffset m_fed = 0;

    bool m_dirty = true;
    FramePtr m_frame;                 // the newest made
    FramePtr m_held;                  // what is shown while output is synchronized
    std::uint64_t m_handedOut = 0;    // serial of the frame that frame() gave last
    base::StreamOffset m_heldSince = 0;

    std::array<std::uint32_t, 256> m_run; // scratch of printRun
    Scanner<Terminal> m_scanner;
    VtermMachine m_machine; // last: it calls back while it is made
};

} // namespace core::vt
