// What a container uses, as three small lanes above each other in its row: CPU as a line, memory as an area, network as
// bars, what comes in above the middle and what goes out below it. GUI thread.
#pragma once
#include "ui/containers/usage_history.h"

#include <QRectF>

class QPainter;

namespace ui::containers {

// The time on show is the history's span, with its newest sample at the right edge.
void paintLanes(QPainter &painter, const QRectF &box, const UsageHistory &history);

} // namespace ui::containers
