// The second line of a container's row: what it says, and where its published port is on it. GUI thread.
#pragma once
#include "ui/containers/container_text.h"

#include <QRect>

class QPainter;

namespace ui::containers {

struct RowDetail
{
    QRect lead, port, health; // empty: not on it
};

// `line`: the room for it. The first part gives way where it is narrow.
RowDetail layOutDetail(const RowWords &words, const QRect &line);
void paintDetail(QPainter &painter, const RowWords &words, const QRect &line, bool overPort);

} // namespace ui::containers
