// The running instances of a user, as folders: <runtime dir>/instances/<id>/ with control.sock in it. For berthctl,
// which picks one, and for the window, which asks whether another one runs.
//
// Threads: any.
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <string>
#include <vector>

namespace core::control {

// The ids of the instances that answer on their socket, newest first.
std::vector<std::string> runningInstances(const std::string &runtimeDir);

// A connection to one instance's control socket; `id` empty: the newest. The far end is checked to be ours.
// Codes: control.no_instance (none runs, or none of that id), control.foreign (the socket belongs to another user).
base::Result<base::UniqueFd> connectInstance(const std::string &runtimeDir, const std::string &id = {});

} // namespace core::control
