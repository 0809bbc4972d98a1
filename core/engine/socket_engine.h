// Docker or Podman behind a socket.
#pragma once
#include "core/engine/archive_reads.h"
#include "core/engine/exec_keeper.h"
#include "core/engine/live_list.h"
#include "core/engine/socket_control.h"
#include "core/engine/socket_disk.h"
#include "core/engine/socket_files.h"
#include "core/engine/socket_images.h"
#include "core/engine/socket_stores.h"
#include "core/engine/socket_streams.h"

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
    const Endpoint &address() const { return m_api.endpoint(); } // with certificates and keys
    EngineState state() const override { return m_list.state(); }
    base::WallTime staleSince() const override { return m_list.staleSince(); }
    base::Error lastError() const override { return m_list.lastError(); }
    const std::vector<Container> &containers() const override { return m_list.containers(); }
    const Container *find(const std::string &idOrName) const override { return m_list.find(idOrName); }

    OperationPtr start(const std::string &container, Done<void> done) override;
    OperationPtr stop(const std::string &container, Done<void> done) override;
    OperationPtr remove(const std::string &container, bool force, bool volumes, Done<void> done) override;
    OperationPtr create(const CreateSpec &spec, Done<std::string> done) override;
    OperationPtr listImages(Done<std::vector<Image>> done) override;
    OperationPtr pullImage(const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr importImage(std::string tar, const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr execShell(const std::string &container, const ExecSpec &spec, Done<std::unique_ptr<pty::Pty>> done) override;
    OperationPtr execCollect(const std::string &container, const ExecSpec &spec, std::size_t maxBytes, Done<ExecOutput> done) override;

    ContainerControl *control() override { return &m_control; }
    ContainerStreams *streams() override { return &m_streams; }
    ContainerFiles *files() override { return &m_files; }
    ImageStore *imageStore() override { return &m_images; }
    VolumeStore *volumeStore() override { return &m_volumes; }
    NetworkStore *networkStore() override { return &m_networks; }
    Disk *disk() override { return &m_disk; }

private:
    std::string m_id;
    ApiClient m_api;
    LiveList m_list;
    ArchiveReads m_reads;
    ExecKeeper m_keeper;
    QObject m_tasks; // parent of what is under way
    ApiService m_service;
    SocketControl m_control;
    SocketStreams m_streams;
    SocketFiles m_files;
    SocketImages m_images;
    SocketVolumes m_volumes;
    SocketNetworks m_networks;
    SocketDisk m_disk;
};

} // namespace core::engine
