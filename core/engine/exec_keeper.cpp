#include "core/engine/exec_keeper.h"

#include "core/base/random.h"
#include "core/engine/api_json.h"

namespace core::engine {
namespace {

constexpr std::size_t kMailbox = 4096;
constexpr int kKilled = 128 + 9;
constexpr int kLooks = 5;
constexpr auto kBetweenLooks = std::chrono::milliseconds(200);
constexpr auto kLateEvent = std::chrono::seconds(2);
constexpr auto kLateStart = std::chrono::seconds(2);
// All processes of the exec have its mark; what was started from it and has changed its environment goes with its terminal.
constexpr auto kHangUpMarked = "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qxF \"$0\" && kill -HUP ${p#/proc/}; done";

} // namespace

ExecKeeper::ExecKeeper(const ApiClient &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_mailbox(std::make_shared<ExecMailbox>(kMailbox))
    , m_notifier(m_mailbox->wakeFd(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &ExecKeeper::onRequests);
}

ExecKeeper::~ExecKeeper()
{
    m_mailbox->close();
    const pty::ExitStatus gone{{}, {}, "The container engine went away."};
    for (const ExecRequest &request : m_mailbox->drain()) {
        if (request.kind == ExecRequest::Kind::Ended)
            request.link->setExit(gone);
    }
    for (const auto &[key, link] : m_ending)
        link->setExit(gone);
}

std::string ExecKeeper::resizePath(const std::string &execId, base::GridSize size)
{
    return "/exec/" + percentEncoded(execId) + "/resize?h=" + std::to_string(size.rows) + "&w=" + std::to_string(size.cols);
}

std::string ExecKeeper::mainResizePath(const std::string &containerId, base::GridSize size)
{
    return "/containers/" + percentEncoded(containerId) + "/resize?h=" + std::to_string(size.rows) + "&w=" + std::to_string(size.cols);
}

void ExecKeeper::onRequests()
{
    for (const ExecRequest &request : m_mailbox->drain()) {
        const auto &link = request.link;
        switch (request.kind) {
        case ExecRequest::Kind::Resize: resize(link); break;
        case ExecRequest::Kind::HangUp:
            if (!link->isMainProcess())
                hangUp(link->exec());
            break;
        case ExecRequest::Kind::Ended:
            m_ending.emplace(link.get(), link);
            findExit({link, std::chrono::steady_clock::now() + m_api.timings().exit});
            break;
        }
    }
}

void ExecKeeper::resize(const std::shared_ptr<ExecLink> &link)
{
    if (const auto it = m_resizing.find(link.get()); it != m_resizing.end()) {
        it->second = true;
        return;
    }
    m_resizing.emplace(link.get(), false);
    m_api
        .call(
            "POST", link->isMainProcess() ? mainResizePath(link->containerId(), link->takeSize()) : resizePath(link->execId(), link->takeSize()), {.deadline = m_api.timings().resize},
            [this, link](const base::Result<HttpReply> &) { // an exec that cannot be resized is about to end
                if (m_resizing.extract(link.get()).mapped())
                    QTimer::singleShot(kBetweenResizes, this, [this, link] { resize(link); });
            },
            this)
        ->start();
}

void ExecKeeper::findExit(Ending ending)
{
    if (ending.link->isMainProcess())
        return findMainExit(ending);
    m_api
        .call(
            "GET", "/exec/" + percentEncoded(ending.link->execId()) + "/json", {.deadline = m_api.timings().exit},
            [this, ending](base::Result<HttpReply> reply) { exitOf(ending, std::move(reply)); }, this)
        ->start();
}

void ExecKeeper::exitOf(Ending ending, base::Result<HttpReply> reply)
{
    const auto object = reply ? objectIn(reply->body) : base::Result<QJsonObject>(std::unexpected(reply.error()));
    if (!object && object.error().is("engine.not_found")) // the container was removed with its shell
        return settle(ending.link, {{}, {}, "The container was removed."});
    if (!object || object->value(QLatin1String("Running")).toBool()) {
        // The end of the stream overtakes the engine's book-keeping by some milliseconds; an engine that restarts takes
        // longer.
        return again(ending, object ? "The connection to the shell was lost." : "The container engine went away.");
    }
    const QJsonValue code = object->value(QLatin1String("ExitCode"));
    if (!code.isDouble() || code.toInt() < 0 || code.toInt() > 255 || code.toInt() == kKilled)
        return askWhyKilled(ending.link, code.toInt(kKilled));
    settle(ending.link, {code.toInt(), {}, {}});
}

void ExecKeeper::again(Ending ending, const char *otherwise)
{
    if (std::chrono::steady_clock::now() >= ending.deadline)
        return settle(ending.link, {{}, {}, otherwise});
    const auto pause = ending.pause;
    ending.pause = std::min(pause * 2, std::chrono::milliseconds(500));
    QTimer::singleShot(pause, this, [this, ending] { findExit(ending); });
}

void ExecKeeper::findMainExit(Ending ending)
{
    m_api
        .call(
            "GET", "/containers/" + percentEncoded(ending.link->containerId()) + "/json", {.deadline = m_api.timings().exit},
            [this, ending](const base::Result<HttpReply> &reply) {
                const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error()));
                if (!details && details.error().is("engine.not_found"))
                    findExitOfRemoved(ending);
                else if (!details || details->state == "running")
                    again(ending, details ? "Detached from the container." : "The container engine went away.");
                else
                    settle(ending.link, {details->exitCode & 0xff, {}, {}});
            },
            this)
        ->start();
}

