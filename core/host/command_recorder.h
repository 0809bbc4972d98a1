// Stores what one session ran, and tells the assistant. Subscribes losslessly: while the store is full it leaves the
// session's events where they are, so that the session stops reading its PTY and nothing is lost.
//
// Threads: the Qt thread it was made on. It may be told to go (deleteLater) from any of its signals.
#pragma once
#include "core/session/session_handle.h"
#include "core/store/store.h"
#include "core/telemetry/redactor.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <deque>
#include <functional>

namespace core::host {

class CommandRecorder : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        bool keepHistory = true;
        bool ignoreSpace = true;     // a command with a leading space is not stored
        std::size_t outputBytes = 0; // how much of its output is kept
        std::string session;         // CommandRecord::session
        std::string imageId;
        std::string host;
    };
    CommandRecorder(session::SessionPtr session, store::Store &store, Options options, QObject *parent);

    // Who the shell runs as, where that is known only after its start; for the commands that end from now on.
    void setUser(std::string user) { m_user = std::move(user); }

Q_SIGNALS:
    void commandFinished(const core::session::CommandFinished &event);
    void ended();           // after the last command was handed to the store
    void waitingForStore(); // once per wait: the session is being held

private:
    void take();
    void work();
    bool handle(const session::Event &event); // false: the store is full, come again
    std::optional<store::CommandRecord> recordOf(const session::CommandFinished &finished) const; // nullopt: not to be stored

    const session::SessionPtr m_session;
    store::Store &m_store;
    const Options m_options;
    std::string m_user;
    std::unique_ptr<session::Subscription> m_subscription;
    QSocketNotifier m_notifier;
    QTimer m_retry;
    std::deque<session::Event> m_events; // taken and not yet handled: at most one take's worth
};

// What is stored of a block: the command as it may be kept; nullopt: it is not to be stored.
std::optional<telemetry::Redaction> storedCommand(const shell::Block &block, bool ignoreSpace);

// Makes what comes from a file fit to be stored: secrets masked, untrusted, no time in the future; what a leading space
// keeps out goes. A shell's own history names neither user nor host.
void prepareImport(std::vector<store::CommandRecord> &records, bool ignoreSpace, const std::string &user, const std::string &host, base::WallTime now);

// Whether one of the names in `globs` (separated by commas; * and ? stand for any text and any character) is `name`.
bool isExcluded(const std::string &globs, const std::string &name);

} // namespace core::host
