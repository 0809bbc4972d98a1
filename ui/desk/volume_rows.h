// Volumes and networks as tables, and what is lost with them. Pure functions.
#pragma once
#include "core/engine/disk.h"
#include "core/engine/network_store.h"
#include "core/engine/volume_store.h"
#include "ui/desk/table_model.h"

#include <map>

namespace ui::desk {

using VolumeSizes = std::map<std::string, std::int64_t>; // by name; what was not measured is not in it
VolumeSizes volumeSizes(const core::engine::DiskUsage &usage);

std::vector<TableColumn> volumeColumns();
std::vector<TableRow> volumeRows(const std::vector<core::engine::Volume> &volumes, const std::vector<core::engine::Container> &containers, const VolumeSizes &sizes,
                                 core::base::WallTime now);
QString volumeTitle(const core::engine::Volume &volume); // short, where the engine chose its name
// The volume as text, for looking at and copying.
QString volumeDetails(const core::engine::Volume &volume, const std::vector<const core::engine::Container *> &users);
QString volumeLoss(const core::engine::Volume &volume, const VolumeSizes &sizes, const std::vector<const core::engine::Container *> &users);

std::vector<TableColumn> networkColumns();
std::vector<TableRow> networkRows(const std::vector<core::engine::Network> &networks, const std::vector<core::engine::Container> &containers);
QString networkLoss(const core::engine::Network &network, const std::vector<const core::engine::Container *> &users);
// What is not a subnet ("10.1.2.0/24"), in a sentence; empty: it is one, or there is none.
QString subnetProblem(const QString &subnet);

} // namespace ui::desk
