// One running instance: engines, sessions, store, assistant, attach and control joined together. berth and berthd each
// hold one; the window and the programs see everything through it.
//
// Threads: lives on the main Qt thread, all calls there. See ARCHITECTURE.md for who else runs.
#pragma once
#include "core/assistant/assistant.h"
#include "core/attach/attach_server.h"
#include "core/base/result.h"
#include "core/config/settings.h"
#include "core/engine/discovery.h"
#include "core/recording/recordings.h"
#include "core/session/session_handle.h"
#include "core/store/store.h"

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace core::host {

struct LocalShell
{
    std::string program;                // empty: the user's login shell
    std::vector<std::string> arguments; // a command of its own (-e, --exec): run as is; with integration if it is a shell and no more
    std::string workingDirectory;
    base::GridSize size;
};

struct ContainerShell
{
    std::string engine;    // engine id
    std::string container; // id or name
    std::string user;      // empty: the container's own
    base::GridSize size;
    std::string workingDir = {};               // empty: the container's own
    std::vector<std::string> environment = {}; // "A=B", besides what a terminal sets
};

class Host : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    struct Options
    {
        config::SettingsPtr settings;
        std::vector<config::Problem> problems;          // from loading the settings: shown, not fatal
        config::Paths paths;
        std::map<std::string, std::string> environment; // of the program
        std::string agentProgram;                       // path of berth-agent
        std::string programName;                        // "berth" or "berthd"
        attach::ListenAddress listen;
        bool discoverEngines = true;
        bool startAgent = true;
    };
    // Makes the instance directory, opens the store, listens for berthctl, starts the agent, looks for engines; the slow
    // parts go on behind. Codes: host.runtime_dir, store.*, control.listen, host.metrics_listen.
    static base::Result<std::unique_ptr<Host>> start(Options options);

    virtual const std::string &instanceId() const = 0;
    virtual const std::string &instanceDir() const = 0;
    virtual const config::Settings &settings() const = 0;
    // What is begun from now on takes these: sessions, links, turns; and what is kept of commands from now on. The assistant
    // follows, with another agent where that must be. The store, recordings, viewers' limits and the engines' search took theirs
    // at the start. A reference that settings() gave before is no longer good.
    virtual void setSettings(config::SettingsPtr settings, std::vector<config::Problem> problems) = 0;
    virtual const std::vector<config::Problem> &problems() const = 0;

    template<class T> using Done = std::move_only_function<void(base::Result<T>)>;
    virtual base::Result<session::SessionPtr> openLocal(const LocalShell &spec) = 0;
    // The session outlives stops of its container: a line says so, and a new shell follows when it runs again. It ends when
    // its shell is left, or the container removed. engine.no_shell: there is none in it; see openBeside(). engine.paused:
    // nothing runs in it until it is resumed.
    virtual engine::OperationPtr openInContainer(const ContainerShell &spec, Done<session::SessionPtr> done) = 0;
    // The terminal of its main process; closing it only detaches. Of `spec` engine, container and size count.
    // engine.conflict: it does not run, or has no terminal.
    virtual engine::OperationPtr attachToContainer(const ContainerShell &spec, Done<session::SessionPtr> done) = 0;
    // The same of one that was created and does not run yet: it is started with its terminal open from the first byte, as
    // `docker run -it` does. The engine's list need not have it yet. engine.conflict: it runs already, or has no terminal;
    // any other: it does not start, and stays as it was.
    virtual engine::OperationPtr startAttached(const ContainerShell &spec, Done<session::SessionPtr> done) = 0;
    // A shell in a new container that shares the processes and the network of this one, and ends with that shell. Its image
    // is made of this machine's busybox if needed. Also engine.no_busybox.
    virtual engine::OperationPtr openBeside(const ContainerShell &spec, engine::OnProgress progress, Done<session::SessionPtr> done) = 0;
    virtual std::vector<session::SessionPtr> sessions() const = 0; // open ones, in order of creation
    virtual session::SessionPtr session(base::SessionId id) const = 0;
    // Who its shell runs as, as far as that is known by now: of a container's own user only a while after the start. Empty: not.
    virtual std::string userOf(base::SessionId id) const = 0;
    // Hangs up and lists it no more. What it still runs is stored when it ends, within the setting host.shutdown_ms.
    virtual void close(base::SessionId id) = 0;

    // A first container where there is none: a tiny busybox image is built if needed, a container made and started.
    virtual engine::OperationPtr makeStarterContainer(const std::string &engineId, engine::OnProgress progress, Done<std::string> done) = 0;

    virtual engine::Registry &engines() = 0;
    virtual store::Store &store() = 0;
    virtual assistant::Assistant &assistant() = 0;
    virtual attach::AttachServer &attach() = 0;
    virtual recording::Recordings &recordings() = 0;

    // Drains: viewers get a going-away message, sessions are hung up, the store is flushed, the agent ends. `done` is
    // called within the setting host.shutdown_ms.
    virtual void shutdown(std::function<void()> done) = 0;

Q_SIGNALS:
    void sessionOpened(core::base::SessionId id);
    void sessionEnded(core::base::SessionId id);  // its program is gone; the handle still shows the last frame
    void sessionClosed(core::base::SessionId id); // forgotten
    void notice(const QString &text);             // something the status bar should say
};

} // namespace core::host
