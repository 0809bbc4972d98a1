#include "ui/theme/theme.h"

#include "ui/theme/icons.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QProxyStyle>
#include <QWidget>

namespace ui::theme {
namespace {

QPalette paletteOf(Scheme scheme)
{
    const auto token = [scheme](Role role) { return color(role, scheme); };
    QPalette palette;
    palette.setColor(QPalette::Window, token(Role::Panel));
    palette.setColor(QPalette::WindowText, token(Role::Text));
    palette.setColor(QPalette::Base, token(Role::Terminal));
    palette.setColor(QPalette::AlternateBase, token(Role::Panel));
    palette.setColor(QPalette::Text, token(Role::Text));
    palette.setColor(QPalette::PlaceholderText, token(Role::Dim));
    palette.setColor(QPalette::Button, token(Role::Raised));
    palette.setColor(QPalette::ButtonText, token(Role::Text));
    palette.setColor(QPalette::BrightText, token(Role::Fail));
    palette.setColor(QPalette::Highlight, token(Role::Accent));
    palette.setColor(QPalette::HighlightedText, token(Role::OnAccent));
    palette.setColor(QPalette::Link, token(Role::Accent));
    palette.setColor(QPalette::LinkVisited, token(Role::Accent));
    palette.setColor(QPalette::ToolTipBase, token(Role::Raised));
    palette.setColor(QPalette::ToolTipText, token(Role::Text));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, token(Role::Faint));
    return palette;
}

// Fusion, with our own cross where a field is cleared: Qt looks for one in the desktop's icon themes, which takes a
// sixteenth of the window's start.
class FusionWithOurIcons : public QProxyStyle
{
public:
    FusionWithOurIcons() : QProxyStyle(QStringLiteral("Fusion")) {}

    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override
    {
        return which == SP_LineEditClearButton ? icon(QStringLiteral("x")) : QProxyStyle::standardIcon(which, option, widget);
    }
};

} // namespace

Scheme schemeFor(std::string_view setting)
{
    if (setting == "dark")
        return Scheme::Dark;
    if (setting == "light")
        return Scheme::Light;
    // Before apply() the application's palette is still the desktop's. A desktop that says nothing gives Qt's light
    // default; read that as no wish, and be dark, as a terminal is.
    static const Scheme desktop = [] {
        const QPalette palette = QApplication::palette();
        const bool dark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
        const bool saidNothing = qEnvironmentVariableIsEmpty("XDG_CURRENT_DESKTOP");
        return dark || saidNothing ? Scheme::Dark : Scheme::Light;
    }();
    return desktop;
}

void apply(QApplication &application, Scheme scheme)
{
    setCurrent(scheme);
    if (application.styleSheet().isEmpty()) // the first time
        application.setStyle(new FusionWithOurIcons);
    application.setFont(textFont());
    application.setPalette(paletteOf(scheme));
    application.setStyleSheet(styleSheet(scheme));
}

QFont textFont(int px, QFont::Weight weight)
{
    static const QString family = QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    QFont font(family);
    font.setPixelSize(px);
    font.setWeight(weight);
    return font;
}

QFont labelFont()
{
    QFont font = textFont(kLabelPx, QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.7);
    return font;
}

QFont monoFont(int px)
{
    static const QString family = monoFamily(QStringLiteral("JetBrains Mono"));
    QFont font(family);
    font.setPixelSize(px);
    font.setStyleHint(QFont::Monospace);
    return font;
}

QString monoFamily(const QString &wanted)
{
    const QFontInfo found{QFont(wanted)};
    if (found.family().compare(wanted, Qt::CaseInsensitive) == 0)
        return wanted;
    return QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

void setVariant(QWidget *widget, const char *property, const char *value)
{
    const QVariant wanted = QString::fromLatin1(value);
    if (widget->property(property) == wanted)
        return;
    widget->setProperty(property, wanted);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace ui::theme
