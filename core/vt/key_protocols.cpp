#include "core/vt/key_protocols.h"

#include <QChar>

namespace core::vt {
namespace {

constexpr int kEscape = 27, kEnter = 13, kTab = 9, kBackspace = 127;

std::string csiU(int code, std::uint8_t modifiers)
{
    std::string out = "\x1b[" + std::to_string(code);
    if (modifiers != NoModifier)
        out += ';' + std::to_string(modifierParameter(modifiers));
    return out + 'u';
}

// The protocol's private-use numbers, in the order of Key.
constexpr int kF13 = 57376, kKeypad0 = 57399;
constexpr int keypadCode(Key key)
{
    switch (key) {
    case Key::KeypadPeriod: return 57409;
    case Key::KeypadDivide: return 57410;
    case Key::KeypadMultiply: return 57411;
    case Key::KeypadMinus: return 57412;
    case Key::KeypadPlus: return 57413;
    case Key::KeypadEnter: return 57414;
    case Key::KeypadEqual: return 57415;
    case Key::KeypadComma: return 57416;
    default: return kKeypad0 + int(key) - int(Key::Keypad0);
    }
}

char keypadText(Key key)
{
    switch (key) {
    case Key::KeypadPeriod: return '.';
    case Key::KeypadDivide: return '/';
    case Key::KeypadMultiply: return '*';
    case Key::KeypadMinus: return '-';
    case Key::KeypadPlus: return '+';
    case Key::KeypadEqual: return '=';
    case Key::KeypadComma: return ',';
    default: return char('0' + int(key) - int(Key::Keypad0));
    }
}

// Keys whose numbers in the protocol are those of their classical control characters.
int controlCode(Key key)
{
    switch (key) {
    case Key::Enter: return kEnter;
    case Key::Tab: return kTab;
    case Key::Backspace: return kBackspace;
    case Key::Escape: return kEscape;
    default: return 0;
    }
}

char letterOf(Key key) // CSI letter
{
    switch (key) {
    case Key::Up: return 'A';
    case Key::Down: return 'B';
    case Key::Right: return 'C';
    case Key::Left: return 'D';
    case Key::Begin: return 'E';
    case Key::End: return 'F';
    case Key::Home: return 'H';
    case Key::F1: return 'P';
    case Key::F2: return 'Q';
    case Key::F4: return 'S';
    default: return 0;
    }
}

// What Shift makes of a letter; of others the key says already which of its characters it is.
char32_t capitalOf(char32_t c)
{
    const char32_t capital = QChar::toUpper(c);
    return QChar::toLower(capital) == c ? capital : c;
}

// The characters that Ctrl turns into controls on every keyboard.
bool hasControl(char32_t c) { return (c >= '@' && c <= '~') || (c >= '2' && c <= '8') || c == ' ' || c == '/' || c == '?'; }

} // namespace

std::optional<std::string> encodeDisambiguated(const KeyPress &key)
{
    const std::uint8_t mods = key.modifiers;
    const bool chord = mods & (Ctrl | Alt | Super);
    if (key.key == Key::None) {
        if (!chord || key.character == 0)
            return std::nullopt;
        return csiU(int(QChar::toLower(key.character)), mods);
    }
    if (const int code = controlCode(key.key)) {
        // A shell must stay usable after a program that left this on: these three keep their bytes.
        if (mods == NoModifier && key.key != Key::Escape)
            return std::nullopt;
        return csiU(code, mods);
    }
    if (key.key == Key::F3) // its letter would be read as a cursor position report
        return mods == NoModifier ? std::string("\x1b[13~") : "\x1b[13;" + std::to_string(modifierParameter(mods)) + '~';
    if (const char letter = letterOf(key.key)) {
        if (mods == NoModifier)
            return std::string("\x1b[") + letter;
        return "\x1b[1;" + std::to_string(modifierParameter(mods)) + letter;
    }
    if (key.key >= Key::F13 && key.key <= Key::F24)
        return csiU(kF13 + int(key.key) - int(Key::F13), mods);
    if (key.key >= Key::Keypad0 && key.key <= Key::KeypadEqual) {
        if (key.key == Key::KeypadEnter || chord)
            return csiU(keypadCode(key.key), mods);
        return std::string(1, keypadText(key.key));
    }
    return std::nullopt;
}

std::optional<std::string> encodeModifiedOther(const KeyPress &key, int level)
{
    const std::uint8_t mods = key.modifiers & (Shift | Alt | Ctrl);
    // At level 1 Alt stays a prefix.
    const std::uint8_t counted = level == 1 ? mods & (Shift | Ctrl) : mods;
    char32_t code = char32_t(controlCode(key.key));
    bool modified = false;
    switch (key.key) {
    case Key::None:
        code = mods & Shift ? capitalOf(key.character) : key.character;
        modified = counted & (Ctrl | Alt);
        // A character that is typed with Shift has it already: Ctrl+@ is NUL.
        if (level == 1 && (counted == Ctrl || (counted == (Ctrl | Shift) && !QChar::isLetter(code))) && hasControl(code))
            modified = false;
        break;
    case Key::Enter: modified = counted != NoModifier; break;
    case Key::Tab: modified = (counted & ~Shift) != 0; break;
    case Key::Backspace: modified = level == 2 && (counted & ~Ctrl) != 0; break;
    case Key::Escape: modified = level == 2 && counted != NoModifier; break;
    default: break;
    }
    if (!modified || code == 0)
        return std::nullopt;
    return "\x1b[27;" + std::to_string(modifierParameter(mods)) + ';' + std::to_string(int(code)) + '~';
}

} // namespace core::vt
