// Where Docker and Podman differ behind the same API. The one place that knows.
#pragma once
#include "core/engine/endpoint.h"
#include "core/engine/http_message.h"
#include "core/engine/types.h"

#include <QString>
#include <optional>

namespace core::engine {

struct Dialect
{
    EngineKind kind = EngineKind::Docker;
    std::string version;    // of the engine: "20.10.24"
    std::string apiPath;    // "/v1.41"
    // Typed by a user these would detach the shell. Docker's default holds back every Ctrl-P until the next key, and
    // "" means that default; Podman takes "" as none.
    std::string detachKeys;
    bool asksForStats = false; // see StatsTask
    // Podman reads every container for a list of one (500 of them: 100 ms); its inspection takes 3 ms. See LiveList::look().
    bool listsSlowly = false;
    // Takes the size of a terminal with the request that makes its program (API 1.42).
    bool takesTerminalSize = false;
    // A created container's terminal is there as soon as it is attached to, and can be given a size before the start.
    // Docker has none before that.
    bool sizesBeforeStart = false;
    // Behind a folder's path in a request for an archive, so that a link to it is followed and its own entry comes first.
    // Podman follows links anyway, and leaves that entry out if asked so.
    std::string archivedFolder = "/.";

    // What an inspection says where a container has no StopTimeout. Podman has 0 for all that were made over this API, and
    // kills them at once where a request to stop them names no time.
    std::optional<int> stopTimeoutOfNone;

    std::string title(const Endpoint &endpoint) const; // "Docker 20.10", "Podman 4.3 · rootless"
};

// From the answer to /_ping: Podman answers /version only after a second or two, and accepts any version in a path.
// Code: engine.protocol (an answer that no engine gives, or one over TLS, with kWantsTls as its detail), engine.refused (a
// version older than Berth can speak).
base::Result<Dialect> dialectOf(const HttpHead &ping, std::string_view body = {});
inline constexpr auto kWantsTls = "plain HTTP to a port for TLS";

// Where an engine has left the versions behind that Berth was written against, it says which is the oldest it still speaks
// (GET /version). Unchanged when that is old enough.
void raiseTo(Dialect &dialect, std::string_view minimumVersion);
bool offersNewer(const HttpHead &ping); // so that it is worth asking

// An event of a container after which the list may look different.
bool changesList(const QString &action);

// What an event of another type has changed; those of volumes that containers mount and of networks that they join are none.
std::optional<Stored> changedStore(const QString &type, const QString &action);

// The error for an answer that is not a success, from its status and the engine's message.
base::Error answerError(const Dialect &dialect, int status, std::string_view body);

// Whether these words of an engine, from an answer or from an exec's terminal, say that the container has no `program` to
// run. Neither engine has a status for it (Docker 126 and Podman 127 stand for a missing folder, too), so it is their
// runtime's words that count: runc's `exec: "PROGRAM": …` with no such file, not found or not permitted behind it, and
// crun's "executable file `PROGRAM` not found". Of long words only the beginning is looked at.
bool saysNoProgram(std::string_view words, std::string_view program);

// One line of the engine's own words, without control characters and bounded.
std::string engineWords(std::string_view text);

} // namespace core::engine
