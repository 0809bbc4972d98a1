// The name that is proposed for a file with a command's output. Pure.
#pragma once
#include "core/shell/block.h"

#include <QString>

namespace ui::window {

// "git-log--5.txt" of `git log -5`: what every file system takes, without secrets, short; "output.txt" where nothing is left.
QString outputFileName(const core::shell::Block &block);

} // namespace ui::window
