#include "core/engine/live_list.h"

#include "core/engine/api_json.h"
#include "core/engine/reach.h"

#include <algorithm>
#include <charconv>

namespace core::engine {
namespace {
constexpr int kLooksAfterEnd = 40;         // at Timings::settle
constexpr std::size_t kMostExitCodes = 256;
constexpr std::size_t kMostTouched = 8;    // with more at once the whole list is as quick
constexpr std::size_t kInspectsAtOnce = 4; // enough to hide latency, few enough for a small daemon

// As an engine says it of what has just come to be so.
std::string statusWords(const ContainerDetails &details)
{
    std::string words = details.state;
    if (words == "running")
        words = "Up Less than a second";
    else if (words == "exited")
        words = "Exited (" + std::to_string(details.exitCode) + ") Less than a second ago";
    else if (!words.empty() && words.front() >= 'a' && words.front() <= 'z')
        words.front() = char(words.front() - 'a' + 'A');
    return words;
}
}

LiveList::LiveList(ApiClient &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_backoff(api.timings().retryFirst, api.timings().retryCap)
{
    const Timings &timings = m_api.timings();
    for (QTimer *timer : {&m_refresh, &m_again, &m_retry, &m_healthy, &m_announce})
        timer->setSingleShot(true);
    m_refresh.setInterval(timings.coalesce);
    m_again.setInterval(timings.settle);
    m_healthy.setInterval(timings.healthy);
    m_announce.setInterval(0);
    m_beat.setInterval(timings.heartbeat);
    m_beat.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_refresh, &QTimer::timeout, this, &LiveList::refresh);
    connect(&m_again, &QTimer::timeout, this, &LiveList::refreshAll);
    connect(&m_retry, &QTimer::timeout, this, &LiveList::connectEngine);
    connect(&m_healthy, &QTimer::timeout, this, [this] { m_backoff.reset(); });
    connect(&m_beat, &QTimer::timeout, this, &LiveList::beat);
    connect(&m_announce, &QTimer::timeout, this, &LiveList::announce);
}

LiveList::~LiveList()
{
    for (const auto &call : m_calls) {
        if (call)
            call->abandon();
    }
}

HttpCall *LiveList::track(HttpCall *call)
{
    std::erase_if(m_calls, [](const QPointer<HttpCall> &old) { return !old; });
    m_calls.emplace_back(call);
    call->start();
    return call;
}

void LiveList::connectEngine()
{
    track(m_api.ping(
        [this](base::Result<HttpReply> reply) {
            if (!reply)
                return lost(reply.error());
            auto dialect = dialectOf(reply->head, reply->body);
            if (!dialect)
                return lost(dialect.error());
            // Podman takes any version in a path, and a second or two for this answer.
            const bool ask = dialect->kind == EngineKind::Docker && offersNewer(reply->head);
            m_api.setDialect(*std::move(dialect));
            if (ask)
                askOldestVersion();
            else
                subscribe();
        },
        this));
}

void LiveList::askOldestVersion()
{
    track(m_api.version(
        [this](base::Result<HttpReply> reply) {
            if (!reply)
                return lost(reply.error());
            if (const auto object = objectIn(reply->body)) {
                Dialect dialect = m_api.dialect();
                raiseTo(dialect, textIn(*object, "MinAPIVersion"));
                m_api.setDialect(std::move(dialect));
            }
            subscribe();
        },
        this));
}

void LiveList::subscribe()
{
    m_events = JsonLines();
    // The stream may be silent for days; the heartbeat watches the engine instead of a deadline.
    auto *call = m_api.call(
        "GET", "/events?filters=" + percentEncoded(R"({"type":["container","image","volume","network"]})"), {.deadline = std::chrono::milliseconds(0)},
        [this](base::Result<HttpReply> reply) {
            lost(reply ? base::Error{"engine.unreachable", "The engine has closed the connection.", {}} : reply.error());
        },
        this);
    call->setAnswerDeadline(m_api.timings().quick);
    call->setOnHead([this](const HttpHead &head) {
        if (!head.isSuccess())
            return;
        // Docker sends the head just before it subscribes, so an event can fall between. A second list closes the gap.
        m_again.start();
        refreshAll();
    });
    call->setOnBody([this](std::string_view bytes) { return m_events.feed(bytes, [this](const QJsonObject &event) { onEvent(event); }); });
    track(call);
}

void LiveList::onEvent(const QJsonObject &event)
{
    m_heard = base::Clock::system().wall();
    const QString type = event.value(QLatin1String("Type")).toString();
    if (const auto stored = changedStore(type, event.value(QLatin1String("Action")).toString()))
        Q_EMIT storedChanged(*stored);
    if ((type.isEmpty() || type == QLatin1String("container")) && changesList(event.value(QLatin1String("Action")).toString())) {
        if (!m_refresh.isActive()) // not put off by each further event: there may be no end of them
            m_refresh.start();
        const QString action = event.value(QLatin1String("Action")).toString();
        const std::string id = textIn(objectIn(event, "Actor"), "ID");
        if (id.empty())
            m_wantsAll = true;
        else if (m_touched.size() <= kMostTouched)
            m_touched.insert(id);
        // Docker tells of an end or a pause before it writes that down, which its list waits for; on a busy disk that is long.
        if (action == QLatin1String("die"))
            noteExit(id, textIn(objectIn(objectIn(event, "Actor"), "Attributes"), "exitCode"));
        if (action == QLatin1String("die") || action == QLatin1String("pause"))
            m_over[id] = {"running", kLooksAfterEnd};
        else if (action == QLatin1String("unpause"))
            m_over[id] = {"paused", kLooksAfterEnd};
        else if (action == QLatin1String("start")) {
            m_over.erase(id);
            std::erase_if(m_exitCodes, [&](const auto &each) { return each.first == id; });
        }
    }
}

void LiveList::noteExit(const std::string &id, const std::string &code)
{
    int status = 0;
    if (id.empty() || std::from_chars(code.data(), code.data() + code.size(), status).ptr != code.data() + code.size() || code.empty())
        return;
    if (m_exitCodes.size() >= kMostExitCodes)
        m_exitCodes.pop_front();
    m_exitCodes.emplace_back(id, status);
}

std::optional<int> LiveList::exitCode(const std::string &id) const
{
    const auto it = std::ranges::find(m_exitCodes.rbegin(), m_exitCodes.rend(), id, &std::pair<std::string, int>::first);
    return it == m_exitCodes.rend() ? std::nullopt : std::optional(it->second);
}

const Container *LiveList::find(const std::string &idOrName) const
{
    const auto it = std::ranges::find_if(m_containers, [&](const Container &c) { return c.id == idOrName || c.name == idOrName; });
    if (it != m_containers.end())
        return &*it;
    constexpr std::size_t kShortId = 12; // what the engines' own tools print
    if (idOrName.size() < kShortId)
        return nullptr;
    const auto byPrefix = std::ranges::find_if(m_containers, [&](const Container &c) { return c.id.starts_with(idOrName); });
    return byPrefix == m_containers.end() ? nullptr : &*byPrefix;
}

void LiveList::touch(const std::string &idOrName)
{
    if (m_state != EngineState::Ready)
        return; // a whole list is coming
    const Container *const known = find(idOrName);
    if (known && m_api.dialect().listsSlowly && look(known->id))
        return; // its event will ask for the list
    if (m_touched.size() <= kMostTouched)
        m_touched.insert(known ? known->id : idOrName);
    if (!m_refresh.isActive())
        m_refresh.start();
}

Done<void> LiveList::touching(const std::string &container, Done<void> done)
{
    return [self = QPointer(this), container, done = std::move(done)](base::Result<void> result) mutable {
        if (result && self)
            self->touch(container);
        done(std::move(result));
    };
}

void LiveList::refreshAll()
{
    m_wantsAll = true;
    refresh();
}

void LiveList::refresh()
{
    if (m_listing) {
        m_listAgain = true;
        return;
    }
    m_listing = true;
    const std::set<std::string> touched = std::exchange(m_touched, {});
    const bool all = std::exchange(m_wantsAll, false) || m_state != EngineState::Ready || touched.empty() || touched.size() > kMostTouched;
    if (!all && m_api.dialect().listsSlowly) {
        for (const std::string &id : touched)
            look(id);
    }
    const std::string filter = all ? std::string() : "&filters=" + percentEncoded(compact({{QLatin1String("id"), toArray({touched.begin(), touched.end()})}}));
    track(m_api.call(
        "GET", "/containers/json?all=1" + filter, {.deadline = m_api.timings().list, .body = 64u << 20},
        [this, all, touched, sent = ++m_sent](base::Result<HttpReply> reply) {
            m_listing = false;
            if (!reply)
                return lost(reply.error());
            auto list = containersIn(reply->body);
            if (!list)
                return lost(list.error());
            for (auto &[id, look] : m_looks)
                look.isOld = look.isOld || (look.sent < sent && (all || touched.contains(id)));
            all ? apply(*std::move(list)) : applySome(touched, *std::move(list));
            if (std::exchange(m_listAgain, false))
                refresh();
        },
        this));
}

// What an event is about, ahead of the list's answer, which then has the engine's own words. False: there is no room for one more.
bool LiveList::look(const std::string &id)
{
    if (!find(id))
        return true;
    if (const auto it = m_looks.find(id); it != m_looks.end()) {
        it->second.isWantedAgain = true;
        return true;
    }
    if (m_looks.size() >= kInspectsAtOnce)
        return false;
    m_looks[id] = {.sent = ++m_sent};
    track(m_api.call(
        "GET", "/containers/" + percentEncoded(id) + "/json", {.deadline = m_api.timings().list},
        [this, id](const base::Result<HttpReply> &reply) {
            const Look was = std::exchange(m_looks[id], {});
            m_looks.erase(id);
            if (!was.isOld)
                looked(id, reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error())));
            if (was.isWantedAgain)
                look(id);
        },
        this));
    return true;
}

