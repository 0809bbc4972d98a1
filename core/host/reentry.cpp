#include "core/host/reentry.h"

#include "core/engine/container_control.h"

#include <QPointer>
#include <algorithm>
#include <ranges>

namespace core::host {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMailbox = 4096;
constexpr auto kFirstPause = 500ms; // of a container that stops as soon as it was entered
constexpr auto kLongestPause = 30s;
constexpr auto kHealthy = 10s; // a shell that lived so long begins the pauses anew

bool mayComeBack(const base::Error &error) // a container that was not entered
{
    return error.is("engine.conflict") || error.is("engine.unreachable") || error.is("engine.timeout") || error.is("engine.protocol");
}

std::string mainEnded(int code)
{
    return "The main process has ended with status " + std::to_string(code);
}

std::string sentenceOf(const pty::ExitStatus &status, LeavesFor leaves, bool isRestarted, bool isRemovedThen)
{
    if (isRestarted)
        return "The container was restarted";
    if (leaves == LeavesFor::AnyReason && status.code)
        return mainEnded(*status.code) + (isRemovedThen ? "" : ". It is attached again when the container starts");
    std::string why = status.reason.empty() ? "The container has stopped." : status.reason;
    return why + " This tab goes on when the container runs again";
}

std::size_t columns(std::string_view text) // of what we and the engines say: no wide characters
{
    return std::size_t(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::vector<std::string> brokenAtBlanks(const std::string &words, std::size_t width)
{
    std::vector<std::string> lines(1);
    for (const auto word : std::views::split(words, ' ')) {
        const std::string_view text(word.begin(), word.end());
        if (!lines.back().empty() && columns(lines.back()) + 1 + columns(text) > width)
            lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + std::string(text);
    }
    return lines;
}

constexpr std::size_t kIndent = 3; // columns, as of the line before a divider's words
constexpr const char *kLine = "\xe2\x94\x80\xe2\x94\x80";

std::size_t roomIn(int cols)
{
    return std::size_t(std::max(cols, int(kIndent) + 1)) - kIndent;
}

} // namespace

// Any mode: the main screen again (DECSC, so that 1049 restores this very place where there was no other screen), a soft
// reset, no mouse, no bracketed paste; and how the command that ran has ended nobody knows.
std::string resetText(const std::string &nonce)
{
    const std::string text = "\x1b" "7\x1b[?1049l\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1015;1016;2004;2026l\x1b[=0u\x1b>\x0f\x1b(B\x1b[m";
    return nonce.empty() ? text : text + "\x1b]133;D;gone=1;nonce=" + nonce + "\x07";
}

// A terminal would break it in the middle of a word.
std::string dividerText(const std::string &words, int cols)
{
    std::string text = std::string("\r\n\x1b[2m") + kLine;
    const std::vector<std::string> lines = brokenAtBlanks(words, roomIn(cols));
    for (const std::string &line : lines)
        text += (&line == &lines.front() ? " " : "\r\n" + std::string(kIndent, ' ')) + line;
    if (columns(lines.back()) + kIndent <= roomIn(cols))
        text += std::string(" ") + kLine;
    return text + "\x1b[m\r\n";
}

std::string belowDivider(const std::string &words, int cols)
{
    std::string text;
    for (const std::string &line : brokenAtBlanks(words, roomIn(cols)))
        text += "\x1b[2m" + std::string(kIndent, ' ') + line + "\x1b[m\r\n";
    return text;
}

Reentry::Reentry(engine::Registry &engines, ReentrySpec spec, std::shared_ptr<ReentryLink> link, QObject *parent)
    : QObject(parent)
    , m_engines(engines)
    , m_spec(std::move(spec))
    , m_link(std::move(link))
    , m_backoff(kFirstPause, kLongestPause)
    , m_entered(base::Clock::system().now())
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Reentry::look);
    rememberStart();
}

Reentry::~Reentry()
{
    m_waiting = false;
    if (m_step)
        std::exchange(m_step, nullptr)->cancel();
    m_link->steps.close();
}

// A shell that was killed looks the same whether its container was restarted meanwhile or not.
void Reentry::rememberStart()
{
    engine::Engine *const at = engine();
    if (!at || !at->control())
        return;
    m_step = at->control()->inspect(m_spec.container, [self = QPointer(this)](const base::Result<engine::ContainerDetails> &details) {
        if (!self)
            return;
        self->m_step.reset();
        if (details)
            self->m_started = details->started;
    });
}

void Reentry::ended(const pty::ExitStatus &status)
{
    engine::Engine *const at = engine();
    if (!at || !at->control())
        return over(status);
    if (m_step)
        std::exchange(m_step, nullptr)->cancel();
    m_step = at->control()->inspect(m_spec.container, [self = QPointer(this), status](const base::Result<engine::ContainerDetails> &now) {
        if (self)
            self->judge(status, now);
    });
}

