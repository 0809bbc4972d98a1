#include "ui/window/preferences.h"

#include "ui/theme/theme.h"

namespace ui::window {
namespace {

terminal::Bell bellFor(std::string_view setting)
{
    return setting == "none" ? terminal::Bell::None : setting == "audible" ? terminal::Bell::Audible : terminal::Bell::Visual;
}

} // namespace

Preferences preferencesFrom(const core::config::Settings &settings)
{
    Preferences wanted;
    wanted.scheme = theme::schemeFor(settings.text("window.theme"));
    terminal::Appearance &look = wanted.tabs.appearance;
    QFont font(theme::monoFamily(QString::fromStdString(settings.text("terminal.font_family"))));
    font.setPointSizeF(settings.real("terminal.font_size"));
    font.setStyleHint(QFont::Monospace);
    look.font = font;
    look.paddingPx = int(settings.integer("terminal.padding_px"));
    look.cursorBlink = settings.flag("terminal.cursor_blink");
    look.boldIsBright = settings.flag("terminal.bold_is_bright");
    look.copyOnSelect = settings.flag("terminal.copy_on_select");
    wanted.grid = {int(settings.integer("window.columns")), int(settings.integer("window.rows"))};
    wanted.showContainers = settings.flag("window.show_containers");
    wanted.showAssistant = settings.flag("window.show_assistant");
    look.pasteGuard = settings.flag("terminal.confirm_multiline_paste");
    look.textBlink = settings.flag("terminal.text_blink");
    look.glyphCacheBytes = std::size_t(settings.integer("terminal.glyph_cache_mib")) << 20;
    look.ligatures = settings.flag("terminal.ligatures");
    look.smoothScroll = settings.flag("terminal.smooth_scroll");
    look.bell = bellFor(settings.text("terminal.bell"));
    look.pasteConfirmBytes = int(settings.integer("terminal.paste_confirm_kib")) * 1024;
    wanted.assistant = settings.flag("assistant.enabled");
    wanted.altDigits = settings.flag("window.alt_digits");
    wanted.history = settings.flag("history.enabled");
    wanted.historyCtrlR = settings.flag("history.ctrl_r");
    wanted.tabs.clipboard = clipboardPolicyFrom(settings.text("terminal.osc52"));
    wanted.tabs.confirmClose = settings.flag("window.confirm_close");
    wanted.tabs.ended.after = std::chrono::seconds(settings.integer("blocks.notify_after_s"));
    wanted.tabs.ended.skipped = programNames(QString::fromStdString(settings.text("blocks.notify_skip")));
    wanted.tabs.closedTabs = int(settings.integer("window.closed_tabs"));
    wanted.linkLifetime = std::chrono::minutes(settings.integer("attach.link_lifetime_min"));
    wanted.idleLimit = std::chrono::milliseconds(settings.integer("recording.idle_limit_ms"));
    return wanted;
}

} // namespace ui::window
