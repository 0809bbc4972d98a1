// Real container engines for tests: a dockerd and a `podman system service` of our own, in folders, on sockets and (for
// Docker) on a bridge of their own, so that engines of the machine are not disturbed. Each is started once per program, at
// its first use. A janitor process stops it and removes what it left when the test program ends, however it ends.
//
// Threads: the main one, with a QCoreApplication.
#pragma once
#include "core/engine/engine.h"
#include "core/engine/timings.h"

#include <QString>
#include <memory>
#include <sys/types.h>

namespace tests {

class RealEngine
{
public:
    static RealEngine &docker();
    static RealEngine &podman();
    ~RealEngine();
    RealEngine(const RealEngine &) = delete;

    bool isRunning() const { return m_whyNot.isEmpty(); }
    QString whyNot() const { return m_whyNot; } // for QSKIP, when it is not: "expected: …"
    QString socketPath() const;
    std::string endpoint() const { return "unix://" + socketPath().toStdString(); }

    void kill();    // SIGKILL to the daemon, as a crash would end it
    // Killed first if it runs; waits until it answers. `flags` are added to dockerd's.
    bool restart(const QString &flags = {});

    // A test's registry on 127.0.0.1 listens here: Podman has been told at its start that this one speaks no TLS.
    static int registryPort();

    // A client of it with the busybox image in place; runs the event loop meanwhile. Null, and a printed reason, if not.
    std::unique_ptr<core::engine::Engine> connect(core::engine::Timings timings = {}) const;
    static constexpr const char *kImage = "berth-test/busybox:1"; // a tiny root with sh, stty, awk, …

private:
    enum class Kind { Docker, Podman };
    explicit RealEngine(Kind kind);
    QString missing() const;
    bool launch();
    void tell(const char *command);
    bool waitUntilItAnswers() const;
    bool answers() const;

    Kind m_kind;
    QString m_dir;
    QString m_whyNot;
    int m_janitor = -1; // its standard input
    pid_t m_janitorPid = -1;
};

} // namespace tests
