// A stream of JSON objects, one a line: events, pull and import progress.
#pragma once
#include "core/base/result.h"

#include <QJsonObject>
#include <functional>
#include <string>
#include <string_view>

namespace core::engine {

class JsonLines
{
public:
    explicit JsonLines(std::size_t maxLine = 1u << 20) : m_maxLine(maxLine) {}
    // Any split. Codes: engine.protocol (a line that is no object), engine.limit (a line too long).
    base::Result<void> feed(std::string_view bytes, const std::function<void(const QJsonObject &)> &sink);
    base::Result<void> end(const std::function<void(const QJsonObject &)> &sink); // a last line without its newline

private:
    base::Result<void> take(const std::function<void(const QJsonObject &)> &sink);
    std::string m_line;
    std::size_t m_maxLine;
};

} // namespace core::engine
