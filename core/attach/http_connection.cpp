#include "core/attach/http_connection.h"

#include "core/attach/page_files.h"

namespace core::attach {

namespace {
// What every answer carries. No inline script or style, nothing from elsewhere, no frame around it, nothing kept.
constexpr char kSecurityHeaders[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()\r\n"
    "Cache-Control: no-store\r\n"
    "Connection: close\r\n";

const char *phrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 414: return "URI Too Long";
    case 421: return "Misdirected Request";
    case 426: return "Upgrade Required";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "HTTP Version Not Supported";
    }
}
} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, const AccessPolicy &policy, std::function<bool()> open, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_policy(policy)
    , m_open(std::move(open))
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(qint64(HttpRequestParser::kMaxHead) + 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &HttpConnection::finished);
}

void HttpConnection::read()
{
    if (m_answered) {
        m_socket->readAll(); // whatever follows the one request
        return;
    }
    const QByteArray waiting = m_socket->peek(qint64(HttpRequestParser::kMaxHead) + 1);
    const auto state = m_parser.feed({waiting.constData() + m_parsed, std::size_t(waiting.size() - m_parsed)});
    m_parsed = waiting.size();
    if (state == HttpRequestParser::State::Incomplete)
        return;
    if (state == HttpRequestParser::State::Failed)
        return answer(m_parser.failure(), {}, {}, false);

    const HttpRequest &request = m_parser.request();
    int status = m_policy.decide(request);
    if (status == 101)
        status = m_open() ? 0 : 503;
    if (status == 200)
        return serve(request);
    if (status != 0) {
        answer(status, {}, {}, request.method == "HEAD");
        Q_EMIT refused(status);
        return;
    }
    m_socket->disconnect(this);
    m_socket->setParent(nullptr);
    m_socket->setReadBufferSize(0);
    Q_EMIT upgrade(std::exchange(m_socket, nullptr));
}

void HttpConnection::serve(const HttpRequest &request)
{
    const PageFile *file = pageFile(request.path);
    if (!file)
        return answer(404, {}, {}, request.method == "HEAD");
    answer(200, file->bytes, file->type, request.method == "HEAD");
}

void HttpConnection::answer(int status, const QByteArray &body, const QByteArray &type, bool headOnly)
{
    m_answered = true;
    m_socket->readAll();
    const QByteArray text = status == 200 ? body : QByteArray(phrase(status)) + '\n';
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + ' ' + phrase(status) + "\r\n";
    head += "Content-Type: " + (status == 200 ? type : QByteArray("text/plain; charset=utf-8")) + "\r\n";
    head += "Content-Length: " + QByteArray::number(text.size()) + "\r\n";
    if (status == 405)
        head += "Allow: GET, HEAD\r\n";
    if (status == 426)
        head += "Upgrade: websocket\r\n";
    head += kSecurityHeaders;
    m_socket->write(head + "\r\n" + (headOnly ? QByteArray() : text));
    m_socket->disconnectFromHost();
}

} // namespace core::attach
