// What is under way with an engine, and how it ends. Threads: the engine's.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace core::engine {

template<class T>
using Done = std::move_only_function<void(base::Result<T>)>;

// A call under way. Destroying it does not cancel. cancel() calls back with engine.cancelled before it returns.
class Operation
{
public:
    virtual ~Operation() = default;
    virtual void cancel() = 0;
};
using OperationPtr = std::shared_ptr<Operation>;

// A call that delivers as it goes. While paused nothing is read from the engine, so that the engine waits and not our
// memory grows; what had been read before (at most 64 KiB) is still delivered. It may be paused from inside a delivery.
class Stream : public Operation
{
public:
    virtual void setPaused(bool paused) = 0;
};
using StreamPtr = std::shared_ptr<Stream>;

struct LayerProgress
{
    std::string id;           // short, as the engine writes it
    std::string what;         // "Downloading", "Pull complete"
    std::int64_t done = 0;    // bytes
    std::int64_t total = 0;   // 0: unknown
    friend bool operator==(const LayerProgress &, const LayerProgress &) = default;
};

struct Progress
{
    std::string what;                  // "Downloading", "Importing"
    std::int64_t done = 0;             // bytes
    std::int64_t total = 0;            // 0: unknown
    std::vector<LayerProgress> layers = {}; // of a pull, in the order in which the engine named them; else empty
};
using OnProgress = std::function<void(const Progress &)>;

} // namespace core::engine
