// What each subcommand does. Each returns the exit code.
#pragma once
#include "app/berthctl/client.h"

#include <cstdint>
#include <string>
#include <vector>

namespace berthctl {

// ---- with a running instance
int listSessions(Stub &stub, bool json);
int listContainers(Stub &stub, bool json);
int stats(Stub &stub, const std::string &container, bool follow, bool json); // container empty: all that run
int metrics(Stub &stub);
int newSession(Stub &stub, const std::string &container, const std::vector<std::string> &command);
int share(Stub &stub, std::uint64_t session, const std::string &role, int minutes);
int doctor(Stub &stub);
int attach(Stub &stub, std::uint64_t session); // session 0: the newest
int startRecording(Stub &stub, std::uint64_t session, const std::string &output); // 0: the newest
int stopRecording(Stub &stub, std::uint64_t session);                             // 0: the only one
int listRecordings(Stub &stub, bool json);

// ---- without one
struct ReplayOptions
{
    std::string file;
    double speed = 1;
    double idleLimit = -1; // seconds; 0: none, negative: what the recording says, else the usual
    int from = 0;          // the number of a command; 0: the beginning
    bool failures = false, index = false, json = false;
};
int replay(const ReplayOptions &options);
struct RenderOptions
{
    std::string size = "80x24";
    bool json = false;
    bool scrollback = false;
};
int vtRender(const RenderOptions &options);
int vtBench(const std::string &size, bool json, const std::vector<std::string> &files);
// Looks at the history's file without changing it; `save`: writes what can be read there, as history import reads it.
int checkDatabase(const std::string &file, const std::string &save, bool json);
int showConfig(bool defaults, bool markdown, const std::string &configFile, const std::vector<std::string> &overrides);

} // namespace berthctl
