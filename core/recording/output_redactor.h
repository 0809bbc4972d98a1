// Takes secrets out of a recording's output before it is written: the one redactor (core/telemetry) over the lines that the
// output shows, wherever the stream is cut, whatever sequences lie between, and however a line was edited. A secret's
// characters become others of the same width, so that programs which move the cursor still draw right; titles and links are
// redacted as texts of their own. What a full-screen program draws is looked at row by row.
//
// What may still become a secret (a word that is being typed) is held back until that is known; all else passes at once.
//
// Threads: its owner's. Bytes are UTF-8 and sequences as the attach tap has them, cut anywhere.
#pragma once
#include "core/base/coordinates.h"
#include "core/recording/cast_event.h"
#include "core/recording/line_model.h"
#include "core/telemetry/redactor.h"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace core::recording {

class OutputRedactor
{
public:
    static constexpr std::size_t kMostHeld = 64 * 1024;   // then what is known of it decides
    static constexpr std::size_t kLongestKey = 64 * 1024; // a private key that never ends stops being one

    explicit OutputRedactor(base::GridSize size) { m_line.setColumns(size.cols); }

    // In stream order. Events other than output pass in their place.
    void add(CastEvent event);
    void resize(base::GridSize size); // with the event that says so
    // What can be written now, in order.
    std::vector<CastEvent> takeSettled();
    // The recording ends: everything, and what might have become a secret is masked.
    std::vector<CastEvent> takeAll();

    bool isHolding() const { return !m_events.empty(); }
    std::size_t secrets() const { return m_secrets; } // masked so far

private:
    struct Place
    {
        std::uint64_t at = 0; // in the stream
        CastEvent event;      // of an output event only its time counts
    };
    struct Edit
    {
        std::uint64_t begin = 0; // in the stream
        std::size_t length = 0;
        std::string text;
    };

    void read(bool toTheEnd);
    bool readPlainLines();                // false: there were none
    bool readOne(bool toTheEnd);          // false: not all of it is there
    bool readEscape(bool toTheEnd);
    bool readString(std::size_t begin, bool toTheEnd);
    void controlSequence(std::string_view parameters, char final);
    void leaveLine(std::size_t column = 0);

    void check(std::size_t before = std::string_view::npos); // masks what is a secret and begins before there in the line's text
    std::size_t checkUnfinished(bool mask); // the line's cell from which on it is not settled; masks from there too
    void maskCells(std::size_t begin, std::size_t end);
    void maskBytes(telemetry::Span span);
    std::vector<CastEvent> take(std::uint64_t end);

    std::string_view unread() const { return std::string_view(m_bytes).substr(m_read); }
    std::uint64_t offset(std::size_t at) const { return m_begin + at; }

    std::string m_bytes;        // of output, not passed on yet
    std::uint64_t m_begin = 0;  // where in the stream they begin
    std::size_t m_read = 0;     // of them
    std::deque<Place> m_events; // not passed on yet
    std::vector<Edit> m_edits;

    LineModel m_line;
    bool m_changed = false;     // since the last check
    bool m_beginsKey = false;   // the line does, and its end is not in it
    std::size_t m_keyBytes = 0; // of a private key whose end has not come; 0: in none
    std::size_t m_secrets = 0;

    std::string m_text; // of the line; here so that it is not allocated each time
    std::vector<std::uint32_t> m_cellOfByte;
};

} // namespace core::recording
