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
    unsigned permissions = 0; // 0755, or 01777 with what stat(2) has above them
    base::WallTime modified{};
    std::string owner;      // name, or number where it has none; empty: not known
    std::string linkTarget; // of a link; empty when not known
    friend bool operator==(const FileInfo &, const FileInfo &) = default;
};

enum class Existing : unsigned char { Refuse, Replace }; // of the same name

// A folder of this machine, which must exist.
struct LocalFolder
{
    LocalFolder(std::string path, Existing existing = Existing::Refuse) : path(std::move(path)), existing(existing) {}
    LocalFolder(const char *path) : path(path) {}
    std::string path;
    Existing existing; // what copies do with what is there already. Replace: folders are merged, files are made anew
};

class ContainerFiles
{
public:
    virtual ~ContainerFiles() = default;
    virtual OperationPtr stat(const std::string &container, const std::string &path, Done<FileInfo> done) = 0;
    // A folder's own entries, by name. In a running container find(1) and stat(1) are asked; where there are none, or
    // the container does not run, the folder is read as an archive, which has all that is below it: only the entries are
    // kept, but the bytes pass, and `progress` (may be empty) tells how many. engine.timeout: too many of them for
    // Timings::copy; engine.limit: more than 100,000 entries, or some millions of files below. engine.cancelled: the
    // container was being changed from here (started, renamed, …), which ends it, for Docker keeps a container locked meanwhile.
    virtual OperationPtr list(const std::string &container, const std::string &path, OnProgress progress, Done<std::vector<FileInfo>> done) = 0;
    // The first `maxBytes` of a file. engine.cancelled as list().
    virtual OperationPtr read(const std::string &container, const std::string &path, std::size_t maxBytes, Done<std::string> done) = 0;
    // A file or folder into a folder of this machine, under its own name ("/": as `rootfs`). Owners become the caller;
    // nothing but that name is written there, whatever the archive says; devices and sockets are left out. Broken off, it
    // leaves what has arrived. Docker sends a link as a link, Podman what it points to. engine.conflict: the name is taken, and `to` does not say to replace it; nothing has changed.
    // engine.limit: more than a million files. Docker keeps the container locked until it ends: changes of it wait.
    virtual OperationPtr copyOut(const std::string &container, const std::string &path, const LocalFolder &to, OnProgress progress, Done<void> done) = 0;
    // Files and folders of this machine into a folder of the container, which must exist. Owner becomes root.
    virtual OperationPtr copyIn(const std::string &container, const std::vector<std::string> &localPaths, const std::string &path, OnProgress progress, Done<void> done) = 0;
};

} // namespace core::engine
