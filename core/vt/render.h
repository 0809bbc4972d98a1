// What `berthctl vt render` prints: bytes through the same emulator that the window uses, and the final screen.
#pragma once
#include "core/base/coordinates.h"

#include <string>
#include <string_view>

namespace core::vt {

struct RenderOptions
{
    base::GridSize size;
    bool scrollback = false; // in text: the scrollback's lines before the screen's; JSON has them in any case
};

// Both are the complete output, with its final newline.
std::string renderText(std::string_view bytes, const RenderOptions &options);
std::string renderJson(std::string_view bytes, const RenderOptions &options);

} // namespace core::vt
