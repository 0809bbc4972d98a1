#include "core/assistant/agent_link.h"

#include "core/assistant/agent_stream.h"
#include "core/rpc/client_call_queue.h"
#include "core/base/task_inbox.h"
#include "grpc/health/v1/health.grpc.pb.h"

#include <QPointer>
#include <grpcpp/grpcpp.h>

namespace core::assistant {

namespace wire = berth::agent::v1;
namespace health = grpc::health::v1;

namespace {

constexpr std::size_t kInbox = 8; // one message of the stream, its end, and one health check wait at most
constexpr int kMaxMessageBytes = 1024 * 1024;
constexpr auto kFirstCheck = std::chrono::seconds(5);

struct HealthCheck // one under way
{
    bool isServing() const { return status.ok() && response.status() == health::HealthCheckResponse::SERVING; }

    grpc::ClientContext context;
    health::HealthCheckResponse response;
    grpc::Status status;
    rpc::ClientCallQueue::Tag onDone;
    std::unique_ptr<grpc::ClientAsyncResponseReader<health::HealthCheckResponse>> call;
};

std::shared_ptr<grpc::Channel> channelTo(const std::string &socketPath)
{
    grpc::ChannelArguments arguments;
    // The process is watched anyway: nothing needs to wake up for a connection that is idle.
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, INT_MAX);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
    // The same path is another agent after a restart: no subchannel, and no backoff of one, may be shared.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
    return grpc::CreateCustomChannel("unix:" + socketPath, grpc::InsecureChannelCredentials(), arguments);
}

} // namespace

struct AgentLink::Impl
{
    explicit Impl(const std::string &socketPath, Events given)
        : events(std::move(given))
        , channel(channelTo(socketPath))
        , agent(wire::Agent::NewStub(channel))
        , healthStub(health::Health::NewStub(channel))
        , inbox(kInbox)
    {
    }
    ~Impl()
    {
        inbox.close();
        if (stream)
            stream->cancel();
        if (check)
            check->context.TryCancel();
        queue.end();
    }

    void startCheck(std::chrono::milliseconds deadline);
    void checked(bool healthy);
    void openStream();
    void received(const wire::AgentMessage &message);
    void lose(std::string reason);

    Events events;
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<wire::Agent::Stub> agent;
    std::unique_ptr<health::Health::Stub> healthStub;
    base::TaskInbox inbox;
    rpc::ClientCallQueue queue;
    std::unique_ptr<HealthCheck> check;
    std::unique_ptr<AgentStream> stream;
    bool closed = false;
};

void AgentLink::Impl::startCheck(std::chrono::milliseconds deadline)
{
    if (check)
        return;
    check = std::make_unique<HealthCheck>();
    check->context.set_deadline(std::chrono::system_clock::now() + deadline);
    check->context.set_wait_for_ready(true);
    // On the queue's thread; posting is the last it does with the check, which then goes.
    check->onDone = [this, asked = check.get()](bool) {
        const bool healthy = asked->isServing();
        (void)inbox.post([this, healthy] { checked(healthy); });
    };
    check->call = healthStub->PrepareAsyncCheck(&check->context, {}, queue.get());
    check->call->StartCall();
    check->call->Finish(&check->response, &check->status, &check->onDone);
}

void AgentLink::Impl::checked(bool healthy)
{
    check.reset();
    if (closed)
        return;
    if (!healthy)
        return lose("its health service does not answer");
    if (!stream)
        openStream();
}

void AgentLink::Impl::openStream()
{
    stream = std::make_unique<AgentStream>(*agent, queue,
                                           AgentStream::Events{.read = [this](wire::AgentMessage message) {
                                                                   (void)inbox.post([this, message = std::move(message)] { received(message); });
                                                               },
                                                               .ended = [this] { (void)inbox.post([this] { lose("its stream ended"); }); }});
    events.serving();
}

void AgentLink::Impl::received(const wire::AgentMessage &message)
{
    if (!closed)
        events.message(message);
    if (!closed)
        stream->readOn(); // only now: what comes faster than it is handled waits in the agent
}

void AgentLink::Impl::lose(std::string reason)
{
    if (std::exchange(closed, true))
        return;
    events.lost(std::move(reason));
}

AgentLink::AgentLink(const std::string &socketPath, Events events, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(socketPath, std::move(events)))
{
    m_impl->startCheck(kFirstCheck);
}

AgentLink::~AgentLink() = default;

bool AgentLink::send(wire::ClientMessage message)
{
    return m_impl->stream && !m_impl->closed && m_impl->stream->write(std::move(message));
}

void AgentLink::checkHealth(std::chrono::milliseconds deadline)
{
    if (!m_impl->closed)
        m_impl->startCheck(deadline);
}

void AgentLink::close()
{
    m_impl->closed = true;
}

} // namespace core::assistant
