#include "core/vt/sgr.h"

namespace core::vt {
namespace {

std::uint8_t byteOf(int v) { return std::uint8_t(std::clamp(v, 0, 255)); }

// The colour after 38, 48 or 58 at `i`, which is moved to its last parameter. Both forms: 38;5;n and 38:5:n,
// 38;2;r;g;b and 38:2:[space]:r:g:b.
bool extendedColor(const CsiSequence &csi, int &i, Color &color)
{
    if (i + 1 < csi.count && csi.isSub(i + 1)) {
        int end = i + 1;
        while (end < csi.count && csi.isSub(end))
            ++end;
        const int kind = csi.param(i + 1, 0), n = end - i - 2;
        const int first = n >= 4 ? i + 3 : i + 2; // with a colour space id when there are four or more
        i = end - 1;
        if (kind == 5 && n >= 1) {
            color = Color::indexed(byteOf(csi.param(i - n + 1, 0)));
            return true;
        }
        if (kind == 2 && n >= 3) {
            color = Color::rgb(byteOf(csi.param(first, 0)), byteOf(csi.param(first + 1, 0)), byteOf(csi.param(first + 2, 0)));
            return true;
        }
        return false;
    }
    const int kind = csi.param(i + 1, 0);
    if (kind == 5 && i + 2 < csi.count) {
        color = Color::indexed(byteOf(csi.param(i + 2, 0)));
        i += 2;
        return true;
    }
    if (kind == 2 && i + 4 < csi.count) {
        color = Color::rgb(byteOf(csi.param(i + 2, 0)), byteOf(csi.param(i + 3, 0)), byteOf(csi.param(i + 4, 0)));
        i += 4;
        return true;
    }
    i = csi.count; // cut short: what follows cannot be told from its arguments
    return false;
}

void setAttr(Style &pen, std::uint16_t attrs, bool on)
{
    pen.attrs = std::uint16_t(on ? pen.attrs | attrs : pen.attrs & ~attrs);
}

void underline(const CsiSequence &csi, int &i, Style &pen)
{
    static constexpr Underline styles[] = {Underline::None,  Underline::Single, Underline::Double,
                                           Underline::Curly, Underline::Dotted, Underline::Dashed};
    if (i + 1 < csi.count && csi.isSub(i + 1)) {
        const int kind = csi.param(++i, 1);
        if (kind < int(std::size(styles)))
            pen.underline = styles[kind];
    } else {
        pen.underline = Underline::Single;
    }
}

void resetPen(Style &pen)
{
    const LinkId link = pen.link;
    pen = {};
    pen.link = link;
}

} // namespace

void applySgr(const CsiSequence &csi, Style &pen)
{
    if (csi.count == 0)
        return resetPen(pen);
    for (int i = 0; i < csi.count; ++i) {
        const int p = csi.param(i, 0);
        switch (p) {
        case 0: resetPen(pen); break;
        case 1: setAttr(pen, Bold, true); break;
        case 2: setAttr(pen, Faint, true); break;
        case 3: setAttr(pen, Italic, true); break;
        case 4: underline(csi, i, pen); break;
        case 5:
        case 6: setAttr(pen, Blink, true); break;
        case 7: setAttr(pen, Reverse, true); break;
        case 8: setAttr(pen, Conceal, true); break;
        case 9: setAttr(pen, Strike, true); break;
        case 21: pen.underline = Underline::Double; break;
        case 22: setAttr(pen, Bold | Faint, false); break;
        case 23: setAttr(pen, Italic, false); break;
        case 24: pen.underline = Underline::None; break;
        case 25: setAttr(pen, Blink, false); break;
        case 27: setAttr(pen, Reverse, false); break;
        case 28: setAttr(pen, Conceal, false); break;
        case 29: setAttr(pen, Strike, false); break;
        case 38: extendedColor(csi, i, pen.fg); break;
        case 39: pen.fg = {}; break;
        case 48: extendedColor(csi, i, pen.bg); break;
        case 49: pen.bg = {}; break;
        case 53: setAttr(pen, Overline, true); break;
        case 55: setAttr(pen, Overline, false); break;
        case 58: extendedColor(csi, i, pen.underlineColor); break;
        case 59: pen.underlineColor = {}; break;
        default:
            if (p >= 30 && p <= 37)
                pen.fg = Color::indexed(std::uint8_t(p - 30));
            else if (p >= 40 && p <= 47)
                pen.bg = Color::indexed(std::uint8_t(p - 40));
            else if (p >= 90 && p <= 97)
                pen.fg = Color::indexed(std::uint8_t(p - 90 + 8));
            else if (p >= 100 && p <= 107)
                pen.bg = Color::indexed(std::uint8_t(p - 100 + 8));
        }
        while (i + 1 < csi.count && csi.isSub(i + 1)) // subparameters of something unknown
            ++i;
    }
}

void turnOver(const CsiSequence &csi, Style &style)
{
    const auto underlined = [&style] { style.underline = style.underline == Underline::None ? Underline::Single : Underline::None; };
    for (int i = 0; i < std::max(csi.count, 1); ++i) {
        switch (csi.param(i, 0)) {
        case 0:
            style.attrs ^= Bold | Blink | Reverse;
            underlined();
            break;
        case 1: style.attrs ^= Bold; break;
        case 4: underlined(); break;
        case 5: style.attrs ^= Blink; break;
        case 7: style.attrs ^= Reverse; break;
        case 8: style.attrs ^= Conceal; break;
        default: break;
        }
    }
}

namespace {
void appendColor(std::string &out, Color c, int base)
{
    if (c.isDefault())
        return;
    if (c.isRgb()) {
        const std::uint32_t v = c.rgb();
        out += ';' + std::to_string(base + 8) + ";2;" + std::to_string(v >> 16) + ';' + std::to_string(v >> 8 & 255) + ';' + std::to_string(v & 255);
    } else if (base != 50 && c.index() < 8) {
        out += ';' + std::to_string(base + c.index());
    } else if (base != 50 && c.index() < 16) {
        out += ';' + std::to_string(base + 60 + c.index() - 8);
    } else {
        out += ';' + std::to_string(base + 8) + ";5;" + std::to_string(c.index());
    }
}
} // namespace

void appendSgr(std::string &out, const Style &s)
{
    out += "\x1b[0";
    static constexpr std::pair<Attr, const char *> attrs[] = {{Bold, ";1"},    {Faint, ";2"},   {Italic, ";3"}, {Blink, ";5"},
                                                              {Reverse, ";7"}, {Conceal, ";8"}, {Strike, ";9"}, {Overline, ";53"}};
    for (const auto &[attr, code] : attrs) {
        if (s.attrs & attr)
            out += code;
    }
    if (s.underline == Underline::Single)
        out += ";4";
    else if (s.underline != Underline::None)
        out += ";4:" + std::to_string(int(s.underline));
    appendColor(out, s.fg, 30);
    appendColor(out, s.bg, 40);
    appendColor(out, s.underlineColor, 50);
    out += 'm';
}

} // namespace core::vt
