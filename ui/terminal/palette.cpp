#include "ui/terminal/palette.h"

#include <utility>

namespace ui::terminal {
namespace {
// Tints keep text on them readable in both schemes; checked by eye and by the contrast test over the tokens.
constexpr qreal kFailTint = 0.06;
constexpr qreal kSelectionTint = 0.34;
constexpr qreal kMatchTint = 0.30;
constexpr qreal kFaint = 0.45;
constexpr double kLeastContrast = 4.5; // of text on one of the 16 colours (WCAG 2, AA)
constexpr qreal kContrastStep = 0.1;

// 0: it is legible.
QRgb madeLegible(QRgb ink, QRgb under)
{
    if (theme::contrast(ink, under) >= kLeastContrast)
        return 0;
    constexpr QRgb kBlack = 0xff000000, kWhite = 0xffffffff;
    const QRgb towards = theme::contrast(kBlack, under) > theme::contrast(kWhite, under) ? kBlack : kWhite;
    QRgb found = ink;
    for (qreal amount = kContrastStep; amount < 1.05 && theme::contrast(found, under) < kLeastContrast; amount += kContrastStep)
        found = mixed(ink, towards, amount);
    return found;
}
} // namespace

QRgb mixed(QRgb under, QRgb over, qreal amount)
{
    const auto channel = [amount](int a, int b) { return int(a + (b - a) * amount + 0.5); };
    return qRgb(channel(qRed(under), qRed(over)), channel(qGreen(under), qGreen(over)), channel(qBlue(under), qBlue(over)));
}

Palette::Palette(theme::Scheme scheme, bool boldIsBright)
    : m_ground(theme::color(theme::Role::Terminal, scheme).rgb())
    , m_text(theme::color(theme::Role::Text, scheme).rgb())
    , m_fail(theme::color(theme::Role::Fail, scheme).rgb())
    , m_warn(theme::color(theme::Role::Warn, scheme).rgb())
    , m_accent(theme::color(theme::Role::Accent, scheme).rgb())
    , m_onAccent(theme::color(theme::Role::OnAccent, scheme).rgb())
    , m_boldIsBright(boldIsBright)
{
    for (int i = 0; i < 16; ++i)
        m_colors[std::size_t(i)] = theme::ansi(i, scheme).rgb();
    // xterm's 256colres.h: a 6x6x6 cube with these levels, then 24 greys from 8 in steps of 10.
    constexpr std::array kLevels = {0, 95, 135, 175, 215, 255};
    for (std::size_t i = 0; i < 216; ++i)
        m_colors[16 + i] = qRgb(kLevels[i / 36], kLevels[i / 6 % 6], kLevels[i % 6]);
    for (int i = 0; i < 24; ++i)
        m_colors[std::size_t(232 + i)] = qRgb(8 + 10 * i, 8 + 10 * i, 8 + 10 * i);
    const auto at = [this](std::size_t index) { return index < 16 ? m_colors[index] : index == Text ? m_text : m_ground; };
    for (std::size_t under = 0; under < m_legible.size(); ++under) {
        for (std::size_t ink = 0; ink < m_legible[under].size(); ++ink) {
            if (ink != under) // that is meant to be hidden
                m_legible[under][ink] = madeLegible(at(ink), at(under));
        }
    }
}

void Palette::setReversed(bool reversed)
{
    m_reversed = reversed;
}

QRgb Palette::failedGround() const
{
    return mixed(ground(), m_fail, kFailTint);
}

QRgb Palette::selected(QRgb under) const
{
    return mixed(under, m_accent, kSelectionTint);
}

QRgb Palette::matched(QRgb under) const
{
    return mixed(under, m_warn, kMatchTint);
}

QRgb Palette::color(core::vt::Color color, QRgb fallback) const
{
    if (color.isIndexed())
        return m_colors[color.index()];
    return color.isRgb() ? 0xff000000 | color.rgb() : fallback;
}

QRgb Palette::legible(core::vt::Color ink, Default inkDefault, core::vt::Color under, Default underDefault) const
{
    const auto indexOf = [this](core::vt::Color color, Default fallback) {
        if (color.isDefault())
            return std::size_t(m_reversed ? Text + Ground - fallback : int(fallback));
        return color.isIndexed() ? std::size_t(color.index()) : 256;
    };
    const std::size_t over = indexOf(ink, inkDefault), below = indexOf(under, underDefault);
    return below < m_legible.size() && over < m_legible[below].size() ? m_legible[below][over] : 0;
}

CellColors Palette::resolve(const core::vt::Style &style, QRgb ground) const
{
    core::vt::Color fg = style.fg;
    if (m_boldIsBright && (style.attrs & core::vt::Bold) && fg.isIndexed() && fg.index() < 8)
        fg = core::vt::Color::indexed(std::uint8_t(fg.index() + 8));
    CellColors colors;
    colors.fg = color(fg, text());
    colors.bg = color(style.bg, ground);
    const bool reverse = style.attrs & core::vt::Reverse;
    if (reverse)
        std::swap(colors.fg, colors.bg);
    colors.area = colors.fg;
    if (const QRgb better = reverse ? legible(style.bg, Ground, fg, Text) : legible(fg, Text, style.bg, Ground))
        colors.fg = better;
    if (style.attrs & core::vt::Faint) {
        colors.fg = mixed(colors.fg, colors.bg, kFaint);
        colors.area = mixed(colors.area, colors.bg, kFaint);
    }
    colors.underline = color(style.underlineColor, colors.fg);
    return colors;
}

} // namespace ui::terminal
