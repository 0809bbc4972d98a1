// How the window names a session: pure functions.
#pragma once
#include "core/session/session_handle.h"

#include <QColor>
#include <QString>

namespace ui::window {

QString placeName(const core::session::Place &place);  // "shop-api", or "host"
// "shop-api · bash"; `place`: as it is called now.
QString tabTitle(const core::session::Place &place, const core::session::SessionInfo &info, const core::session::SessionFrame &frame);
// What tells such tabs apart where there is no room: "shop-api", and on this computer "bash".
QString shortTabTitle(const core::session::Place &place, const core::session::SessionInfo &info, const core::session::SessionFrame &frame);
QColor identityOf(const core::session::Place &place);  // in the current scheme
QString endedText(const core::pty::ExitStatus &status);   // "Process exited with 3"
QString blocksText(const core::session::SessionInfo &info, const core::session::SessionFrame &frame);
// "vim is running in shop-api." Empty when closing needs no question.
QString runningText(const core::session::SessionHandle &session);

} // namespace ui::window
