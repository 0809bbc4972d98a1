#include "ui/window/preferences.h"

#include "ui/theme/theme.h"

namespace ui::window {

Preferences preferencesFrom(const core::config::Settings &settings)
{
    Preferences wanted;
    wanted.scheme = theme::schemeFor(settings.text("window.theme"));
    QFont font(theme::monoFamily(QString::fromStdString(settings.text("terminal.font_family"))));
    font.setPointSizeF(settings.real("terminal.font_size"));
    font.setStyleHint(QFont::Monospace);
    wanted.appearance.font = font;
    wanted.appearance.paddingPx = int(settings.integer("terminal.padding_px"));
    wanted.appearance.cursorBlink = settings.flag("terminal.cursor_blink");
    wanted.appearance.boldIsBright = settings.flag("terminal.bold_is_bright");
    wanted.appearance.copyOnSelect = settings.flag("terminal.copy_on_select");
    wanted.grid = {int(settings.integer("window.columns")), int(settings.integer("window.rows"))};
    wanted.showContainers = settings.flag("window.show_containers");
    wanted.showAssistant = settings.flag("window.show_assistant");
    wanted.appearance.pasteGuard = settings.flag("terminal.confirm_multiline_paste");
    wanted.confirmClose = settings.flag("window.confirm_close");
    wanted.linkLifetime = std::chrono::minutes(settings.integer("attach.link_lifetime_min"));
    return wanted;
}

} // namespace ui::window
