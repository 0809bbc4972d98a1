// What can be pointed at in a terminal's text: URLs, paths with a line, hashes. Found in the text as printed; what an
// OSC 8 link says is a target too.
#pragma once
#include "ui/terminal/line_text.h"

#include <optional>

namespace ui::terminal {

struct TextTarget
{
    enum class Kind { Url, Path, Hash };
    Kind kind = Kind::Url;
    core::base::LineId line = 0;
    std::uint32_t from = 0, end = 0;  // cells; the end is exclusive
    QString text;                     // what is copied: the URL, the path with its line, the hash
    QString path;                     // of a Path, without the line
    int fileLine = 0, fileColumn = 0; // 0: none
};

// Left to right, without overlaps.
std::vector<TextTarget> findTargets(const LineText &line);
std::optional<TextTarget> targetAt(const LineText &line, std::uint32_t cell, bool urlsOnly);

// Only these may be opened: anything else could start a program with arguments that the terminal's output chose.
bool mayOpen(const QString &url); // http, https, file

} // namespace ui::terminal
