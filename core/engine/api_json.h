// The engines' JSON to our values and back: containers. Unknown fields are ignored; a missing or mistyped one that matters
// is engine.protocol. Pure functions. Images, volumes, networks and the disk: store_json.h.
#pragma once
#include "core/engine/container_control.h"
#include "core/engine/json_values.h"

namespace core::engine {

base::Result<std::string> idIn(std::string_view body); // {"Id": …} of container and exec create, and of commit

base::Result<std::vector<Container>> containersIn(std::string_view body);  // GET /containers/json; sorted
void sortContainers(std::vector<Container> &containers); // as Engine::containers() has them
enum class Raw : unsigned char { Leave, Keep }; // the answer itself, for people
base::Result<ContainerDetails> detailsIn(std::string_view body, Raw raw); // GET /containers/{id}/json
base::Result<ProcessTable> processesIn(std::string_view body);             // GET /containers/{id}/top
base::Result<std::vector<FileChange>> changesIn(std::string_view body);    // GET /containers/{id}/changes
base::Result<int> exitCodeIn(std::string_view body);                       // POST /containers/{id}/wait

Health healthIn(std::string_view status); // "Up 3 minutes (healthy)"

// `withSize`: see Dialect::takesTerminalSize.
std::string createBody(const CreateSpec &spec, bool withSize = false);
std::string execBody(const ExecSpec &spec, bool terminal, const std::string &detachKeys, bool withSize = false);

} // namespace core::engine
