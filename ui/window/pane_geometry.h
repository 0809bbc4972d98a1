// Which pane lies in a direction: a pure function over rectangles.
#pragma once
#include <QRect>
#include <vector>

namespace ui::window {

enum class Direction { Left, Right, Up, Down };

// The index of the rectangle nearest to `from` that lies wholly in that direction and shares a stretch of its edge with
// it; among equals the one that shares the point `at` (the cursor) or the most. -1: none.
int neighbour(const std::vector<QRect> &panes, int from, Direction direction, QPoint at);

} // namespace ui::window
