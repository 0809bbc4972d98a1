// What an engine keeps on the disk, and what clearing up would take, as tables and sentences. Pure functions.
#pragma once
#include "core/engine/disk.h"
#include "ui/desk/table_model.h"

namespace ui::desk {

QString kindText(core::engine::DiskItem::Kind kind, int count); // "3 images"

struct KindUsage // a line of the overview
{
    QString name;      // "Images"
    QString detail;    // "12, 4 in use"
    std::int64_t bytes = 0;
    std::int64_t free = 0; // of them, what is not in use
};
// Images' bytes are the layers', where the engine tells: the sum over images counts shared ones more than once.
std::vector<KindUsage> usageByKind(const core::engine::DiskUsage &usage);

std::vector<TableColumn> planColumns();
QString planKey(const core::engine::DiskItem &item); // of its row
std::vector<TableRow> planRows(const core::engine::PrunePlan &plan, core::base::WallTime now);
std::int64_t planBytes(const core::engine::PrunePlan &plan);
QString planSummary(const core::engine::PrunePlan &plan);   // "2 containers and 5 images, 1.2 GB"
QString planLoss(const core::engine::PrunePlan &plan);      // what is lost with it, for the question
QString reportSentence(const core::engine::PruneReport &report);

} // namespace ui::desk
