// What each subcommand does. Each returns the exit code.
#pragma once
#include "app/berthctl/client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace berthctl {

// ---- with a running instance
int listSessions(Stub &stub, bool json);
int listContainers(Stub &stub, bool json);
struct HistoryOptions
{
    std::string text;
    std::optional<std::string> container;
    std::string cwd;
    bool failed = false;
    bool today = false;
    int limit = 50;
    bool json = false;
};
int history(Stub &stub, const HistoryOptions &options);
int newSession(Stub &stub, const std::string &container, const std::vector<std::string> &command);
int share(Stub &stub, std::uint64_t session, const std::string &role, int minutes);
int doctor(Stub &stub);
int attach(Stub &stub, std::uint64_t session); // session 0: the newest

// ---- without one
struct RenderOptions
{
    std::string size = "80x24";
    bool json = false;
    bool scrollback = false;
};
int vtRender(const RenderOptions &options);
int vtBench(const std::string &size, bool json, const std::vector<std::string> &files);
int showConfig(bool defaults, bool markdown, const std::string &configFile, const std::vector<std::string> &overrides);

} // namespace berthctl
