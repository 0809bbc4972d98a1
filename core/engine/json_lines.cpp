#include "core/engine/json_lines.h"

#include <QJsonDocument>

namespace core::engine {

base::Result<void> JsonLines::feed(std::string_view bytes, const std::function<void(const QJsonObject &)> &sink)
{
    while (!bytes.empty()) {
        const auto newline = bytes.find('\n');
        const std::string_view part = bytes.substr(0, newline);
        if (m_line.size() + part.size() > m_maxLine)
            return base::fail("engine.limit", "The engine sent a message that is too long.");
        m_line.append(part);
        if (newline == std::string_view::npos)
            return {};
        bytes.remove_prefix(newline + 1);
        if (auto taken = take(sink); !taken)
            return taken;
    }
    return {};
}

base::Result<void> JsonLines::end(const std::function<void(const QJsonObject &)> &sink)
{
    return take(sink);
}

base::Result<void> JsonLines::take(const std::function<void(const QJsonObject &)> &sink)
{
    const std::string line = std::exchange(m_line, {});
    if (line.find_first_not_of(" \t\r") == std::string::npos)
        return {};
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), qsizetype(line.size())));
    if (!document.isObject())
        return base::fail("engine.protocol", "The engine sent a message that is not JSON.");
    sink(document.object());
    return {};
}

} // namespace core::engine
