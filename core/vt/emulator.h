// The terminal emulator: bytes of a PTY in; frames, replies, marks and events out. libvterm's VTermState is inside and
// does not show; the grid, the scrollback and the scanner in front are Berth's own (README.md says who owns what).
//
// Threads: one thread at a time, the session's. Frames it hands out may go anywhere.
#pragma once
#include "core/base/coordinates.h"
#include "core/base/osc_mark.h"
#include "core/vt/frame.h"
#include "core/vt/input.h"
#include "core/vt/palette.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace core::vt {

// What the emulator tells while it is being fed, in stream order. Called inside feed(); must not call back into the
// emulator except for position().
class EmulatorEvents
{
public:
    virtual ~EmulatorEvents() = default;
    virtual void mark(base::OscMark &&) {}                  // shell marks, cwd, OSC 52, notifications: see OscMark
    virtual void titleChanged(const std::string &) {}       // controls stripped, at most Limits::titleChars
    virtual void bell() {}
    // The attach tap: the stream after the scanner, without queries, OSC 52, DCS and refused links, cut only between
    // sequences and characters. Called only when Options::tap is set. What came before a mark is told before it.
    virtual void tap(std::string_view) {}
};

struct Limits
{
    std::size_t historyLines = 10'000;          // logical lines
    std::size_t historyBytes = 64u << 20;       // of storage, whichever is reached first
    std::size_t stringBytes = 1u << 20;         // one OSC, DCS, APC, PM or SOS string; a longer one is dropped whole
    std::size_t titleChars = 256;
    std::size_t clusterChars = 16;              // code points in one cell; more combining marks are dropped
    std::size_t links = 4096;                   // distinct hyperlinks kept; for a new one the older half is forgotten
    std::size_t linkBytes = 1u << 20;           // of their targets together, whichever is reached first
};

class Emulator
{
public:
    struct Options
    {
        base::GridSize size;
        Limits limits;
        bool tap = false;
        bool plainRuns = true; // the scanner's shortcut for printable runs; off, the result is the same but slower
        bool ambiguousWide = false; // what Unicode calls ambiguous takes two columns
        bool checksumReports = false; // DECRQCRA: lets a program read the screen, so only where somebody asked for it
        Palette palette;
    };

    Emulator(const Options &options, EmulatorEvents &events); // `events` outlives the emulator
    ~Emulator();
    Emulator(const Emulator &) = delete;

    // Any bytes, cut anywhere. Never fails: a bad sequence is dropped and the stream goes on.
    void feed(std::string_view bytes);
    // The same for who has other things to do too: stops between two sequences when they asked for much work (rectangles,
    // fills, erases, scrolling), and returns how many of the bytes are done, at least one. The rest is to be fed next.
    std::size_t feedBounded(std::string_view bytes);
    static constexpr std::uint64_t kTurnWork = 256 * 1024; // in cells touched: about a millisecond
    void resize(base::GridSize size); // clamped to kMinGrid..kMaxGrid
    void setTap(bool on);

    // What must be written back to the PTY (DA, DSR, …): fixed forms and our own state, never text that the program sent.
    std::string takeReplies();

    bool isDirty() const;       // frame() has something new
    FramePtr frame();           // a new immutable frame; the same one again while not dirty
    // While a program synchronizes its output (DEC 2026), frame() is the screen as it was when that began. It is the
    // owner's part to end it after a time, counted from when this offset (of that beginning) was first seen.
    std::optional<base::StreamOffset> synchronizedSince() const;
    void endSynchronized();
    FramePtr liveFrame();       // what is there now, synchronized or not
    void setPalette(const Palette &palette);
    base::Position position() const; // the cursor, in shared coordinates
    base::StreamOffset offset() const;
    base::GridSize size() const;

    // Input for the program, encoded by the modes in force. An empty result means: nothing to send.
    std::string encode(const KeyPress &key) const;
    std::string encode(const MouseInput &mouse);
    // Controls other than tab and newline are stripped, newlines become CR, ESC [201~ cannot survive; bracketed when the
    // program asked for it.
    std::string encodePaste(std::string_view text) const;
    std::string encodeInsertion(std::string_view text) const; // see core/vt/paste.h
    std::string encodeFocus(bool focused) const;

    // A byte stream that brings a fresh xterm-compatible terminal of this size to this state: the newest `historyRows`
    // rows of history, screen, pen, cursor, modes, title. What an attach viewer is sent first.
    std::string snapshot(std::size_t historyRows) const;

    // DEC private modes that are set, for tools (berthctl vt render), in ascending order.
    std::vector<int> decModes() const;

    void clearHistory();

    struct Cost // for tests: what must not grow without bound
    {
        std::uint64_t work = 0; // since the beginning, in cells touched
        std::size_t styles = 0; // interned now
    };
    Cost cost() const;

private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace core::vt
