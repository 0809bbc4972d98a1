// From the colours of a style to pixels: the 16 ANSI colours of the theme, xterm's cube and greys above them, and what
// reverse, faint and bold-is-bright make of them.
#pragma once
#include "core/vt/style.h"
#include "ui/theme/tokens.h"

#include <QRgb>
#include <array>

namespace ui::terminal {

struct CellColors
{
    QRgb fg = 0;
    QRgb bg = 0;
    QRgb underline = 0;
    QRgb area = 0; // of blocks (isArea): the colour itself, where text has one that is legible
};

QRgb mixed(QRgb under, QRgb over, qreal amount); // amount 0: under, 1: over

class Palette
{
public:
    Palette() : Palette(theme::Scheme::Dark, false) {}
    Palette(theme::Scheme scheme, bool boldIsBright);

    // `ground` is what lies under cells without a background of their own. Text in one of the 16 colours, or the default one,
    // on another of them (but on the ground) is made darker or lighter where it could not be read: a theme's white and blue may be as light.
    CellColors resolve(const core::vt::Style &style, QRgb ground) const;

    void setReversed(bool reversed); // DECSCNM: the screen's default colours change places
    QRgb ground() const { return m_reversed ? m_text : m_ground; }
    QRgb failedGround() const;       // behind a failed block
    QRgb text() const { return m_reversed ? m_ground : m_text; }
    QRgb cursor() const { return text(); }
    QRgb selected(QRgb under) const;
    QRgb matched(QRgb under) const;  // a match of the search
    QRgb currentMatch() const { return m_warn; } // with text in ground()
    QRgb accent() const { return m_accent; }     // hints
    QRgb onAccent() const { return m_onAccent; }
    QRgb indexed(int index) const { return m_colors[std::size_t(index) & 255]; }

private:
    enum Default { Text = 16, Ground };
    QRgb color(core::vt::Color color, QRgb fallback) const;
    // 0: as it is.
    QRgb legible(core::vt::Color ink, Default inkDefault, core::vt::Color under, Default underDefault) const;

    std::array<QRgb, 256> m_colors{};
    std::array<std::array<QRgb, 18>, 17> m_legible{}; // by what lies under (reversed: the default text's colour), and the ink
    QRgb m_ground = 0, m_text = 0, m_fail = 0, m_warn = 0, m_accent = 0, m_onAccent = 0;
    bool m_boldIsBright = false;
    bool m_reversed = false;
};

} // namespace ui::terminal
