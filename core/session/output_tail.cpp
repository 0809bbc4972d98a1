#include "core/session/output_tail.h"

#include <algorithm>
#include <vector>

namespace core::session {
namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\n';
}

// What of the row lies between the two positions.
std::string textOf(const vt::Row &row, base::Position from, base::Position to)
{
    const auto column = [&row](base::Position at, std::size_t otherwise) {
        return at.line == row.line ? std::size_t(std::max<std::int64_t>(0, std::int64_t(at.cell) - row.firstCell)) : otherwise;
    };
    const auto last = std::min(column(to, row.cells.size()), row.cells.size());
    const auto first = std::min(column(from, 0), last);
    return row.text(int(first), int(last));
}

void cutFront(std::string &text, std::size_t maxBytes)
{
    if (text.size() <= maxBytes)
        return;
    auto start = text.size() - maxBytes;
    while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
        ++start;
    text.erase(0, start);
}

} // namespace

std::string textBetween(const vt::Frame &frame, base::Position from, base::Position to, std::size_t maxBytes)
{
    const std::size_t historyRows = frame.history ? frame.history->rowCount() : 0;
    // On the alternate screen the rows are another program's; the history still is the shell's.
    const std::size_t screenRows = frame.alternate ? 0 : frame.rows.size();
    std::vector<std::string> parts; // last row first
    std::size_t bytes = 0;
    for (std::size_t i = historyRows + screenRows; i-- > 0 && bytes <= maxBytes;) {
        const auto row = i < historyRows ? frame.history->row(i) : frame.rows[i - historyRows];
        if (!row || base::Position{row->line, row->firstCell} > to)
            continue;
        if (row->line < from.line)
            break;
        parts.push_back(textOf(*row, from, to) + (row->wrapped ? "" : "\n"));
        bytes += parts.back().size();
    }
    std::string text;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        text += *part;
    cutFront(text, maxBytes);
    return text;
}

std::string outputTail(const vt::Frame &frame, const shell::Block &block, std::size_t maxBytes)
{
    auto text = textBetween(frame, block.outputStart, block.end, maxBytes);
    while (!text.empty() && isBlank(text.back()))
        text.pop_back();
    return text;
}

} // namespace core::session
