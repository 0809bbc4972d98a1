#include "core/engine/collect_task.h"

#include "core/engine/api_json.h"

#include <algorithm>

namespace core::engine {
namespace {
constexpr auto kInspectAgain = std::chrono::milliseconds(20);
}

CollectTask::CollectTask(const ApiClient &api, ExecKeeper &keeper, std::string container, ExecSpec spec, std::size_t maxBytes, Done done,
                         QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_keeper(keeper)
    , m_container(std::move(container))
    , m_spec(std::move(spec))
    , m_maxBytes(maxBytes)
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { end(base::fail("engine.timeout", "The command in the container did not end in time.")); });
}

void CollectTask::run(HttpCall *call)
{
    m_call = call;
    call->start();
}

void CollectTask::start()
{
    m_deadline.start(m_api.timings().probe);
    m_mark = m_keeper.mark(m_spec);
    run(m_api.call("POST", "/containers/" + percentEncoded(m_container) + "/exec", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) { created(reply); }, this, execBody(m_spec, false, {})));
}

void CollectTask::created(const base::Result<HttpReply> &reply)
{
    if (!reply)
        return end(std::unexpected(reply.error()));
    auto id = idIn(reply->body);
    if (!id)
        return end(std::unexpected(id.error()));
    m_execId = *std::move(id);
    m_started = true;
    auto *call = m_api.call("POST", "/exec/" + percentEncoded(m_execId) + "/start", {.deadline = std::chrono::milliseconds(0)},
                            [this](const base::Result<HttpReply> &answer) {
                                if (!answer)
                                    return end(std::unexpected(answer.error()));
                                inspect();
                            },
                            this, R"({"Detach":false,"Tty":false})");
    call->setOnBody([this](std::string_view bytes) {
        return m_demultiplexer.feed(bytes, [this](StdcopyDemultiplexer::Stream stream, std::string_view part) { keep(stream, part); });
    });
    run(call);
}

void CollectTask::keep(StdcopyDemultiplexer::Stream stream, std::string_view bytes)
{
    std::string &into = stream == StdcopyDemultiplexer::Stream::Out ? m_output.out : m_output.err;
    const std::size_t room = m_maxBytes - std::min(m_maxBytes, into.size());
    into.append(bytes.substr(0, room));
    m_output.truncated |= bytes.size() > room;
}

void CollectTask::inspect()
{
    run(m_api.call("GET", "/exec/" + percentEncoded(m_execId) + "/json", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) { inspected(reply); }, this));
}

void CollectTask::inspected(const base::Result<HttpReply> &reply)
{
    const auto exec = reply ? objectIn(reply->body) : base::Result<QJsonObject>(std::unexpected(reply.error()));
    if (!exec)
        return end(std::unexpected(exec.error()));
    if (exec->value(QLatin1String("Running")).toBool()) { // its output has ended; it is about to
        QTimer::singleShot(kInspectAgain, this, [this] {
            if (!m_ended)
                inspect();
        });
        return;
    }
    m_output.exitCode = exec->value(QLatin1String("ExitCode")).toInt();
    end(std::move(m_output));
}

void CollectTask::cancel()
{
    end(std::unexpected(cancelledError()));
}

void CollectTask::end(base::Result<ExecOutput> result)
{
    if (m_ended)
        return;
    m_ended = true;
    m_deadline.stop();
    if (m_call)
        m_call->abandon();
    if (!result && m_started)
        m_keeper.hangUp({m_execId, m_spec.user, m_mark});
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
