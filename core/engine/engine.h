// One container engine: a live list of its containers, and what can be done with them.
//
// Threads: an Engine lives on one Qt thread (Host: the main one); all calls and callbacks happen there. Every call is
// asynchronous; each has a deadline and ends exactly once, with a value, an error, or engine.cancelled. Bytes of a shell
// never pass through here: the exec's descriptor is handed to the session as a pty::Pty.
//
// Codes: engine.unreachable, engine.timeout, engine.cancelled, engine.protocol (nonsense answers), engine.not_found,
// engine.conflict (wrong state, name in use), engine.refused (any other answer of the engine; message says which),
// engine.no_shell (the ladder found no shell), engine.no_user, engine.no_folder (the container has none of that name),
// engine.limit (an answer beyond its bound), engine.rate (too much waits for its turn; turns() only), engine.closed (a shell or a stream that has ended), engine.local_file (a file
// of this machine that cannot be read or written).
//
// Another kind of engine (Kubernetes) is another implementation of this class.
#pragma once
#include "core/engine/action_turns.h"
#include "core/engine/operation.h"
#include "core/engine/types.h"
#include "core/pty/pty.h"

#include <QObject>
#include <memory>

namespace core::engine {

class ContainerControl;
class ContainerStreams;
class ContainerFiles;
class ImageStore;
class VolumeStore;
class NetworkStore;
class Disk;

enum class EngineState : unsigned char {
    Connecting,
    Ready,  // the list is live
    Stale,  // lost; reconnecting with backoff; the list is as of staleSince()
};

class Engine : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual std::string id() const = 0;        // stable within this machine: "docker:/var/run/docker.sock"
    virtual EngineKind kind() const = 0;
    virtual std::string title() const = 0;     // "Docker 20.10", "Podman 4.3 · rootless"
    virtual std::string endpoint() const = 0;  // "unix:///run/podman/podman.sock"
    virtual EngineState state() const = 0;
    virtual base::WallTime staleSince() const = 0;
    virtual base::Error lastError() const = 0; // why it is Stale or still Connecting; empty code when Ready

    virtual const std::vector<Container> &containers() const = 0; // all, running or not, sorted by project, service, name
    virtual const Container *find(const std::string &idOrName) const = 0;

    virtual OperationPtr start(const std::string &container, Done<void> done) = 0;
    virtual OperationPtr stop(const std::string &container, Done<void> done) = 0;
    // Also removes its anonymous volumes when asked. `force` kills a running one.
    virtual OperationPtr remove(const std::string &container, bool force, bool volumes, Done<void> done) = 0;
    virtual OperationPtr create(const CreateSpec &spec, Done<std::string> done) = 0; // the new id; not started
    virtual OperationPtr listImages(Done<std::vector<Image>> done) = 0;
    virtual OperationPtr pullImage(const std::string &reference, OnProgress progress, Done<void> done) = 0;
    // A root file system as a tar archive becomes an image (docker import) whose command is /bin/sh.
    virtual OperationPtr importImage(std::string tar, const std::string &reference, OnProgress progress, Done<void> done) = 0;
    // A shell or program on a terminal inside the container: size set before its first byte (ExecSpec).
    virtual OperationPtr execShell(const std::string &container, const ExecSpec &spec, Done<std::unique_ptr<pty::Pty>> done) = 0;
    // A program without a terminal, output collected. For probes; argv only.
    virtual OperationPtr execCollect(const std::string &container, const ExecSpec &spec, std::size_t maxBytes, Done<ExecOutput> done) = 0;

    // The rest by subject, each in a header of its own; owned by the engine. Null: this kind of engine has no such thing.
    virtual ContainerControl *control() { return nullptr; }
    virtual ContainerStreams *streams() { return nullptr; }
    virtual ContainerFiles *files() { return nullptr; }
    virtual ImageStore *imageStore() { return nullptr; }
    virtual VolumeStore *volumeStore() { return nullptr; }
    virtual NetworkStore *networkStore() { return nullptr; }
    virtual Disk *disk() { return nullptr; }

    // Whoever changes something on behalf of a principal asks for its turn here; the calls above are not limited themselves.
    ActionTurns &turns() { return m_turns; }

Q_SIGNALS:
    void containersChanged();
    void stateChanged();
    void storedChanged(core::engine::Stored what); // somebody made or removed some: a list of them is old

private:
    ActionTurns m_turns; // an engine that ends them with its own: cancelAll() in its destructor
};

} // namespace core::engine
