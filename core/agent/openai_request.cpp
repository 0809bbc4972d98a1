#include "core/agent/openai_request.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>
#include <algorithm>

namespace core::agent {
namespace {

constexpr std::size_t kMaxEventBytes = 256 * 1024;
constexpr std::size_t kMaxBodyBytes = 1024 * 1024;      // of an answer that is not a stream
constexpr std::size_t kMaxRawBytes = 32 * 1024 * 1024;  // of all events together: keep-alives and empty chunks included
constexpr std::size_t kBytesPerToken = 8;               // generous: a token of text is four on average
constexpr std::size_t kLeastTextBudget = 4 * 1024;
constexpr qsizetype kReadBuffer = 64 * 1024;            // what the network layer holds before it stops reading
constexpr int kTotalPerSilence = 10;                    // an answer may take this many times the longest silence
constexpr qsizetype kQuotedBytes = 200;                 // of a server's own words in a sentence

bool staysOnMachine(const QUrl &url)
{
    const QString host = url.host();
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

bool looksLikeStream(const QNetworkReply &reply)
{
    return reply.header(QNetworkRequest::ContentTypeHeader).toString().startsWith(QLatin1String("text/event-stream"));
}

std::string theirWords(std::string_view words)
{
    QString text = QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())).simplified();
    if (text.size() > kQuotedBytes)
        text = text.left(kQuotedBytes) + QChar(0x2026);
    return text.toStdString();
}

} // namespace

OpenAiRequest::OpenAiRequest(QNetworkAccessManager &network, const ProviderConfig &config, const Prompt &prompt, Provider::OnText onText,
                             Provider::OnEnd onEnd)
    : m_onText(std::move(onText))
    , m_onEnd(std::move(onEnd))
    , m_events(kMaxEventBytes)
    , m_model(config.model)
    , m_textBudget(std::max(kLeastTextBudget, static_cast<std::size_t>(std::max(config.maxOutputTokens, 0)) * kBytesPerToken))
{
    for (QTimer *timer : {&m_silence, &m_total}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, [this, timer] { timedOut(*timer); });
    }
    m_silence.start(config.silence);
    m_total.start(config.silence * kTotalPerSilence);
    send(network, config, prompt);
}

OpenAiRequest::~OpenAiRequest()
{
    m_over = true;
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void OpenAiRequest::send(QNetworkAccessManager &network, const ProviderConfig &config, const Prompt &prompt)
{
    QString address = QString::fromStdString(config.baseUrl);
    while (address.endsWith(u'/'))
        address.chop(1);
    const QUrl url(address + QStringLiteral("/chat/completions"), QUrl::StrictMode);
    m_place = url.authority(QUrl::FullyEncoded | QUrl::RemoveUserInfo).toStdString();
    const bool http = url.scheme() == QLatin1String("http"), https = url.scheme() == QLatin1String("https");
    std::string code, sentence;
    if (!url.isValid() || url.host().isEmpty() || (!http && !https)) {
        code = "provider.unreachable";
        sentence = "The model's address is not an http or https URL; check assistant.base_url.";
    } else if (http && !config.apiKey.empty() && !staysOnMachine(url)) {
        code = "provider.insecure";
        sentence = "The API key was not sent: " + m_place + " would get it unencrypted. Use https, or no key.";
    }
    if (!code.empty())
        return end(Ended::Reason::Failed, code, sentence);

    const auto message = [](const char *role, const std::string &content) {
        return QJsonObject{{QStringLiteral("role"), QString::fromLatin1(role)}, {QStringLiteral("content"), QString::fromStdString(content)}};
    };
    const QJsonObject body{{QStringLiteral("model"), QString::fromStdString(config.model)},
                           {QStringLiteral("stream"), true},
                           {QStringLiteral("stream_options"), QJsonObject{{QStringLiteral("include_usage"), true}}},
                           {QStringLiteral("max_tokens"), config.maxOutputTokens},
                           {QStringLiteral("messages"), QJsonArray{message("system", prompt.instructions), message("user", prompt.question)}}};

    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setRawHeader("Accept", "text/event-stream");
    request.setRawHeader("User-Agent", "berth-agent/" BERTH_VERSION);
    if (!config.apiKey.empty())
        request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(config.apiKey));
    // A redirect could carry the key and the terminal's text to a host that nobody chose.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    m_reply = network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    m_reply->setReadBufferSize(kReadBuffer);
    connect(m_reply, &QNetworkReply::readyRead, this, &OpenAiRequest::read);
    connect(m_reply, &QNetworkReply::finished, this, &OpenAiRequest::finished);
}

