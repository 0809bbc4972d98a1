// What is known of a command block, for a tool tip and for who does not see it. Pure.
#pragma once
#include "core/session/session_handle.h"

#include <QDateTime>
#include <QString>

namespace ui::window {

// Rich text: the command in one line, when it started, how it stands, in which folder, where and as whom. Of a block whose
// marks came without the session's nonce only when, and that nobody vouches for it: the rest is what somebody printed.
QString blockToolTip(const core::shell::Block &block, const core::session::Place &place, const QDateTime &now);
// The same in one sentence of plain text.
QString blockSpoken(const core::shell::Block &block, const core::session::Place &place, const QDateTime &now);

} // namespace ui::window
