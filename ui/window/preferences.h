// What the window takes from the settings, as values of its own.
#pragma once
#include "core/base/coordinates.h"
#include "core/config/settings.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/theme/tokens.h"

#include <chrono>

namespace ui::window {

struct Preferences
{
    theme::Scheme scheme = theme::Scheme::Dark;
    terminal::Appearance appearance;
    core::base::GridSize grid;         // of a new window
    bool showContainers = true;
    bool showAssistant = true;
    bool confirmClose = true;          // of what has something running
    std::chrono::minutes linkLifetime{60};
};

Preferences preferencesFrom(const core::config::Settings &settings);

} // namespace ui::window
