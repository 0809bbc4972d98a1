#include "core/recording/player_thread.h"

#include <algorithm>
#include <cmath>
#include <poll.h>

namespace core::recording {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSlice = 512 * 1024;  // played at once; then it is looked whether something else is wanted
constexpr auto kFrameInterval = 16ms;
constexpr auto kTick = 100ms;               // the position is told so often while it plays
constexpr auto kBack = 1s;                  // "previous" means the one before only soon after a command's beginning

Time scaled(std::chrono::nanoseconds time, double factor)
{
    return Time(std::int64_t(double(time.count()) / 1000 * factor));
}

} // namespace

PlayerThread::PlayerThread(std::shared_ptr<PlayerShared> shared, std::unique_ptr<Player> player, std::string path, const Player::Options &options)
    : m_shared(std::move(shared)), m_player(std::move(player)), m_path(std::move(path)), m_idleLimit(m_player->header().idleLimit)
{
    Player::Options ahead = options;
    ahead.terminal.historyLines = options.keyframeRows; // it makes keyframes and shows nothing
    if (auto opened = Player::open(m_path, ahead))
        m_ahead = std::move(*opened);
    publish(true);
}

void PlayerThread::run()
{
    look();
    publish(true);
    while (!m_shared->stop) {
        for (const S::Command &command : m_shared->commands.drain())
            execute(command);
        const Now now = base::Clock::system().now();
        if (m_goal) {
            if (m_player->playTo(*m_goal, kSlice)) {
                m_position = std::max(m_position, m_player->time());
                m_goal.reset();
                m_atEnd = !m_player->next() && m_index && m_position >= m_index->length;
                restart(base::Clock::system().now());
                publish(true);
            } else if (now - m_lastPublish >= kTick) {
                publish(true);
            }
            continue;
        }
        if (m_playing)
            advance(now);
        const bool more = prepare();
        pollfd wake{m_shared->commands.wakeFd(), POLLIN, 0};
        ::poll(&wake, 1, more ? 0 : wait(base::Clock::system().now()));
    }
}

void PlayerThread::look()
{
    auto index = indexCast(m_path, &m_shared->stop);
    if (index)
        m_index = std::move(*index);
    else
        m_problem = index.error().message;
}

bool PlayerThread::prepare()
{
    if (!m_ahead)
        return false;
    const bool all = m_ahead->playTo({m_index ? m_index->length : Time::max(), UINT64_MAX}, kSlice);
    m_player->adopt(m_ahead->takeNewKeyframes());
    if (all)
        m_ahead.reset();
    return !all;
}

int PlayerThread::wait(Now now) const
{
    if (!m_playing)
        return -1;
    auto until = m_lastPublish + kTick;
    if (const auto next = m_player->next()) {
        const auto due = m_clockStart + std::chrono::nanoseconds(std::int64_t(double((*next - m_clockPosition).count()) * 1000 / m_speed));
        until = std::min(until, std::max(due, m_lastPublish + kFrameInterval));
    }
    return int(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(until - now).count()));
}

void PlayerThread::restart(Now now)
{
    m_clockStart = now;
    m_clockPosition = m_position;
}

void PlayerThread::advance(Now now)
{
    const Time length = m_index ? m_index->length : Time::max();
    m_position = std::min(std::max(m_position, m_clockPosition + scaled(now - m_clockStart, m_speed)), length);
    const std::uint64_t before = m_player->offset();
    const bool there = m_player->playTo({m_position, UINT64_MAX}, kSlice);
    if (!there) { // more than can be shown in time: it is played as fast as it goes
        m_position = m_player->time();
        restart(now);
    }
    const auto next = m_player->next();
    if (next && m_idleLimit && *next - m_position > *m_idleLimit) {
        m_position = *next - *m_idleLimit;
        restart(now);
    }
    if (m_index && there && m_position >= length && !(next && *next <= length)) {
        m_playing = false;
        m_atEnd = true;
    }
    const bool changed = m_player->offset() != before;
    if (changed || m_atEnd || now - m_lastPublish >= kTick)
        publish(changed);
}

