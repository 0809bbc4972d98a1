// The newest lines of one log, or of several: bounded in lines and in bytes, the earliest go first. Cuts the streams of
// bytes into lines; a line longer than the limit goes on in a next one. Of several logs it can hold lines back until they
// can be put in the order of their times.
#pragma once
#include "ui/desk/log_line.h"

#include <array>
#include <deque>
#include <map>
#include <set>

namespace ui::desk {

class LogBuffer
{
public:
    struct Limits
    {
        std::size_t lines = 200'000;
        std::size_t bytes = 48u << 20;
        std::size_t line = 16u << 10; // Docker itself cuts them there
    };

    LogBuffer() : LogBuffer(Limits{}) {}
    explicit LogBuffer(Limits limits) : m_limits(limits) {}

    void append(std::uint32_t source, core::engine::LogSource stream, std::string_view bytes); // as they come
    void append(LogLine line); // takes the next id
    void flush(std::uint32_t source); // what has come without an end of line is a line
    void clear();              // ids go on

    // While true what comes as bytes is held back, until it is released in the order of its times: at() and find() do not
    // have it, the limits and newest() do.
    void setHolding(bool holding) { m_isHolding = holding; }
    void release(std::int64_t until); // what is held of that time or before; a line without a time goes with the one before it
    bool hasHeld() const { return m_heldLines > 0; }
    std::size_t heldBytes(std::uint32_t source) const;

    std::size_t size() const { return m_lines.size(); }
    const LogLine &at(std::size_t index) const { return m_lines[index]; }
    const LogLine *find(std::uint64_t id) const; // null: gone, or not there yet
    std::uint64_t firstId() const { return m_nextId - m_lines.size(); }
    std::uint64_t nextId() const { return m_nextId; }
    std::size_t bytes() const { return m_bytes; } // with what is held
    std::uint64_t dropped() const { return m_dropped; } // lines that had to go
    bool isFull() const { return m_lines.size() + m_heldLines >= m_limits.lines || m_bytes >= m_limits.bytes; }
    std::int64_t newest(std::uint32_t source) const; // time of its newest line; 0: not known
    // The log of `source` is about to be read again from the time of its newest line on: what is here already is left out.
    // Times may be whole seconds (Podman), so lines of that time are counted. `wasCut`: the log has more before ours. When it
    // does not begin with that line, others were between, which nobody has: a line of ours says so.
    void resume(std::uint32_t source, bool wasCut);
    void setSpare(std::size_t lines, std::size_t bytes) { m_spareLines = lines; m_spareBytes = bytes; } // beyond the limits, for now

private:
    static constexpr std::size_t kLineCost = 96; // of a LogLine beside its bytes
    struct Newest
    {
        std::int64_t time = 0;
        std::array<std::size_t, 2> lines{}; // of that time, by stream
        bool hasEarlier = false;            // lines of an earlier time were seen too
    };
    struct Held
    {
        std::deque<std::pair<std::int64_t, LogLine>> lines; // first: the time that it is ordered by
        std::size_t bytes = 0;
    };
    static std::size_t costOf(const LogLine &line) { return line.bytes.size() + kLineCost; }
    void put(LogLine line, std::int64_t time); // where lines that came go
    void take(std::uint32_t source, core::engine::LogSource stream, std::string_view line);
    void note(const LogLine &line);
    void noteGap(std::uint32_t source, std::int64_t time);
    bool isKnown(std::uint32_t source, core::engine::LogSource stream, std::int64_t time);
    void trim();

    Limits m_limits;
    std::deque<LogLine> m_lines;
    std::map<std::pair<std::uint32_t, core::engine::LogSource>, std::string> m_partial;
    std::map<std::uint32_t, Newest> m_newest, m_toSkip;
    std::map<std::uint32_t, Held> m_held;
    std::set<std::uint32_t> m_resumed; // nothing of it has come since
    std::uint64_t m_nextId = 1, m_dropped = 0;
    std::size_t m_heldLines = 0;
    bool m_isHolding = false;
    std::size_t m_bytes = 0, m_spareLines = 0, m_spareBytes = 0;
};

} // namespace ui::desk
