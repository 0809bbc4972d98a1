// An action on all containers of a Compose project: how many of them are through. GUI thread.
#pragma once
#include "ui/containers/container_actions.h"

namespace ui::containers {

// Whose turn (core::engine::ActionTurns) what is done to whole projects takes: a bucket of its own, so that a shell or
// another action on one container never waits behind the hundreds of a group.
inline constexpr std::string_view kGroupPrincipal = "window, groups";

struct ContainerActions::GroupRun
{
    QString engineId, project;
    QString pending; // "stopping %1 of %2…"
    QString failure; // "%1 did not stop"
    QString said;    // the last reason: many fail for the same one, which is said once
    int all = 0, done = 0;
    QStringList failed; // their ids
};

} // namespace ui::containers
