// A program's manual page, made from the definitions of its command line, so that it knows what --help knows. The hidden
// option --manual prints it as roff up to its options; packaging adds the sections that no option tells (packaging/man).
#pragma once
#include <CLI/App.hpp>

namespace app {

// `app` must outlive the parsing. The page is printed while parsing, which then ends as --help does.
void addManualOption(CLI::App &app);

} // namespace app
