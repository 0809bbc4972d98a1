// berthctl history: search, export, import and delete. Each returns the exit code.
#pragma once
#include "app/berthctl/client.h"

#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace berthctl {

struct HistoryOptions
{
    std::vector<std::string> words;
    bool fuzzy = false;
    std::optional<std::string> container, engine, session, user, host;
    std::string image, cwd, since, until;
    bool failed = false, today = false, distinct = false;
    int limit = 50;
    bool json = false, output = false;

    bool hasFilter() const
    {
        return !words.empty() || container || engine || session || user || host || !image.empty() || !cwd.empty() || !since.empty() || !until.empty() || failed || today;
    }
};

int searchHistory(Stub &stub, const HistoryOptions &options);
int exportHistory(Stub &stub, const HistoryOptions &options);
int deleteHistory(Stub &stub, const HistoryOptions &options, bool all, bool yes);
int importHistory(Stub &stub, const std::string &from, const std::string &file);

// The subcommand with its options; `withInstance` says what to run once all is parsed. The values live with the App.
using WithInstance = std::function<void(std::function<int(Stub &)>)>;
CLI::App *addHistoryCommand(CLI::App &app, WithInstance withInstance);

} // namespace berthctl
