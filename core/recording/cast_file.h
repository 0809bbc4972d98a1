// A recording while it is being written. Whole lines only: what a crash or kill -9 leaves behind can be read up to the last
// one. The file is nobody else's (0600), appears at its place with its header in it, and is locked (flock) as long as it is
// written, so that no clean-up takes it away.
//
// Threads: its owner's.
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace core::recording {

class CastFile
{
public:
    // `first` is the header line. Folders on the way must exist. Codes: recording.exists, recording.disk_full,
    // recording.write (a sentence with the system's reason).
    static base::Result<CastFile> create(const std::string &path, std::string_view first);

    // All of `lines`, or none of them: what a full disk took is cut off again. Codes: recording.disk_full, recording.write.
    base::Result<void> append(std::string_view lines);
    std::uint64_t size() const { return m_size; }

private:
    CastFile(base::UniqueFd fd, std::uint64_t size) : m_fd(std::move(fd)), m_size(size) {}
    base::UniqueFd m_fd;
    std::uint64_t m_size = 0;
};

// Whether somebody is writing it now, here or in another process.
bool isBeingWritten(const std::string &path);
// Unless somebody is writing it.
bool removeRecording(const std::string &path);

} // namespace core::recording
