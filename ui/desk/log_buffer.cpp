#include "ui/desk/log_buffer.h"

#include <algorithm>
#include <cstring>

namespace ui::desk {

using core::engine::LogSource;

void LogBuffer::append(std::uint32_t source, LogSource stream, std::string_view bytes, std::int64_t after)
{
    std::string &partial = m_partial[{source, stream}];
    while (!bytes.empty()) {
        const auto *const end = static_cast<const char *>(std::memchr(bytes.data(), '\n', bytes.size()));
        const std::size_t length = end ? std::size_t(end - bytes.data()) : bytes.size();
        const std::size_t room = m_limits.line - partial.size();
        const std::string_view part = bytes.substr(0, std::min(length, room));
        bytes.remove_prefix(part.size());
        const bool ended = end && part.size() == length;
        if (ended)
            bytes.remove_prefix(1);
        if (!ended && part.size() < room) {
            partial += part;
            break;
        }
        if (partial.empty()) {
            take(source, stream, part, after);
        } else {
            partial += part;
            take(source, stream, partial, after);
            partial.clear();
        }
    }
    trim();
}

void LogBuffer::take(std::uint32_t source, LogSource stream, std::string_view line, std::int64_t after)
{
    if (line.ends_with('\r')) // a terminal's line ends
        line.remove_suffix(1);
    const std::int64_t time = takeTime(line);
    if (time != 0 && time <= after)
        return;
    if (time != 0)
        m_newest[source] = std::max(m_newest[source], time);
    m_lines.push_back({m_nextId++, time, source, stream, std::string(line)});
    m_bytes += line.size() + kLineCost;
}

void LogBuffer::append(LogLine line)
{
    line.id = m_nextId++;
    if (line.time != 0)
        m_newest[line.source] = std::max(m_newest[line.source], line.time);
    m_bytes += line.bytes.size() + kLineCost;
    m_lines.push_back(std::move(line));
    trim();
}

void LogBuffer::flush(std::uint32_t source)
{
    for (auto &[key, partial] : m_partial) {
        if (key.first == source && !partial.empty()) {
            take(source, key.second, partial, 0);
            partial.clear();
        }
    }
    trim();
}

void LogBuffer::clear()
{
    m_lines.clear();
    m_partial.clear();
    m_bytes = 0;
    m_dropped = 0;
}

void LogBuffer::trim()
{
    while (!m_lines.empty() && (m_lines.size() > m_limits.lines + m_spareLines || m_bytes > m_limits.bytes + m_spareBytes)) {
        m_bytes -= m_lines.front().bytes.size() + kLineCost;
        m_lines.pop_front();
        ++m_dropped;
    }
}

const LogLine *LogBuffer::find(std::uint64_t id) const
{
    return id >= firstId() && id < m_nextId ? &m_lines[std::size_t(id - firstId())] : nullptr;
}

std::int64_t LogBuffer::newest(std::uint32_t source) const
{
    const auto found = m_newest.find(source);
    return found == m_newest.end() ? 0 : found->second;
}

} // namespace ui::desk
