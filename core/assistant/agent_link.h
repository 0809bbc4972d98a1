// The gRPC connection to one running agent: waits for its health, opens the one stream, carries messages both ways.
// Sees protobuf, hides gRPC. One use: when it is lost, make another.
//
// Threads: one Qt thread; callbacks come there, never from inside a call to this object. A thread of its own waits for
// gRPC and only posts.
#pragma once
#include "berth/agent/v1/agent.pb.h"

#include <QObject>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace core::assistant {

class AgentLink : public QObject
{
public:
    struct Events
    {
        std::function<void()> serving; // healthy, and the stream is open: messages may be sent
        std::function<void(const berth::agent::v1::AgentMessage &)> message;
        std::function<void(std::string)> lost; // once; the reason is for the log
    };
    AgentLink(const std::string &socketPath, Events events, QObject *parent);
    ~AgentLink() override; // cancels and waits until gRPC has let go (milliseconds)

    // False when too much waits to be sent.
    [[nodiscard]] bool send(berth::agent::v1::ClientMessage message);
    // Asks the health service now; not answering within the deadline is lost().
    void checkHealth(std::chrono::milliseconds deadline);
    void close(); // no further callback

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace core::assistant
