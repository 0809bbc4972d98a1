// A running terminal: PTY, emulator and tracker on one thread of their own. Nobody else touches them; see SessionHandle.
#pragma once
#include "core/session/session_handle.h"
#include "core/vt/emulator.h"

#include <chrono>

namespace core::session {

struct SessionOptions
{
    SessionInfo info;
    base::GridSize size;
    vt::Limits terminal;
    vt::Palette palette;                                  // what colour queries are answered with; see SetPalette
    bool ambiguousWide = false;                           // as in vt::Emulator::Options
    bool checksumReports = false;
    std::string nonce;                                    // of the injected integration; empty: no mark is trusted
    std::chrono::milliseconds frameInterval{16};          // at most one frame per interval while output flows
    std::chrono::milliseconds synchronizedLimit{150};     // a program that never ends its update must not freeze the screen
    std::size_t clipboardBytes = 512u << 10;              // of one OSC 52; for more ClipboardWrite::tooLarge
    std::size_t tapBytes = 4u << 20;                      // the attach ring
    std::size_t commandQueue = 1024;                      // commands that wait for the session
    std::size_t inputBytes = 1u << 20;                    // bytes the program has not read yet; then session.busy
    std::size_t pasteBytes = 64u << 20;                   // of one paste into a session that has nothing to read
    std::size_t eventQueue = 1024;                        // per subscriber; then EventsLost, or a paused PTY (Lossless)
    std::size_t maxBlocks = 10'000;                       // command blocks kept
    std::size_t snapshotRows = 1000;                      // history rows in a tap's snapshot
};

// Starts the thread. It ends when the PTY has ended and the last handle is gone, or when the last handle goes (the PTY
// is then hung up). Destroying the last handle joins the thread: at most as long as Pty's destructor.
SessionPtr startSession(SessionOptions options, std::unique_ptr<pty::Pty> pty);

} // namespace core::session
