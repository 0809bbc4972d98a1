// What Berth adds to an asciicast, as events of code 'b' whose data is a small JSON object: the command index, and what
// happened to the recording itself. In the stream and not in a file beside it, so that it survives a copy and kill -9.
// Threads: any; pure functions.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace core::recording {

struct CommandBegan // the screen shows the command, and nothing that it printed
{
    std::uint64_t number = 0;    // unique in the recording
    std::string command, cwd;    // redacted
    std::uint32_t promptAbove = 0;  // logical lines from here up to where its prompt begins
    std::uint32_t commandAbove = 0; // and up to where the command does, at this cell
    std::uint32_t commandCell = 0;
    friend bool operator==(const CommandBegan &, const CommandBegan &) = default;
};
struct CommandEnded
{
    std::uint64_t number = 0;
    std::optional<int> exitCode;
    std::chrono::milliseconds duration{};
    bool stopped = false; // it has not ended
    friend bool operator==(const CommandEnded &, const CommandEnded &) = default;
};
struct Skipped // the recorder was behind by more than is kept: the whole screen follows, what came between is missing
{
    friend bool operator==(const Skipped &, const Skipped &) = default;
};
struct RecordingEnded
{
    std::string reason; // a sentence
    friend bool operator==(const RecordingEnded &, const RecordingEnded &) = default;
};
using Note = std::variant<CommandBegan, CommandEnded, Skipped, RecordingEnded>;

std::string noteText(const Note &note);
std::optional<Note> parseNote(std::string_view text); // nothing: a kind that we do not know, or nonsense

// The label of a command's marker, for players that know only those: its first line, cut.
std::string markerLabel(std::string_view command);

} // namespace core::recording
