// Reads the history files of shells: pure functions from bytes, which are hostile, to records that Store::import()
// takes once they are redacted.
#pragma once
#include "core/store/store.h"

#include <optional>
#include <string_view>
#include <vector>

namespace core::store {

enum class HistoryFormat : unsigned char {
    Bash, // lines; "#1700000000" before a command says when. When the first line is one, a command is all up to the next
    Zsh,  // lines, ": 1700000000:5;" in front with EXTENDED_HISTORY; '\' at the end of a line goes on; bytes "metafied"
    Fish, // "- cmd: …" and "  when: …", with \n and \\ in the command
};

std::optional<HistoryFormat> formatNamed(std::string_view name); // "bash", "zsh", "fish"
// By what the file looks like; of plain lines nobody can tell bash from zsh: Bash.
HistoryFormat guessFormat(std::string_view bytes);

struct ParsedHistory
{
    std::vector<CommandRecord> records; // oldest first; command, start, duration, shell and count (see store.h) are set
    std::size_t skipped = 0;            // longer than kMostCommandBytes
};
inline constexpr std::size_t kMostCommandBytes = 64 * 1024;

ParsedHistory parseHistory(HistoryFormat format, std::string_view bytes);

} // namespace core::store
