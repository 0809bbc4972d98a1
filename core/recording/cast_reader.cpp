#include "core/recording/cast_reader.h"

#include <algorithm>

namespace core::recording {
namespace {

// A line that was cut off is no event, also where its data does not matter.
bool isWhole(std::string_view line)
{
    const std::size_t last = line.find_last_not_of(" \t\r");
    return last != std::string_view::npos && line[last] == ']';
}

constexpr Time kLatest = std::chrono::hours(24) * 365 * 30; // relative times of a hostile file are not added up beyond
}

base::Result<CastReader> CastReader::open(const std::string &path)
{
    auto lines = LineReader::open(path);
    if (!lines)
        return std::unexpected(lines.error());
    std::string_view first;
    std::uint64_t offset = 0;
    constexpr std::size_t kLongestHeader = 1u << 20;
    if (!lines->next(first, offset) || first.size() > kLongestHeader)
        return base::fail("recording.not_a_cast", "This file is no asciicast recording.", path);
    auto header = parseHeader(first);
    if (!header)
        return std::unexpected(header.error());
    return CastReader(std::move(*lines), std::move(*header));
}

void CastReader::seek(const Place &place)
{
    m_lines.seek(place.offset);
    m_time = place.time;
}

bool CastReader::next(CastEvent &event, std::uint64_t &offset, std::string_view wants)
{
    std::string_view line;
    while (m_lines.next(line, offset)) {
        const bool isComment = line.empty() || line.front() == '#';
        if (isComment)
            continue;
        std::size_t dataAt = 0;
        event.data.clear();
        const bool all = wants.empty();
        if (!(all ? parseEvent(line, event) : isWhole(line) && parseHead(line, event, dataAt))) {
            ++m_badLines;
            continue;
        }
        if (!all && wants.find(event.code) != std::string_view::npos && !parseEvent(line, event)) {
            ++m_badLines;
            continue;
        }
        if (m_header.version == 3)
            event.time += m_time;
        m_time = event.time = std::min(std::max(event.time, m_time), kLatest);
        return true;
    }
    return false;
}

} // namespace core::recording
