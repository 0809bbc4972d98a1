// Opens the terminal of a container's main process.
#pragma once
#include "core/engine/exec_keeper.h"

namespace core::engine {

class AttachTask final : public Task
{
    Q_OBJECT
public:
    using Done = core::engine::Done<std::unique_ptr<pty::Pty>>;
    AttachTask(const ApiClient &api, ExecKeeper &keeper, std::string container, base::GridSize size, Done done, QObject *parent);

    void start();
    void cancel() override;

private:
    void inspected(const base::Result<HttpReply> &reply);
    void attached(base::Result<HttpReply> reply);
    void handOver();
    void end(base::Result<std::unique_ptr<pty::Pty>> result);
    void run(HttpCall *call);

    const ApiClient &m_api;
    ExecKeeper &m_keeper;
    std::string m_container;
    base::GridSize m_size;
    Done m_done;
    std::string m_containerId;
    RawStream m_stream;
    bool m_ended = false;
    QPointer<HttpCall> m_call;
};

} // namespace core::engine
