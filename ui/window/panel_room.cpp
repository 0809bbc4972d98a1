#include "ui/window/panel_room.h"

#include <algorithm>
#include <optional>

namespace ui::window {
namespace {

int whole(bool shown, int panel)
{
    return shown ? panel + kPanelLine : 0;
}

std::optional<PanelRoom> fitted(int width, const PanelWish &left, const PanelWish &right, int terminalLeast)
{
    if (width - whole(left.wanted, left.least) - whole(right.wanted, right.least) < terminalLeast)
        return std::nullopt;
    PanelRoom room{left.wanted ? std::max(left.width, left.least) : 0, right.wanted ? std::max(right.width, right.least) : 0};
    const int lacking = terminalLeast - (width - whole(left.wanted, room.left) - whole(right.wanted, room.right));
    if (lacking > 0) {
        // Each gives in proportion to what it has to give, so that both arrive at their least together.
        const int leftSpare = left.wanted ? room.left - left.least : 0;
        const int rightSpare = right.wanted ? room.right - right.least : 0;
        const int fromLeft = int(static_cast<long long>(lacking) * leftSpare / std::max(1, leftSpare + rightSpare));
        room.left -= fromLeft;
        room.right -= lacking - fromLeft;
    }
    return room;
}

PanelWish folded(PanelWish wish)
{
    wish.wanted = false;
    return wish;
}

} // namespace

PanelRoom panelRoom(int width, const PanelWish &left, const PanelWish &right, int terminalLeast, PanelSide insisted)
{
    const bool rightStays = insisted == PanelSide::Right && right.wanted;
    const auto leftAlone = [&] { return left.wanted ? fitted(width, left, folded(right), terminalLeast) : std::nullopt; };
    const auto rightAlone = [&] { return right.wanted ? fitted(width, folded(left), right, terminalLeast) : std::nullopt; };
    if (const auto both = fitted(width, left, right, terminalLeast))
        return *both;
    if (const auto one = rightStays ? rightAlone() : leftAlone())
        return *one;
    const auto barely = [width](const PanelWish &wish) { return width - whole(true, wish.least) >= kBarelyATerminal; };
    if (rightStays && barely(right))
        return {0, right.least};
    if (insisted == PanelSide::Left && left.wanted && barely(left))
        return {left.least, 0};
    if (const auto other = rightStays ? leftAlone() : rightAlone())
        return *other;
    return {};
}

} // namespace ui::window
