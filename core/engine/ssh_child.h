// One ssh process: its standard input and output are one end of a socket pair. It deletes itself when the process has
// ended, which stop() asks for.
//
// Threads: the Qt thread it was made on. Nothing here blocks.
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <memory>
#include <string>
#include <vector>

namespace core::engine {

class SshChild : public QObject
{
    Q_OBJECT
public:
    struct Started
    {
        SshChild *child;
        base::UniqueFd socket;
    };
    // Code: engine.unreachable (no such program).
    static base::Result<Started> start(const std::vector<std::string> &words);

    void stop(); // SIGTERM, SIGKILL after a while; no signal after this
    std::string lastWords() const; // what it said on standard error, one line

Q_SIGNALS:
    void ended(int exitCode); // -1: by a signal

private:
    SshChild(int pid, base::UniqueFd pidFd, base::UniqueFd errors);
    void onEnded();
    void readErrors();

    int m_pid;
    base::UniqueFd m_pidFd;
    base::UniqueFd m_errors;
    QSocketNotifier m_exit;
    QSocketNotifier m_errorsReadable;
    QTimer m_kill;
    std::string m_words;
};

} // namespace core::engine
