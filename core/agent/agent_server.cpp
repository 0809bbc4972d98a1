#include "core/agent/agent_server.h"

#include "core/agent/conversation.h"
#include "core/agent/converse_stream.h"
#include "core/agent/health_service.h"
#include "core/base/task_inbox.h"
#include "core/telemetry/log.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace core::agent {

namespace wire = berth::agent::v1;

namespace {

constexpr int kMaxStreams = 16;               // one per Berth, and health checks
constexpr int kMaxMessageBytes = 1024 * 1024;
constexpr std::size_t kInbox = 4 * kMaxStreams; // each stream posts at most one message and its end
constexpr std::size_t kMaxSocketPath = 107;   // sockaddr_un
constexpr auto kShutdownGrace = std::chrono::milliseconds(500);

class AgentServerImpl : public AgentServer
{
public:
    explicit AgentServerImpl(RulesEngine rules) : m_rules(std::move(rules)), m_inbox(kInbox) {}
    ~AgentServerImpl() override;
    base::Result<void> start(const std::string &socketPath);

private:
    void serve();
    void receive(const std::shared_ptr<ConverseStream> &stream, const wire::ClientMessage &message);

    const RulesEngine m_rules;
    base::TaskInbox m_inbox;
    std::map<ConverseStream *, std::unique_ptr<Conversation>> m_conversations;
    wire::Agent::AsyncService m_service;
    HealthService m_health{wire::Agent::service_full_name()};
    std::unique_ptr<rpc::ServerCallQueue> m_queue;
    std::unique_ptr<grpc::Server> m_server;
};

AgentServerImpl::~AgentServerImpl()
{
    m_inbox.close(); // drops messages nobody will handle, which ends their streams
    if (m_server)
        m_server->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
    m_queue.reset();         // waits for every call's end
    m_conversations.clear(); // their requests are aborted on this thread
}

base::Result<void> AgentServerImpl::start(const std::string &socketPath)
{
    if (!socketPath.starts_with('/') || socketPath.size() > kMaxSocketPath)
        return base::fail("agent.socket", "The agent's socket needs an absolute path of at most 107 bytes.", socketPath);
    const std::string folder = socketPath.substr(0, std::max<std::size_t>(socketPath.find_last_of('/'), 1));
    struct stat info{};
    if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
        return base::fail("agent.socket", "The folder of the agent's socket must be yours alone (mode 0700).", folder);

    grpc::ServerBuilder builder;
    int bound = 0;
    builder.AddListeningPort("unix:" + socketPath, grpc::InsecureServerCredentials(), &bound);
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreams);
    builder.RegisterService(&m_service);
    builder.RegisterService(&m_health.service());
    m_queue = std::make_unique<rpc::ServerCallQueue>(builder.AddCompletionQueue());
    m_server = builder.BuildAndStart();
    if (!m_server || bound == 0)
        return base::fail("agent.socket", "The agent's socket could not be made.", socketPath);
    serve();
    return {};
}

void AgentServerImpl::serve()
{
    const auto received = [this](std::shared_ptr<ConverseStream> stream, wire::ClientMessage message, ConverseStream::ReadToken token) {
        // Refused only when closing; the token then ends the stream.
        (void)m_inbox.post([this, stream = std::move(stream), message = std::move(message), token = std::move(token)]() mutable {
            receive(stream, message);
            token.handled();
        });
    };
    const auto ended = [this](ConverseStream *stream) { (void)m_inbox.post([this, stream] { m_conversations.erase(stream); }); };
    ConverseStream::serve(m_service, *m_queue, {received, ended});
    m_health.serve(*m_queue);
    m_queue->start();
}

void AgentServerImpl::receive(const std::shared_ptr<ConverseStream> &stream, const wire::ClientMessage &message)
{
    std::unique_ptr<Conversation> &conversation = m_conversations[stream.get()];
    if (!conversation) {
        const auto send = [weak = std::weak_ptr(stream)](wire::AgentMessage out) {
            if (const auto alive = weak.lock())
                alive->write(std::move(out));
        };
        conversation = std::make_unique<Conversation>(m_rules, send);
    }
    conversation->receive(message);
}

} // namespace

base::Result<std::unique_ptr<AgentServer>> AgentServer::listen(const std::string &socketPath, RulesEngine rules)
{
    auto server = std::make_unique<AgentServerImpl>(std::move(rules));
    if (base::Result<void> started = server->start(socketPath); !started)
        return std::unexpected(started.error());
    return server;
}

} // namespace core::agent
