// What can be done with and asked of one container, besides Engine's own start, stop, remove and create. Containers are
// named by id or name. Threads and codes as in engine.h.
#pragma once
#include "core/engine/container_details.h"
#include "core/engine/operation.h"

namespace core::engine {

struct ProcessTable // ps inside the container, in the engine's own words and columns
{
    std::vector<std::string> titles;
    std::vector<std::vector<std::string>> rows;
};

struct FileChange // of the container's root against its image; volumes are not part of it
{
    enum class Kind : unsigned char { Modified = 0, Added = 1, Deleted = 2 } kind = Kind::Modified;
    std::string path;
    friend bool operator==(const FileChange &, const FileChange &) = default;
};

struct CommitSpec // volumes are never part of a commit
{
    std::string reference; // "name:tag"; empty: an image without a name
    std::string author;
    std::string message;
    bool pause = true;     // stops the container's processes meanwhile
};

class ContainerControl
{
public:
    virtual ~ContainerControl() = default;
    virtual OperationPtr restart(const std::string &container, Done<void> done) = 0;
    virtual OperationPtr pause(const std::string &container, Done<void> done) = 0;
    virtual OperationPtr unpause(const std::string &container, Done<void> done) = 0;
    virtual OperationPtr kill(const std::string &container, const std::string &signal, Done<void> done) = 0; // "SIGTERM"
    virtual OperationPtr rename(const std::string &container, const std::string &name, Done<void> done) = 0;
    // Until it stops; its exit code. No deadline: cancel() it.
    virtual OperationPtr wait(const std::string &container, Done<int> done) = 0;
    virtual OperationPtr inspect(const std::string &container, Done<ContainerDetails> done) = 0;
    virtual OperationPtr top(const std::string &container, Done<ProcessTable> done) = 0;
    virtual OperationPtr changes(const std::string &container, Done<std::vector<FileChange>> done) = 0;
    virtual OperationPtr commit(const std::string &container, const CommitSpec &spec, Done<std::string> done) = 0; // the image's id
};

} // namespace core::engine
