// What mouse events are for the program: xterm's encodings, a pure function of the event and the modes in force.
#pragma once
#include "core/vt/dec_modes.h"
#include "core/vt/input.h"

#include <string>

namespace core::vt {

// `last` is the place last reported, so that motion within one cell (or pixel, mode 1016) is reported once; updated.
struct MousePlace
{
    int row = -1, col = -1;
    friend bool operator==(const MousePlace &, const MousePlace &) = default;
};
std::string encodeMouse(const MouseInput &mouse, const DecModes &modes, MousePlace &last);

} // namespace core::vt
