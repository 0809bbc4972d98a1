// Runs a program without a terminal inside a container and collects what it prints, up to a limit each; what is beyond
// is read and dropped, so that the exit code is known.
#pragma once
#include "core/engine/exec_keeper.h"
#include "core/engine/stdcopy.h"

namespace core::engine {

class CollectTask : public Task
{
    Q_OBJECT
public:
    using Done = core::engine::Done<ExecOutput>;
    CollectTask(const ApiClient &api, ExecKeeper &keeper, std::string container, ExecSpec spec, std::size_t maxBytes, Done done, QObject *parent);

    void start();
    void cancel() override;

private:
    void created(const base::Result<HttpReply> &reply);
    void keep(StdcopyDemultiplexer::Stream stream, std::string_view bytes);
    void inspect();
    void inspected(const base::Result<HttpReply> &reply);
    void end(base::Result<ExecOutput> result);
    void run(HttpCall *call);

    const ApiClient &m_api;
    ExecKeeper &m_keeper;
    std::string m_container;
    ExecSpec m_spec;
    std::size_t m_maxBytes;
    Done m_done;
    std::string m_execId;
    std::string m_mark; // see ExecName
    StdcopyDemultiplexer m_demultiplexer;
    ExecOutput m_output;
    bool m_started = false;
    bool m_ended = false;
    QPointer<HttpCall> m_call;
    QTimer m_deadline;
};

} // namespace core::engine