void LiveList::looked(const std::string &id, const base::Result<ContainerDetails> &details)
{
    const auto it = std::ranges::find(m_containers, id, &Container::id);
    if (it == m_containers.end())
        return;
    if (!details) {
        if (!details.error().is("engine.not_found"))
            return; // the list will tell
        m_containers.erase(it);
    } else if (it->state == details->state && it->health == details->health) {
        return;
    } else {
        if (it->state != details->state)
            it->status = statusWords(*details);
        it->state = details->state;
        it->health = details->health;
    }
    m_isReachOld = true;
    m_announce.start();
}

void LiveList::applySome(const std::set<std::string> &ids, std::vector<Container> some)
{
    std::vector<Container> list = m_containers;
    std::erase_if(list, [&](const Container &old) { return ids.contains(old.id); });
    std::erase_if(some, [&](const Container &each) { return !ids.contains(each.id); }); // others are in the list as they were
    std::ranges::move(some, std::back_inserter(list));
    sortContainers(list);
    apply(std::move(list));
}

void LiveList::apply(std::vector<Container> list)
{
    m_heard = base::Clock::system().wall();
    std::unordered_map<std::string, Fixed> known;
    std::unordered_set<std::string> failed;
    m_toInspect.clear();
    for (Container &c : list) {
        if (const auto it = m_fixed.find(c.id); it != m_fixed.end())
            complete(c, known.insert(m_fixed.extract(it)).position->second);
        else if (!m_inspecting.contains(c.id))
            m_toInspect.push_back(c.id);
        if (m_failed.contains(c.id)) {
            c.ownReach.unknown = true;
            failed.insert(c.id);
        }
    }
    m_fixed = std::move(known);
    m_failed = std::move(failed);
    resolveReach(list);
    m_isReachOld = false;
    for (auto over = m_over.begin(); over != m_over.end();) {
        const auto it = std::ranges::find(list, over->first, &Container::id);
        const bool isSettled = it == list.end() || it->state != over->second.state || --over->second.looks <= 0;
        over = isSettled ? m_over.erase(over) : std::next(over);
    }
    if (!m_over.empty() && !m_again.isActive())
        m_again.start();
    if (list != m_containers) {
        m_containers = std::move(list);
        m_announce.start();
    }
    inspectNext();
    if (m_state != EngineState::Ready) {
        m_healthy.start();
        m_beat.start();
        setState(EngineState::Ready, {});
    }
}

