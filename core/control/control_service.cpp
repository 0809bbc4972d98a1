#include "core/control/control_service.h"

#include "core/control/history_messages.h"

#include <algorithm>
#include <chrono>
#include <unistd.h>

namespace core::control {
namespace {

namespace pb = berth::control::v1;

std::int64_t milliseconds(base::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

void describe(const Instance &instance, const session::SessionHandle &session, pb::Session &out)
{
    const session::SessionInfo &info = session.info();
    const session::SessionFramePtr frame = session.frame();
    out.set_id(info.id.value);
    std::string title = frame->screen ? frame->screen->title : std::string();
    if (title.empty())
        title = session::shellOf(info, *frame);
    out.set_title(title);
    out.set_container(instance.containerName(session));
    out.set_viewers(static_cast<std::uint32_t>(session.viewers()));
    out.set_created_ms(milliseconds(info.created));
    out.set_cwd(frame->cwd);
    if (frame->screen) {
        out.set_cols(static_cast<std::uint32_t>(frame->screen->size.cols));
        out.set_rows(static_cast<std::uint32_t>(frame->screen->size.rows));
    }
}

void describe(const Instance::Recording &recording, pb::Recording &out)
{
    out.set_path(recording.path);
    out.set_title(recording.title);
    out.set_session(recording.session.value);
    out.set_started_ms(recording.startedMs);
    out.set_length_ms(recording.lengthMs);
    out.set_bytes(recording.bytes);
    out.set_commands(recording.commands);
    out.set_problem(recording.problem);
}

void describe(const Instance::UsageRow &row, pb::ContainerUsage &out)
{
    out.set_engine(row.engine);
    out.set_id(row.id);
    out.set_name(row.name);
    out.set_project(row.project);
    out.set_has_sample(row.hasSample);
    out.set_has_cpu(row.cpuPercent.has_value());
    out.set_cpu_percent(row.cpuPercent.value_or(0));
    out.set_cpu_ns(row.cpuNs);
    out.set_memory_bytes(row.memoryBytes);
    out.set_memory_limit(row.memoryLimit);
    out.set_network_received(row.networkReceived);
    out.set_network_sent(row.networkSent);
    out.set_block_read(row.blockRead);
    out.set_block_written(row.blockWritten);
    out.set_processes(row.processes);
    out.set_at_ms(row.atMs);
}

base::GridSize sizeOf(std::uint32_t cols, std::uint32_t rows)
{
    constexpr base::GridSize kDefault;
    if (cols == 0 || rows == 0)
        return kDefault;
    constexpr std::uint32_t kMost = 100'000; // before narrowing; clamped() has the real bounds
    return base::clamped({static_cast<int>(std::min(cols, kMost)), static_cast<int>(std::min(rows, kMost))});
}

} // namespace

ControlService::ControlService(Instance &instance, base::TaskInbox &inbox, AttachStreams &streams, ControlLimits limits)
    : m_instance(instance)
    , m_inbox(inbox)
    , m_streams(streams)
    , m_limiter(limits.perSecond, limits.burst)
{
}

void ControlService::failOpenCalls()
{
    for (const auto &open : m_open) {
        if (const UnaryCallPtr call = open.lock())
            call->fail({"control.going", "Berth is shutting down.", {}});
    }
}

void ControlService::serve(rpc::ServerCallQueue &queue)
{
    offer(queue, &Methods::RequestListSessions, &ControlService::listSessions, Cost::None);
    offer(queue, &Methods::RequestNewSession, &ControlService::newSession, Cost::Token);
    offer(queue, &Methods::RequestListContainers, &ControlService::listContainers, Cost::None);
    offer(queue, &Methods::RequestSearchHistory, &ControlService::searchHistory, Cost::Token);
    offer(queue, &Methods::RequestRemoveHistory, &ControlService::removeHistory, Cost::Token);
    offer(queue, &Methods::RequestImportHistory, &ControlService::importHistory, Cost::Token);
    offer(queue, &Methods::RequestShare, &ControlService::share, Cost::Token);
    offer(queue, &Methods::RequestDoctor, &ControlService::doctor, Cost::Token);
    offer(queue, &Methods::RequestStartRecording, &ControlService::startRecording, Cost::Token);
    offer(queue, &Methods::RequestStopRecording, &ControlService::stopRecording, Cost::Token);
    offer(queue, &Methods::RequestListRecordings, &ControlService::listRecordings, Cost::Token);
    offer(queue, &Methods::RequestStats, &ControlService::stats, Cost::Token);
    offer(queue, &Methods::RequestMetrics, &ControlService::metrics, Cost::Token);
    m_streams.serve(m_service, queue);
}

template<class Base, class Request, class Response>
void ControlService::offer(rpc::ServerCallQueue &queue,
                           void (Base::*request)(grpc::ServerContext *, Request *, grpc::ServerAsyncResponseWriter<Response> *, grpc::CompletionQueue *,
                                                 grpc::ServerCompletionQueue *, void *),
                           void (ControlService::*method)(UnaryCallPtr, const Request &, Response &), Cost cost)
{
    using Call = WaitingCall<Request, Response>;
    const auto ask = [this, request](grpc::ServerContext *context, Request *message, typename Call::Writer *writer, grpc::ServerCompletionQueue *calls, void *tag) {
        (m_service.*request)(context, message, writer, calls, calls, tag);
    };
    const auto handle = [this, method, cost](UnaryCallPtr call, const Request &message, Response &response) {
        const bool posted = m_inbox.post([this, call, method, cost, &message, &response] {
            std::erase_if(m_open, [](const auto &other) { return other.expired(); });
            m_open.push_back(call);
            if (cost == Cost::None || pays(*call))
                (this->*method)(call, message, response);
        });
        if (!posted)
            call->fail({"control.busy", "Berth is too busy to answer; try again.", {}});
    };
    Call::await(queue, ask, handle);
}

bool ControlService::pays(UnaryCall &call)
{
    // Only Berth's own user gets a connection here (SO_PEERCRED).
    const auto wait = m_limiter.take("uid:" + std::to_string(::geteuid()), base::Clock::system().now());
    if (wait.count() > 0)
        call.fail({"control.rate", "Too many requests in a short time; try again in " + std::to_string(wait.count()) + " ms.", {}}, wait);
    return wait.count() == 0;
}

void ControlService::listSessions(UnaryCallPtr call, const pb::ListSessionsRequest &, pb::ListSessionsResponse &response)
{
    for (const session::SessionPtr &session : m_instance.sessions())
        describe(m_instance, *session, *response.add_sessions());
    call->succeed();
}

void ControlService::newSession(UnaryCallPtr call, const pb::NewSessionRequest &request, pb::NewSessionResponse &response)
{
    Instance::NewSession wanted{request.container(), {request.command().begin(), request.command().end()},
                                sizeOf(request.cols(), request.rows())};
    m_instance.newSession(wanted, [call, &response](base::Result<session::SessionPtr> session) {
        if (call->isOver())
            return;
        if (!session)
            return call->fail(session.error());
        response.set_id((*session)->info().id.value);
        call->succeed();
    });
}

void ControlService::listContainers(UnaryCallPtr call, const pb::ListContainersRequest &, pb::ListContainersResponse &response)
{
    const Instance::ContainerList list = m_instance.containers();
    for (const Instance::ContainerRow &row : list.containers) {
        pb::Container *out = response.add_containers();
        out->set_engine(row.engine);
        out->set_id(row.id);
        out->set_name(row.name);
        out->set_image(row.image);
        out->set_state(row.state);
        out->set_project(row.project);
    }
    for (const std::string &problem : list.problems)
        response.add_problems(problem);
    call->succeed();
}

void ControlService::searchHistory(UnaryCallPtr call, const pb::SearchHistoryRequest &request, pb::SearchHistoryResponse &response)
{
    m_instance.history(queryOf(request), [call, &response](base::Result<std::vector<store::CommandRecord>> records) {
        if (call->isOver())
            return;
        if (!records)
            return call->fail(records.error());
        constexpr std::size_t kMostBytes = 2u << 20; // a client takes 4 MiB by default
        std::size_t bytes = 0;
        for (const store::CommandRecord &record : *records) {
            if (bytes > kMostBytes) {
                response.set_more(true);
                break;
            }
            pb::Command *out = response.add_commands();
            fill(*out, record);
            bytes += out->ByteSizeLong();
        }
        call->succeed();
    });
}

void ControlService::removeHistory(UnaryCallPtr call, const pb::RemoveHistoryRequest &request, pb::RemoveHistoryResponse &response)
{
    auto answer = [call, &response](base::Result<std::size_t> count) {
        if (call->isOver())
            return;
        if (!count)
            return call->fail(count.error());
        response.set_count(*count);
        call->succeed();
    };
    if (request.dry_run())
        m_instance.countHistory(queryOf(request.which()), std::move(answer));
    else
        m_instance.removeHistory(queryOf(request.which()), std::move(answer));
}

void ControlService::importHistory(UnaryCallPtr call, const pb::ImportHistoryRequest &request, pb::ImportHistoryResponse &response)
{
    std::vector<store::CommandRecord> records;
    for (const pb::Command &command : request.commands())
        records.push_back(recordOf(command));
    m_instance.importHistory(std::move(records), [call, &response](base::Result<Instance::ImportCount> count) {
        if (call->isOver())
            return;
        if (!count)
            return call->fail(count.error());
        response.set_added(count->added);
        response.set_known(count->known);
        response.set_refused(count->refused);
        call->succeed();
    });
}

void ControlService::share(UnaryCallPtr call, const pb::ShareRequest &request, pb::ShareResponse &response)
{
    namespace attach = berth::attach::v1;
    if (request.role() != attach::ROLE_VIEW && request.role() != attach::ROLE_OPERATE)
        return call->fail({"control.bad_role", "A link can be made for the roles view and operate.", {}});
    const auto role = request.role() == attach::ROLE_VIEW ? session::Role::View : session::Role::Operate;
    constexpr std::uint32_t kLongest = 30 * 24 * 3600;
    const int expires = static_cast<int>(std::min(request.expires_s(), kLongest));
    m_instance.share({request.session()}, role, expires, [call, &response](base::Result<Instance::Link> link) {
        if (call->isOver())
            return;
        if (!link)
            return call->fail(link.error());
        response.set_link(link->url);
        response.set_share_id(link->shareId);
        response.set_expires_ms(link->expiresMs);
        call->succeed();
    });
}

void ControlService::doctor(UnaryCallPtr call, const pb::DoctorRequest &, pb::DoctorResponse &response)
{
    m_instance.doctor([call, &response](base::Result<std::vector<Instance::Finding>> findings) {
        if (call->isOver())
            return;
        if (!findings)
            return call->fail(findings.error());
        for (const Instance::Finding &finding : *findings) {
            pb::Finding *out = response.add_findings();
            out->set_level(finding.level == Instance::Finding::Ok     ? pb::Finding::OK
                               : finding.level == Instance::Finding::Warn ? pb::Finding::WARN
                                                                          : pb::Finding::FAIL);
            out->set_area(finding.area);
            out->set_text(finding.text);
            out->set_fix(finding.fix);
        }
        call->succeed();
    });
}

void ControlService::startRecording(UnaryCallPtr call, const pb::StartRecordingRequest &request, pb::StartRecordingResponse &response)
{
    if (!request.path().empty() && !request.path().starts_with('/'))
        return call->fail({"control.bad_path", "The recording's file must be named with its whole path.", {}});
    m_instance.startRecording({request.session()}, request.path(), [call, &response](base::Result<Instance::Recording> recording) {
        if (call->isOver())
            return;
        if (!recording)
            return call->fail(recording.error());
        describe(*recording, *response.mutable_recording());
        call->succeed();
    });
}

void ControlService::stopRecording(UnaryCallPtr call, const pb::StopRecordingRequest &request, pb::StopRecordingResponse &response)
{
    m_instance.stopRecording({request.session()}, [call, &response](base::Result<Instance::Recording> recording) {
        if (call->isOver())
            return;
        if (!recording)
            return call->fail(recording.error());
        describe(*recording, *response.mutable_recording());
        call->succeed();
    });
}

void ControlService::listRecordings(UnaryCallPtr call, const pb::ListRecordingsRequest &, pb::ListRecordingsResponse &response)
{
    m_instance.recordings([call, &response](base::Result<std::vector<Instance::Recording>> recordings) {
        if (call->isOver())
            return;
        if (!recordings)
            return call->fail(recordings.error());
        for (const Instance::Recording &recording : *recordings)
            describe(recording, *response.add_recordings());
        call->succeed();
    });
}

void ControlService::stats(UnaryCallPtr call, const pb::StatsRequest &request, pb::StatsResponse &response)
{
    m_instance.stats(request.container(), [call, &response](base::Result<Instance::Stats> stats) {
        if (call->isOver())
            return;
        if (!stats)
            return call->fail(stats.error());
        for (const Instance::UsageRow &row : stats->containers)
            describe(row, *response.add_containers());
        for (const std::string &problem : stats->problems)
            response.add_problems(problem);
        call->succeed();
    });
}

void ControlService::metrics(UnaryCallPtr call, const pb::MetricsRequest &, pb::MetricsResponse &response)
{
    m_instance.metrics([call, &response](base::Result<std::string> text) {
        if (call->isOver())
            return;
        if (!text)
            return call->fail(text.error());
        response.set_text(*std::move(text));
        call->succeed();
    });
}

} // namespace core::control
