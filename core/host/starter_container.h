// Containers where no image is at hand: a busybox image made on the spot, a container from it, started.
#pragma once
#include "core/base/task_inbox.h"
#include "core/engine/engine.h"

#include <QThreadPool>

namespace core::host {

inline constexpr const char *kStarterImage = "berth/starter:latest";

struct StarterWish
{
    std::string name = "berth-starter"; // or with a number, where it is taken
    engine::CreateSpec spec; // its image and name are set here
};
StarterWish starterWish(); // a shell that waits

// Threads: the engine's. `inbox` lives there; `workers` pack the image. `done` gets the container's id, once. All three
// outlive the operation.
engine::OperationPtr makeStarter(engine::Engine &engine, base::TaskInbox &inbox, QThreadPool &workers, StarterWish wish, engine::OnProgress progress,
                                 engine::Done<std::string> done);

} // namespace core::host
