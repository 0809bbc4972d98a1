// One line of an asciicast's event stream: [time, "code", "data"]. Format: docs.asciinema.org/manual/asciicast/v2.
//
// Written and read by hand and not by a JSON library: seeking in a long recording is decoding such lines, and only this one
// form occurs. Threads: any; pure functions.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace core::recording {

using Time = std::chrono::microseconds; // since the recording's start

namespace code {
inline constexpr char kOutput = 'o';
inline constexpr char kInput = 'i';  // never written by us
inline constexpr char kResize = 'r'; // "COLSxROWS"
inline constexpr char kMarker = 'm'; // a label
inline constexpr char kBerth = 'b';  // ours: see note.h. Other players pass over codes that they do not know
inline constexpr char kOther = '?';
} // namespace code

struct CastEvent
{
    Time time{};
    char code = code::kOther;
    std::string data; // UTF-8
    friend bool operator==(const CastEvent &, const CastEvent &) = default;
};

// Appends the line, newline included. What is not UTF-8 becomes U+FFFD.
void appendEvent(std::string &out, const CastEvent &event);

// The line's time and code, without decoding its data; false: it is no event. `dataAt` is where the data's JSON begins.
bool parseHead(std::string_view line, CastEvent &event, std::size_t &dataAt);
// All of it. False: it is no event, or its data is no string where that must be one.
bool parseEvent(std::string_view line, CastEvent &event);

} // namespace core::recording
