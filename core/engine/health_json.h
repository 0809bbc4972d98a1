// Health checks in the engines' JSON: of containers and of images. Pure functions.
#pragma once
#include "core/engine/json_values.h"
#include "core/engine/types.h"

namespace core::engine {

HealthCheck healthCheckIn(const QJsonObject &config); // of a "Config"
QJsonObject toObject(const HealthCheck &check);

} // namespace core::engine