void LiveList::inspectNext()
{
    while (!m_toInspect.empty() && m_inspecting.size() < kInspectsAtOnce) {
        const std::string id = m_toInspect.front();
        m_toInspect.pop_front();
        m_inspecting.insert(id);
        track(m_api.call(
            "GET", "/containers/" + percentEncoded(id) + "/json", {.deadline = m_api.timings().list},
            [this, id](base::Result<HttpReply> reply) {
                m_inspecting.erase(id);
                if (const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error())))
                    detailsKnown(id, *details);
                else if (!details.error().is("engine.not_found")) // gone: the list will tell
                    detailsFailed(id);
                inspectNext();
            },
            this));
    }
}

void LiveList::complete(Container &container, const Fixed &fixed)
{
    container.isInspected = true;
    container.ownReach = fixed.ownReach;
    container.sharedWith = fixed.sharedWith;
    container.hasTerminal = fixed.hasTerminal;
    if (container.mounts.empty())
        container.mounts = fixed.mounts;
}

void LiveList::detailsKnown(const std::string &id, const ContainerDetails &details)
{
    const auto it = std::ranges::find(m_containers, id, &Container::id);
    if (it == m_containers.end())
        return;
    const Fixed &fixed = m_fixed[id] = {details.reach, details.sharedWith, details.mounts, details.tty};
    m_failed.erase(id);
    Container before = *it;
    complete(*it, fixed);
    before.isInspected = true; // of itself nothing to tell
    const bool anyShares = std::ranges::any_of(m_containers, [](const Container &each) { return each.sharedWith != SharedWith(); });
    if (*it == before && !anyShares)
        return;
    m_isReachOld = true;
    m_announce.start();
}

