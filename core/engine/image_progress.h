// The JSON stream of a pull, load or import: each layer's progress and their sum, and the error that hides in it.
#pragma once
#include "core/engine/engine.h"
#include "core/engine/json_lines.h"

namespace core::engine {

// "registry:5000/team/app:1.2" -> {"registry:5000/team/app", "1.2"}; no tag: "latest"; a digest stays in the name with
// an empty tag, as the engines want it.
std::pair<std::string, std::string> splitReference(const std::string &reference);

class ImageProgress
{
public:
    explicit ImageProgress(OnProgress progress) : m_progress(std::move(progress)) {}
    base::Result<void> feed(std::string_view bytes);
    void stop() { m_stopped = true; } // nothing is told any more: a piece holds many messages, and the first may make somebody cancel
    const std::vector<std::string> &loaded() const { return m_loaded; } // "Loaded image: …" of a load
    base::Result<void> end(); // engine.refused or engine.not_found with the engine's words when the stream held an error

private:
    void take(const QJsonObject &message);
    void takeLayer(const QString &id, const QJsonObject &message);
    void takeStream(const std::string &words);

    OnProgress m_progress;
    bool m_stopped = false;
    JsonLines m_lines;
    Progress m_state;
    std::string m_failure;
    std::vector<std::string> m_loaded;
};

} // namespace core::engine
