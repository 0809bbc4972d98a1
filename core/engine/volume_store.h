// The volumes of an engine. Threads and codes as in engine.h.
#pragma once
#include "core/engine/operation.h"
#include "core/engine/types.h"

namespace core::engine {

struct Volume
{
    std::string name;
    std::string driver; // "local"
    std::string mountpoint;
    base::WallTime created{};
    std::map<std::string, std::string> labels, options;
    bool isAnonymous() const; // named by the engine: 64 hex digits
};

struct VolumeSpec
{
    std::string name; // empty: the engine chooses
    std::string driver = "local";
    std::map<std::string, std::string> labels, options;
};

class VolumeStore
{
public:
    virtual ~VolumeStore() = default;
    virtual OperationPtr list(Done<std::vector<Volume>> done) = 0; // by name
    virtual OperationPtr inspect(const std::string &name, Done<Volume> done) = 0;
    virtual OperationPtr create(const VolumeSpec &spec, Done<Volume> done) = 0;
    virtual OperationPtr remove(const std::string &name, Done<void> done) = 0; // engine.conflict: a container uses it
};

// The containers that have this volume; from the engine's list.
std::vector<const Container *> usersOfVolume(const std::vector<Container> &containers, const std::string &name);

} // namespace core::engine
