// An action on all containers of a Compose project: how many of them are through. GUI thread.
#pragma once
#include "ui/containers/container_actions.h"

namespace ui::containers {

struct ContainerActions::GroupRun
{
    QString engineId, project;
    QString pending; // "stopping %1 of %2…"
    QString failure; // "%1 did not stop"
    int all = 0, done = 0, failed = 0;
};

} // namespace ui::containers
