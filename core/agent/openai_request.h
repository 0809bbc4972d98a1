// One streamed chat completion over HTTP.
#pragma once
#include "core/agent/chat_chunk.h"
#include "core/agent/provider.h"
#include "core/agent/sse_parser.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

class QNetworkAccessManager;
class QNetworkReply;

namespace core::agent {

class OpenAiRequest : public QObject, public Request
{
    Q_OBJECT
public:
    OpenAiRequest(QNetworkAccessManager &network, const ProviderConfig &config, const Prompt &prompt, Provider::OnText onText,
                  Provider::OnEnd onEnd);
    ~OpenAiRequest() override;

private:
    void send(QNetworkAccessManager &network, const ProviderConfig &config, const Prompt &prompt);
    void read();
    void take(const ChatChunk &chunk);
    void finished();
    void timedOut(const QTimer &timer);
    void end(Ended::Reason reason, std::string code = {}, std::string message = {});
    void endByStatus(int status);

    Provider::OnText m_onText;
    Provider::OnEnd m_onEnd;
    QNetworkReply *m_reply = nullptr;
    QTimer m_silence, m_total;
    SseParser m_events;
    std::string m_place;         // "127.0.0.1:11434", for sentences
    std::string m_model;
    std::size_t m_textBudget;
    std::size_t m_textBytes = 0;
    std::size_t m_rawBytes = 0;
    QByteArray m_body;           // of an answer that is not an event stream: an error, or a server that does not stream
    bool m_truncated = false;
    bool m_modelDone = false;
    Ended m_ended;
    bool m_over = false;
};

} // namespace core::agent
