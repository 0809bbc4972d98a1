// A real HTTP server on 127.0.0.1 for tests: takes whole POST requests and lets the test answer each byte by byte.
#pragma once
#include <QByteArray>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <functional>
#include <string>
#include <vector>

namespace core::agent::testing {

struct Received
{
    QByteArray head, body;
};

class Endpoint : public QObject
{
    Q_OBJECT
public:
    using Answer = std::function<void(QTcpSocket &)>;
    explicit Endpoint(Answer answer);

    std::string baseUrl() const; // "http://127.0.0.1:PORT/v1"
    void setAnswer(Answer answer) { m_answer = std::move(answer); }
    const std::vector<Received> &requests() const { return m_requests; }
    int open() const { return m_open; } // connections

private:
    void accept();
    QTcpServer m_server;
    Answer m_answer;
    std::vector<Received> m_requests;
    int m_open = 0;
};

QByteArray streamHead();                      // status line and headers of an event stream
QByteArray textEvent(const char *text);       // one chunk of an answer
QByteArray endOfStream(int input, int output); // finish reason, usage, [DONE]
QByteArray wholeAnswer(int status, const QByteArray &type, const QByteArray &body);

} // namespace core::agent::testing
