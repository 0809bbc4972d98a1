#include "core/vt/sgr.h"

#include <array>
#include <bit>

namespace core::vt {
namespace {

// False: one of them is out of range, and there is no such colour.
bool setRgb(Color &color, int r, int g, int b)
{
    const auto isByte = [](int v) { return v >= 0 && v <= 255; };
    if (!isByte(r) || !isByte(g) || !isByte(b))
        return false;
    color = Color::rgb(std::uint8_t(r), std::uint8_t(g), std::uint8_t(b));
    return true;
}

bool setIndexed(Color &color, int index)
{
    if (index < 0 || index > 255)
        return false;
    color = Color::indexed(std::uint8_t(index));
    return true;
}

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
        if (kind == 5 && n >= 1)
            return setIndexed(color, csi.param(i - n + 1, 0));
        return kind == 2 && n >= 3 && setRgb(color, csi.param(first, 0), csi.param(first + 1, 0), csi.param(first + 2, 0));
    }
    const int kind = csi.param(i + 1, 0);
    if (kind == 5 && i + 2 < csi.count) {
        i += 2;
        return setIndexed(color, csi.param(i, 0));
    }
    if (kind == 2 && i + 4 < csi.count) {
        i += 4;
        return setRgb(color, csi.param(i - 2, 0), csi.param(i - 1, 0), csi.param(i, 0));
    }
    i = csi.count; // cut short: what follows cannot be told from its arguments
    return false;
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

// What a parameter does that needs no other: which of each is kept, and what is set. As masks, because which parameter comes
// cannot be foreseen, and a jump for each costs more than all of them.
struct PenStep
{
    std::uint32_t keepFg = ~0u, fg = 0, keepBg = ~0u, bg = 0, keepUnderlineColor = ~0u;
    std::uint16_t keepAttrs = 0xffff, attrs = 0;
    std::uint8_t keepUnderline = 0xff, underline = 0;
    bool isKnown = false;
};

constexpr auto kPenSteps = [] {
    std::array<PenStep, 108> steps{};
    const auto attrs = [&](std::size_t p, std::uint16_t clear, std::uint16_t set) {
        steps[p] = {.keepAttrs = std::uint16_t(~clear), .attrs = set, .isKnown = true};
    };
    const auto underline = [&](std::size_t p, Underline u) { steps[p] = {.keepUnderline = 0, .underline = std::uint8_t(u), .isKnown = true}; };
    const auto colors = [&](std::size_t fg, std::size_t bg, Color c) {
        steps[fg] = {.keepFg = 0, .fg = std::bit_cast<std::uint32_t>(c), .isKnown = true};
        steps[bg] = {.keepBg = 0, .bg = std::bit_cast<std::uint32_t>(c), .isKnown = true};
    };
    steps[0] = {.keepFg = 0, .keepBg = 0, .keepUnderlineColor = 0, .keepAttrs = 0, .keepUnderline = 0, .isKnown = true};
    static_assert(std::bit_cast<std::uint32_t>(Color()) == 0 && Underline::None == Underline(0));
    attrs(1, 0, Bold);
    attrs(2, 0, Faint);
    attrs(3, 0, Italic);
    attrs(5, 0, Blink);
    attrs(6, 0, Blink);
    attrs(7, 0, Reverse);
    attrs(8, 0, Conceal);
    attrs(9, 0, Strike);
    underline(21, Underline::Double);
    attrs(22, Bold | Faint, 0);
    attrs(23, Italic, 0);
    underline(24, Underline::None);
    attrs(25, Blink, 0);
    attrs(27, Reverse, 0);
    attrs(28, Conceal, 0);
    attrs(29, Strike, 0);
    for (std::uint8_t i = 0; i < 8; ++i) {
        colors(30u + i, 40u + i, Color::indexed(i));
        colors(90u + i, 100u + i, Color::indexed(std::uint8_t(8 + i)));
    }
    colors(39, 49, Color());
    attrs(53, 0, Overline);
    attrs(55, Overline, 0);
    steps[59] = {.keepUnderlineColor = 0, .isKnown = true};
    return steps;
}();

Color masked(Color c, std::uint32_t keep, std::uint32_t set)
{
    return std::bit_cast<Color>((std::bit_cast<std::uint32_t>(c) & keep) | set);
}

void apply(const PenStep &step, Style &pen)
{
    pen.fg = masked(pen.fg, step.keepFg, step.fg);
    pen.bg = masked(pen.bg, step.keepBg, step.bg);
    pen.underlineColor = masked(pen.underlineColor, step.keepUnderlineColor, 0);
    pen.attrs = std::uint16_t((pen.attrs & step.keepAttrs) | step.attrs);
    pen.underline = Underline((std::uint8_t(pen.underline) & step.keepUnderline) | step.underline);
}

} // namespace

void applySgr(const CsiSequence &csi, Style &pen)
{
    if (csi.count == 0)
        return apply(kPenSteps[0], pen); // the link stays
    for (int i = 0; i < csi.count; ++i) {
        const auto p = std::size_t(csi.param(i, 0));
        if (p == 38)
            extendedColor(csi, i, pen.fg);
        else if (p == 48)
            extendedColor(csi, i, pen.bg);
        else if (p < kPenSteps.size() && kPenSteps[p].isKnown)
            apply(kPenSteps[p], pen);
        else if (p == 4)
            underline(csi, i, pen);
        else if (p == 58)
            extendedColor(csi, i, pen.underlineColor);
        while (i + 1 < csi.count && csi.isSub(i + 1)) // subparameters of something unknown
            ++i;
    }
}

void turnOver(const CsiSequence &csi, Style &style)
{
    const auto underlined = [&style] { style.underline = style.underline == Underline::None ? Underline::Single : Underline::None; };
    for (int i = 0; i < std::max(csi.count, 1); ++i) {
        if (csi.isSub(i))
            continue;
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
