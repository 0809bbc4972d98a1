// The instance's recordings: where they lie, what is said about them, and what berthctl asks of them.
#include "core/host/host_impl.h"

#include <QTimer>
#include <algorithm>

namespace core::host {
namespace {

using recording::EndReason;
using recording::RecordingStatus;

template<class Duration>
std::int64_t milliseconds(Duration duration)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

control::Instance::Recording rowOf(const RecordingStatus &status)
{
    control::Instance::Recording row;
    row.path = status.path;
    row.title = status.title;
    row.session = status.session;
    row.startedMs = milliseconds(status.started.time_since_epoch());
    row.lengthMs = milliseconds(status.length);
    row.bytes = status.bytes;
    row.commands = std::uint32_t(status.commands);
    if (status.end == EndReason::Failed)
        row.problem = status.error.message;
    return row;
}

control::Instance::Recording rowOf(const recording::RecordingFile &file)
{
    control::Instance::Recording row;
    row.path = file.path;
    row.title = file.header.title;
    row.startedMs = milliseconds(file.header.started.value_or(file.changed).time_since_epoch());
    row.lengthMs = milliseconds(file.length);
    row.bytes = file.bytes;
    row.problem = file.problem;
    return row;
}

} // namespace

void HostImpl::makeRecordings()
{
    recording::Recordings::Options options;
    options.folder = m_options.paths.dataDir + "/recordings";
    options.maxBytes = std::uint64_t(settings().integer("recording.max_mib")) << 20;
    options.retention.days = int(settings().integer("recording.keep_days"));
    options.retention.bytes = std::uint64_t(settings().integer("recording.total_mib")) << 20;
    options.containerName = [this](const session::SessionHandle &session) { return containerName(session); };
    m_recordings = std::make_unique<recording::Recordings>(std::move(options));
    connect(m_recordings.get(), &recording::Recordings::swept, this,
            [this](int files) {
                Q_EMIT notice(files == 1 ? tr("An old recording was removed, as the settings recording.* say.")
                                         : tr("%1 old recordings were removed, as the settings recording.* say.").arg(files));
            });
    // Not at once: the window comes first.
    constexpr std::chrono::seconds kAfterStart{5};
    QTimer::singleShot(kAfterStart, m_recordings.get(), &recording::Recordings::sweepOld);
}

void HostImpl::startRecording(base::SessionId id, const std::string &path, control::Instance::Done<Recording> done)
{
    session::SessionPtr wanted = id.isValid() ? session(id) : nullptr;
    if (!id.isValid() && !m_sessions.empty())
        wanted = m_sessions.rbegin()->second.session;
    if (!wanted)
        return done(base::fail("recording.no_session", "There is no such session."));
    const auto started = m_recordings->start(wanted, path);
    if (!started)
        return done(std::unexpected(started.error()));
    done(rowOf(*started));
}

void HostImpl::stopRecording(base::SessionId id, control::Instance::Done<Recording> done)
{
    if (!id.isValid()) {
        const auto running = m_recordings->running();
        if (running.size() > 1)
            return done(base::fail("recording.several", "Several sessions are being recorded; say which one: 'berthctl record ls' lists them."));
        if (running.empty())
            return done(base::fail("recording.none", "No session is being recorded."));
        id = running.front().session;
    }
    m_recordings->stop(id, [done = std::move(done)](base::Result<RecordingStatus> status) mutable {
        if (!status)
            return done(std::unexpected(status.error()));
        done(rowOf(*status));
    });
}

void HostImpl::recordings(control::Instance::Done<std::vector<Recording>> done)
{
    std::vector<Recording> rows;
    for (const RecordingStatus &status : m_recordings->running())
        rows.push_back(rowOf(status));
    m_workers.start([this, folder = m_recordings->folder(), rows = std::move(rows), done = std::make_shared<control::Instance::Done<std::vector<Recording>>>(std::move(done))]() mutable {
        for (const recording::RecordingFile &file : recording::listRecordings(folder)) {
            if (std::ranges::find(rows, file.path, &Recording::path) == rows.end())
                rows.push_back(rowOf(file));
        }
        // The inbox is closed before the workers are waited for, and refuses only then.
        [[maybe_unused]] const bool taken = m_inbox.post([done, rows = std::move(rows)]() mutable { (*done)(std::move(rows)); });
    });
}

} // namespace core::host
