#include "ui/terminal/key_translator.h"

#include <QKeyEvent>
#include <QKeySequence>
#include <algorithm>
#include <array>
#include <utility>

namespace ui::terminal {
namespace {

using core::session::SendKey;
using core::session::SendText;
using core::vt::Key;

template<std::size_t N>
std::optional<Key> lookUp(const std::array<std::pair<int, Key>, N> &table, int key)
{
    for (const auto &[qt, vt] : table) {
        if (qt == key)
            return vt;
    }
    return {};
}

constexpr std::array<std::pair<int, Key>, 16> kNamed = {{
    {Qt::Key_Return, Key::Enter},
    {Qt::Key_Enter, Key::Enter},
    {Qt::Key_Tab, Key::Tab},
    {Qt::Key_Backtab, Key::Tab},
    {Qt::Key_Backspace, Key::Backspace},
    {Qt::Key_Escape, Key::Escape},
    {Qt::Key_Up, Key::Up},
    {Qt::Key_Down, Key::Down},
    {Qt::Key_Left, Key::Left},
    {Qt::Key_Right, Key::Right},
    {Qt::Key_Home, Key::Home},
    {Qt::Key_End, Key::End},
    {Qt::Key_PageUp, Key::PageUp},
    {Qt::Key_PageDown, Key::PageDown},
    {Qt::Key_Insert, Key::Insert},
    {Qt::Key_Delete, Key::Delete},
}};

constexpr std::array<std::pair<int, Key>, 9> kKeypad = {{
    {Qt::Key_Asterisk, Key::KeypadMultiply},
    {Qt::Key_Plus, Key::KeypadPlus},
    {Qt::Key_Comma, Key::KeypadComma},
    {Qt::Key_Minus, Key::KeypadMinus},
    {Qt::Key_Period, Key::KeypadPeriod},
    {Qt::Key_Slash, Key::KeypadDivide},
    {Qt::Key_Enter, Key::KeypadEnter},
    {Qt::Key_Equal, Key::KeypadEqual},
    {Qt::Key_Clear, Key::Begin},
}};

std::optional<Key> namedKey(const QKeyEvent &event)
{
    const int key = event.key();
    if (event.modifiers() & Qt::KeypadModifier) {
        if (key >= Qt::Key_0 && key <= Qt::Key_9)
            return Key(int(Key::Keypad0) + key - Qt::Key_0);
        if (const auto keypad = lookUp(kKeypad, key))
            return keypad;
    }
    if (key >= Qt::Key_F1 && key <= Qt::Key_F24)
        return Key(int(Key::F1) + key - Qt::Key_F1);
    return lookUp(kNamed, key);
}

struct ShortcutEntry
{
    Qt::KeyboardModifiers modifiers;
    int key;
    Shortcut shortcut;
};
constexpr std::array kShortcuts = {
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_C, Shortcut::Copy},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_V, Shortcut::Paste},
    ShortcutEntry{Qt::ControlModifier, Qt::Key_Insert, Shortcut::Copy},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_Insert, Shortcut::PasteSelection},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_F, Shortcut::Search},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_H, Shortcut::Hints},
    ShortcutEntry{Qt::NoModifier, Qt::Key_Copy, Shortcut::Copy},
    ShortcutEntry{Qt::NoModifier, Qt::Key_Paste, Shortcut::Paste},
    ShortcutEntry{Qt::ControlModifier, Qt::Key_Plus, Shortcut::ZoomIn},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_Plus, Shortcut::ZoomIn},
    ShortcutEntry{Qt::ControlModifier, Qt::Key_Equal, Shortcut::ZoomIn},
    ShortcutEntry{Qt::ControlModifier, Qt::Key_Minus, Shortcut::ZoomOut},
    ShortcutEntry{Qt::ControlModifier, Qt::Key_0, Shortcut::ZoomReset},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_PageUp, Shortcut::PageUp},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_PageDown, Shortcut::PageDown},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_Home, Shortcut::Top},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_End, Shortcut::Bottom},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_Up, Shortcut::LineUp},
    ShortcutEntry{Qt::ShiftModifier, Qt::Key_Down, Shortcut::LineDown},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_Up, Shortcut::PreviousBlock},
    ShortcutEntry{Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_Down, Shortcut::NextBlock},
};

bool isPrintable(const QString &text)
{
    return !text.isEmpty() && text[0].unicode() >= 0x20 && text[0].unicode() != 0x7f;
}

