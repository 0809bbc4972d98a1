#include "ui/terminal/prompt.h"

#include "ui/terminal/document.h"

#include <algorithm>

namespace ui::terminal {

using core::session::SessionFrame;
using core::shell::Block;

namespace {
constexpr std::size_t kMostRows = 50; // of a typed line that wraps
}

PromptState promptState(const SessionFrame &frame)
{
    if (frame.ended || frame.commandRunning || frame.screen->alternate)
        return PromptState::Busy;
    return frame.blocksOn ? PromptState::Waiting : PromptState::Unknown;
}

QString typedAtPrompt(const SessionFrame &frame)
{
    if (promptState(frame) != PromptState::Waiting || !frame.blocks || frame.blocks->empty())
        return {};
    const Block &block = frame.blocks->back();
    if (block.state != Block::State::Prompt || !block.trusted)
        return {};
    const Document document(frame.screen);
    const auto first = document.find(block.commandStart);
    const std::size_t last = document.historyRows() + std::size_t(frame.screen->cursor.row);
    if (!first || *first > last || last - *first > kMostRows)
        return {};
    std::string text;
    for (std::size_t at = *first; at <= last; ++at) {
        const auto row = document.row(at);
        if (!row || (at < last && !row->wrapped))
            return {};
        const int from = at == *first ? int(block.commandStart.cell) - int(row->firstCell) : 0;
        const int to = at == last ? frame.screen->cursor.col : document.cols();
        if (from < to)
            text += row->text(from, to);
    }
    return QString::fromStdString(text).trimmed();
}

} // namespace ui::terminal
