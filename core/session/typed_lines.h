// The lines that were sent to a program, so that what a plain shell shows at its prompt counts as a command only if
// somebody typed it: output that lands there (a background job's, a program's) never becomes a trusted command, and a
// password that another program read is never taken for one.
//
// Threads: the session's.
#pragma once
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace core::session {

class TypedLines
{
public:
    void feed(std::string_view bytes);
    // Whether `shown` is one of the lines sent and not yet taken; it and those before it are then forgotten. A line that
    // was edited on the way (arrow keys, completion, history) can only be known from the screen: it matches anything.
    bool take(std::string_view shown);

private:
    struct Line
    {
        std::string text;
        bool edited = false;
    };
    static constexpr std::size_t kMostLines = 64; // typed ahead; older ones are forgotten
    static constexpr std::size_t kMostBytes = 4096;
    std::deque<Line> m_lines;
    Line m_current;
};

} // namespace core::session
