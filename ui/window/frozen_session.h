// The last output of a session that is closed, as a session that shows it and takes nothing: what a reopened tab has
// above its new shell. Holds copies of the newest rows, bounded, so that the closed session's own memory can go.
#pragma once
#include "core/session/session_handle.h"

namespace ui::window {

inline constexpr std::size_t kKeptRows = 2000; // of a closed tab: about a megabyte of text at 80 columns

// Null when there was no output worth keeping.
core::session::SessionPtr freeze(const core::session::SessionHandle &session);

} // namespace ui::window
