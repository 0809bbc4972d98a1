// Whether a command may be run once more, and what is shown before it is. Pure.
#pragma once
#include "core/session/session_handle.h"

#include <QString>

namespace ui::window {

// A sentence that says why not; empty when nothing is in the way. Only what the shell reported with the session's nonce is
// run, exactly as it is shown, and only at an empty prompt of the same shell: nothing else may get the text.
QString rerunObstacle(const core::shell::Block &block, const core::session::SessionFrame &now, bool readOnly);

// "shop-api (docker) as app", "this computer as ada".
QString placeSentence(const core::session::Place &place);

} // namespace ui::window
