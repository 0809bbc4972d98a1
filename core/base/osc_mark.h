// An OSC string that the scanner took out of the stream for somebody else than the emulator (shell marks, cwd,
// clipboard, notifications). There is one parser of escape strings in the program, core/vt's scanner; nothing inside a
// DCS or another string can pose as one of these.
#pragma once
#include "core/base/coordinates.h"

#include <string>

namespace core::base {

struct OscMark
{
    int code = 0;            // the number before the first ';' (133, 633, 7, 9, 52, 777, 1337)
    std::string payload;     // what follows that ';', bounded by the scanner's limit; raw bytes from the program: hostile
    StreamOffset offset = 0; // of the byte after the terminator
    Position position;       // the cursor when it arrived
};

} // namespace core::base
