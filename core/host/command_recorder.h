// Stores what one session ran, and tells the assistant. Subscribes losslessly: while the store is full it leaves the
// session's events where they are, so that the session stops reading its PTY and nothing is lost.
//
// Threads: the Qt thread it was made on. It may be told to go (deleteLater) from any of its signals.
#pragma once
#include "core/session/session_handle.h"
#include "core/store/store.h"

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
        std::string session;         // CommandRecord::session
        std::string imageId;
        std::string host;
    };
    CommandRecorder(session::SessionPtr session, store::Store &store, Options options, QObject *parent);

Q_SIGNALS:
    void commandFinished(const core::session::CommandFinished &event);
    void ended();           // after the last command was handed to the store
    void waitingForStore(); // once per wait: the session is being held

private:
    void take();
    void work();
    bool handle(const session::Event &event); // false: the store is full, come again
    store::CommandRecord recordOf(const shell::Block &block) const;

    const session::SessionPtr m_session;
    store::Store &m_store;
    const Options m_options;
    std::unique_ptr<session::Subscription> m_subscription;
    QSocketNotifier m_notifier;
    QTimer m_retry;
    std::deque<session::Event> m_events; // taken and not yet handled: at most one take's worth
};

// What is stored of a block. `command` is redacted; nullopt: not to be stored.
std::optional<std::string> storedCommand(const shell::Block &block, bool ignoreSpace);

} // namespace core::host
