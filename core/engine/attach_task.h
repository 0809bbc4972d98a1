// Opens the terminal of a container's main process.
#pragma once
#include "core/engine/exec_keeper.h"
#include "core/engine/result_task.h"

namespace core::engine {

class AttachTask final : public ResultTask<std::unique_ptr<pty::Pty>>
{
    Q_OBJECT
public:
    using Done = core::engine::Done<std::unique_ptr<pty::Pty>>;
    AttachTask(const ApiClient &api, ExecKeeper &keeper, std::string container, base::GridSize size, Done done, QObject *parent);

    void start();
    static std::string path(const std::string &containerId, const Dialect &dialect); // of the request for the stream

private:
    void inspected(const base::Result<HttpReply> &reply);
    void attached(base::Result<HttpReply> reply);
    void handOver();

    ExecKeeper &m_keeper;
    std::string m_container;
    base::GridSize m_size;
    std::string m_containerId;
    RawStream m_stream;
};

} // namespace core::engine
