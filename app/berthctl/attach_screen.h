// What the terminal of a `berthctl attach` shows of its session: the session's own stream where its screen has room there;
// else the part around the cursor, painted row by row, as the stream would tear a screen that is smaller. An emulator follows
// in both cases, so that it can change whenever one of the two sizes does.
//
// Threads: one at a time.
#pragma once
#include "app/berthctl/frame_printer.h"
#include "core/vt/emulator.h"

#include <optional>
#include <string>
#include <string_view>

namespace berthctl {

// What sessions turn on, off again. Not RIS: in many terminals that takes the user's scrollback along.
inline constexpr std::string_view kPlainModes =
    "\033[?1049l\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?1016l\033[?2004l\033[?1004l\033[?2026l\033[?1l\033>"
    "\033[4l\033[20l\033[?5l\033[?6l\033[?7h\033[?69l\033[>4m\033[=0u\033(B\033)B\017\033[0m\033[0 q\033[?25h\033[r";

class AttachScreen
{
public:
    // The terminal's size; nothing where there is none (a pipe): then the stream goes through.
    explicit AttachScreen(std::optional<core::base::GridSize> terminal) : m_terminal(terminal) {}

    // Each returns what to write to the terminal.
    std::string snapshot(core::base::GridSize session, std::string_view bytes);
    std::string output(std::string_view bytes);
    std::string sessionResized(core::base::GridSize session);
    std::string terminalResized(std::optional<core::base::GridSize> terminal);

private:
    enum class Way { None, Stream, Painted };
    struct Bell final : core::vt::EmulatorEvents
    {
        void bell() override { rung = true; }
        bool rung = false;
    };
    struct Keys // what the program wants of keys; the mouse's places would be others in a part of the screen
    {
        bool cursor = false, keypad = false, paste = false, focus = false;
        friend bool operator==(const Keys &, const Keys &) = default;
    };

    bool hasRoom() const;
    std::string cleared(); // with what the terminal showed before us in its scrollback
    std::string shown();
    std::string painted();

    std::optional<core::base::GridSize> m_terminal;
    Bell m_bell;
    std::optional<core::vt::Emulator> m_emulator; // from the first snapshot on
    FramePrinter m_printer{FramePrinter::Status::None};
    Way m_way = Way::None;
    Keys m_keys;
    bool m_reversed = false;
    bool m_hasHistory = false; // the terminal's scrollback has the session's lines
};

} // namespace berthctl
