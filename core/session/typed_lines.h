// The lines that were sent to a program, so that what a plain shell shows at its prompt counts as a command only if
// somebody typed it: output that lands there (a background job's, a program's) never becomes a trusted command, and a
// password that another program read is never taken for one.
//
// Threads: the session's.
#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::session {

class TypedLines
{
public:
    struct Line
    {
        std::string text;
        std::size_t before = 0; // bytes of it that came before the shell's prompt: another program may have read them
        bool edited = false;    // arrow keys, completion, history: can only be known from the screen
        bool editedBefore = false; // so, but before the prompt: who read those keys is not known
        bool ahead = false;     // it was complete before the prompt
    };

    void feed(std::string_view bytes);
    // The shell waits for a line.
    void promptShown();
    // The last command's lines were taken. What is left came while it ran, so a program may have read it, and what the screen
    // shows later tells nothing of it.
    void commandSettled();
    enum class Row { AtPrompt, GoesOn }; // of a command: its first, or one that the shell asked for behind it
    // Whether `shown` is one of the lines sent and not yet taken; it and those before it are then forgotten. One that was
    // edited since the prompt matches anything, but where the text may go on below (`isCut`): a shell that draws a line itself
    // ends each row. Where a line was typed at a prompt nothing else counts: a program may have read the others, a password too.
    bool take(std::string_view shown, bool isCut = false, Row row = Row::AtPrompt);
    // The newest line; nothing when it can only be known from the screen.
    std::optional<std::string> newest() const;
    // The shell has read so many lines that cannot be seen on the screen. If no more were sent since, it is those: whatever
    // other programs have read is still counted here, so that there are no more only if they read nothing.
    std::optional<std::vector<Line>> takeAll(std::size_t count);

private:
    static constexpr std::size_t kMostLines = 64; // typed ahead; older ones are forgotten
    static constexpr std::size_t kMostBytes = 4096;
    std::deque<Line> m_lines;
    Line m_current;
    bool m_atPrompt = false;
    bool m_forgot = false; // a line since the last that was taken
};

} // namespace core::session
