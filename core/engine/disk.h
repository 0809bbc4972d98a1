// What an engine keeps on the disk, and clearing it up: a plan that names every single thing first, then exactly that.
// Threads and codes as in engine.h.
#pragma once
#include "core/engine/operation.h"
#include "core/engine/types.h"

namespace core::engine {

struct DiskItem
{
    enum class Kind : unsigned char { Container, Image, Volume, Network, BuildCache } kind = Kind::Container;
    std::string id;   // to remove it by
    std::string name; // for people; the id's start where it has none
    std::vector<std::string> tags = {}; // of an image: all its names
    std::int64_t sizeBytes = 0; // that removing it frees; 0: not known, or shared with what stays
    std::string project; // Compose; empty: none
    bool inUse = false;
    bool isDangling = false;  // an image without a name
    bool isAnonymous = false; // a volume without a name
    base::WallTime created{};
};

struct DiskUsage
{
    std::vector<DiskItem> items; // by kind, largest first; networks are not part of it
    std::int64_t layersBytes = 0; // of all images, shared ones counted once; at least so many where the engine does not tell (Podman)
    std::int64_t total(DiskItem::Kind kind) const;
    std::int64_t reclaimable(DiskItem::Kind kind) const; // of what is not in use
};

struct PruneScope
{
    bool stoppedContainers = true;
    bool danglingImages = true;
    bool unusedImages = false;     // with a name too, when no container has it
    bool anonymousVolumes = false;
    bool namedVolumes = false;     // data that somebody gave a name to
    bool unusedNetworks = true;
    bool buildCache = false;
};

using PrunePlan = std::vector<DiskItem>; // in an order in which they can be removed

struct PruneReport
{
    std::vector<DiskItem> removed;
    std::vector<std::pair<DiskItem, base::Error>> kept; // came into use meanwhile, or the engine refused
    std::int64_t freedBytes = 0;                        // the plan's sizes of what was removed
};

class Disk
{
public:
    virtual ~Disk() = default;
    virtual OperationPtr usage(Done<DiskUsage> done) = 0; // engines walk the disk for it: seconds
    virtual OperationPtr planPrune(const PruneScope &scope, Done<PrunePlan> done) = 0; // the dry run
    // Removes what the plan names and nothing else, one by one; progress counts things, not bytes.
    virtual OperationPtr prune(const PrunePlan &plan, OnProgress progress, Done<PruneReport> done) = 0;
};

// What of `usage` and the networks falls under `scope` and is not in use. What only containers of this plan hold falls under
// the next one. Pure.
PrunePlan planOf(const DiskUsage &usage, const std::vector<DiskItem> &networks, const PruneScope &scope);

} // namespace core::engine
