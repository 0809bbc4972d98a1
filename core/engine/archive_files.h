// tar archives from and to files of this machine. Blocking: for PipeWorker's threads, so nothing of the whole process (its
// umask, its working directory) may change. Archives come from containers and are hostile: nothing is written outside the
// folder given, through links either, and no devices are made.
// Codes: engine.local_file, engine.protocol (not an archive, or of something else), engine.limit (too many entries).
#pragma once
#include "core/base/result.h"
#include "core/engine/container_files.h"

#include <atomic>
#include <string>
#include <vector>

namespace core::engine {

std::int64_t bytesBelow(const std::vector<std::string> &paths); // of regular files; bounded in time by a count of files

// Files and folders, each under its own name, owned by root. What is neither file, folder nor link is left out.
base::Result<void> packFiles(int fd, const std::vector<std::string> &paths);
// Only what is called `name` (empty: everything, which becomes the folder "rootfs"). engine.conflict: it exists.
base::Result<void> unpackFiles(int fd, const std::string &folder, const std::string &name, Existing existing, std::size_t mostEntries = 1'000'000);
// The entries directly below the archive's first one, which is the folder; what is in files, and deeper, is read over and
// not kept.
base::Result<std::vector<FileInfo>> archivedFolder(int fd);
// The start of the archive's first file. engine.conflict: it is none.
base::Result<std::string> archivedFile(int fd, std::size_t maxBytes);

base::Result<void> sendFile(int fd, const std::string &path);
// Appears under its name, and replaces what had it, when all has come; `isWhole` says at the end whether it has.
base::Result<void> receiveFile(int fd, const std::string &path, const std::atomic<bool> &isWhole);

} // namespace core::engine
