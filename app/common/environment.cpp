#include "app/common/environment.h"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace app {

std::map<std::string, std::string> environment()
{
    std::map<std::string, std::string> all;
    for (char **entry = environ; *entry; ++entry) {
        const std::string_view line(*entry);
        if (const auto equals = line.find('='); equals != line.npos)
            all.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return all;
}

void tuneLibraries()
{
    // gRPC looks every 5 s whether somebody polls for its channels; a thread of ours always does.
    ::setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "0", 0);
}

} // namespace app
