#include "core/control/control_server.h"

#include "core/base/unique_fd.h"
#include "core/control/control_service.h"
#include "core/telemetry/log.h"

#include <QSocketNotifier>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace core::control {
namespace {

using telemetry::lcControl;

constexpr std::size_t kWaitingCalls = 256; // calls that wait for the instance's thread; then control.busy
constexpr int kMaxMessageBytes = 1 << 20;  // of a client
constexpr std::chrono::milliseconds kShutdown{500};

class Server final : public ControlServer
{
public:
    Server(std::string path, base::UniqueFd listener, Instance &instance, ControlLimits limits)
        : m_path(std::move(path))
        , m_listener(std::move(listener))
        , m_inbox(kWaitingCalls)
        , m_streams(instance, m_inbox)
        , m_service(instance, m_inbox, m_streams, limits)
        , m_notifier(m_listener.get(), QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_inbox, [this] { acceptAll(); });
    }

    ~Server() override
    {
        m_notifier.setEnabled(false);
        ::unlink(m_path.c_str());
        m_inbox.close(); // calls that wait fail with control.going
        if (m_server) {
            m_service.failOpenCalls();
            m_streams.goAway();
            m_server->Shutdown(std::chrono::system_clock::now() + kShutdown);
            m_queue.reset(); // waits for every call's end
        }
    }

private:
    void acceptAll()
    {
        for (;;) {
            base::UniqueFd fd(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (!fd) {
                if (errno == EINTR || errno == ECONNABORTED)
                    continue;
                return;
            }
            ucred peer{};
            socklen_t size = sizeof peer;
            if (::getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != ::geteuid()) {
                qCWarning(lcControl) << "refused a control connection of uid" << peer.uid;
                continue;
            }
            grpc::AddInsecureChannelFromFd(server(), fd.release());
        }
    }

    grpc::Server *server()
    {
        if (!m_server) {
            grpc::ServerBuilder builder;
            builder.RegisterService(&m_service.service());
            builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
            m_queue = std::make_unique<rpc::ServerCallQueue>(builder.AddCompletionQueue());
            m_server = builder.BuildAndStart();
            m_service.serve(*m_queue);
            m_queue->start();
        }
        return m_server.get();
    }

    std::string m_path;
    base::UniqueFd m_listener;
    base::TaskInbox m_inbox;
    AttachStreams m_streams;
    ControlService m_service;
    std::unique_ptr<rpc::ServerCallQueue> m_queue;
    std::unique_ptr<grpc::Server> m_server;
    QSocketNotifier m_notifier;
};

base::Result<base::UniqueFd> listenOn(const std::string &path)
{
    const auto failed = [&](const char *what) {
        return base::fail("control.listen", "The control socket could not be made: " + std::string(std::strerror(errno)) + ".", path + ": " + what);
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return base::fail("control.listen", "The control socket's path is too long; set BERTH_RUNTIME_DIR to a shorter one.", path);
    std::memcpy(address.sun_path, path.data(), path.size());
    base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return failed("socket");
    const mode_t mask = ::umask(0177); // the socket is 0600 from its first moment; its folder is 0700 anyway
    const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address);
    ::umask(mask);
    if (bound != 0)
        return failed("bind");
    if (::listen(fd.get(), 16) != 0)
        return failed("listen");
    return fd;
}

} // namespace

base::Result<std::unique_ptr<ControlServer>> ControlServer::listen(const std::string &socketPath, Instance &instance, ControlLimits limits)
{
    auto fd = listenOn(socketPath);
    if (!fd)
        return std::unexpected(fd.error());
    return std::make_unique<Server>(socketPath, std::move(*fd), instance, limits);
}

} // namespace core::control
