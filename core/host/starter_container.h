// A first container where there is none: a busybox image made on the spot, a container from it, started.
#pragma once
#include "core/base/task_inbox.h"
#include "core/engine/engine.h"

#include <QThreadPool>

namespace core::host {

inline constexpr const char *kStarterImage = "berth/starter:latest";

// Threads: the engine's. `inbox` lives there; `workers` pack the image. `done` gets the container's id, once. All three
// outlive the operation.
engine::OperationPtr makeStarter(engine::Engine &engine, base::TaskInbox &inbox, QThreadPool &workers, engine::OnProgress progress,
                                 engine::Done<std::string> done);

} // namespace core::host