void Reentry::judge(const pty::ExitStatus &status, const base::Result<engine::ContainerDetails> &now)
{
    m_step.reset();
    m_code = m_spec.leaves == LeavesFor::AnyReason ? status.code : std::nullopt;
    if (!now && now.error().is("engine.not_found"))
        return over(removed());
    const bool isRunning = now && now->state == "running";
    const bool sameRun = isRunning && (m_started == base::WallTime() || now->started == m_started);
    if (sameRun && (status.code || m_spec.leaves == LeavesFor::AnyReason))
        return over(status); // it was killed, or detached from: the container has not stopped
    wait(status, isRunning && !sameRun, now && now->autoRemove);
}

pty::ExitStatus Reentry::removed() const
{
    return m_code ? pty::ExitStatus{m_code, {}, mainEnded(*m_code) + ", and the container was removed."} : pty::ExitStatus{{}, {}, "The container was removed."};
}

void Reentry::wait(const pty::ExitStatus &status, bool isRestarted, bool isRemovedThen)
{
    give({resetText(m_spec.nonce) + dividerText(sentenceOf(status, m_spec.leaves, isRestarted, isRemovedThen), m_link->size().cols)});
    if (base::Clock::system().now() - m_entered > kHealthy)
        m_backoff.reset();
    m_waiting = true;
    if (engine::Engine *const at = engine()) {
        connect(at, &engine::Engine::containersChanged, this, &Reentry::look, Qt::UniqueConnection);
        connect(at, &engine::Engine::stateChanged, this, &Reentry::look, Qt::UniqueConnection);
    }
    m_again.start(m_backoff.next()); // and a list that has not heard of the stop yet has by then
}

void Reentry::look()
{
    engine::Engine *const at = engine();
    if (!m_waiting || m_step || m_again.isActive() || !at || at->state() != engine::EngineState::Ready)
        return;
    const engine::Container *const container = at->find(m_spec.container);
    if (!container)
        return over(removed());
    if (container->isRunning())
        enter();
}

void Reentry::enter()
{
    m_step = m_spec.open(*engine(), m_link->size(), [self = QPointer(this)](base::Result<std::unique_ptr<pty::Pty>> next) {
        if (self)
            self->entered(std::move(next));
    });
}

void Reentry::entered(base::Result<std::unique_ptr<pty::Pty>> next)
{
    m_step.reset();
    if (!next && mayComeBack(next.error()))
        return m_again.start(m_backoff.next());
    if (!next) { // Podman refuses what has just been removed in words of its own
        m_step = engine()->control()->inspect(m_spec.container, [self = QPointer(this), why = next.error().message](const base::Result<engine::ContainerDetails> &now) {
            const bool isGone = !now && now.error().is("engine.not_found");
            if (self)
                self->over(isGone ? self->removed() : pty::ExitStatus{{}, {}, why});
        });
        return;
    }
    // Whether the container was started again, or its engine: it may have run on behind one that was gone.
    m_step = engine()->control()->inspect(m_spec.container, [self = QPointer(this), next = *std::move(next)](const base::Result<engine::ContainerDetails> &now) mutable {
        if (self)
            self->enteredIn(std::move(next), now ? now->started : base::WallTime());
    });
}

void Reentry::enteredIn(std::unique_ptr<pty::Pty> next, base::WallTime started)
{
    m_step.reset();
    m_waiting = false;
    m_entered = base::Clock::system().now();
    const bool ranOn = started != base::WallTime() && started == m_started;
    const std::string what = ranOn ? "The engine is back and the container has run on: " : "The container has started: ";
    m_started = started;
    give({dividerText(what + (m_spec.leaves == LeavesFor::AnyReason ? "attached again" : "a new shell"), m_link->size().cols), std::move(next)});
    if (started == base::WallTime()) // without it the next restart would look like the same run
        rememberStart();
}

void Reentry::give(ReentryStep step)
{
    [[maybe_unused]] const bool taken = m_link->steps.offer(std::move(step)); // refused only when its reader has gone
}

void Reentry::over(pty::ExitStatus status)
{
    m_waiting = false;
    give({{}, nullptr, std::move(status)});
}

Reentries::Reentries(engine::Registry &engines)
    : m_engines(engines)
    , m_mailbox(std::make_shared<ReentryMailbox>(kMailbox))
    , m_notifier(m_mailbox->wakeFd(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &Reentries::onRequests);
}

Reentries::~Reentries()
{
    m_mailbox->close();
}

std::unique_ptr<pty::Pty> Reentries::wrap(std::unique_ptr<pty::Pty> first, base::GridSize size, ReentrySpec spec)
{
    auto link = std::make_shared<ReentryLink>(size);
    const LeavesFor leaves = spec.leaves;
    std::string greeting = spec.greeting;
    m_all.emplace(link.get(), std::make_unique<Reentry>(m_engines, std::move(spec), link, nullptr));
    return std::make_unique<ReenteringPty>(std::move(first), std::move(link), m_mailbox, leaves, std::move(greeting));
}

void Reentries::onRequests()
{
    for (const ReentryRequest &request : m_mailbox->drain()) {
        const auto found = m_all.find(request.link.get());
        if (found == m_all.end())
            continue;
        if (request.ended)
            found->second->ended(*request.ended);
        else
            m_all.erase(found);
    }
}

} // namespace core::host
