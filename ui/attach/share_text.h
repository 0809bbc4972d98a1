// What the dialog says about roles and links: pure functions.
#pragma once
#include "core/attach/attach_server.h"

#include <QString>

namespace ui::attach {

QString roleWord(core::session::Role role);    // "view", "operate"
QString roleWarning(core::session::Role role, const QString &place);
// The link with its secret replaced by dots, for screens that others may see.
QString maskedLink(const QString &link);
// "operate · 2 viewing · 42 min left"
QString shareSummary(const core::attach::Share &share, core::base::WallTime now);

} // namespace ui::attach
