// What the panel says about a container: pure functions, so that each sentence has a test.
#pragma once
#include "core/engine/discovery.h"
#include "core/engine/types.h"

#include <QString>
#include <chrono>
#include <vector>

namespace ui::containers {

enum class Light { Running, Paused, Stopped, Broken }; // the dot; always beside a word
Light lightOf(const core::engine::Container &container);

// What a row says below the name: the image, a published port and the health while running, else the state in few words.
struct RowWords
{
    QString lead;           // "shop/api:dev", "exited 137 · 4 min ago"
    QString port;           // ":8080", the first of those that are published
    QString portUrl;        // where a browser finds it; empty: nowhere
    QString health;         // "healthy", "unhealthy", "starting"
    bool isUnhealthy = false, isStarting = false; // its health
    QString uptime;         // "3 min"; empty while it does not run
    friend bool operator==(const RowWords &, const RowWords &) = default;
};
// `since`: how long ago the engine said its words for the state, which are true to that moment only.
RowWords rowWords(const core::engine::Container &container, const std::string &endpoint, std::chrono::seconds since = {});
// The same as one line: "shop/api:dev · :8080 · healthy · up 3 min".
QString subtitle(const RowWords &words);
// Where a browser on this machine finds a published TCP port of an engine at `endpoint`; else empty.
QString portUrl(const core::engine::PortMapping &port, const std::string &endpoint);
// What an engine says, on one line, not too long, and nothing that a tooltip would take for markup.
QString plainLine(const std::string &said);
// Ids of 64 digits as the twelve by which people know them: a refusal of Podman's names a container's twice.
QString withShortIds(QString said);
// Words that no narrow card is wide enough for may break anywhere (U+200B): for a label, not to be copied.
QString withBreaks(const QString &said);
// "A shell in here can reach docker.sock and the host's network." Empty when nothing is notable.
QString reachSentence(const core::engine::Reach &reach);
// "can reach docker.sock": the first and worst thing, for the status bar.
QString reachBrief(const core::engine::Reach &reach);
// "waits its turn, goes on at 14:02:07": what core::engine::ActionTurns holds back.
QString turnText(std::chrono::milliseconds wait);
// "stale since 14:02"
QString staleText(core::base::WallTime since);
// As far as is known: before it is inspected nothing is.
bool hasAnonymousVolumes(const core::engine::Container &container);
// What is lost when it is removed, before the user agrees.
QString removalConsequences(const core::engine::Container &container);
// "docker", "podman": the first part of an engine's id.
QString engineWord(const std::string &engineId);
// One line for what was tried without success; empty when there is nothing to say.
QString failedSummary(const std::vector<core::engine::Candidate> &failed);
QString kindName(core::engine::EngineKind kind);

} // namespace ui::containers
