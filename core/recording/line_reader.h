// Lines of a file, one after the other, from any offset. Bounded: a line that is longer than kLongestLine ends the reading.
// Threads: its owner's.
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace core::recording {

class LineReader
{
public:
    static constexpr std::size_t kLongestLine = 16u << 20;

    // Codes: recording.open (not there, not readable, no regular file).
    static base::Result<LineReader> open(const std::string &path);

    // The next line without its newline, valid until the next call, and where it begins. False at the end. A last line
    // without a newline is given too: the writer may have been killed in the middle of it.
    bool next(std::string_view &line, std::uint64_t &offset);
    void seek(std::uint64_t offset);
    std::uint64_t offset() const { return m_offset; } // of the next line
    bool isCutOff() const { return m_tooLong; }

private:
    explicit LineReader(base::UniqueFd fd) : m_fd(std::move(fd)) {}
    bool fill();

    base::UniqueFd m_fd;
    std::string m_buffer;      // of the file, from m_offset - m_at on
    std::size_t m_at = 0;
    std::uint64_t m_offset = 0;
    bool m_tooLong = false;
};

} // namespace core::recording
