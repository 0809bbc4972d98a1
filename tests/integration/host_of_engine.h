// A host of a test's own that knows one engine: the one at `endpoint`. Its files are below `dir`; no agent, no Podman of
// its own. Threads: the test's.
#pragma once
#include "core/host/host.h"

#include <map>
#include <string>
#include <unistd.h>

namespace tests {

inline core::host::Host::Options hostOfEngine(const std::string &dir, bool isPodman, const std::string &endpoint)
{
    core::host::Host::Options options;
    const std::map<std::string, std::string> env{{"HOME", dir},
                                                 {"PATH", qgetenv("PATH").toStdString()},
                                                 {"SHELL", "/bin/bash"},
                                                 {"BERTH_RUNTIME_DIR", dir + "/run"},
                                                 {isPodman ? "CONTAINER_HOST" : "DOCKER_HOST", endpoint}};
    options.paths = core::config::defaultPaths(env, ::geteuid());
    options.paths.dataDir = dir + "/data";
    options.environment = env;
    options.settings = std::make_shared<core::config::Settings>(core::config::Settings::load({}, env, {"containers.start_podman=false"}, options.problems));
    options.programName = "test";
    options.startAgent = false;
    return options;
}

} // namespace tests
