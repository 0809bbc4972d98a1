// One window process per runtime directory: a second `berth` asks the first for a tab and ends. A lock file decides who
// is first, a socket beside it carries the request; both lie in the private runtime directory.
//
// Threads: GUI.
#pragma once
#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <memory>

namespace app {

class SingleWindow : public QObject
{
    Q_OBJECT
public:
    enum class Outcome {
        First,     // this process is the window; requests arrive as newTabRequested()
        HandedOver, // another window took the request
        Alone,     // another process holds the lock but does not answer: go on without being asked
    };
    explicit SingleWindow(const QString &runtimeDir);
    Outcome enter(const QString &workingDirectory);

Q_SIGNALS:
    void newTabRequested(const QString &workingDirectory);

private:
    bool handOver(const QString &workingDirectory) const;
    void serve();

    QString m_socket;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace app
