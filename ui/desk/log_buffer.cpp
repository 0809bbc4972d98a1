#include "ui/desk/log_buffer.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstring>
#include <limits>

namespace ui::desk {

using core::engine::LogSource;

void LogBuffer::append(std::uint32_t source, LogSource stream, std::string_view bytes)
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
            take(source, stream, part);
        } else {
            partial += part;
            take(source, stream, partial);
            partial.clear();
        }
    }
    trim();
}

void LogBuffer::note(const LogLine &line)
{
    if (line.time == 0)
        return;
    Newest &newest = m_newest[line.source];
    if (line.time > newest.time) {
        newest.hasEarlier = newest.time != 0;
        newest.time = line.time;
        newest.lines = {};
    }
    if (line.time == newest.time)
        ++newest.lines[std::size_t(line.stream)];
}

void LogBuffer::resume(std::uint32_t source, bool wasCut)
{
    Newest skip = m_newest[source];
    if (wasCut && !skip.hasEarlier) // the engine has more lines of that time, nobody knows how many: better a gap than twice
        skip.lines.fill(std::numeric_limits<std::size_t>::max());
    m_toSkip[source] = skip;
    if (skip.time > 0)
        m_resumed.insert(source);
}

void LogBuffer::noteGap(std::uint32_t source, std::int64_t time)
{
    if (time == 0 || m_resumed.erase(source) == 0 || time <= m_toSkip[source].time)
        return;
    LogLine gap{0, 0, source, LogSource::Output, {}};
    gap.bytes = "\x1b[2m" + QCoreApplication::translate("LogBuffer", "… lines are missing here: more came meanwhile than are read again at once …").toStdString() + "\x1b[m";
    put(std::move(gap), time);
}

void LogBuffer::put(LogLine line, std::int64_t time)
{
    m_bytes += costOf(line);
    if (m_isHolding) {
        Held &held = m_held[line.source];
        held.bytes += costOf(line);
        held.lines.emplace_back(std::max(time, newest(line.source)), std::move(line));
        ++m_heldLines;
        return;
    }
    line.id = m_nextId++;
    m_lines.push_back(std::move(line));
}

void LogBuffer::release(std::int64_t until)
{
    for (;;) {
        Held *best = nullptr;
        for (auto &[source, held] : m_held) {
            if (!held.lines.empty() && held.lines.front().first <= until && (!best || held.lines.front().first < best->lines.front().first))
                best = &held;
        }
        if (!best)
            break;
        LogLine &line = best->lines.front().second;
        best->bytes -= costOf(line);
        line.id = m_nextId++;
        m_lines.push_back(std::move(line));
        best->lines.pop_front();
        --m_heldLines;
    }
    trim();
}

std::size_t LogBuffer::heldBytes(std::uint32_t source) const
{
    const auto found = m_held.find(source);
    return found == m_held.end() ? 0 : found->second.bytes;
}

bool LogBuffer::isKnown(std::uint32_t source, LogSource stream, std::int64_t time)
{
    const auto skip = m_toSkip.find(source);
    if (time == 0 || skip == m_toSkip.end() || time > skip->second.time)
        return false;
    if (time < skip->second.time)
        return true;
    std::size_t &left = skip->second.lines[std::size_t(stream)];
    return left > 0 && left-- > 0;
}

void LogBuffer::take(std::uint32_t source, LogSource stream, std::string_view line)
{
    if (line.ends_with('\r')) // a terminal's line ends
        line.remove_suffix(1);
    const std::int64_t time = takeTime(line);
    noteGap(source, time);
    if (isKnown(source, stream, time))
        return;
    LogLine taken{0, time, source, stream, std::string(line)};
    note(taken);
    put(std::move(taken), time);
}

void LogBuffer::append(LogLine line)
{
    line.id = m_nextId++;
    note(line);
    m_bytes += costOf(line);
    m_lines.push_back(std::move(line));
    trim();
}

void LogBuffer::flush(std::uint32_t source)
{
    for (auto &[key, partial] : m_partial) {
        if (key.first == source && !partial.empty()) {
            take(source, key.second, partial);
            partial.clear();
        }
    }
    trim();
}

void LogBuffer::clear()
{
    m_lines.clear();
    m_held.clear();
    m_heldLines = 0;
    m_partial.clear();
    m_bytes = 0;
    m_dropped = 0;
}

void LogBuffer::trim()
{
    while (!m_lines.empty() && (m_lines.size() + m_heldLines > m_limits.lines + m_spareLines || m_bytes > m_limits.bytes + m_spareBytes)) {
        m_bytes -= costOf(m_lines.front());
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
    return found == m_newest.end() ? 0 : found->second.time;
}

} // namespace ui::desk
