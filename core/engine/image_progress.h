// The JSON stream of a pull or an import: layers' progress summed up, and the error that hides in it.
#pragma once
#include "core/engine/engine.h"
#include "core/engine/json_lines.h"

#include <map>

namespace core::engine {

// "registry:5000/team/app:1.2" -> {"registry:5000/team/app", "1.2"}; no tag: "latest"; a digest stays in the name with
// an empty tag, as the engines want it.
std::pair<std::string, std::string> splitReference(const std::string &reference);

class ImageProgress
{
public:
    explicit ImageProgress(OnProgress progress) : m_progress(std::move(progress)) {}
    base::Result<void> feed(std::string_view bytes);
    base::Result<void> end(); // engine.refused or engine.not_found with the engine's words when the stream held an error

private:
    void take(const QJsonObject &message);

    struct Layer
    {
        std::int64_t done = 0;
        std::int64_t total = 0;
    };
    OnProgress m_progress;
    JsonLines m_lines;
    std::map<QString, Layer> m_layers;
    std::string m_failure;
};

} // namespace core::engine
