// libarchive's objects as values that free themselves, and its errors as ours.
#pragma once
#include "core/base/result.h"

#include <archive.h>
#include <archive_entry.h>
#include <memory>

namespace core::engine {

struct ArchiveDeleter
{
    void operator()(archive *a) const { archive_free(a); }
    void operator()(archive_entry *e) const { archive_entry_free(e); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveDeleter>;
using ArchiveEntryPtr = std::unique_ptr<archive_entry, ArchiveDeleter>;

inline std::string archiveWords(archive *a)
{
    const char *words = archive_error_string(a);
    return words ? words : "unknown error";
}

} // namespace core::engine
