// Starts a container that was created, with its main process's terminal open from the first byte: attach, then start. See
// ContainerStreams::startAttached().
#pragma once
#include "core/engine/exec_keeper.h"
#include "core/engine/result_task.h"

namespace core::engine {

class StartAttachedTask final : public ResultTask<std::unique_ptr<pty::Pty>>
{
    Q_OBJECT
public:
    using Done = core::engine::Done<std::unique_ptr<pty::Pty>>;
    StartAttachedTask(const ApiClient &api, ExecKeeper &keeper, std::string container, base::GridSize size, Done done, QObject *parent);

    void start();

private:
    void inspected(const base::Result<HttpReply> &reply);
    void attached(base::Result<HttpReply> reply);
    void resize(void (StartAttachedTask::*next)());
    void startIt();
    void handOver();

    ExecKeeper &m_keeper;
    std::string m_container;
    base::GridSize m_size;
    std::string m_containerId;
    RawStream m_stream;
};

} // namespace core::engine
