// An engine on another machine: `ssh HOST docker system dial-stdio` there is one connection to it. ssh asks nothing
// (BatchMode): keys and known hosts are as its own configuration has them.
#pragma once
#include "core/engine/ssh_child.h"
#include "core/engine/transport.h"

#include <QLocalSocket>
#include <QPointer>
#include <optional>

namespace core::engine {

class SshTransport final : public Transport
{
    Q_OBJECT
public:
    static base::Result<std::unique_ptr<Transport>> create(const Endpoint &endpoint);
    ~SshTransport() override;

    void open() override;
    QIODevice &device() override { return *m_socket; }
    base::UniqueFd takeDescriptor() override;

    static std::vector<std::string> command(const Endpoint &endpoint);
    static std::string explain(const Endpoint &endpoint, int exitCode, const std::string &words);

private:
    explicit SshTransport(Endpoint endpoint);
    void onDisconnected();
    void onChildEnded(int exitCode);
    void conclude();

    Endpoint m_endpoint;
    std::unique_ptr<QLocalSocket> m_socket;
    QPointer<SshChild> m_child;
    std::optional<int> m_exitCode;
    std::string m_words;
    bool m_received = false;
    bool m_disconnected = false;
    bool m_over = false;
};

} // namespace core::engine
