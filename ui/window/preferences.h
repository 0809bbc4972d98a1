// What the window takes from the settings, as values of its own.
#pragma once
#include "core/base/coordinates.h"
#include "core/config/settings.h"
#include "ui/theme/tokens.h"
#include "ui/window/session_tabs.h"

#include <chrono>

namespace ui::window {

struct Preferences
{
    theme::Scheme scheme = theme::Scheme::Dark;
    TabPreferences tabs;
    core::base::GridSize grid;         // of a new window
    bool showContainers = true;
    bool showAssistant = true;
    bool assistant = true;             // whether there is one at all
    bool altDigits = true;             // Alt+1…9 go to a tab
    bool history = true;               // commands are kept
    bool historyCtrlR = false;         // Ctrl+R at a prompt searches it
    std::chrono::minutes linkLifetime{60};
    std::chrono::milliseconds idleLimit{2000}; // longest pause when a recording is played; 0: any
};

Preferences preferencesFrom(const core::config::Settings &settings);

} // namespace ui::window
