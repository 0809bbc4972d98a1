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
constexpr auto kStreamLost = "The connection to the shell was lost.";
constexpr auto kDetached = "Detached from the container.";
constexpr auto kEngineLost = "The container engine went away.";

} // namespace

ExecKeeper::ExecKeeper(const ApiClient &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_mailbox(std::make_shared<ExecMailbox>(kMailbox))
    , m_notifier(m_mailbox->wakeFd(), QSocketNotifier::Read)
    , m_strays(api)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &ExecKeeper::onRequests);
}

ExecKeeper::~ExecKeeper()
{
    m_mailbox->close();
    const pty::ExitStatus gone{{}, {}, kEngineLost};
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
                hangUp(link->exec(), link->containerId());
            break;
        case ExecRequest::Kind::Ended:
            m_ending.emplace(link.get(), link);
            findExit({link, std::chrono::steady_clock::now() + m_api.timings().exit});
            if (!m_reachable || std::chrono::steady_clock::now() - m_lost < m_api.timings().exit)
                giveUpSoon(link);
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
    if (!object && object.error().is("engine.not_found")) { // the container was removed with its shell
        if (!ending.link->exec().mark.empty()) // or its engine was restarted below it
            m_strays.hangUp(ending.link->exec(), ending.link->containerId());
        return settle(ending.link, {{}, {}, "The container was removed."});
    }
    if (!object || object->value(QLatin1String("Running")).toBool()) {
        // The end of the stream overtakes the engine's book-keeping by some milliseconds; an engine that restarts takes
        // longer.
        return again(ending, object ? kStreamLost : kEngineLost);
    }
    const QJsonValue code = object->value(QLatin1String("ExitCode"));
    if (!code.isDouble() || code.toInt() < 0 || code.toInt() > 255 || code.toInt() == kKilled)
        return askWhyKilled(ending.link, code.toInt(kKilled));
    settle(ending.link, {code.toInt(), {}, {}});
}

void ExecKeeper::again(Ending ending, const char *otherwise)
{
    if (!m_ending.contains(ending.link.get()))
        return; // it was given up
    if (std::chrono::steady_clock::now() >= ending.deadline)
        return giveUp(ending.link, otherwise);
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
                    again(ending, details ? kDetached : kEngineLost);
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
                    settle(link, {{}, {}, object ? "The container has stopped." : kEngineLost});
            },
            this)
        ->start();
}

void ExecKeeper::settle(const std::shared_ptr<ExecLink> &link, pty::ExitStatus status)
{
    link->setExit(std::move(status));
    m_ending.erase(link.get());
}

std::string ExecKeeper::mark(ExecSpec &spec) const
{
    if (m_api.endpoint().isLocal())
        return {};
    const std::string mark = base::randomHex(8);
    spec.environment.push_back(ExecName::markVariable(mark));
    return mark;
}

// Streams that end with the engine's connection are not waited for as long as one that ends by itself: their programs run on.
void ExecKeeper::setReachable(bool reachable)
{
    if (std::exchange(m_reachable, reachable) && !reachable) {
        m_lost = std::chrono::steady_clock::now();
        for (const auto &[key, link] : m_ending)
            giveUpSoon(link);
    }
    m_strays.setReachable(reachable);
}

void ExecKeeper::giveUpSoon(const std::shared_ptr<ExecLink> &link)
{
    QTimer::singleShot(m_api.timings().lost, this, [this, link] {
        if (m_ending.contains(link.get()))
            giveUp(link, !m_reachable ? kEngineLost : link->isMainProcess() ? kDetached : kStreamLost);
    });
}

// Its program has not ended as far as anybody knows, and nobody can reach it any more.
void ExecKeeper::giveUp(const std::shared_ptr<ExecLink> &link, const char *why)
{
    if (!link->isMainProcess())
        m_strays.hangUp(link->exec(), link->containerId());
    settle(link, {{}, {}, why});
}

} // namespace core::engine
