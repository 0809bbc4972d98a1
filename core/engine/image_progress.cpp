#include "core/engine/image_progress.h"

#include "core/engine/dialect.h"

#include <algorithm>

namespace core::engine {
namespace {
constexpr std::size_t kMaxLayers = 1000; // an image has at most 127
constexpr qsizetype kMaxId = 128;
}

std::pair<std::string, std::string> splitReference(const std::string &reference)
{
    if (reference.find('@') != std::string::npos)
        return {reference, {}};
    const auto colon = reference.rfind(':');
    const auto slash = reference.rfind('/');
    if (colon == std::string::npos || (slash != std::string::npos && colon < slash))
        return {reference, "latest"};
    return {reference.substr(0, colon), reference.substr(colon + 1)};
}

base::Result<void> ImageProgress::feed(std::string_view bytes)
{
    return m_lines.feed(bytes, [this](const QJsonObject &message) { take(message); });
}

base::Result<void> ImageProgress::end()
{
    if (auto last = m_lines.end([this](const QJsonObject &message) { take(message); }); !last)
        return last;
    if (m_failure.empty())
        return {};
    const bool missing = m_failure.find("not found") != std::string::npos || m_failure.find("manifest unknown") != std::string::npos;
    return base::fail(missing ? "engine.not_found" : "engine.refused", "The engine says: " + m_failure + '.');
}

void ImageProgress::take(const QJsonObject &message)
{
    const QString error = message.value(QLatin1String("error")).toString();
    if (!error.isEmpty())
        m_failure = engineWords(error.toStdString());
    if (!m_progress)
        return;
    const QString id = message.value(QLatin1String("id")).toString().left(kMaxId);
    const QJsonObject detail = message.value(QLatin1String("progressDetail")).toObject();
    if (!id.isEmpty() && detail.contains(QLatin1String("total")) && (m_layers.size() < kMaxLayers || m_layers.contains(id))) {
        const auto amount = [&detail](const char *key) { return std::max<std::int64_t>(0, detail.value(QLatin1String(key)).toInteger()); };
        m_layers[id] = {amount("current"), amount("total")};
    }
    Progress progress;
    progress.what = engineWords(message.value(QLatin1String("status")).toString().toStdString());
    if (progress.what.empty())
        return;
    for (const auto &[layer, bytes] : m_layers) {
        progress.done += bytes.done;
        progress.total += bytes.total;
    }
    m_progress(progress);
}

} // namespace core::engine