// The key's own character for Ctrl and Alt combinations: lower case for letters unless Shift is down.
char32_t characterOf(const QKeyEvent &event)
{
    const auto key = char32_t(event.key());
    if (key < 0x20 || key >= 0x1000000)
        return 0;
    const bool upper = (event.modifiers() & Qt::ShiftModifier) && !(event.modifiers() & Qt::ControlModifier);
    return upper ? key : QChar::toLower(key); // Qt's keys are the capitals
}

// AltGr arrives as Ctrl+Alt on some platforms: then the text is a character that the key alone would not give.
bool isAltGrText(const QKeyEvent &event)
{
    const auto both = Qt::ControlModifier | Qt::AltModifier;
    if (!isPrintable(event.text()))
        return false;
    if (event.modifiers() & Qt::GroupSwitchModifier)
        return true;
    return (event.modifiers() & both) == both && event.text()[0].toLower().unicode() != QChar::toLower(char32_t(event.key()));
}

} // namespace

std::uint8_t vtModifiers(Qt::KeyboardModifiers modifiers)
{
    std::uint8_t result = core::vt::NoModifier;
    if (modifiers & Qt::ShiftModifier)
        result |= core::vt::Shift;
    if (modifiers & Qt::AltModifier)
        result |= core::vt::Alt;
    if (modifiers & Qt::ControlModifier)
        result |= core::vt::Ctrl;
    if (modifiers & Qt::MetaModifier)
        result |= core::vt::Super;
    return result;
}

std::optional<KeyInput> translateKey(const QKeyEvent &event)
{
    std::uint8_t modifiers = vtModifiers(event.modifiers());
    if (event.key() == Qt::Key_Backtab)
        modifiers |= core::vt::Shift;
    if (const auto key = namedKey(event))
        return SendKey{{*key, modifiers, 0}};
    const bool chord = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (chord && !isAltGrText(event)) {
        const bool alone = !(event.modifiers() & Qt::ControlModifier);
        const QList<uint> typed = event.text().toUcs4();
        const char32_t character = alone && isPrintable(event.text()) && typed.size() == 1 ? typed[0] : characterOf(event);
        if (character == 0)
            return {};
        return SendKey{{Key::None, modifiers, character}};
    }
    if (!isPrintable(event.text()))
        return {};
    return SendText{event.text().toStdString()};
}

std::optional<Shortcut> shortcutFor(const QKeyEvent &event)
{
    const auto modifiers = event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    for (const ShortcutEntry &entry : kShortcuts) {
        if (entry.key == event.key() && entry.modifiers == modifiers)
            return entry.shortcut;
    }
    return {};
}

QString keysOf(Shortcut shortcut)
{
    const auto *const first = std::ranges::find(kShortcuts, shortcut, &ShortcutEntry::shortcut);
    return QKeySequence(QKeyCombination(first->modifiers, Qt::Key(first->key))).toString(QKeySequence::NativeText);
}

bool scrolls(Shortcut shortcut)
{
    switch (shortcut) {
    case Shortcut::PageUp:
    case Shortcut::PageDown:
    case Shortcut::LineUp:
    case Shortcut::LineDown:
    case Shortcut::Top:
    case Shortcut::Bottom:
    case Shortcut::PreviousBlock:
    case Shortcut::NextBlock:
        return true;
    default:
        return false;
    }
}

bool belongsToProgram(const QKeyEvent &event, bool distinctChords)
{
    const auto both = Qt::ControlModifier | Qt::ShiftModifier;
    if (event.modifiers() & Qt::MetaModifier)
        return distinctChords;
    const bool isLetter = event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z; // of symbols some are typed with Shift: Ctrl+_
    return (event.modifiers() & both) != both || distinctChords || !isLetter || namedKey(event) || isAltGrText(event);
}

bool outranksWindow(const QKeyEvent &event)
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers & Qt::MetaModifier)
        return false;
    if ((modifiers & Qt::ControlModifier) && (modifiers & Qt::ShiftModifier))
        return false;
    if (modifiers & Qt::ControlModifier) {
        switch (event.key()) {
        case Qt::Key_Tab:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
        case Qt::Key_Comma:
            return false;
        default:
            break;
        }
    }
    // Alt+1…9 go to a tab, as in other terminals.
    if (modifiers == Qt::AltModifier && event.key() >= Qt::Key_1 && event.key() <= Qt::Key_9)
        return false;
    return event.key() != Qt::Key_F11;
}

} // namespace ui::terminal
