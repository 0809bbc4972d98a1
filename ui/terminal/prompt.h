// What a frame tells of the shell's prompt: pure functions.
#pragma once
#include "core/session/session_handle.h"

#include <QString>

namespace ui::terminal {

enum class PromptState {
    Unknown, // the shell marks no prompts
    Waiting, // for a command
    Busy,    // something else has the keyboard
};
PromptState promptState(const core::session::SessionFrame &frame);

// What stands between the prompt and the cursor; empty when there is nothing, it is not known, or it is more than one line.
QString typedAtPrompt(const core::session::SessionFrame &frame);

} // namespace ui::terminal
