#include "core/agent/testing/endpoint.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <memory>

namespace core::agent::testing {

Endpoint::Endpoint(Answer answer) : m_answer(std::move(answer))
{
    connect(&m_server, &QTcpServer::newConnection, this, &Endpoint::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no port on 127.0.0.1");
}

std::string Endpoint::baseUrl() const
{
    return "http://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/v1";
}

void Endpoint::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_open;
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            --m_open;
            socket->deleteLater();
        });
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received] {
            *received += socket->readAll();
            const qsizetype end = received->indexOf("\r\n\r\n");
            if (end < 0)
                return;
            qsizetype length = 0;
            for (const QByteArray &line : received->left(end).toLower().split('\n'))
                if (line.startsWith("content-length:"))
                    length = line.mid(15).trimmed().toLongLong();
            if (received->size() < end + 4 + length)
                return;
            m_requests.push_back({received->left(end), received->mid(end + 4, length)});
            received->clear();
            if (m_answer)
                m_answer(*socket);
        });
    }
}

QByteArray streamHead()
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
}

QByteArray textEvent(const char *text)
{
    const QJsonObject value{{QStringLiteral("text"), QString::fromUtf8(text)}};
    const QByteArray json = QJsonDocument(value).toJson(QJsonDocument::Compact); // {"text":"…"}, escaped
    return "data: {\"choices\":[{\"delta\":{\"content\":" + json.mid(8, json.size() - 9) + "}}]}\n\n";
}

QByteArray endOfStream(int input, int output)
{
    return "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":" + QByteArray::number(input)
        + ",\"completion_tokens\":" + QByteArray::number(output) + "}}\n\ndata: [DONE]\n\n";
}

QByteArray wholeAnswer(int status, const QByteArray &type, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " x\r\nContent-Type: " + type + "\r\nConnection: close\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace core::agent::testing
