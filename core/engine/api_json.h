// The engines' JSON to our values and back. Unknown fields are ignored; a missing or mistyped one that matters is
// engine.protocol. Pure functions.
#pragma once
#include "core/base/result.h"
#include "core/engine/types.h"

#include <QJsonObject>
#include <string_view>

namespace core::engine {

base::Result<QJsonObject> objectIn(std::string_view body);
base::Result<std::string> idIn(std::string_view body); // {"Id": …} of container and exec create

base::Result<std::vector<Container>> containersIn(std::string_view body); // GET /containers/json; sorted
base::Result<Reach> reachIn(std::string_view body);                       // GET /containers/{id}/json
base::Result<std::vector<Image>> imagesIn(std::string_view body);         // GET /images/json

std::string createBody(const CreateSpec &spec);
std::string execBody(const ExecSpec &spec, bool terminal, const std::string &detachKeys);

} // namespace core::engine
