// The recordings that run in this instance: at most one per session. Starts and stops them, names their files, and removes
// old ones from the folder.
//
// Threads: made, used and destroyed on one Qt thread; signals there.
#pragma once
#include "core/base/task_inbox.h"
#include "core/recording/recorder.h"
#include "core/recording/recording_files.h"

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace core::recording {

class Recordings : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        std::string folder;                    // made when the first recording starts (0700)
        std::uint64_t maxBytes = 256u << 20;   // of one recording
        Retention retention;
        // What a session's container is called now, which its title and file name say; empty: as when it was opened.
        std::function<std::string(const session::SessionHandle &)> containerName = {};
    };
    explicit Recordings(Options options, QObject *parent = nullptr);
    ~Recordings() override; // stops all of them

    using Done = std::move_only_function<void(base::Result<RecordingStatus>)>;

    const std::string &folder() const { return m_options.folder; }
    // `path` empty: a new file in the folder. Codes: recording.running (it is being recorded already), config.runtime_dir,
    // and those of Recorder::start.
    base::Result<RecordingStatus> start(const session::SessionPtr &session, const std::string &path = {});
    // `done` comes when its last line is written. Code: recording.none (this session is not being recorded).
    void stop(base::SessionId session, Done done = {});
    void stopAll();
    bool isRecording(base::SessionId session) const { return m_running.contains(session); }
    std::optional<RecordingStatus> status(base::SessionId session) const;
    std::vector<RecordingStatus> running() const;
    void sweepOld(); // in the background

Q_SIGNALS:
    void started(core::base::SessionId session);
    void ended(const core::recording::RecordingStatus &status);
    void swept(int files); // old ones that were removed; not said when there were none

private:
    struct Entry
    {
        std::unique_ptr<Recorder> recorder;
        std::vector<Done> waiting; // for its end
    };
    void onEnd(const RecordingStatus &status);

    const Options m_options;
    std::map<base::SessionId, Entry> m_running;
    base::TaskInbox m_inbox;
    QThreadPool m_worker;
};

// "2026-11-27 14-03-22 shop-api.cast": what its file is called.
std::string fileName(const session::SessionInfo &info, base::WallTime now);
// What it is called for people: where the session is, and its shell.
std::string titleOf(const session::SessionInfo &info);

} // namespace core::recording