// The event with it may come after the removal's answer: Podman looks for new ones four times a second where they are in a file.
void ExecKeeper::findExitOfRemoved(Ending ending)
{
    if (const auto code = m_exitCodes ? m_exitCodes(ending.link->containerId()) : std::nullopt)
        return settle(ending.link, {*code & 0xff, {}, {}});
    if (!std::exchange(ending.isRemoved, true))
        ending.deadline = std::min(ending.deadline, std::chrono::steady_clock::now() + kLateEvent);
    again(ending, "The container was removed.");
}

// What a stopping container kills has ended before the engine says that the container has stopped.
void ExecKeeper::askWhyKilled(const std::shared_ptr<ExecLink> &link, int code, int looks)
{
    m_api
        .call(
            "GET", "/containers/" + percentEncoded(link->containerId()) + "/json", {.deadline = m_api.timings().exit},
            [this, link, code, looks](base::Result<HttpReply> reply) {
                const auto object = reply ? objectIn(reply->body) : base::Result<QJsonObject>(std::unexpected(reply.error()));
                const bool running = object && object->value(QLatin1String("State")).toObject().value(QLatin1String("Running")).toBool();
                if (running && looks < kLooks)
                    QTimer::singleShot(kBetweenLooks, this, [this, link, code, looks] { askWhyKilled(link, code, looks + 1); });
                else if (running)
                    settle(link, {code >= 0 && code <= 255 ? code : 255, {}, {}});
                else if (!object && object.error().is("engine.not_found"))
                    settle(link, {{}, {}, "The container was removed."});
                else
                    settle(link, {{}, {}, object ? "The container has stopped." : "The container engine went away."});
            },
            this)
        ->start();
}

void ExecKeeper::settle(const std::shared_ptr<ExecLink> &link, pty::ExitStatus status)
{
    link->setExit(std::move(status));
    m_ending.erase(link.get());
}

std::optional<ExecProcess> ExecKeeper::find(int hostPid, const std::string &containerId) const
{
    return m_api.endpoint().isLocal() ? ExecProcess::find(hostPid, containerId) : std::nullopt; // else it is another machine's number
}

std::string ExecKeeper::mark(ExecSpec &spec) const
{
    if (m_api.endpoint().isLocal())
        return {};
    const std::string mark = base::randomHex(8);
    spec.environment.push_back(ExecName::markVariable(mark));
    return mark;
}

void ExecKeeper::hangUp(const ExecName &exec)
{
    hangUpOnce(exec);
    // A start that was cancelled may be under way and not be running yet.
    QTimer::singleShot(kLateStart, this, [this, exec] { hangUpOnce(exec); });
}

void ExecKeeper::hangUpOnce(const ExecName &exec)
{
    m_api
        .call(
            "GET", "/exec/" + percentEncoded(exec.id) + "/json", {.deadline = m_api.timings().quick},
            [this, exec](base::Result<HttpReply> reply) {
                const auto object = reply ? objectIn(reply->body) : base::Result<QJsonObject>(std::unexpected(reply.error()));
                if (!object || !object->value(QLatin1String("Running")).toBool())
                    return;
                const std::string containerId = object->value(QLatin1String("ContainerID")).toString().toStdString();
                const auto process = find(object->value(QLatin1String("Pid")).toInt(), containerId);
                if (process && !process->hangUp())
                    signalInside(containerId, exec.user, {"sh", "-c", "kill -HUP \"$0\"", std::to_string(process->pidInContainer())});
                else if (!process && !exec.mark.empty())
                    signalInside(containerId, exec.user, {"sh", "-c", kHangUpMarked, ExecName::markVariable(exec.mark)});
            },
            this)
        ->start();
}

// Where the engine runs as somebody else or somewhere else, it can still signal for us.
void ExecKeeper::signalInside(const std::string &containerId, const std::string &user, std::vector<std::string> command)
{
    ExecSpec spec;
    spec.command = std::move(command);
    spec.user = user;
    m_api
        .call(
            "POST", "/containers/" + percentEncoded(containerId) + "/exec", {.deadline = m_api.timings().quick},
            [this](base::Result<HttpReply> reply) {
                const auto id = reply ? idIn(reply->body) : base::Result<std::string>(std::unexpected(reply.error()));
                if (!id)
                    return;
                m_api
                    .call("POST", "/exec/" + percentEncoded(*id) + "/start", {.deadline = m_api.timings().quick},
                          [](const base::Result<HttpReply> &) {}, this, R"({"Detach":true,"Tty":false})")
                    ->start();
            },
            this, execBody(spec, false, {}))
        ->start();
}

} // namespace core::engine
