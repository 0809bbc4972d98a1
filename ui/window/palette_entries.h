// What "Search or run…" offers, as entries: the window's actions, its tabs, containers, and past commands.
#pragma once
#include "core/host/host.h"
#include "ui/window/command_palette.h"

namespace ui::containers { enum class EnginePlace; }

namespace ui::window {

struct ActionSet;
class SessionTabs;

std::vector<PaletteEntry> actionEntries(const ActionSet &actions);
std::vector<PaletteEntry> tabEntries(SessionTabs &tabs, bool altDigits); // one per pane
using OnContainer = std::function<void(const QString &engineId, const QString &containerId)>;
// A shell in each running container, and the details of each one.
std::vector<PaletteEntry> containerEntries(core::engine::Registry &registry, const OnContainer &openShell, const OnContainer &openDetails);
using OnEngine = std::function<void(const QString &engineId, containers::EnginePlace place)>;
std::vector<PaletteEntry> engineEntries(core::engine::Registry &registry, const OnEngine &open);
using Insert = std::function<void(const QString &command)>;
std::vector<PaletteEntry> historyEntries(const std::vector<core::store::CommandRecord> &records, const Insert &insert);

} // namespace ui::window
