// berth-agent's gRPC front: berth.agent.v1.Agent and the standard health service on a Unix socket.
//
// Threads: made, used and destroyed on one Qt thread with an event loop; conversations run there. gRPC's threads only
// post to it. Codes: agent.socket (the folder is not private, or the socket cannot be made).
#pragma once
#include "core/agent/rules_engine.h"
#include "core/base/result.h"

#include <memory>
#include <string>

namespace core::agent {

class AgentServer
{
public:
    virtual ~AgentServer() = default; // ends every stream and waits for gRPC
    // `socketPath` is absolute, in a folder of ours with mode 0700; whatever socket lies there is replaced. The process's
    // umask should be 077: gRPC cannot tell who connects, so the file system has to.
    static base::Result<std::unique_ptr<AgentServer>> listen(const std::string &socketPath, RulesEngine rules);
};

} // namespace core::agent
