#include "core/engine/image_progress.h"

#include "core/engine/dialect.h"
#include "core/engine/json_values.h"
#include "core/engine/saturated.h"

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
    if (const QString stream = message.value(QLatin1String("stream")).toString(); !stream.isEmpty())
        takeStream(engineWords(stream.toStdString()));
    if (!m_progress || m_stopped)
        return;
    const QString id = message.value(QLatin1String("id")).toString().left(kMaxId);
    const std::string words = engineWords(message.value(QLatin1String("status")).toString().toStdString());
    if (words.empty())
        return;
    m_state.what = words;
    if (!id.isEmpty())
        takeLayer(id, message);
    m_progress(m_state);
}

// Docker gives a layer's bytes while it downloads and once more while it unpacks; the tag's own message has an id too
// ("Pulling from library/debian") and no bytes.
void ImageProgress::takeLayer(const QString &id, const QJsonObject &message)
{
    const std::string name = id.toStdString();
    auto layer = std::ranges::find(m_state.layers, name, &LayerProgress::id);
    if (layer == m_state.layers.end()) {
        if (m_state.layers.size() >= kMaxLayers || m_state.what.starts_with("Pulling from"))
            return;
        layer = m_state.layers.insert(layer, LayerProgress{name, {}, 0, 0});
    }
    layer->what = m_state.what;
    const QJsonObject detail = objectIn(message, "progressDetail");
    if (const auto total = std::max<std::int64_t>(0, numberIn(detail, "total")); total > 0) {
        layer->done = std::clamp<std::int64_t>(numberIn(detail, "current"), 0, total);
        layer->total = total;
    } else if (m_state.what.ends_with("complete") || m_state.what == "Already exists") {
        layer->done = layer->total;
    }
    m_state.done = m_state.total = 0;
    for (const LayerProgress &each : m_state.layers) {
        addSaturated(m_state.done, each.done);
        addSaturated(m_state.total, each.total);
    }
}

void ImageProgress::takeStream(const std::string &words)
{
    const auto colon = words.find(": ");
    if (words.starts_with("Loaded image") && colon != std::string::npos && m_loaded.size() < kMaxLayers)
        m_loaded.push_back(words.substr(colon + 2));
}

} // namespace core::engine
