#include "core/host/metrics_server.h"

#include "core/attach/http_request.h"

#include <QHostAddress>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace core::host {
namespace {

constexpr int kMostConnections = 16; // a scraper has one
constexpr auto kPatience = std::chrono::seconds(15); // figures may take some seconds

const char *reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 421: return "Misdirected Request";
    case 503: return "Service Unavailable";
    default: return "Bad Request";
    }
}

} // namespace

base::Result<std::unique_ptr<MetricsServer>> MetricsServer::listen(const std::string &address, Ask ask)
{
    const auto failed = [&](const std::string &why) {
        return base::fail("host.metrics_listen", "Metrics cannot be served at \"" + address + "\": " + why + '.');
    };
    const auto colon = address.rfind(':');
    bool ok = false;
    const int port = colon == std::string::npos ? -1 : QString::fromStdString(address.substr(colon + 1)).toInt(&ok);
    std::string host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    QHostAddress ip(QString::fromStdString(host));
    if (host == "localhost")
        ip = QHostAddress::LocalHost;
    if (!ok || port < 0 || port > 65535)
        return failed("expected HOST:PORT");
    if (!ip.isLoopback())
        return failed("only addresses of this machine itself are allowed, such as 127.0.0.1");
    std::unique_ptr<MetricsServer> server(new MetricsServer(std::move(ask)));
    if (!server->m_server.listen(ip, quint16(port)))
        return failed(server->m_server.errorString().toStdString());
    return server;
}

MetricsServer::MetricsServer(Ask ask)
    : m_ask(std::move(ask))
{
    connect(&m_server, &QTcpServer::newConnection, this, &MetricsServer::accept);
}

bool MetricsServer::isOurs(std::string_view host) const
{
    const std::string tail = ':' + std::to_string(port());
    const std::string own = m_server.serverAddress().toString().toStdString();
    return host == "localhost" + tail || host == own + tail || host == '[' + own + ']' + tail;
}

void MetricsServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        if (m_open >= kMostConnections) {
            socket->abort();
            continue;
        }
        ++m_open;
        connect(socket, &QObject::destroyed, this, [this] { --m_open; });
        QTimer::singleShot(kPatience, socket, [socket] { socket->abort(); });
        socket->setReadBufferSize(attach::HttpRequestParser::kMaxHead);
        auto parser = std::make_shared<attach::HttpRequestParser>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, parser] {
            using State = attach::HttpRequestParser::State;
            if (parser->state() != State::Incomplete)
                return;
            const QByteArray bytes = socket->readAll();
            parser->feed({bytes.constData(), std::size_t(bytes.size())});
            if (parser->state() == State::Incomplete)
                return;
            if (parser->state() == State::Failed)
                return answer(socket, parser->failure(), {});
            const attach::HttpRequest &request = parser->request();
            if (!isOurs(request.single("host").value_or(std::string_view())))
                return answer(socket, 421, {});
            if (request.method != "GET")
                return answer(socket, 405, {});
            if (request.path != "/metrics")
                return answer(socket, 404, {});
            m_ask([this, guard = QPointer<MetricsServer>(this), waiting = QPointer<QTcpSocket>(socket)](const base::Result<std::string> &text) {
                if (guard && waiting)
                    answer(waiting, text ? 200 : 503, text.value_or(std::string()));
            });
        });
    }
}

void MetricsServer::answer(QTcpSocket *socket, int status, const std::string &body) const
{
    const std::string head = "HTTP/1.1 " + std::to_string(status) + ' ' + reason(status)
        + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n";
    socket->write(head.data(), qint64(head.size()));
    socket->write(body.data(), qint64(body.size()));
    socket->disconnectFromHost();
}

} // namespace core::host
