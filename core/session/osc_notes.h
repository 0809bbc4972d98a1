// OSC strings that a program addresses to the user's desktop: clipboard (52) and notifications (9, 777).
#pragma once
#include "core/base/osc_mark.h"
#include "core/session/session_handle.h"

#include <optional>

namespace core::session {

inline constexpr std::size_t kMaxNoticeChars = 512;

// A write to the clipboard, without its text when that is more than `most` bytes; nothing for reads ('?') and for
// broken base64.
std::optional<ClipboardWrite> clipboardWrite(const base::OscMark &mark, std::size_t most);
// A notification as plain text on one line; nothing for the other uses of OSC 9 (progress, cwd).
std::optional<NoticeShown> notice(const base::OscMark &mark);

} // namespace core::session
