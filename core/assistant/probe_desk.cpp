#include "core/assistant/probe_desk.h"

#include "core/assistant/plain_text.h"

#include <QPointer>
#include <QTimer>
#include <chrono>

namespace core::assistant {
namespace {

constexpr int kPerFailure = 16;
constexpr double kPerSecond = 10, kBurst = 60; // over all sessions
constexpr std::size_t kMaxPath = 4096;
constexpr std::size_t kMaxValues = 20'000;
constexpr std::size_t kMaxValueBytes = 512 * 1024; // half of what the agent takes in one message
constexpr auto kDeadline = std::chrono::seconds(5);

base::Result<std::vector<std::string>> refuse(const char *why)
{
    return base::fail("assistant.probe", why);
}

bool isCleanPath(const std::string &path)
{
    return path.starts_with('/') && path.size() <= kMaxPath && path.find('\0') == std::string::npos && path.find('\n') == std::string::npos;
}

std::vector<std::string> bounded(std::vector<std::string> values)
{
    // A name that is not UTF-8 cannot travel in a protobuf string, and could not be typed as shown.
    std::erase_if(values, [](const std::string &value) { return plainLine(value, kMaxPath) != value; });
    std::size_t bytes = 0, count = 0;
    while (count < values.size() && count < kMaxValues && (bytes += values[count].size() + 4) <= kMaxValueBytes)
        ++count;
    values.resize(count);
    return values;
}

} // namespace

ProbeDesk::ProbeDesk(Facts &facts, QObject *parent) : QObject(parent), m_facts(facts), m_limiter(kPerSecond, kBurst) {}

void ProbeDesk::open(base::SessionId session)
{
    m_left[session] = kPerFailure;
}

void ProbeDesk::close(base::SessionId session)
{
    m_left.erase(session);
}

void ProbeDesk::ask(base::SessionId session, const std::string &name, const std::vector<std::string> &arguments, Answered answered)
{
    const auto left = m_left.find(session);
    if (left == m_left.end())
        return answered(refuse("no failure was reported for that session"));
    if (left->second-- <= 0 || m_limiter.take(base::Clock::system().now()).count() > 0)
        return answered(refuse("too many questions"));
    const bool aboutPath = name == "path" || name == "names";
    if (name != "commands" && !aboutPath)
        return answered(refuse("that is not a question Berth answers"));
    if (aboutPath ? arguments.size() != 1 || !isCleanPath(arguments[0]) : !arguments.empty())
        return answered(refuse("its arguments are not well formed"));

    // Whichever comes first, the answer or the deadline, takes the callback.
    const auto once = std::make_shared<Answered>(std::move(answered));
    const auto finish = [self = QPointer(this), once](base::Result<std::vector<std::string>> result) {
        if (self && *once)
            std::exchange(*once, nullptr)(std::move(result));
    };
    QTimer::singleShot(kDeadline, this, [finish] { finish(refuse("no answer in time")); });
    Facts::Done done = [finish](base::Result<std::vector<std::string>> result) {
        finish(result ? base::Result<std::vector<std::string>>(bounded(std::move(*result))) : refuse("it could not be found out"));
    };
    if (name == "commands")
        m_facts.commandsInPath(session, std::move(done));
    else if (name == "path")
        m_facts.describePath(session, arguments[0], std::move(done));
    else
        m_facts.namesIn(session, arguments[0], std::move(done));
}

} // namespace core::assistant
