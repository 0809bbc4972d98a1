// Podman needs no daemon, so a machine may have it with nothing listening: then we run `podman system service` ourselves,
// on a socket of our own, for as long as this process lives.
//
// Threads: the Qt thread it was made on, which must live as long as the process (the kernel ends the child with it).
#pragma once
#include "core/base/backoff.h"
#include "core/base/result.h"

#include <QObject>
#include <QProcess>
#include <QTimer>
#include <map>

namespace core::engine {

class PodmanService : public QObject
{
    Q_OBJECT
public:
    using Environment = std::map<std::string, std::string>;
    // `program` is podman's path. The folder is BERTH_RUNTIME_DIR, else berth below XDG_RUNTIME_DIR, else berth-UID in
    // the temporary folder; made with mode 0700, and refused when it belongs to somebody else.
    // Codes: engine.unreachable (no such folder, or podman did not start).
    PodmanService(QString program, Environment environment, unsigned uid, QObject *parent);
    ~PodmanService() override;

    base::Result<void> start();
    static std::string runtimeDir(const Environment &environment, unsigned uid);
    static base::Result<void> makePrivate(const std::string &dir);

    const std::string &socketPath() const { return m_socket; }
    const std::string &stablePath() const { return m_stable; } // the same for every instance, for an engine's id

Q_SIGNALS:
    // It ended; it is started again after a pause, unless it has never listened.
    void stopped(const core::base::Error &error);

public:
    void setListening() { m_hasListened = true; } // it answered

private:
    void fitToMachine(const std::string &dir);
    void run();
    QByteArray serviceAddress() const;
    void onFinished();

    QString m_program;
    Environment m_environment;
    unsigned m_uid;
    std::string m_socket;
    std::string m_stable;
    QProcess m_process;
    qint64 m_group = 0; // its process group, and its own id
    QByteArray m_lastWords;
    base::Backoff m_backoff;
    QTimer m_again;
    bool m_hasListened = false;
};

} // namespace core::engine
