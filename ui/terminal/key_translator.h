// What a key event means to the program: a key for the emulator to encode, or text. And which keys the terminal keeps
// for itself. Pure: no widget, no state. Decided from key() and modifiers, never from text() alone, which platforms fill
// differently for Ctrl combinations.
#pragma once
#include "core/session/session_handle.h"

#include <QString>
#include <optional>
#include <variant>

class QKeyEvent;

namespace ui::terminal {

using KeyInput = std::variant<core::session::SendKey, core::session::SendText>;
std::optional<KeyInput> translateKey(const QKeyEvent &event); // nothing: not for the program (a bare modifier, a dead key)

enum class Shortcut {
    Copy, Paste, PasteSelection, ZoomIn, ZoomOut, ZoomReset,
    PageUp, PageDown, LineUp, LineDown, Top, Bottom, PreviousBlock, NextBlock, Search, Hints,
};
std::optional<Shortcut> shortcutFor(const QKeyEvent &event);
QString keysOf(Shortcut shortcut); // the first that it has, for a menu
bool scrolls(Shortcut shortcut); // moves the view only

// True for what the window's shortcuts must not take from the program: all but Ctrl+Shift, tab switching and F11.
bool outranksWindow(const QKeyEvent &event);
// Of the keys that no shortcut of the window took: all but Super chords and Ctrl+Shift with a letter, unless the program tells
// those apart (InputModes::distinctChords). A mistyped shortcut must not end a shell.
bool belongsToProgram(const QKeyEvent &event, bool distinctChords);

std::uint8_t vtModifiers(Qt::KeyboardModifiers modifiers);

} // namespace ui::terminal
