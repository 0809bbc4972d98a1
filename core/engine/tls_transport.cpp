#include "core/engine/tls_transport.h"

#include "core/engine/stream_pump.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace core::engine {
namespace {

constexpr qint64 kReadBuffer = 512 << 10;
constexpr qint64 kMaxPem = 1 << 20;

base::Result<QByteArray> pem(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return base::fail("engine.unreachable", "The certificate file " + path + " cannot be read.");
    return file.read(kMaxPem);
}

} // namespace

TlsTransport::TlsTransport(Endpoint endpoint)
    : m_endpoint(std::move(endpoint))
    , m_socket(std::make_unique<QSslSocket>())
{
    m_socket->setReadBufferSize(kReadBuffer);
    connect(m_socket.get(), &QSslSocket::encrypted, this, [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        noticeDeadPeer(m_socket->socketDescriptor());
        Q_EMIT opened();
    });
    connect(m_socket.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_verifyProblem = errors.isEmpty() ? QString() : errors.front().errorString();
    });
    connect(m_socket.get(), &QSslSocket::disconnected, this, [this] {
        if (m_socket->isEncrypted())
            Q_EMIT closed();
    });
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (error == QAbstractSocket::RemoteHostClosedError && m_socket->isEncrypted()) {
            Q_EMIT closed(); // after a close_notify the connection itself may stay, and disconnected() does not come
            return;
        }
        const QString words = m_verifyProblem.isEmpty() ? m_socket->errorString() : m_verifyProblem;
        Q_EMIT failed({"engine.unreachable", explain(words), words.toStdString()});
    });
}

TlsTransport::~TlsTransport() = default;

base::Result<std::unique_ptr<Transport>> TlsTransport::create(const Endpoint &endpoint)
{
    if (!QSslSocket::supportsSsl())
        return base::fail("engine.unreachable", "Berth cannot connect to " + endpoint.text() + ": this Qt has no TLS.");
    std::unique_ptr<TlsTransport> transport(new TlsTransport(endpoint));
    if (auto loaded = transport->loadMaterial(); !loaded)
        return std::unexpected(loaded.error());
    return transport;
}

base::Result<void> TlsTransport::loadMaterial()
{
    const TlsMaterial &tls = m_endpoint.tls;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(tls.skipVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (!tls.ca.empty()) {
        const auto bytes = pem(tls.ca);
        if (!bytes)
            return std::unexpected(bytes.error());
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(*bytes);
        if (authorities.isEmpty())
            return base::fail("engine.unreachable", "There is no certificate in " + tls.ca + '.');
        configuration.setCaCertificates(authorities); // nobody else may have signed it
    }
    if (!tls.cert.empty()) {
        const auto certificate = pem(tls.cert), key = pem(tls.key);
        if (!certificate || !key)
            return std::unexpected(certificate ? key.error() : certificate.error());
        const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificate);
        QSslKey secret(*key, QSsl::Rsa);
        if (secret.isNull())
            secret = QSslKey(*key, QSsl::Ec);
        if (chain.isEmpty() || secret.isNull())
            return base::fail("engine.unreachable", "The certificate " + tls.cert + " and its key cannot be used.");
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(secret);
    }
    m_socket->setSslConfiguration(configuration);
    return {};
}

std::string TlsTransport::explain(const QString &words) const
{
    const std::string text = words.toStdString();
    if (!m_verifyProblem.isEmpty())
        return "The engine at " + m_endpoint.text() + " is not trusted: " + text + '.';
    // TLS 1.3 tells of a certificate that is missing or not accepted only after the handshake.
    if (text.find("certificate") != std::string::npos || text.find("alert") != std::string::npos)
        return "The engine at " + m_endpoint.text()
            + (m_endpoint.tls.cert.empty() ? " asks for a certificate of yours, and there is none for it." : " does not accept your certificate.");
    return "No connection to " + m_endpoint.text() + ": " + text + '.';
}

void TlsTransport::open()
{
    m_socket->connectToHostEncrypted(QString::fromStdString(m_endpoint.host), m_endpoint.port);
}

base::UniqueFd TlsTransport::takeDescriptor()
{
    m_socket->disconnect(this);
    noticeDeadPeerOfStream(int(m_socket->socketDescriptor()));
    auto socket = std::exchange(m_socket, std::make_unique<QSslSocket>());
    return StreamPump::start(std::move(socket), {});
}

} // namespace core::engine
