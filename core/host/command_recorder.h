// Stores what one session ran, and tells the assistant. Subscribes losslessly: while the store is full it leaves the
// session's events where they are, so that the session stops reading its PTY and nothing is lost. While the shell's user is
// being asked, commands wait for the answer: at most kMostHeld of them, and kUserPatience.
//
// Threads: the Qt thread it was made on. It may be told to go (deleteLater) from any of its signals.
#pragma once
#include "core/session/session_handle.h"
#include "core/store/store.h"
#include "core/telemetry/redactor.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <chrono>
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
    // What still waits is stored, for which a full store is given kPatienceAtExit; what it then does not take is logged.
    ~CommandRecorder() override;

    static constexpr std::size_t kMostHeld = 256;
    static constexpr std::chrono::milliseconds kUserPatience{10'000}; // an exec in a container, on a busy machine
    static constexpr std::chrono::milliseconds kUserPatienceAtEnd{1000}; // once the session has ended

    static constexpr std::chrono::milliseconds kPatienceAtExit{1000};

    // Who the shell runs as is being asked; setUser() follows.
    void awaitUser();
    // Of every command that waits, and of later ones. Empty: it cannot be known, what was asked for at its start stands.
    void setUser(std::string user);
    const std::string &user() const { return m_user; }
    // What the session's container is called now: of what ends from now on. It begins with the name that it was opened under.
    void setContainerName(std::string name) { m_containerName = std::move(name); }
    const std::string &containerName() const { return m_containerName; }
    // Of what ends from now on.
    void setKeeping(bool keepHistory, bool ignoreSpace)
    {
        m_options.keepHistory = keepHistory;
        m_options.ignoreSpace = ignoreSpace;
    }
    // The session is gone: what was taken is stored, however long the store is full, and then the recorder deletes itself.
    void finish();

Q_SIGNALS:
    void commandFinished(const core::session::CommandFinished &event);
    void ended();           // after the last command was handed to the store
    void waitingForStore(); // once per wait: the session is being held

private:
    void take();
    void work();
    void handle(const session::Event &event);
    void keep(const session::CommandFinished &finished);
    bool handOver(); // false: the store is full, come again
    std::optional<store::CommandRecord> recordOf(const session::CommandFinished &finished) const; // nullopt: not to be stored

    const session::SessionPtr m_session;
    store::Store &m_store;
    Options m_options;
    std::string m_user;
    std::string m_containerName;
    std::unique_ptr<session::Subscription> m_subscription;
    QSocketNotifier m_notifier;
    QTimer m_retry;
    QTimer m_patience; // runs while the user is being asked
    std::deque<session::Event> m_events; // taken and not yet handled: at most one take's worth
    std::deque<store::CommandRecord> m_records; // for the store: more than one only while the user is being asked
    bool m_finishing = false;
    enum class End : unsigned char { NotYet, Seen, Told } m_end = End::NotYet;
};

// What is stored of a block: the command as it may be kept; nullopt: it is not to be stored.
std::optional<telemetry::Redaction> storedCommand(const shell::Block &block, bool ignoreSpace);

// Makes what comes from a file fit to be stored: secrets masked, untrusted, no time in the future; what a leading space
// keeps out goes. A shell's own history names neither user nor host.
void prepareImport(std::vector<store::CommandRecord> &records, bool ignoreSpace, const std::string &user, const std::string &host, base::WallTime now);

// Whether one of the names in `globs` (separated by commas; * and ? stand for any text and any character) is `name`.
bool isExcluded(const std::string &globs, const std::string &name);

} // namespace core::host
