// A command line cut into simple commands and their words, as far as that needs no shell: quotes and backslashes are
// taken off, expansions stay as they are, redirections and what is in $(…) or in a here document is left out. For
// recognising what a command is, not for running it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace core::shell {

struct SimpleCommand
{
    std::vector<std::string> words; // without leading assignments and reserved words
    bool readsElsewhere = false;    // its input is a pipe or a file
    bool inBackground = false;
};

std::vector<SimpleCommand> simpleCommands(std::string_view line); // of the first kilobytes

} // namespace core::shell
