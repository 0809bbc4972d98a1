// A container's shell that outlives the container's stops: when it was taken away, and did not leave by itself, the session
// stays, is told so in a line, and gets the next shell when the container runs again. What has happened and what comes is
// decided by Reentry on the main thread; the two share a ReentryLink, and either may go first.
//
// Threads: a session's, but for ReentryLink.
#pragma once
#include "core/base/clock.h"
#include "core/base/mailbox.h"
#include "core/pty/pty.h"

#include <atomic>
#include <memory>

namespace core::host {

// From the main thread to the session's, one after the other.
struct ReentryStep
{
    std::string text;                     // for the terminal
    std::unique_ptr<pty::Pty> next = {};  // go on here
    std::optional<pty::ExitStatus> over = {}; // or end
};

struct ReentryLink
{
    static constexpr std::size_t kSteps = 16; // there are at most three under way
    explicit ReentryLink(base::GridSize size) { setSize(size); }
    void setSize(base::GridSize size) { m_size.store(std::uint64_t(size.cols) << 32 | std::uint32_t(size.rows)); }
    base::GridSize size() const { return {int(m_size.load() >> 32), int(m_size.load() & 0xffffffff)}; }

    base::Mailbox<ReentryStep> steps{kSteps};

private:
    std::atomic<std::uint64_t> m_size;
};

struct ReentryRequest
{
    std::shared_ptr<ReentryLink> link;
    std::optional<pty::ExitStatus> ended; // how the last shell went; none: nobody waits for another one
};
using ReentryMailbox = base::Mailbox<ReentryRequest>;

enum class LeavesFor : unsigned char {
    Restarts,  // an exit status of its own is the end: a shell that was left
    AnyReason, // the main process: its end is the container's, which may start again
};

class ReenteringPty final : public pty::Pty
{
public:
    // `greeting` comes before the first output.
    ReenteringPty(std::unique_ptr<pty::Pty> first, std::shared_ptr<ReentryLink> link, std::shared_ptr<ReentryMailbox> host, LeavesFor leaves, std::string greeting,
                  const base::Clock &clock = base::Clock::system());
    ~ReenteringPty() override;

    int fd() const override;
    pty::ReadResult read(std::span<char> into) override;
    bool holdsMuch() const override { return m_inner && m_inner->holdsMuch(); }
    // Dropped where nobody is there to read it, and then so is the rest of that line: half a command is another command.
    base::Result<std::size_t> write(std::string_view bytes) override;
    void resize(base::GridSize size) override;
    int exitFd() const override { return -1; }
    std::optional<pty::ExitStatus> exitStatus() override { return m_over; }
    void hangUp() override;
    std::string foregroundJob() const override { return m_inner ? m_inner->foregroundJob() : std::string(); }
    std::vector<std::vector<std::string>> foregroundPrograms() const override
    {
        return m_inner ? m_inner->foregroundPrograms() : std::vector<std::vector<std::string>>();
    }

private:
    pty::ReadResult readText(std::span<char> into);
    void left();
    void takeSteps();
    void noteTyped(std::string_view bytes);

    std::unique_ptr<pty::Pty> m_inner; // null while outside
    const std::shared_ptr<ReentryLink> m_link;
    const std::shared_ptr<ReentryMailbox> m_host;
    const LeavesFor m_leaves;
    const base::Clock &m_clock;
    std::string m_text; // not read yet
    base::WakeFd m_textWaits;
    std::unique_ptr<pty::Pty> m_next;            // behind the text
    std::optional<pty::ExitStatus> m_nextIsOver; // likewise
    std::optional<pty::ExitStatus> m_over;
    bool m_leaving = false; // its output has ended, its status is not known
    bool m_hungUp = false;
    bool m_lineIsOpen = false; // typed last, and not ended
    bool m_lineIsLost = false; // its beginning
    base::SteadyTime m_typed{};
};

} // namespace core::host
