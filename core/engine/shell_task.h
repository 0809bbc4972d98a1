// Opens a shell: create the exec, start it, give its terminal a size, speak the launcher's handshake, hand it over. The
// size comes after the start (before it Docker blocks for ten seconds and Podman refuses) and before the handshake's
// input, which is what the launcher waits for; so the shell never sees another size. An engine that takes the size with the
// exec (Dialect::takesTerminalSize) has it before that, which is what a program without a launcher needs.
#pragma once
#include "core/engine/exec_keeper.h"

namespace core::engine {

class ShellTask : public Task
{
    Q_OBJECT
public:
    using Done = core::engine::Done<std::unique_ptr<pty::Pty>>;
    ShellTask(const ApiClient &api, ExecKeeper &keeper, std::string container, ExecSpec spec, Done done, QObject *parent);

    void start();
    void cancel() override;

private:
    void created(const base::Result<HttpReply> &reply);
    void started(base::Result<HttpReply> reply);
    void resize(int attempt);
    void inspect();
    void listen();
    void speak();
    void onReadable();
    void take(std::string_view bytes);
    void onWritable();
    void endedEarly();
    base::Error startRefused(const base::Error &error) const;
    std::optional<base::Error> wishRefused(const std::string &words) const;
    void handOverIfReady();
    void end(base::Result<std::unique_ptr<pty::Pty>> result);
    void run(HttpCall *call);

    const ApiClient &m_api;
    ExecKeeper &m_keeper;
    std::string m_container;
    ExecSpec m_spec;
    Done m_done;
    std::string m_execId;
    std::string m_mark; // see ExecName
    std::string m_containerId; // full, from the exec
    std::optional<ExecProcess> m_process;
    RawStream m_stream;
    std::string m_seen; // output before the ready mark
    std::size_t m_inputSent = 0;
    bool m_starting = false;
    bool m_inspected = false;
    bool m_ready = false;
    bool m_ended = false;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    QPointer<HttpCall> m_call;
    QTimer m_deadline;
};

} // namespace core::engine
