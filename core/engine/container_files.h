// A container's files: look, read, copy in and out. Works on stopped containers too. Paths inside a container are
// absolute. Threads and codes as in engine.h; engine.local_file: a file of this machine cannot be read or written.
#pragma once
#include "core/base/clock.h"
#include "core/engine/operation.h"

#include <vector>

namespace core::engine {

struct FileInfo
{
    enum class Type : unsigned char { File, Directory, Link, Other } type = Type::File;
    std::string name;     // without its folder; bytes as the container has them
    std::int64_t size = 0;
    unsigned permissions = 0; // 0755
    base::WallTime modified{};
    std::string owner;      // name, or number where it has none; empty: not known
    std::string linkTarget; // of a link; empty when not known
    friend bool operator==(const FileInfo &, const FileInfo &) = default;
};

class ContainerFiles
{
public:
    virtual ~ContainerFiles() = default;
    virtual OperationPtr stat(const std::string &container, const std::string &path, Done<FileInfo> done) = 0;
    // A folder's own entries, by name. In a running container find(1) and stat(1) are asked; where there are none, or
    // the container does not run, the folder is read as an archive, up to a limit (engine.limit).
    virtual OperationPtr list(const std::string &container, const std::string &path, Done<std::vector<FileInfo>> done) = 0;
    // The first `maxBytes` of a file.
    virtual OperationPtr read(const std::string &container, const std::string &path, std::size_t maxBytes, Done<std::string> done) = 0;
    // A file or folder into a folder of this machine, which must exist. Owners become the caller; nothing is written
    // outside `localDir`, whatever the archive says; devices and sockets are left out. Cancelled, it leaves what has arrived.
    virtual OperationPtr copyOut(const std::string &container, const std::string &path, const std::string &localDir, OnProgress progress, Done<void> done) = 0;
    // Files and folders of this machine into a folder of the container, which must exist. Owner becomes root.
    virtual OperationPtr copyIn(const std::string &container, const std::vector<std::string> &localPaths, const std::string &path, OnProgress progress, Done<void> done) = 0;
};

} // namespace core::engine
