// ps in an engine's words as a table's columns and rows: the command first, numbers sorted as numbers. Pure functions.
#pragma once
#include "core/engine/container_control.h"
#include "ui/desk/table_model.h"

namespace ui::desk {

std::vector<TableColumn> processColumns(const core::engine::ProcessTable &table);
// Cells in the order of processColumns(). Rows without a process id get a key of their own.
std::vector<TableRow> processRows(const core::engine::ProcessTable &table);

} // namespace ui::desk
