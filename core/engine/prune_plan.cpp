#include "core/engine/disk.h"
#include "core/engine/saturated.h"

#include <algorithm>

namespace core::engine {

std::int64_t DiskUsage::total(DiskItem::Kind kind) const
{
    std::int64_t sum = 0;
    for (const DiskItem &item : items)
        addSaturated(sum, item.kind == kind ? item.sizeBytes : 0);
    return sum;
}

std::int64_t DiskUsage::reclaimable(DiskItem::Kind kind) const
{
    std::int64_t sum = 0;
    for (const DiskItem &item : items)
        addSaturated(sum, item.kind == kind && !item.inUse ? item.sizeBytes : 0);
    return sum;
}

PrunePlan planOf(const DiskUsage &usage, const std::vector<DiskItem> &networks, const PruneScope &scope)
{
    const auto wanted = [&](const DiskItem &item) {
        switch (item.kind) {
        case DiskItem::Kind::Container: return scope.stoppedContainers;
        case DiskItem::Kind::Image: return item.isDangling ? scope.danglingImages || scope.unusedImages : scope.unusedImages;
        case DiskItem::Kind::Volume: return item.isAnonymous ? scope.anonymousVolumes : scope.namedVolumes;
        case DiskItem::Kind::Network: return scope.unusedNetworks;
        case DiskItem::Kind::BuildCache: return scope.buildCache;
        }
        return false;
    };
    PrunePlan plan;
    for (const auto *list : {&usage.items, &networks}) {
        for (const DiskItem &item : *list) {
            if (!item.inUse && wanted(item))
                plan.push_back(item);
        }
    }
    // Containers first: what they alone hold is free afterwards.
    std::ranges::stable_sort(plan, {}, &DiskItem::kind);
    return plan;
}

} // namespace core::engine
