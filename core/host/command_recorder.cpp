#include "core/host/command_recorder.h"

#include "core/telemetry/redactor.h"

namespace core::host {
namespace {

constexpr int kRetryMs = 20; // the store commits at most 50 ms at a time

} // namespace

std::optional<std::string> storedCommand(const shell::Block &block, bool ignoreSpace)
{
    if (!block.trusted || block.command.find_first_not_of(" \t\r\n") == std::string::npos)
        return {};
    if (ignoreSpace && (block.command.front() == ' ' || block.command.front() == '\t'))
        return {};
    return telemetry::redact(block.command).text;
}

CommandRecorder::CommandRecorder(session::SessionPtr session, store::Store &store, Options options, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_store(store)
    , m_options(std::move(options))
    , m_subscription(m_session->subscribe(session::Delivery::Lossless))
    , m_notifier(m_subscription->wakeFd(), QSocketNotifier::Read)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(kRetryMs);
    connect(&m_retry, &QTimer::timeout, this, &CommandRecorder::work);
    connect(&m_notifier, &QSocketNotifier::activated, this, &CommandRecorder::take);
}

// Frames are not asked for: without frameReady() they wake this end only once.
void CommandRecorder::take()
{
    for (session::Event &event : m_subscription->takeEvents())
        m_events.push_back(std::move(event));
    work();
}

void CommandRecorder::work()
{
    while (!m_events.empty()) {
        if (!handle(m_events.front())) {
            if (m_notifier.isEnabled())
                Q_EMIT waitingForStore();
            m_notifier.setEnabled(false);
            m_retry.start();
            return;
        }
        m_events.pop_front();
    }
    m_notifier.setEnabled(true);
}

bool CommandRecorder::handle(const session::Event &event)
{
    if (const auto *finished = std::get_if<session::CommandFinished>(&event)) {
        if (m_options.keepHistory && !m_store.isReadOnly()) {
            if (auto command = storedCommand(finished->block, m_options.ignoreSpace)) {
                store::CommandRecord record = recordOf(finished->block);
                record.command = std::move(*command);
                if (!m_store.offer(record))
                    return m_store.isReadOnly(); // damaged meanwhile: nothing to wait for
            }
        }
        Q_EMIT commandFinished(*finished);
    } else if (std::holds_alternative<session::Ended>(event)) {
        Q_EMIT ended();
    }
    return true;
}

store::CommandRecord CommandRecorder::recordOf(const shell::Block &block) const
{
    const session::SessionInfo &info = m_session->info();
    store::CommandRecord record;
    record.exitCode = block.exitCode;
    record.cwd = block.cwd;
    record.start = block.start;
    record.duration = block.duration;
    record.engine = info.place.engine;
    record.containerId = info.place.containerId;
    record.containerName = info.place.containerName;
    record.image = info.place.image;
    record.imageId = m_options.imageId;
    record.session = m_options.session;
    record.user = info.place.user;
    record.host = m_options.host;
    record.shell = info.shell;
    record.traceId = info.traceId;
    record.trusted = block.trusted;
    return record;
}

} // namespace core::host
