// An asciicast's events in order, from any place in the file. Lines that are no events are passed over and counted.
// Threads: its owner's.
#pragma once
#include "core/recording/cast_header.h"
#include "core/recording/line_reader.h"

namespace core::recording {

class CastReader
{
public:
    // Codes: recording.open, recording.not_a_cast, recording.version.
    static base::Result<CastReader> open(const std::string &path);

    const CastHeader &header() const { return m_header; }

    struct Place
    {
        std::uint64_t offset = 0; // of the next line
        Time time{};              // of the event before it
    };
    Place place() const { return {m_lines.offset(), m_time}; }
    void seek(const Place &place);

    // The next event, its time made absolute and never going back, and where its line begins; false at the end. With
    // `wants` only events of these codes are decoded; of the others the data stays empty.
    bool next(CastEvent &event, std::uint64_t &offset, std::string_view wants = {});

    std::size_t badLines() const { return m_badLines; }
    bool isCutOff() const { return m_lines.isCutOff(); } // a line was too long to go on

private:
    CastReader(LineReader lines, CastHeader header) : m_lines(std::move(lines)), m_header(std::move(header)) {}
    LineReader m_lines;
    CastHeader m_header;
    Time m_time{};
    std::size_t m_badLines = 0;
};

} // namespace core::recording
