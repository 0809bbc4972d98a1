#include "core/vt/mouse_encoder.h"

#include "core/vt/utf8.h"

namespace core::vt {

std::string encodeMouse(const MouseInput &mouse, const DecModes &modes, MousePlace &last)
{
    const bool any = modes.has(DecModes::MouseAny), drag = modes.has(DecModes::MouseDrag);
    const bool x10 = modes.has(DecModes::MouseX10);
    if (!any && !drag && !x10 && !modes.has(DecModes::MouseClick))
        return {};
    if (mouse.row < 0 || mouse.col < 0)
        return {};
    static constexpr int codes[] = {3, 0, 1, 2, 64, 65, 66, 67, 128, 129}; // by MouseButton
    int code = codes[int(mouse.button)];
    const bool wheel = code >= 64 && code < 128;
    const bool pixels = modes.has(DecModes::MouseSgrPixels) && !x10;
    if (pixels && (mouse.x < 0 || mouse.y < 0))
        return {};
    const MousePlace cell = pixels ? MousePlace{mouse.y, mouse.x} : MousePlace{mouse.row, mouse.col};
    switch (mouse.action) {
    case MouseAction::Press:
        last = cell;
        break;
    case MouseAction::Release:
        last = cell;
        if (wheel || x10)
            return {};
        break;
    case MouseAction::Move:
        if (!any && !(drag && mouse.button != MouseButton::None))
            return {};
        if (cell == last)
            return {};
        last = cell;
        code += 32;
        break;
    }
    if (!x10)
        code += (mouse.modifiers & Shift ? 4 : 0) + (mouse.modifiers & Alt ? 8 : 0) + (mouse.modifiers & Ctrl ? 16 : 0);
    const std::string at = std::to_string(cell.col + 1) + ';' + std::to_string(cell.row + 1);
    if (!x10 && (pixels || modes.has(DecModes::MouseSgr)))
        return "\x1b[<" + std::to_string(code) + ';' + at + (mouse.action == MouseAction::Release ? 'm' : 'M');
    if (mouse.action == MouseAction::Release)
        code = (code & ~128) | 3; // the old encodings do not say which button
    if (!x10 && modes.has(DecModes::MouseUrxvt))
        return "\x1b[" + std::to_string(32 + code) + ';' + at + 'M';
    std::string out = "\x1b[M";
    out += char(32 + code);
    for (const int value : {mouse.col + 1 + 32, mouse.row + 1 + 32}) {
        if (modes.has(DecModes::MouseUtf8) && value <= 2047)
            appendUtf8(out, char32_t(value));
        else if (value <= 255)
            out += char(value);
        else
            return {}; // cannot be said
    }
    return out;
}

} // namespace core::vt
