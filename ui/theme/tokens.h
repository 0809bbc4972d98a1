// The design tokens: every colour, space and radius of the window, in one place (design reference: README.md here).
// Widgets ask for a role, never for a literal colour. Contrast of text and dim on their grounds is held to 4.5:1 by a test.
#pragma once
#include <QColor>
#include <QString>

namespace ui::theme {

enum class Scheme { Dark, Light };

enum class Role {
    Terminal, Window, Panel, Raised, Hover, Line,
    Text, Dim, Faint,
    Accent, OnAccent, Ok, Warn, Fail, Assistant,
};

QColor color(Role role, Scheme scheme);
// The scheme in force: from the setting window.theme = system | dark | light. GUI thread.
Scheme current();
void setCurrent(Scheme scheme);
inline QColor color(Role role) { return color(role, current()); }

// A container's colour: from its name, stable, legible on Panel and Terminal in both schemes. The host is grey.
QColor identity(const QString &name, Scheme scheme);
QColor hostIdentity(Scheme scheme);

// The 16 ANSI colours of the terminal in each scheme; 0..7 normal, 8..15 bright.
QColor ansi(int index, Scheme scheme);

// 1 to 21 (WCAG 2, 1.4.3).
double contrast(const QColor &one, const QColor &other);

inline constexpr int kSpace1 = 4, kSpace2 = 8, kSpace3 = 12, kSpace4 = 16, kSpace6 = 24;
inline constexpr int kRadius = 6, kCardRadius = 8;
inline constexpr int kTextPx = 13, kLabelPx = 11;

} // namespace ui::theme
