// What keys are for the program: xterm's encodings, or the kitty protocol's, a pure function of the key and the modes in
// force.
#pragma once
#include "core/vt/input.h"

#include <string>

namespace core::vt {

struct KeyModes
{
    bool applicationCursor = false;
    bool applicationKeypad = false;
    bool newline = false;       // LNM: Enter sends CR LF
    bool backspaceIsBs = false; // DECBKM: Backspace sends BS, not DEL
    bool disambiguate = false;  // the kitty keyboard protocol, level 1; goes before modifyOtherKeys
    int modifyOtherKeys = 0;    // xterm's, 0 to 2
};

std::string encodeKey(const KeyPress &key, const KeyModes &modes);

} // namespace core::vt
