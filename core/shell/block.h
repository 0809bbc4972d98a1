// A command block: one command that a shell ran, and where its output lies in the session.
#pragma once
#include "core/base/clock.h"
#include "core/base/coordinates.h"
#include "core/base/ids.h"

#include <chrono>
#include <optional>
#include <string>

namespace core::shell {

struct Block
{
    enum class State : unsigned char {
        Prompt,  // the shell waits for a command
        Running,
        Finished,
    };
    base::BlockId id;
    State state = State::Prompt;
    bool trusted = false;       // came with the session's nonce. Untrusted blocks only draw a gutter
    std::string command;        // as the shell reported it (trusted) or empty
    std::string cwd;            // when it started
    std::optional<int> exitCode;
    bool stopped = false;       // a job that was stopped and has not ended (Ctrl-Z): no failure
    base::WallTime start{};
    std::chrono::milliseconds duration{};
    base::Position promptStart;  // OSC 133;A
    base::Position commandStart; // 133;B
    base::Position outputStart;  // 133;C
    base::Position end;          // 133;D; while running: where the output is now
};

} // namespace core::shell
