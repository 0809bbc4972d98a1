#include "app/common/termination.h"

#include "core/base/wake_fd.h"

#include <QSocketNotifier>
#include <csignal>

namespace app {
namespace {

core::base::WakeFd &wake()
{
    static core::base::WakeFd fd;
    return fd;
}

void onSignal(int number)
{
    std::signal(number, SIG_DFL); // the next one is not asked politely
    wake().signal();
}

} // namespace

Termination::Termination(std::function<void()> asked)
    : m_asked(std::move(asked))
{
    wake(); // made before a handler can need it
    auto *notifier = new QSocketNotifier(wake().fd(), QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        wake().clear();
        m_asked();
    });
    std::signal(SIGPIPE, SIG_IGN);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        std::signal(number, onSignal);
}

Termination::~Termination()
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        std::signal(number, SIG_DFL);
}

} // namespace app
