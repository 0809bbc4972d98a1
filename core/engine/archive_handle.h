// libarchive's objects as values that free themselves, and its errors as ours.
#pragma once
#include "core/base/result.h"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <optional>
#include <string_view>

namespace core::engine {

struct ArchiveDeleter
{
    void operator()(archive *a) const { archive_free(a); }
    void operator()(archive_entry *e) const { archive_entry_free(e); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveDeleter>;
using ArchiveEntryPtr = std::unique_ptr<archive_entry, ArchiveDeleter>;

std::string archiveWords(archive *a);
base::Error brokenArchive(archive *a); // engine.protocol

base::Result<ArchivePtr> openTar(int fd);
std::string nameOf(archive_entry *entry);
// "./a//b/" -> "a/b"; nothing for what would leave its folder, or is longer than a path may be.
std::optional<std::string> safeName(std::string_view name);

} // namespace core::engine
