#include "ui/window/pane_geometry.h"

#include <algorithm>
#include <tuple>

namespace ui::window {

int neighbour(const std::vector<QRect> &panes, int from, Direction direction, QPoint at)
{
    const QRect own = panes[std::size_t(from)];
    const bool sideways = direction == Direction::Left || direction == Direction::Right;
    int best = -1;
    std::tuple<int, bool, int> bestRank;
    for (int i = 0; i < int(panes.size()); ++i) {
        const QRect other = panes[std::size_t(i)];
        int distance = 0;
        switch (direction) {
        case Direction::Left: distance = own.left() - other.right(); break;
        case Direction::Right: distance = other.left() - own.right(); break;
        case Direction::Up: distance = own.top() - other.bottom(); break;
        case Direction::Down: distance = other.top() - own.bottom(); break;
        }
        const int shared = sideways ? std::min(own.bottom(), other.bottom()) - std::max(own.top(), other.top())
                                    : std::min(own.right(), other.right()) - std::max(own.left(), other.left());
        if (i == from || distance <= 0 || shared <= 0)
            continue;
        const bool atCursor = sideways ? at.y() >= other.top() && at.y() <= other.bottom() : at.x() >= other.left() && at.x() <= other.right();
        const std::tuple rank(distance, !atCursor, -shared);
        if (best < 0 || rank < bestRank) {
            best = i;
            bestRank = rank;
        }
    }
    return best;
}

} // namespace ui::window
