#include "core/recording/recordings.h"

#include "core/config/settings.h"
#include "core/telemetry/log.h"

#include <ctime>

namespace core::recording {
namespace {

constexpr std::size_t kTasks = 256;
constexpr int kMostTries = 100; // of names that are taken

// Of a container's name, what any file system takes.
std::string plainName(const std::string &name)
{
    constexpr std::size_t kLongest = 60;
    std::string out;
    for (const char c : name.substr(0, kLongest)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        out += plain ? c : '_';
    }
    while (out.starts_with('.'))
        out.erase(0, 1);
    return out;
}

} // namespace

std::string fileName(const session::SessionInfo &info, base::WallTime now)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char when[64];
    const std::size_t n = std::strftime(when, sizeof when, "%Y-%m-%d_%H-%M-%S", &parts);
    const std::string place = plainName(info.place.isContainer() ? info.place.containerName : info.shell);
    return std::string(when, n) + (place.empty() ? "" : "_" + place) + ".cast";
}

std::string titleOf(const session::SessionInfo &info)
{
    return info.place.isContainer() ? info.place.containerName + " · " + info.place.image : info.shell;
}

Recordings::Recordings(Options options, QObject *parent) : QObject(parent), m_options(std::move(options)), m_inbox(kTasks)
{
    m_worker.setMaxThreadCount(1);
}

Recordings::~Recordings()
{
    for (auto &[id, entry] : m_running)
        entry.recorder->stop(); // all at once; destroying each waits for it
    m_running.clear();
    m_inbox.close();
    m_worker.waitForDone();
}

base::Result<RecordingStatus> Recordings::start(const session::SessionPtr &session, const std::string &path)
{
    const base::SessionId id = session->info().id;
    if (isRecording(id))
        return base::fail("recording.running", "This session is being recorded already.");
    session::SessionInfo info = session->info();
    if (m_options.containerName)
        info.place.containerName = m_options.containerName(*session);
    Recorder::Options options;
    options.title = titleOf(info);
    options.maxBytes = m_options.maxBytes;
    options.path = path;
    if (path.empty()) {
        if (auto made = config::ensurePrivateDir(m_options.folder); !made)
            return std::unexpected(made.error());
        options.path = m_options.folder + '/' + fileName(info, base::Clock::system().wall());
    }
    const auto begin = [&](const std::string &file) {
        Recorder::Options mine = options;
        mine.path = file;
        return Recorder::start(session, std::move(mine), [this](const RecordingStatus &status) {
            // The inbox goes after the recorders, and has room for one task of each.
            [[maybe_unused]] const bool taken = m_inbox.post([this, status] { onEnd(status); });
        });
    };
    auto recorder = begin(options.path);
    for (int i = 2; path.empty() && !recorder && recorder.error().is("recording.exists") && i < kMostTries; ++i)
        recorder = begin(options.path.substr(0, options.path.size() - 5) + '_' + std::to_string(i) + ".cast");
    if (!recorder)
        return std::unexpected(recorder.error());
    const RecordingStatus status = (*recorder)->status();
    m_running[id].recorder = std::move(*recorder);
    Q_EMIT started(id);
    return status;
}

void Recordings::stop(base::SessionId session, Done done)
{
    const auto found = m_running.find(session);
    if (found == m_running.end()) {
        if (done)
            done(base::fail("recording.none", "This session is not being recorded."));
        return;
    }
    if (done)
        found->second.waiting.push_back(std::move(done));
    found->second.recorder->stop();
}

void Recordings::stopAll()
{
    for (auto &[id, entry] : m_running)
        entry.recorder->stop();
}

void Recordings::onEnd(const RecordingStatus &status)
{
    const auto found = m_running.find(status.session);
    if (found == m_running.end())
        return;
    Entry entry = std::move(found->second);
    m_running.erase(found);
    entry.recorder.reset(); // its thread is at its end
    if (status.end == EndReason::Failed)
        qCWarning(telemetry::lcHost, "%s: %s", status.error.code.c_str(), status.error.detail.c_str());
    for (Done &done : entry.waiting)
        done(status);
    Q_EMIT ended(status);
    sweepOld();
}

std::optional<RecordingStatus> Recordings::status(base::SessionId session) const
{
    const auto found = m_running.find(session);
    if (found == m_running.end())
        return {};
    return found->second.recorder->status();
}

std::vector<RecordingStatus> Recordings::running() const
{
    std::vector<RecordingStatus> all;
    for (const auto &[id, entry] : m_running)
        all.push_back(entry.recorder->status());
    return all;
}

void Recordings::sweepOld()
{
    m_worker.start([this, folder = m_options.folder, retention = m_options.retention] {
        const std::size_t removed = sweep(folder, retention, base::Clock::system().wall());
        if (removed == 0)
            return;
        [[maybe_unused]] const bool said = m_inbox.post([this, removed] { Q_EMIT swept(int(removed)); });
    });
}

} // namespace core::recording
