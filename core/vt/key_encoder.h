// What keys, mouse events, pasted text and focus changes are for the program: xterm's encodings, pure functions of the
// event and the modes in force.
#pragma once
#include "core/vt/dec_modes.h"
#include "core/vt/input.h"

#include <string>
#include <string_view>

namespace core::vt {

struct KeyModes
{
    bool applicationCursor = false;
    bool applicationKeypad = false;
    bool newline = false; // LNM: Enter sends CR LF
};

std::string encodeKey(const KeyPress &key, const KeyModes &modes);

// `lastMotion` is the cell last reported, so that motion within one cell is reported once; updated.
struct MouseCell
{
    int row = -1, col = -1;
    friend bool operator==(const MouseCell &, const MouseCell &) = default;
};
std::string encodeMouse(const MouseInput &mouse, const DecModes &modes, MouseCell &lastMotion);

std::string encodePasted(std::string_view text, bool bracketed);

} // namespace core::vt
