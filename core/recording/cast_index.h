// What a recording has in it, found in one pass over its lines without playing them: its length and its commands. Immutable.
// Threads: any.
#pragma once
#include "core/base/exit_status.h"
#include "core/recording/cast_reader.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace core::recording {

struct RecordedCommand
{
    std::string command, cwd;    // of a recording that is not ours: a marker's label
    Time start{};
    std::uint64_t offset = 0;    // of the line that says so: what is before it is what the screen showed then
    std::optional<Time> end;
    std::optional<int> exitCode;
    bool stopped = false;        // it has not ended
    std::chrono::milliseconds duration{};
    bool isMarker = false;       // somebody else's: nothing is known but its place
    bool hasFailed() const { return base::isFailure(*this); }
};

struct CastIndex
{
    CastHeader header;
    Time length{};
    std::vector<RecordedCommand> commands; // in order, at most kMostCommands
    std::size_t skipped = 0;     // stretches that are missing
    std::size_t badLines = 0;
    bool ended = false;          // it says itself that it ended; else its writer was killed, is still writing, or is not ours
    bool cutOff = false;         // unreadable beyond some place
    std::string endReason;

    static constexpr std::size_t kMostCommands = 100'000;

    // The command at or before this place; -1: none.
    int commandAt(Time time) const;
    int nextFailure(int after) const; // -1: none
};
using CastIndexPtr = std::shared_ptr<const CastIndex>;

// Codes: those of CastReader::open, and recording.cancelled when `stop` became true.
base::Result<CastIndexPtr> indexCast(const std::string &path, const std::atomic<bool> *stop = nullptr);

} // namespace core::recording
