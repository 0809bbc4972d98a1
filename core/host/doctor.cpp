#include "core/host/doctor.h"

#include "core/shell/injection.h"

#include <algorithm>
#include <unistd.h>

namespace core::host {
namespace {

using Finding = control::Instance::Finding;

// A usual place where no engine is; what the user named himself is expected to answer.
bool isAbsent(const engine::Candidate &candidate)
{
    constexpr std::string_view kLocal = "unix://";
    return candidate.source.ends_with(" socket") && candidate.endpoint.starts_with(kLocal)
        && ::access(candidate.endpoint.c_str() + kLocal.size(), F_OK) != 0;
}

void addEngines(const engine::Registry &engines, std::vector<Finding> &all)
{
    for (const engine::Engine *engine : engines.engines()) {
        const bool ready = engine->state() == engine::EngineState::Ready;
        all.push_back({ready ? Finding::Ok : Finding::Warn, "containers",
                       ready ? engine->title() + " at " + engine->endpoint() + ", " + std::to_string(engine->containers().size()) + " containers"
                             : engine->title() + " at " + engine->endpoint() + " does not answer: " + engine->lastError().message,
                       {}});
    }
    if (engines.engines().empty())
        all.push_back({Finding::Warn, "containers", engines.isSearching() ? "Still looking for Docker and Podman." : "Neither Docker nor Podman answers.",
                       engines.isSearching() ? "" : "Install podman, or start Docker."});
    const bool served = std::ranges::any_of(engines.engines(), [](const engine::Engine *e) { return e->state() == engine::EngineState::Ready; });
    for (const engine::Candidate &failed : engines.failed()) {
        const bool fine = served && isAbsent(failed);
        all.push_back({fine ? Finding::Ok : Finding::Warn, "containers", failed.source + " (" + failed.endpoint + "): " + failed.error.message,
                       fine ? std::string() : failed.fix});
    }
}

void addAssistant(const Condition &condition, std::vector<Finding> &all)
{
    const auto restarts = condition.assistantRestarts;
    const std::string text = "The assistant: " + condition.assistantText
        + (restarts == 0 ? "" : restarts == 1 ? ", restarted once" : ", restarted " + std::to_string(restarts) + " times") + '.';
    switch (condition.assistant) {
    case assistant::State::Off: all.push_back({Finding::Ok, "assistant", "The assistant is switched off.", {}}); break;
    case assistant::State::Starting:
    case assistant::State::Ready: all.push_back({Finding::Ok, "assistant", text, {}}); break;
    case assistant::State::Restarting:
        all.push_back({Finding::Fail, "assistant", text, "Look for berth-agent beside this program, or set assistant.enabled = false."});
        break;
    }
}

void addShell(const Condition &condition, std::vector<Finding> &all)
{
    if (!condition.integration)
        all.push_back({Finding::Warn, "shell", "Shell integration is off: no command blocks and no history.", "Set terminal.shell_integration = true."});
    else if (!condition.scripts)
        all.push_back({Finding::Fail, "shell", "The integration scripts could not be written.", "Check the free space of the runtime folder."});
    else if (shell::kindOf(condition.loginShell) == shell::Kind::Other)
        all.push_back({Finding::Warn, "shell", condition.loginShell + " has no integration: no command blocks and no history.",
                       "Set terminal.shell to bash, zsh or fish."});
    else
        all.push_back({Finding::Ok, "shell", condition.loginShell + " starts with integration.", {}});
}

} // namespace

std::vector<Finding> findings(const Condition &condition)
{
    std::vector<Finding> all;
    for (const config::Problem &problem : condition.problems)
        all.push_back({Finding::Warn, "settings", problem.where + ": " + problem.message, {}});
    if (condition.problems.empty())
        all.push_back({Finding::Ok, "settings", "All settings are understood.", {}});
    all.push_back({Finding::Ok, "runtime", "Runtime files lie in " + condition.runtimeDir + '.', {}});
    if (condition.store.code.empty())
        all.push_back({Finding::Ok, "history", "The history is written.", {}});
    else
        all.push_back({condition.storeReadOnly ? Finding::Fail : Finding::Warn, "history", condition.store.message, {}});
    addShell(condition, all);
    addEngines(condition.engines, all);
    addAssistant(condition, all);
    all.push_back({Finding::Ok, "attach", condition.attachPort ? "Listening on port " + std::to_string(condition.attachPort) + ", " + std::to_string(condition.shares) + " links."
                                                               : "Nothing is shared; no port is open.", {}});
    return all;
}

} // namespace core::host
