#include "core/host/command_recorder.h"

#include "core/telemetry/log.h"

#include <QRegularExpression>
#include <algorithm>

namespace core::host {
namespace {

constexpr int kRetryMs = 20; // the store commits at most 50 ms at a time

} // namespace

std::optional<telemetry::Redaction> storedCommand(const shell::Block &block, bool ignoreSpace)
{
    if (!block.trusted || block.command.find_first_not_of(" \t\r\n") == std::string::npos)
        return {};
    if (ignoreSpace && (block.command.front() == ' ' || block.command.front() == '\t'))
        return {};
    return telemetry::redact(block.command);
}

void prepareImport(std::vector<store::CommandRecord> &records, bool ignoreSpace, const std::string &user, const std::string &host, base::WallTime now)
{
    std::erase_if(records, [&](const store::CommandRecord &record) {
        return record.command.find_first_not_of(" \t\r\n") == std::string::npos || (ignoreSpace && (record.command.front() == ' ' || record.command.front() == '\t'));
    });
    for (store::CommandRecord &record : records) {
        telemetry::Redaction command = telemetry::redact(record.command);
        telemetry::Redaction output = telemetry::redact(record.output);
        record.command = std::move(command.text);
        record.output = std::move(output.text);
        record.masked = record.masked || command.count > 0 || output.count > 0;
        record.trusted = false;
        if (record.start > now)
            record.start = {};
        if (record.session.empty() && record.user.empty() && record.host.empty()) {
            record.user = user;
            record.host = host;
        }
    }
}

bool isExcluded(const std::string &globs, const std::string &name)
{
    const QStringList all = QString::fromStdString(globs).split(QLatin1Char(','), Qt::SkipEmptyParts);
    return std::ranges::any_of(all, [&](const QString &glob) {
        QString pattern = QRegularExpression::escape(glob.trimmed());
        pattern.replace(QLatin1String("\\*"), QLatin1String(".*")).replace(QLatin1String("\\?"), QLatin1String("."));
        return !glob.trimmed().isEmpty() && QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(QString::fromStdString(name)).hasMatch();
    });
}

CommandRecorder::CommandRecorder(session::SessionPtr session, store::Store &store, Options options, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_store(store)
    , m_options(std::move(options))
    , m_user(m_session->info().place.user)
    , m_containerName(m_session->info().place.containerName)
    , m_subscription(m_session->subscribe(session::Delivery::Lossless))
    , m_notifier(m_subscription->wakeFd(), QSocketNotifier::Read)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(kRetryMs);
    m_patience.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &CommandRecorder::work);
    connect(&m_patience, &QTimer::timeout, this, [this] { setUser({}); });
    connect(&m_notifier, &QSocketNotifier::activated, this, &CommandRecorder::take);
}

CommandRecorder::~CommandRecorder()
{
    for (session::Event &event : m_subscription->takeEvents())
        m_events.push_back(std::move(event));
    for (const session::Event &event : m_events) {
        if (const auto *finished = std::get_if<session::CommandFinished>(&event))
            keep(*finished);
    }
    if (handOver())
        return;
    (void)m_store.flush(kPatienceAtExit); // makes room
    if (!handOver())
        qCWarning(telemetry::lcHost, "%zu commands could not be stored: the history is busy", m_records.size());
}

void CommandRecorder::awaitUser()
{
    m_patience.start(kUserPatience);
}

void CommandRecorder::setUser(std::string user)
{
    m_patience.stop();
    if (!user.empty())
        m_user = std::move(user);
    work();
}

void CommandRecorder::finish()
{
    m_finishing = true;
    m_patience.stop();
    work();
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
    while (true) {
        const bool waits = m_patience.isActive() && m_records.size() < kMostHeld;
        if (!waits && !handOver()) {
            if (m_notifier.isEnabled())
                Q_EMIT waitingForStore();
            m_notifier.setEnabled(false);
            m_retry.start();
            return;
        }
        if (m_events.empty())
            break;
        const session::Event event = std::move(m_events.front());
        m_events.pop_front();
        handle(event);
    }
    m_notifier.setEnabled(!m_finishing);
    if (m_finishing)
        deleteLater(); // this may be one of its signals
    if (m_end == End::Seen && m_records.empty()) {
        m_end = End::Told;
        Q_EMIT ended();
    }
}

void CommandRecorder::handle(const session::Event &event)
{
    if (const auto *finished = std::get_if<session::CommandFinished>(&event)) {
        keep(*finished);
        Q_EMIT commandFinished(*finished);
    } else if (std::holds_alternative<session::Ended>(event)) {
        m_end = End::Seen;
        if (m_patience.isActive() && m_patience.remainingTimeAsDuration() > kUserPatienceAtEnd)
            m_patience.start(kUserPatienceAtEnd);
    }
}

void CommandRecorder::keep(const session::CommandFinished &finished)
{
    if (!m_options.keepHistory || m_store.isReadOnly())
        return;
    if (auto record = recordOf(finished))
        m_records.push_back(std::move(*record));
}

bool CommandRecorder::handOver()
{
    while (!m_records.empty()) {
        m_records.front().user = m_user;
        if (!m_store.isReadOnly() && !m_store.offer(m_records.front()) && !m_store.isReadOnly()) // damaged: nothing to wait for
            return false;
        m_records.pop_front();
    }
    return true;
}

std::optional<store::CommandRecord> CommandRecorder::recordOf(const session::CommandFinished &finished) const
{
    const shell::Block &block = finished.block;
    auto command = storedCommand(block, m_options.ignoreSpace);
    if (!command)
        return {};
    const session::SessionInfo &info = m_session->info();
    store::CommandRecord record;
    record.command = std::move(command->text);
    record.masked = command->count > 0;
    if (m_options.outputBytes > 0) { // all of it is looked at: where it is cut could hide that a secret begins
        telemetry::Redaction output = telemetry::redact(finished.outputTail);
        record.output = std::move(output.text);
        record.masked = record.masked || output.count > 0;
    }
    record.exitCode = block.exitCode;
    record.stopped = block.stopped;
    record.cwd = block.cwd;
    record.start = block.start;
    record.duration = block.duration;
    record.engine = info.place.engine;
    record.containerId = info.place.containerId;
    record.containerName = m_containerName;
    record.image = info.place.image;
    record.imageId = m_options.imageId;
    record.session = m_options.session;
    record.host = m_options.host;
    record.shell = session::shellOf(info, *m_session->frame());
    record.traceId = info.traceId;
    record.trusted = block.trusted;
    return record;
}

} // namespace core::host
