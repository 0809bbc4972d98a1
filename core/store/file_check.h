// Looks at a history file without changing it, also while a Berth writes to it, and reads what can be read of a damaged
// one.
//
// Threads: the caller's. REQUIRES a QCoreApplication.
#pragma once
#include "core/store/store.h"

#include <functional>
#include <string>
#include <vector>

namespace core::store {

struct FileReport
{
    int schema = -1;         // the file's; -1: unreadable
    bool isNewer = false;    // than this program: its commands cannot be read
    bool isOlder = false;    // it is brought up to date at the next start; until then its commands are only counted
    std::int64_t bytes = 0;
    std::size_t commands = 0, outputs = 0;  // that can be read
    std::vector<std::string> problems;      // in SQLite's words, at most kMostProblems; empty: the file is whole
    static constexpr int kMostProblems = 100;
};

// `each` (may be empty) gets every command that can be read, its output too. Codes: store.open.
base::Result<FileReport> checkFile(const std::string &path, const std::function<void(const CommandRecord &)> &each);

} // namespace core::store
