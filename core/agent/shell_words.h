// Enough of a shell's grammar to know which program decided an exit code. Never a basis for trust: a command that is to
// be run is parsed properly in core/assistant.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace core::agent {

// The programs that may have decided the exit code of this line: of its last list, the last of each pipeline joined by
// && or ||, without assignments and wrappers (sudo, env, time …), as base names. In order; empty for an empty line.
std::vector<std::string> decidingPrograms(std::string_view line);

// Whether a command of the line is led by a program that runs the rest as somebody else or elsewhere (sudo, su, ssh …): what is known of this user and of this machine's files says little of it then.
bool runsAsAnother(std::string_view line);

// As one word of a POSIX shell; a leading '-' cannot be taken for an option.
std::string quoteWord(std::string_view text);

// The line with the first occurrence of `word` as a whole word (or as a path's whole text) replaced; empty if it does
// not occur.
std::string replaceWord(std::string_view line, std::string_view word, std::string_view by);

} // namespace core::agent
