// TCP with TLS: the engine's certificate is checked, ours is shown.
#pragma once
#include "core/engine/transport.h"

#include <QSslSocket>

namespace core::engine {

class TlsTransport final : public Transport
{
    Q_OBJECT
public:
    // Code: engine.unreachable (a certificate or key that cannot be read).
    static base::Result<std::unique_ptr<Transport>> create(const Endpoint &endpoint);
    ~TlsTransport() override;

    void open() override;
    QIODevice &device() override { return *m_socket; }
    base::UniqueFd takeDescriptor() override;

private:
    explicit TlsTransport(Endpoint endpoint);
    base::Result<void> loadMaterial();
    std::string explain(const QString &words) const;

    Endpoint m_endpoint;
    std::unique_ptr<QSslSocket> m_socket;
    QString m_verifyProblem;
};

} // namespace core::engine
