// Decides for the sessions in containers what the end of a shell means: whether the container stopped under it, was
// restarted, or is gone; says so in the terminal, waits for it to run again and opens the next shell there.
//
// Threads: the engines'. Told by the sessions' threads through a bounded mailbox; see ReenteringPty.
#pragma once
#include "core/base/backoff.h"
#include "core/engine/container_details.h"
#include "core/engine/discovery.h"
#include "core/host/reentering_pty.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <map>

namespace core::host {

struct ReentrySpec
{
    std::string engine, container; // ids
    std::string nonce;             // of the session's marks; may be empty
    LeavesFor leaves = LeavesFor::Restarts;
    std::string greeting; // before the first output
    // Opens the next one, as wide and high as the terminal is by then.
    std::function<engine::OperationPtr(engine::Engine &, base::GridSize, engine::Done<std::unique_ptr<pty::Pty>>)> open;
};

class Reentry : public QObject // of one session
{
    Q_OBJECT
public:
    Reentry(engine::Registry &engines, ReentrySpec spec, std::shared_ptr<ReentryLink> link, QObject *parent);
    ~Reentry() override;
    void ended(const pty::ExitStatus &status);

private:
    engine::Engine *engine() const { return m_engines.engine(m_spec.engine); }
    void rememberStart();
    void judge(const pty::ExitStatus &status, const base::Result<engine::ContainerDetails> &now);
    void wait(const pty::ExitStatus &status, bool isRestarted, bool isRemovedThen);
    void look();
    void enter();
    void entered(base::Result<std::unique_ptr<pty::Pty>> next);
    void enteredIn(std::unique_ptr<pty::Pty> next, base::WallTime started);
    void give(ReentryStep step);
    void over(pty::ExitStatus status);

    engine::Registry &m_engines;
    const ReentrySpec m_spec;
    const std::shared_ptr<ReentryLink> m_link;
    pty::ExitStatus removed() const;

    std::optional<int> m_code;  // the main process's, that has ended
    base::WallTime m_started{}; // of the container, when the shell was opened
    engine::OperationPtr m_step;
    QTimer m_again;
    base::Backoff m_backoff;
    base::SteadyTime m_entered;
    bool m_waiting = false; // for the container to run
};

class Reentries : public QObject // of all sessions
{
    Q_OBJECT
public:
    explicit Reentries(engine::Registry &engines); // which outlives it
    ~Reentries() override;
    std::unique_ptr<pty::Pty> wrap(std::unique_ptr<pty::Pty> first, base::GridSize size, ReentrySpec spec);

private:
    void onRequests();

    engine::Registry &m_engines;
    std::shared_ptr<ReentryMailbox> m_mailbox;
    QSocketNotifier m_notifier;
    std::map<const ReentryLink *, std::unique_ptr<Reentry>> m_all; // until their sessions go
};

std::string resetText(const std::string &nonce); // of what the program has left behind; a command of that nonce ends
// A line of its own, of a terminal so wide; more lines, broken at blanks, where it does not fit. The second: what belongs to it.
std::string dividerText(const std::string &words, int cols);
std::string belowDivider(const std::string &words, int cols);

} // namespace core::host
