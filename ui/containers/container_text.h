// What the panel says about a container: pure functions, so that each sentence has a test.
#pragma once
#include "core/engine/discovery.h"
#include "core/engine/types.h"

#include <QString>
#include <vector>

namespace ui::containers {

enum class Light { Running, Paused, Stopped, Broken }; // the dot; always beside a word
Light lightOf(const core::engine::Container &container);

// "shop/api:dev · :8080" while running, else its state in few words: "exited 137 · 4 min ago".
QString subtitle(const core::engine::Container &container);
// "Can reach docker.sock and the host's network." Empty when nothing is notable.
QString reachSentence(const core::engine::Reach &reach);
// "can reach docker.sock": the first and worst thing, for the status bar.
QString reachBrief(const core::engine::Reach &reach);
// "stale since 14:02"
QString staleText(core::base::WallTime since);
// What is lost when it is removed, before the user agrees.
QString removalConsequences(const core::engine::Container &container);
// "docker", "podman": the first part of an engine's id.
QString engineWord(const std::string &engineId);
// One line for what was tried without success; empty when there is nothing to say.
QString failedSummary(const std::vector<core::engine::Candidate> &failed);
QString kindName(core::engine::EngineKind kind);

} // namespace ui::containers
