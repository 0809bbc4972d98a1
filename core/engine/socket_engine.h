// Docker or Podman behind a socket.
#pragma once
#include "core/engine/exec_keeper.h"
#include "core/engine/live_list.h"

namespace core::engine {

class SocketEngine final : public Engine
{
    Q_OBJECT
public:
    // `id` as in Engine::id(). Starts to connect at once.
    SocketEngine(std::string id, const Endpoint &endpoint, Dialect dialect, Timings timings, QObject *parent = nullptr);
    ~SocketEngine() override; // ends what is under way with engine.cancelled

    std::string id() const override { return m_id; }
    EngineKind kind() const override { return m_api.dialect().kind; }
    std::string title() const override { return m_api.dialect().title(m_api.endpoint()); }
    std::string endpoint() const override { return m_api.endpoint().text(); }
    EngineState state() const override { return m_list.state(); }
    base::WallTime staleSince() const override { return m_list.staleSince(); }
    base::Error lastError() const override { return m_list.lastError(); }
    const std::vector<Container> &containers() const override { return m_list.containers(); }
    const Container *find(const std::string &idOrName) const override;

    OperationPtr start(const std::string &container, Done<void> done) override;
    OperationPtr stop(const std::string &container, Done<void> done) override;
    OperationPtr remove(const std::string &container, bool force, bool volumes, Done<void> done) override;
    OperationPtr create(const CreateSpec &spec, Done<std::string> done) override;
    OperationPtr listImages(Done<std::vector<Image>> done) override;
    OperationPtr pullImage(const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr importImage(std::string tar, const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr execShell(const std::string &container, const ExecSpec &spec, Done<std::unique_ptr<pty::Pty>> done) override;
    OperationPtr execCollect(const std::string &container, const ExecSpec &spec, std::size_t maxBytes, Done<ExecOutput> done) override;

private:
    HttpCall *change(std::string method, const std::string &path, std::chrono::milliseconds deadline, Done<void> done);
    OperationPtr run(HttpCall *call);

    std::string m_id;
    ApiClient m_api;
    LiveList m_list;
    ExecKeeper m_keeper;
    QObject m_tasks; // parent of what is under way
};

} // namespace core::engine