// ----------------------------------------------------------------------------------------------------------- commands

void PlayerThread::execute(const S::Command &command)
{
    std::visit([this](const auto &c) { doIt(c); }, command);
}

void PlayerThread::goTo(Mark mark)
{
    const Time length = m_index ? m_index->length : Time::max();
    mark.time = std::clamp(mark.time, Time(0), length);
    m_position = mark.time;
    m_atEnd = false;
    m_goal = mark;
    m_player->jump(mark);
    publish(false);
}

void PlayerThread::doIt(const S::SeekBy &c)
{
    goTo({m_position + c.by, UINT64_MAX});
}

void PlayerThread::doIt(const S::Go &c)
{
    if (!m_index || c.command < 0 || c.command >= int(m_index->commands.size()))
        return;
    const RecordedCommand &command = m_index->commands[std::size_t(c.command)];
    goTo({command.start, command.offset});
}

int PlayerThread::currentCommand() const
{
    if (!m_index)
        return -1;
    // A goal may name the command itself; times of several may be the same.
    const std::uint64_t offset = m_goal && m_goal->offset != UINT64_MAX ? m_goal->offset : m_goal ? UINT64_MAX : m_player->offset();
    if (offset == UINT64_MAX)
        return m_index->commandAt(m_position);
    const auto after = std::ranges::upper_bound(m_index->commands, offset, {}, &RecordedCommand::offset);
    return int(after - m_index->commands.begin()) - 1;
}

void PlayerThread::doIt(const S::StepCommand &c)
{
    const int current = currentCommand();
    if (!m_index)
        return;
    if (c.direction > 0)
        return doIt(S::Go{current + 1});
    const bool within = current >= 0 && m_position - m_index->commands[std::size_t(current)].start > kBack && m_playing;
    if (current < 0 || (current == 0 && !within))
        goTo({Time(0), UINT64_MAX});
    else
        doIt(S::Go{within ? current : current - 1});
}

void PlayerThread::doIt(const S::StepFailure &c)
{
    if (!m_index)
        return;
    int at = currentCommand();
    if (c.direction > 0)
        return doIt(S::Go{m_index->nextFailure(at)});
    for (--at; at >= 0 && !m_index->commands[std::size_t(at)].hasFailed(); --at)
        ;
    doIt(S::Go{at});
}

void PlayerThread::doIt(const S::Play &c)
{
    if (c.on && m_atEnd)
        goTo({Time(0), UINT64_MAX});
    m_playing = c.on;
    restart(base::Clock::system().now());
    publish(false);
}

void PlayerThread::doIt(const S::Speed &c)
{
    m_speed = std::isfinite(c.factor) ? std::clamp(c.factor, kSlowest, kFastest) : 1;
    restart(base::Clock::system().now());
    publish(false);
}

void PlayerThread::doIt(const S::Idle &c)
{
    m_idleLimit = c.limit;
    publish(false);
}

// --------------------------------------------------------------------------------------------------------------- out

void PlayerThread::publish(bool withFrame)
{
    if (withFrame) {
        auto frame = std::make_shared<session::SessionFrame>();
        frame->serial = ++m_serial;
        frame->screen = m_player->frame();
        frame->blocks = m_player->blocks();
        frame->blocksOn = !frame->blocks->empty();
        frame->commandRunning = m_player->isCommandRunning();
        m_shared->frames.publish(std::move(frame), {});
    }
    PlayerState state;
    state.position = m_position;
    state.index = m_index;
    state.playing = m_playing;
    state.atEnd = m_atEnd;
    state.seeking = m_goal.has_value();
    state.speed = m_speed;
    state.idleLimit = m_idleLimit;
    state.command = currentCommand();
    state.problem = m_problem;
    {
        const std::lock_guard lock(m_shared->mutex);
        std::swap(m_shared->state, state);
    }
    m_lastPublish = base::Clock::system().now();
    for (const auto &subscriber : m_shared->subscribers.all())
        subscriber->offerFrame();
}

} // namespace core::recording
