// Lines of a container's log: bytes from a program, which may be anything, and what of them is shown. Pure functions.
#pragma once
#include "core/engine/container_streams.h"
#include "core/vt/style.h"

#include <QString>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ui::desk {

struct LogLine
{
    std::uint64_t id = 0;      // grows by one from line to line of a buffer
    std::int64_t time = 0;     // when the engine got it, nanoseconds since 1970; 0: not known
    std::uint32_t source = 0;  // which container, where several are shown
    core::engine::LogSource stream = core::engine::LogSource::Output;
    std::string bytes;         // without the end of line and without the time
};

struct LogRun // of text in one style, in UTF-16 units
{
    qsizetype begin = 0, length = 0;
    core::vt::Style style;
    friend bool operator==(const LogRun &, const LogRun &) = default;
};

struct LogText
{
    QString text;
    std::vector<LogRun> runs; // only where the style is not the default
};

// Colours and attributes (SGR) become runs, every other sequence is dropped, a carriage return starts the line anew, tabs
// become blanks, and what does not show or would turn the text around becomes U+FFFD. Each line starts in the default style.
LogText readLogLine(std::string_view bytes);

// "2025-11-28T08:01:12.123456789Z ": its time in nanoseconds, and `line` without it. 0, and `line` as it was: there is none.
std::int64_t takeTime(std::string_view &line);
QString clockText(std::int64_t time); // "08:01:12.123", local

} // namespace ui::desk
