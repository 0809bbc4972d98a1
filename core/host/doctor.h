// What `berthctl doctor` says about an instance: a pure function over what the host knows.
#pragma once
#include "core/assistant/assistant.h"
#include "core/config/settings.h"
#include "core/control/control_server.h"
#include "core/engine/discovery.h"

namespace core::host {

struct Condition
{
    const std::vector<config::Problem> &problems;
    const engine::Registry &engines;
    base::Error store = {};      // empty code: writing works
    bool storeReadOnly = false;
    assistant::State assistant = assistant::State::Off;
    std::string assistantText = {};
    int assistantRestarts = 0;
    int attachPort = 0;
    std::size_t shares = 0;
    std::string loginShell = {};
    bool scripts = true;         // the integration scripts were written
    bool integration = true;     // the setting
    std::string runtimeDir = {};
};

std::vector<control::Instance::Finding> findings(const Condition &condition);

} // namespace core::host
