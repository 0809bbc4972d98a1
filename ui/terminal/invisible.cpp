#include "ui/terminal/invisible.h"

#include <QChar>

namespace ui::terminal {
namespace {

bool isSelector(char32_t c)
{
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

bool isMongolianSelector(char32_t c)
{
    return (c >= 0x180b && c <= 0x180d) || c == 0x180f;
}

bool looksEmpty(char32_t c)
{
    switch (c) {
    case 0x034f: // grapheme joiner
    case 0x115f: // Hangul fillers
    case 0x1160:
    case 0x3164:
    case 0xffa0:
    case 0x17b4: // Khmer inherent vowels
    case 0x17b5:
    case 0x2800: // Braille blank
        return true;
    default:
        return isSelector(c) || isMongolianSelector(c);
    }
}

// Symbols and the few marks that have an emoji form. ASCII digits have one too, as keycaps: see below.
bool isPictorial(char32_t c)
{
    switch (c) {
    case 0x203c:
    case 0x2049:
    case 0x2139:
    case 0x3030:
    case 0x303d:
        return true;
    case 0x2800:
        return false;
    default:
        break;
    }
    switch (QChar::category(c)) {
    case QChar::Symbol_Other: return true;
    case QChar::Symbol_Math: return c >= 0x2000;    // arrows, squares
    case QChar::Symbol_Modifier: return c >= 0x1f3fb && c <= 0x1f3ff; // skin tones
    default: return false;
    }
}

bool takesSelector(char32_t base, char32_t selector, char32_t after)
{
    if (isMongolianSelector(selector))
        return QChar::script(base) == QChar::Script_Mongolian && QChar::isLetter(base);
    if (selector == 0xfe0e || selector == 0xfe0f)
        return isPictorial(base) || QChar::script(base) == QChar::Script_Han || (((base >= U'0' && base <= U'9') || base == U'#' || base == U'*') && after == 0x20e3);
    return QChar::script(base) == QChar::Script_Han;
}

} // namespace

bool isInvisible(std::u32string_view text, std::size_t at)
{
    const char32_t c = text[at];
    if (c < 0xa0)
        return false;
    const char32_t before = at > 0 ? text[at - 1] : 0, after = at + 1 < text.size() ? text[at + 1] : 0;
    if (isSelector(c) || isMongolianSelector(c))
        return !takesSelector(before, c, after);
    if (c == 0x200d)
        return !((isPictorial(before) || before == 0xfe0f) && isPictorial(after));
    switch (QChar::category(c)) {
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return looksEmpty(c);
    }
}

} // namespace ui::terminal
