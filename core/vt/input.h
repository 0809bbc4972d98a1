// Keys, buttons and text as they reach the emulator, which encodes them for the program by the modes in force.
#pragma once
#include <cstdint>
#include <string>

namespace core::vt {

enum class Key : std::uint8_t {
    None, // a plain character: see KeyPress::character
    Enter, Tab, Backspace, Escape,
    Up, Down, Left, Right, Home, End, PageUp, PageDown, Insert, Delete, Begin, // Begin: 5 of the keypad without Num Lock
    F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, F13, F14, F15, F16, F17, F18, F19, F20, F21, F22, F23, F24,
    Keypad0, Keypad1, Keypad2, Keypad3, Keypad4, Keypad5, Keypad6, Keypad7, Keypad8, Keypad9,
    KeypadMultiply, KeypadPlus, KeypadComma, KeypadMinus, KeypadPeriod, KeypadDivide, KeypadEnter, KeypadEqual,
};

// Super is the window manager's: only the kitty keyboard protocol tells a program of it.
enum Modifier : std::uint8_t { NoModifier = 0, Shift = 1, Alt = 2, Ctrl = 4, Super = 8 };

struct KeyPress
{
    Key key = Key::None;
    std::uint8_t modifiers = NoModifier; // Modifier bits
    char32_t character = 0;              // for Key::None: the unmodified or shifted character of the key ('c' for Ctrl+C)
};

enum class MouseButton : std::uint8_t { None, Left, Middle, Right, WheelUp, WheelDown, WheelLeft, WheelRight, Back, Forward };
enum class MouseAction : std::uint8_t { Press, Release, Move };

struct MouseInput
{
    MouseAction action = MouseAction::Press;
    MouseButton button = MouseButton::None;
    std::uint8_t modifiers = NoModifier;
    int row = 0, col = 0; // 0-based cell
    int x = -1, y = -1;   // pixels from the grid's top left corner, for mode 1016; -1: not known
};

} // namespace core::vt
