// The images of an engine. Images are named by id or reference. Threads and codes as in engine.h; engine.local_file: a
// file of this machine cannot be read or written.
#pragma once
#include "core/engine/operation.h"
#include "core/engine/types.h"

namespace core::engine {

struct ImageDetails
{
    std::string id;
    std::vector<std::string> tags, digests;
    base::WallTime created{};
    std::int64_t sizeBytes = 0;
    std::string architecture, os, author, comment;
    std::vector<std::string> entrypoint, command, environment, exposedPorts, volumes;
    std::map<std::string, std::string> labels;
    HealthCheck healthCheck;
    std::string user, workingDir;
    std::vector<std::string> layers; // digests, lowest first
    std::string raw;                 // the engine's JSON, indented
};

struct ImageLayer // a step of its making, newest first
{
    std::string id; // empty or "<missing>" for steps made elsewhere
    base::WallTime created{};
    std::string createdBy;
    std::string comment;
    std::int64_t sizeBytes = 0;
    std::vector<std::string> tags;
};

class ImageStore
{
public:
    virtual ~ImageStore() = default;
    virtual OperationPtr list(Done<std::vector<Image>> done) = 0;
    virtual OperationPtr inspect(const std::string &image, Done<ImageDetails> done) = 0;
    virtual OperationPtr history(const std::string &image, Done<std::vector<ImageLayer>> done) = 0;
    virtual OperationPtr tag(const std::string &image, const std::string &reference, Done<void> done) = 0;
    // What was untagged and deleted, in the engine's words. engine.conflict: a container uses it, or it has several tags.
    virtual OperationPtr remove(const std::string &image, bool force, Done<std::vector<std::string>> done) = 0;
    // With the credentials that Docker's own configuration has for that registry, if any.
    virtual OperationPtr pull(const std::string &reference, OnProgress progress, Done<void> done) = 0;
    // An archive as `docker save` writes it; the names of what was loaded.
    virtual OperationPtr load(const std::string &localFile, OnProgress progress, Done<std::vector<std::string>> done) = 0;
    // A root file system (tar, also compressed) becomes an image.
    virtual OperationPtr import(const std::string &localFile, const std::string &reference, OnProgress progress, Done<void> done) = 0;
    virtual OperationPtr save(const std::vector<std::string> &images, const std::string &localFile, OnProgress progress, Done<void> done) = 0;
};

} // namespace core::engine
