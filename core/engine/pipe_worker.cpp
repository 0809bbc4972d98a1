#include "core/engine/pipe_worker.h"

#include "core/base/wake_fd.h"

#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <system_error>
#include <thread>

namespace core::engine {

struct PipeWorker::State
{
    std::atomic<bool> whole{false};
    base::UniqueFd fd; // the thread's, until the result is there
    std::mutex mutex;  // guards result
    std::optional<base::Result<void>> result;
    base::WakeFd wake;
};

base::Result<std::unique_ptr<PipeWorker>> PipeWorker::start(Job job, Done<void> finished)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return base::fail("engine.local_file", "Too many files are open.");
    auto state = std::make_shared<State>();
    state->fd.reset(ends[0]);
    base::UniqueFd end(ends[1]);
    ::fcntl(end.get(), F_SETFL, O_NONBLOCK);
    std::unique_ptr<PipeWorker> worker(new PipeWorker(state, std::move(end), std::move(finished)));
    auto run = [state, job = std::move(job)] {
        sigset_t pipe; // a closed pair is an error of write(), not the end of the program
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        base::Result<void> result = job({state->fd.get(), state->whole});
        if (result)
            state->fd.reset();
        const std::lock_guard lock(state->mutex);
        state->result = std::move(result);
        state->wake.signal();
    };
    try {
        std::thread(std::move(run)).detach();
    } catch (const std::system_error &error) { // a limit of threads or of memory
        return base::fail("engine.local_file", "The copy could not be begun: no thread can be started.", error.what());
    }
    return worker;
}

PipeWorker::PipeWorker(std::shared_ptr<State> state, base::UniqueFd end, Done<void> finished)
    : m_state(std::move(state))
    , m_end(std::move(end))
    , m_finished(std::move(finished))
    , m_notifier(m_state->wake.fd(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &PipeWorker::onFinished);
}

PipeWorker::~PipeWorker() = default;

void PipeWorker::abandon()
{
    m_notifier.setEnabled(false);
    m_finished = nullptr;
    deleteLater();
}

void PipeWorker::setWhole()
{
    m_state->whole.store(true);
}

void PipeWorker::onFinished()
{
    m_notifier.setEnabled(false);
    std::optional<base::Result<void>> result;
    {
        const std::lock_guard lock(m_state->mutex);
        result = m_state->result;
    }
    auto finished = std::move(m_finished);
    if (result && finished)
        finished(*std::move(result)); // may destroy this
}

} // namespace core::engine
