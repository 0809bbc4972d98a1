// Mounts and what they let a container reach, from a list's or an inspection's "Mounts". Pure functions.
#pragma once
#include "core/engine/types.h"

#include <QJsonArray>

namespace core::engine {

std::vector<Mount> mountsIn(const QJsonArray &mounts);
void addReach(Reach &reach, const std::vector<Mount> &mounts); // an engine's socket, writable folders of the host

} // namespace core::engine
