// Which engines this machine has, and why each other candidate is not one. The environment, Docker's contexts, Podman's
// connections, and the usual sockets.
//
// Threads: the Qt thread it was made on. discover() does file-system checks at once and connects asynchronously. A socket
// that appears later, where a candidate had none, is found without being asked for.
#pragma once
#include "core/engine/endpoint.h"
#include "core/engine/engine.h"

#include <map>
#include <vector>

namespace core::engine {

struct Candidate
{
    std::string source;   // where it was found: "DOCKER_HOST", "docker context 'lab'", "default socket"
    std::string endpoint; // "unix:///var/run/docker.sock"
    EngineKind expected = EngineKind::Docker;
    base::Error error;    // why it is not usable; empty code while it is an engine or being tried
    std::string fix;      // a command that would likely mend it ("systemctl --user start podman.socket"); may be empty
    Endpoint address = {}; // where to connect, with certificates and keys; meaningless with an error
};

// The environment decides; passed in so that tests own it. Order is preference. What leads to the same address with the same
// certificates or key is one candidate.
// `systemSockets`: those under /run and /var/run, which belong to the machine and not to the user, too.
std::vector<Candidate> candidates(const std::map<std::string, std::string> &environment, unsigned uid, const std::string &home, bool systemSockets = true);

class Registry : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void discover() = 0; // again at any time; engines already known stay
    // Owned by the registry, live until it is destroyed. Each address once: of several candidates for it the first that is
    // let in. In the order of candidates(), whoever answers first; one that was started by Berth, or whose candidate has gone,
    // comes last.
    virtual std::vector<Engine *> engines() const = 0;
    virtual const std::vector<Candidate> &failed() const = 0;       // what was tried without success; the same order
    virtual bool isSearching() const = 0;
    // Starts Podman's API service for as long as this process lives. It can when podman is installed and no Podman of this
    // machine answers; what comes of it is another engine, or in failed().
    virtual bool canStartPodman() const { return false; }
    virtual void startPodman() {}
    Engine *engine(const std::string &id) const;

    struct Options
    {
        std::map<std::string, std::string> environment;
        unsigned uid = 0;
        std::string home;
        bool systemSockets = true; // as for candidates()
        bool startsPodman = true; // its API service, when podman is installed and no engine answers
    };
    static std::unique_ptr<Registry> create(Options options);

Q_SIGNALS:
    void changed();                          // engines() or failed()
    void engineAdded(core::engine::Engine *engine);
};

// A root file system tar of a static busybox with its applets as links, a passwd, and the usual folders: a tiny image
// that needs no registry. Reads the busybox on this machine. Code: engine.no_busybox.
base::Result<std::string> busyboxRootTar();

} // namespace core::engine
