// The recordings of a folder: what there is, and which are too old or too many. Reads headers and ends, never whole files.
//
// Threads: any; functions that ask the file system, for a worker.
#pragma once
#include "core/recording/cast_header.h"

#include <cstdint>
#include <string>
#include <vector>

namespace core::recording {

struct RecordingFile
{
    std::string path;
    CastHeader header;
    Time length{};             // time of its last event
    std::uint64_t bytes = 0;
    base::WallTime changed{};
    bool beingWritten = false;
    std::string problem;       // a sentence when it cannot be played; then only path, bytes and changed count
};

inline constexpr std::size_t kMostListed = 10'000;

// Files *.cast, newest first. A folder that is not there has none.
std::vector<RecordingFile> listRecordings(const std::string &folder);
RecordingFile describeRecording(const std::string &path);

struct Retention
{
    int days = 0;              // 0: any age
    std::uint64_t bytes = 0;   // of all together; 0: any. The oldest go first
};
// Which of them are to go. One that is being written never is, and counts.
std::vector<std::string> expired(const std::vector<RecordingFile> &files, const Retention &retention, base::WallTime now);
// Removes them; how many went.
std::size_t sweep(const std::string &folder, const Retention &retention, base::WallTime now);

} // namespace core::recording
