#include "core/engine/stray_execs.h"

#include "core/engine/api_json.h"

#include <algorithm>

namespace core::engine {
namespace {

// A start that was cancelled may be under way and not be running yet.
constexpr auto kBetweenLooks = std::chrono::seconds(2);
constexpr auto kLongestPause = std::chrono::seconds(60);
constexpr int kLooks = 2;     // at one that does not run
constexpr int kMostLooks = 3; // at one that goes on whatever it is told
// All processes of the exec have its mark; what was started from it and has changed its environment goes with its terminal.
constexpr auto kHangUpMarked = "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qxF \"$0\" && kill -HUP ${p#/proc/}; done";

// It may do so later; every other refusal is an answer.
bool isAway(const base::Error &error)
{
    return error.is("engine.unreachable") || error.is("engine.timeout");
}

std::vector<std::string> hangUpMarked(const std::string &mark)
{
    return {"sh", "-c", kHangUpMarked, ExecName::markVariable(mark)};
}

} // namespace

StrayExecs::StrayExecs(const ApiClient &api) : m_api(api)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &StrayExecs::look);
}

std::optional<ExecProcess> StrayExecs::find(int hostPid, const std::string &containerId) const
{
    return m_api.endpoint().isLocal() ? ExecProcess::find(hostPid, containerId) : std::nullopt; // else it is another machine's number
}

void StrayExecs::hangUp(const ExecName &exec, const std::string &containerId)
{
    if (stray(exec.id))
        return;
    if (m_strays.size() >= kMost)
        m_strays.erase(m_strays.begin());
    m_strays.push_back({.exec = exec, .containerId = containerId, .due = std::chrono::steady_clock::now(), .pause = kBetweenLooks});
    m_strays.back().waits = !m_reachable;
    look();
}

void StrayExecs::setReachable(bool reachable)
{
    if (std::exchange(m_reachable, reachable) == reachable || !reachable)
        return;
    for (Stray &each : m_strays) {
        if (std::exchange(each.waits, false))
            each.due = std::chrono::steady_clock::now();
        each.pause = kBetweenLooks;
    }
    look();
}

StrayExecs::Stray *StrayExecs::stray(const std::string &execId)
{
    const auto found = std::ranges::find_if(m_strays, [&](const Stray &each) { return each.exec.id == execId; });
    return found == m_strays.end() ? nullptr : &*found;
}

void StrayExecs::drop(const std::string &execId)
{
    std::erase_if(m_strays, [&](const Stray &each) { return each.exec.id == execId; });
    schedule();
}

std::size_t StrayExecs::asked() const
{
    return std::size_t(std::ranges::count_if(m_strays, &Stray::isAsked));
}

void StrayExecs::look()
{
    const auto now = std::chrono::steady_clock::now();
    for (Stray &each : m_strays) {
        if (each.isAsked || each.due > now || !m_reachable || asked() >= kMostAtOnce)
            continue;
        each.isAsked = true;
        m_api
            .call(
                "GET", "/exec/" + percentEncoded(each.exec.id) + "/json", {.deadline = m_api.timings().quick},
                [this, id = each.exec.id](const base::Result<HttpReply> &reply) { answered(id, reply); }, this)
            ->start();
    }
    schedule();
}

void StrayExecs::schedule()
{
    m_next.stop();
    if (asked() >= kMostAtOnce)
        return; // an answer goes on
    auto first = Time::max();
    for (const Stray &each : m_strays) {
        if (!each.isAsked && m_reachable)
            first = std::min(first, each.due);
    }
    if (first != Time::max())
        m_next.start(std::max(std::chrono::ceil<std::chrono::milliseconds>(first - std::chrono::steady_clock::now()), std::chrono::milliseconds(0)));
}

void StrayExecs::answered(const std::string &execId, const base::Result<HttpReply> &reply)
{
    Stray *const asked = stray(execId);
    if (!asked)
        return;
    const auto object = reply ? objectIn(reply->body) : base::Result<QJsonObject>(std::unexpected(reply.error()));
    const bool isForgotten = !object && object.error().is("engine.not_found");
    if (isForgotten && !asked->exec.mark.empty() && !asked->containerId.empty())
        return signalInside(*asked, hangUpMarked(asked->exec.mark));
    if (isForgotten)
        return drop(execId);
    if (!object && isAway(object.error()))
        return putOff(execId);
    if (!object)
        return again(execId, false);
    if (!object->value(QLatin1String("Running")).toBool())
        return again(execId, true);
    asked->containerId = object->value(QLatin1String("ContainerID")).toString().toStdString();
    running(*asked, object->value(QLatin1String("Pid")).toInt());
}

void StrayExecs::running(Stray &stray, int hostPid)
{
    const auto process = find(hostPid, stray.containerId);
    if (process && !process->hangUp())
        signalInside(stray, {"sh", "-c", "kill -HUP \"$0\"", std::to_string(process->pidInContainer())});
    else if (!process && !stray.exec.mark.empty())
        signalInside(stray, hangUpMarked(stray.exec.mark));
    else
        again(stray.exec.id, false);
}

// Where the engine runs as somebody else or somewhere else, it can still signal for us.
void StrayExecs::signalInside(const Stray &stray, std::vector<std::string> command)
{
    ExecSpec spec;
    spec.command = std::move(command);
    spec.user = stray.exec.user;
    m_api
        .call(
            "POST", "/containers/" + percentEncoded(stray.containerId) + "/exec", {.deadline = m_api.timings().quick},
            [this, execId = stray.exec.id](const base::Result<HttpReply> &reply) {
                const auto id = reply ? idIn(reply->body) : base::Result<std::string>(std::unexpected(reply.error()));
                if (!id)
                    return signalled(execId, std::unexpected(id.error()));
                m_api
                    .call(
                        "POST", "/exec/" + percentEncoded(*id) + "/start", {.deadline = m_api.timings().quick},
                        [this, execId](const base::Result<HttpReply> &answer) { signalled(execId, answer); }, this, R"({"Detach":true,"Tty":false})")
                    ->start();
            },
            this, execBody(spec, false, {}))
        ->start();
}

// A container that is paused takes no signal until it goes on; one that is gone has taken its programs with it.
void StrayExecs::signalled(const std::string &execId, const base::Result<HttpReply> &reply)
{
    if (!reply && reply.error().is("engine.not_found"))
        drop(execId);
    else if (!reply && (isAway(reply.error()) || reply.error().message.contains("paused")))
        putOff(execId);
    else
        again(execId, false);
}

void StrayExecs::again(const std::string &execId, bool mayBeOver)
{
    Stray *const seen = stray(execId);
    if (!seen)
        return;
    seen->isAsked = false;
    seen->due = std::chrono::steady_clock::now() + kBetweenLooks;
    if (++seen->looks >= (mayBeOver ? kLooks : kMostLooks))
        drop(execId);
    schedule();
}

void StrayExecs::putOff(const std::string &execId)
{
    Stray *const missed = stray(execId);
    if (!missed)
        return;
    missed->isAsked = false;
    missed->waits = true;
    missed->due = std::chrono::steady_clock::now() + missed->pause;
    missed->pause = std::min<std::chrono::milliseconds>(missed->pause * 2, kLongestPause);
    schedule();
}

} // namespace core::engine
