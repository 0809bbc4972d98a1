// A test's engine on a local socket: a function decides what each request gets. For hostile and rare answers; what real
// engines do is tested against real ones.
#pragma once
#include "core/engine/dialect.h"
#include "core/engine/endpoint.h"
#include "core/engine/timings.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <functional>

namespace core::engine {

class ScriptedEngine : public QObject
{
    Q_OBJECT
public:
    struct Answer
    {
        QByteArray bytes;
        bool close = true;
    };
    using Script = std::function<Answer(const QByteArray &request)>; // "GET /v1.41/containers/json?all=1"

    explicit ScriptedEngine(Script script, QString path = {})
        : m_script(std::move(script))
        , m_path(path.isEmpty() ? m_dir.filePath(QStringLiteral("engine.sock")) : path)
    {
        connect(&m_server, &QLocalServer::newConnection, this, &ScriptedEngine::accept);
        listen();
    }

    Endpoint endpoint() const
    {
        Endpoint e;
        e.path = path().toStdString();
        return e;
    }
    void setScript(Script script) { m_script = std::move(script); }
    const QList<QByteArray> &requests() const { return m_requests; }
    int count(const QByteArray &part) const
    {
        return int(std::count_if(m_requests.begin(), m_requests.end(), [&](const QByteArray &r) { return r.contains(part); }));
    }
    bool listen() { return m_server.listen(path()); }
    void stop() // as if killed
    {
        m_server.close();
        QLocalServer::removeServer(path());
        for (QLocalSocket *socket : m_server.findChildren<QLocalSocket *>())
            socket->abort();
    }
    void send(const QByteArray &bytes, const QByteArray &part = {}) // on all connections that were left open, of requests with `part`
    {
        for (QLocalSocket *socket : m_server.findChildren<QLocalSocket *>()) {
            if (socket->state() == QLocalSocket::ConnectedState && socket->property("answered").toBool() && socket->property("head").toByteArray().contains(part))
                socket->write(bytes);
        }
    }

    static QByteArray ok(const QByteArray &body)
    {
        return "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24+dfsg1 (linux)\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    static QByteArray status(int code, const QByteArray &body)
    {
        return "HTTP/1.1 " + QByteArray::number(code) + " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    static QByteArray openStream() { return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"; }
    static QByteArray chunk(const QByteArray &body) { return QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n"; }

private:
    QString path() const { return m_path; }
    void accept()
    {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
                if (socket->property("answered").toBool())
                    return;
                QByteArray head = socket->property("head").toByteArray() + socket->readAll();
                socket->setProperty("head", head);
                const auto end = head.indexOf("\r\n\r\n");
                if (end < 0)
                    return;
                const QByteArray request = head.left(head.indexOf(" HTTP/1.1"));
                m_requests.push_back(request);
                const Answer answer = m_script(request);
                socket->setProperty("answered", true);
                socket->write(answer.bytes);
                if (answer.close)
                    socket->disconnectFromServer();
            });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    }

    Script m_script;
    QTemporaryDir m_dir;
    QString m_path;
    QLocalServer m_server;
    QList<QByteArray> m_requests;
};

// An engine with one container, whose events stream stays open.
inline ScriptedEngine::Answer wellBehaved(const QByteArray &request)
{
    if (request.contains("/events"))
        return {ScriptedEngine::openStream(), false};
    if (request.contains("/containers/json"))
        return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"running","New":{"field":[1]}}])")};
    if (request.contains("/containers/aaaa/json"))
        return {ScriptedEngine::ok(R"({"HostConfig":{"Privileged":true,"PidMode":"host","NetworkMode":"host"},"Mounts":[]})")};
    if (request.contains("/_ping"))
        return {ScriptedEngine::ok("OK")};
    return {ScriptedEngine::status(404, R"({"message":"page not found"})")};
}

inline Dialect dockerDialect()
{
    Dialect dialect;
    dialect.version = "20.10.24";
    dialect.apiPath = "/v1.41";
    return dialect;
}

// Nothing is put off; answers may take as long as a busy machine needs.
inline Timings fastTimings()
{
    using namespace std::chrono_literals;
    Timings timings;
    timings.stopGrace = 0ms;
    timings.coalesce = 5ms;
    timings.settle = 20ms;
    timings.retryFirst = 5ms;
    timings.retryCap = 20ms;
    return timings;
}

// For an engine that never answers.
inline Timings impatientTimings()
{
    using namespace std::chrono_literals;
    Timings timings = fastTimings();
    timings.quick = timings.list = timings.change = timings.silence = timings.probe = 1500ms;
    timings.handshake = timings.exit = timings.copy = timings.disk = timings.resize = 1500ms;
    return timings;
}

} // namespace core::engine
