#include "core/agent/chat_chunk.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace core::agent {
namespace {

std::optional<int> tokens(const QJsonValue &value)
{
    if (!value.isDouble())
        return {};
    return static_cast<int>(std::clamp(value.toDouble(), 0.0, 1e9));
}

} // namespace

std::optional<ChatChunk> parseChatChunk(std::string_view data)
{
    ChatChunk chunk;
    if (data == "[DONE]") {
        chunk.done = true;
        return chunk;
    }
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(data.data(), static_cast<qsizetype>(data.size())));
    if (!document.isObject())
        return {};
    const QJsonObject object = document.object();

    if (const QJsonValue error = object[QLatin1String("error")]; !error.isUndefined() && !error.isNull()) {
        const QString words = error.isString() ? error.toString() : error[QLatin1String("message")].toString();
        chunk.error = words.isEmpty() ? std::string("no reason given") : words.toStdString();
        return chunk;
    }
    const QJsonValue choice = object[QLatin1String("choices")].toArray().first();
    const QJsonObject usage = object[QLatin1String("usage")].toObject();
    if (!choice.isObject() && usage.isEmpty() && !object.contains(QLatin1String("choices")))
        return {};
    const QJsonValue message = choice[QLatin1String("delta")].isObject() ? choice[QLatin1String("delta")] : choice[QLatin1String("message")];
    chunk.text = message[QLatin1String("content")].toString().toStdString();
    const QString reason = choice[QLatin1String("finish_reason")].toString();
    chunk.done = !reason.isEmpty();
    chunk.truncated = reason == QLatin1String("length");
    chunk.inputTokens = tokens(usage[QLatin1String("prompt_tokens")]);
    chunk.outputTokens = tokens(usage[QLatin1String("completion_tokens")]);
    return chunk;
}

} // namespace core::agent
