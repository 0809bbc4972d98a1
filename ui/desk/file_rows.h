// A container's folder as a table, and paths inside a container: pure functions. Names are bytes; a row's key has them
// one byte a character, so that nothing is lost.
#pragma once
#include "core/engine/container_files.h"
#include "ui/desk/table_model.h"

#include <optional>

namespace ui::desk {

std::vector<TableColumn> fileColumns();
std::vector<TableRow> fileRows(const std::vector<core::engine::FileInfo> &files);
QString keyOf(const std::string &name);
std::string nameOf(const QString &key);

std::string joined(const std::string &folder, const std::string &name); // absolute names stay; "." and ".." are followed
std::string parentOf(const std::string &path);
QString modeText(const core::engine::FileInfo &file); // "drwxr-xr-x"

// A file's bytes as text; nullopt: it is none. `isCut`: there is more of it.
std::optional<QString> readableText(std::string_view bytes, bool isCut);

} // namespace ui::desk