// What it reaches is not known, and not nothing.
void LiveList::detailsFailed(const std::string &id)
{
    const auto it = std::ranges::find(m_containers, id, &Container::id);
    if (it == m_containers.end() || !m_failed.insert(id).second)
        return;
    it->ownReach.unknown = true;
    m_isReachOld = true;
    m_announce.start();
}

// Once for all that has become known since: what containers reach is worked out over the whole list.
void LiveList::announce()
{
    if (std::exchange(m_isReachOld, false))
        resolveReach(m_containers);
    Q_EMIT containersChanged();
}

// A list rather than a ping: it says how long ago things were.
void LiveList::beat()
{
    refreshAll();
}

void LiveList::lost(const base::Error &error)
{
    for (const auto &call : std::exchange(m_calls, {})) {
        if (call)
            call->abandon();
    }
    m_listing = m_listAgain = m_wantsAll = false;
    m_touched.clear();
    m_over.clear();
    m_inspecting.clear();
    m_looks.clear();
    m_toInspect.clear();
    for (QTimer *timer : {&m_refresh, &m_again, &m_beat, &m_healthy})
        timer->stop();
    m_retry.start(m_backoff.next());
    if (m_state == EngineState::Ready) // one that hangs was silent before it was noticed
        m_staleSince = error.is("engine.timeout") ? m_heard : base::Clock::system().wall();
    setState(m_state == EngineState::Connecting ? EngineState::Connecting : EngineState::Stale, error);
}

void LiveList::setState(EngineState state, base::Error error)
{
    if (m_state == state && m_lastError == error)
        return;
    m_state = state;
    m_lastError = std::move(error);
    QMetaObject::invokeMethod(this, &LiveList::stateChanged, Qt::QueuedConnection);
}

} // namespace core::engine
