#include "core/vt/key_encoder.h"

#include "core/vt/key_protocols.h"
#include "core/vt/utf8.h"

namespace core::vt {
namespace {

struct CursorKey
{
    Key key;
    char final;
};
constexpr CursorKey kCursorKeys[] = {{Key::Up, 'A'}, {Key::Down, 'B'}, {Key::Right, 'C'}, {Key::Left, 'D'}, {Key::Home, 'H'}, {Key::End, 'F'}, {Key::Begin, 'E'}};

struct NumberedKey
{
    Key key;
    int number; // CSI number ~
};
constexpr NumberedKey kNumberedKeys[] = {
    {Key::Insert, 2}, {Key::Delete, 3}, {Key::PageUp, 5}, {Key::PageDown, 6}, {Key::F5, 15},  {Key::F6, 17},  {Key::F7, 18},
    {Key::F8, 19},    {Key::F9, 20},    {Key::F10, 21},   {Key::F11, 23},     {Key::F12, 24}, {Key::F13, 25}, {Key::F14, 26},
    {Key::F15, 28},   {Key::F16, 29},   {Key::F17, 31},   {Key::F18, 32},     {Key::F19, 33}, {Key::F20, 34}, {Key::F21, 42},
    {Key::F22, 43},   {Key::F23, 44},   {Key::F24, 45}};

// Digits and what parts them are typed only while Num Lock is on, which is stronger than the application's mode, as in xterm:
// else nobody could type a number into a program that wants the keypad's other keys.
struct KeypadKey
{
    Key key;
    char plain;
    char application; // SS3 letter; 0: none
};
constexpr KeypadKey kKeypad[] = {
    {Key::Keypad0, '0', 0},       {Key::Keypad1, '1', 0},          {Key::Keypad2, '2', 0},       {Key::Keypad3, '3', 0},       {Key::Keypad4, '4', 0},
    {Key::Keypad5, '5', 0},       {Key::Keypad6, '6', 0},          {Key::Keypad7, '7', 0},       {Key::Keypad8, '8', 0},       {Key::Keypad9, '9', 0},
    {Key::KeypadComma, ',', 0},   {Key::KeypadPeriod, '.', 0},     {Key::KeypadMultiply, '*', 'j'}, {Key::KeypadPlus, '+', 'k'}, {Key::KeypadMinus, '-', 'm'},
    {Key::KeypadDivide, '/', 'o'}, {Key::KeypadEnter, '\r', 'M'}, {Key::KeypadEqual, '=', 'X'}};

std::string withAlt(std::string bytes, std::uint8_t modifiers)
{
    return modifiers & Alt ? '\x1b' + bytes : bytes;
}

std::string character(char32_t c, std::uint8_t modifiers)
{
    if (c == 0)
        return {};
    if (modifiers & Ctrl) {
        char control = 0;
        bool has = true;
        if (c >= '@' && c <= '~')
            control = char(c & 0x1f);
        else if (c == ' ' || c == '2')
            control = 0;
        else if (c >= '3' && c <= '7')
            control = char(c - '3' + 0x1b);
        else if (c == '8' || c == '?')
            control = 0x7f;
        else if (c == '/')
            control = 0x1f;
        else
            has = false;
        if (has)
            return withAlt(std::string(1, control), modifiers);
    }
    std::string out;
    appendUtf8(out, c);
    return withAlt(out, modifiers);
}

std::string functionKey(int index, std::uint8_t modifiers) // F1 to F4: SS3 P to S
{
    const char final = char('P' + index);
    if (modifiers == NoModifier)
        return std::string("\x1bO") + final;
    return "\x1b[1;" + std::to_string(modifierParameter(modifiers)) + final;
}

} // namespace

std::string encodeKey(const KeyPress &press, const KeyModes &modes)
{
    if ((press.modifiers & Super) && !modes.disambiguate)
        return {};
    const std::uint8_t mods = press.modifiers;
    if (modes.disambiguate) {
        if (auto encoded = encodeDisambiguated(press))
            return std::move(*encoded);
    } else if (modes.modifyOtherKeys > 0) {
        if (auto encoded = encodeModifiedOther(press, modes.modifyOtherKeys))
            return std::move(*encoded);
    }
    switch (press.key) {
    case Key::None: return character(press.character, mods);
    case Key::Enter: return withAlt(modes.newline ? "\r\n" : "\r", mods);
    case Key::Tab: return mods & Shift ? withAlt("\x1b[Z", mods) : withAlt("\t", mods);
    case Key::Backspace: return withAlt(((mods & Ctrl) != 0) != modes.backspaceIsBs ? "\b" : "\x7f", mods);
    case Key::Escape: return withAlt("\x1b", mods);
    default: break;
    }
    if (press.key >= Key::F1 && press.key <= Key::F4)
        return functionKey(int(press.key) - int(Key::F1), mods);
    for (const CursorKey &k : kCursorKeys) {
        if (k.key != press.key)
            continue;
        if (mods != NoModifier)
            return "\x1b[1;" + std::to_string(modifierParameter(mods)) + k.final;
        return std::string(modes.applicationCursor ? "\x1bO" : "\x1b[") + k.final;
    }
    for (const NumberedKey &k : kNumberedKeys) {
        if (k.key != press.key)
            continue;
        std::string out = "\x1b[" + std::to_string(k.number);
        if (mods != NoModifier)
            out += ';' + std::to_string(modifierParameter(mods));
        return out + '~';
    }
    for (const KeypadKey &k : kKeypad) {
        if (k.key != press.key)
            continue;
        if (modes.applicationKeypad && k.application)
            return "\x1bO" + (mods ? std::to_string(modifierParameter(mods)) : std::string()) + k.application;
        if (k.key == Key::KeypadEnter)
            return withAlt(modes.newline ? "\r\n" : "\r", mods);
        return withAlt(std::string(1, k.plain), mods); // Ctrl makes no control of it
    }
    return {};
}

} // namespace core::vt