void OpenAiRequest::read()
{
    while (!m_over && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(kReadBuffer);
        m_rawBytes += static_cast<std::size_t>(bytes.size());
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status / 100 != 2 || !looksLikeStream(*m_reply)) {
            if (static_cast<std::size_t>(m_body.size()) < kMaxBodyBytes)
                m_body += bytes;
            else
                return end(Ended::Reason::Failed, "provider.nonsense", m_place + " sent a megabyte that is not an answer; check assistant.base_url.");
            continue;
        }
        for (const std::string &event : m_events.feed({bytes.data(), static_cast<std::size_t>(bytes.size())})) {
            const std::optional<ChatChunk> chunk = parseChatChunk(event);
            if (!chunk)
                return end(Ended::Reason::Failed, "provider.nonsense", m_place + " answered with something that is not a chat completion.");
            m_silence.start(); // a chunk without text too: a model that thinks is not silent
            take(*chunk);
            if (m_over)
                return;
        }
        if (m_events.overflowed() || m_rawBytes > kMaxRawBytes)
            return end(Ended::Reason::CutOff, "provider.nonsense", "The answer was cut off: " + m_place + " sent far more than an answer needs.");
    }
}

void OpenAiRequest::take(const ChatChunk &chunk)
{
    if (!chunk.error.empty())
        return end(Ended::Reason::Failed, "provider.server", "The model's server reports: " + theirWords(chunk.error) + ".");
    m_ended.inputTokens = chunk.inputTokens.value_or(m_ended.inputTokens);
    m_ended.outputTokens = chunk.outputTokens.value_or(m_ended.outputTokens);
    m_truncated = m_truncated || chunk.truncated;
    m_modelDone = m_modelDone || chunk.done;
    if (chunk.text.empty())
        return;
    m_textBytes += chunk.text.size();
    if (m_textBytes > m_textBudget)
        return end(Ended::Reason::CutOff, {}, "The answer was cut off: it went past the budget of assistant.max_output_tokens.");
    m_onText(chunk.text);
}

void OpenAiRequest::finished()
{
    read();
    if (m_over)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 0 && status / 100 != 2)
        return endByStatus(status);
    if (status != 0 && !m_body.isEmpty()) {
        const std::optional<ChatChunk> whole = parseChatChunk(m_body.toStdString());
        if (!whole)
            return end(Ended::Reason::Failed, "provider.nonsense", m_place + " answered with something that is not a chat completion; check assistant.base_url.");
        take(*whole);
        if (m_over)
            return;
    }
    if (m_truncated)
        return end(Ended::Reason::CutOff, {}, "The answer was cut off: the model reached its limit of output tokens.");
    if (m_modelDone)
        return end(Ended::Reason::Complete);
    if (m_textBytes > 0)
        return end(Ended::Reason::CutOff, {}, "The answer was cut off: the connection to " + m_place + " ended early.");
    if (m_reply->error() != QNetworkReply::NoError)
        return end(Ended::Reason::Failed, "provider.unreachable",
                   "The model at " + m_place + " could not be reached (" + theirWords(m_reply->errorString().toStdString()) + "). Is its server running?");
    end(Ended::Reason::Failed, "provider.nonsense", m_place + " closed the connection without an answer.");
}

void OpenAiRequest::endByStatus(int status)
{
    const std::optional<ChatChunk> error = parseChatChunk(m_body.toStdString());
    const std::string said = error && !error->error.empty() ? " It says: " + theirWords(error->error) : std::string();
    const std::string code = " (HTTP " + std::to_string(status) + ").";
    if (status == 401 || status == 403)
        return end(Ended::Reason::Failed, "provider.key", m_place + " did not accept the API key" + code + " Set assistant.api_key_file or assistant.api_key_env." + said);
    if (status == 404)
        return end(Ended::Reason::Failed, "provider.not_found",
                   m_place + " has no model '" + m_model + "', or no chat completions at that address" + code + " Check assistant.model and assistant.base_url." + said);
    if (status == 429)
        return end(Ended::Reason::Failed, "provider.busy", m_place + " limits how often it is asked" + code + " Try again later." + said);
    if (status >= 500)
        return end(Ended::Reason::Failed, "provider.server", "The model's server at " + m_place + " failed" + code + " Try again." + said);
    end(Ended::Reason::Failed, "provider.rejected", m_place + " did not accept the question" + code + said);
}

void OpenAiRequest::timedOut(const QTimer &timer)
{
    const std::string time = std::to_string((timer.interval() + 999) / 1000) + " s (assistant.timeout_ms decides)";
    if (m_textBytes > 0)
        return end(Ended::Reason::CutOff, {}, "The answer was cut off: " + std::string(&timer == &m_total ? "it was not complete after " : "nothing more came for ") + time + ".");
    end(Ended::Reason::Failed, "provider.timeout", "The model at " + m_place + " did not answer within " + time + ".");
}

void OpenAiRequest::end(Ended::Reason reason, std::string code, std::string message)
{
    if (std::exchange(m_over, true))
        return;
    m_silence.stop();
    m_total.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
    m_ended.reason = reason;
    m_ended.errorCode = std::move(code);
    m_ended.message = std::move(message);
    // Later: whoever is told may delete this, and our callers are still at work on it.
    const auto tell = [onEnd = std::move(m_onEnd), ended = m_ended] { onEnd(ended); };
    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
}

} // namespace core::agent
