// One accepted connection until it is answered, or asks for the WebSocket: then it is handed on with every byte still
// unread, as QWebSocketServer wants it. One request per connection.
//
// Threads: the socket thread.
#pragma once
#include "core/attach/access_policy.h"
#include "core/attach/http_request.h"

#include <QObject>
#include <QTcpSocket>
#include <functional>

namespace core::attach {

class HttpConnection : public QObject
{
    Q_OBJECT
public:
    // `open` is asked once an upgrade passed the policy: false while the server is being closed.
    HttpConnection(QTcpSocket *socket, const AccessPolicy &policy, std::function<bool()> open, QObject *parent);

Q_SIGNALS:
    void upgrade(QTcpSocket *socket); // the receiver owns it now
    void refused(int status);         // a policy refusal was answered, for counters and the log
    void finished();                  // answered or gone

private:
    void read();
    void answer(int status, const QByteArray &body, const QByteArray &type, bool headOnly);
    void serve(const HttpRequest &request);

    QTcpSocket *m_socket;
    const AccessPolicy &m_policy;
    std::function<bool()> m_open;
    HttpRequestParser m_parser;
    qint64 m_parsed = 0;
    bool m_answered = false;
};

} // namespace core::attach
