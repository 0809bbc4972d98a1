// A command and its output as Markdown, to be pasted into an issue or a chat. Pure.
#pragma once
#include "core/shell/block.h"

#include <QString>

namespace ui::terminal {

// A fenced block; its fence is longer than any run of backticks inside, so that no output can end it.
QString blockAsMarkdown(const core::shell::Block &block, const QString &output);

} // namespace ui::terminal
