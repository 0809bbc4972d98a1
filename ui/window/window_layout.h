// What a window looked like when it was closed, so that the next one can look the same: sizes, panels, tabs and their
// splits, and where each pane's shell was. Never what ran there: restoring starts shells, not commands. Values only.
#pragma once
#include <QByteArray>
#include <QSize>
#include <optional>
#include <string>
#include <vector>

namespace ui::window {

// How far a window may be divided: asked before a tab or a split is made, and of a layout that is read, so that what can be
// made comes back. Shells opened elsewhere (in containers, by berthctl) are shown beyond it; of a layout that holds more the first tabs are taken.
inline constexpr int kMostPanes = 64;   // in all tabs; each is a shell
inline constexpr int kDeepestSplit = 8; // splits within each other

// Where a pane's shell runs; an empty engine is this computer.
struct PaneSpec
{
    std::string engine;
    std::string container; // name, or id
    std::string user;
    std::string cwd;
    bool isContainer() const { return !engine.empty(); }
    friend bool operator==(const PaneSpec &, const PaneSpec &) = default;
};

// A pane, or panes beside (Horizontal) or under (Vertical) each other.
struct SplitNode
{
    Qt::Orientation orientation = Qt::Horizontal;
    std::vector<int> shares;         // of the children, any unit
    std::vector<SplitNode> children; // empty: `pane` counts
    PaneSpec pane;
    bool isPane() const { return children.empty(); }
    std::vector<const PaneSpec *> panes() const; // in reading order
    friend bool operator==(const SplitNode &, const SplitNode &) = default;
};

struct TabLayout
{
    std::string name;    // given by the user; empty: the tab names itself
    SplitNode root;
    int activePane = 0;  // in reading order
    friend bool operator==(const TabLayout &, const TabLayout &) = default;
};

struct WindowLayout
{
    std::optional<QSize> size;
    bool maximized = false;
    bool containers = true, assistant = true; // whether the panels are wanted
    std::optional<int> containersWidth, assistantWidth; // pixels, where there is room
    int currentTab = 0;
    std::vector<TabLayout> tabs;
    // The local pane whose shell is worth starting first: the current tab's active one, else
    // another there, else any; null when all are in containers.
    const PaneSpec *firstLocal() const;
    friend bool operator==(const WindowLayout &, const WindowLayout &) = default;
};

QByteArray toJson(const WindowLayout &layout);
// Nothing for what is no layout. A file is foreign bytes: depth, counts and lengths are bounded, what is out of range is cut.
std::optional<WindowLayout> layoutFromJson(const QByteArray &json);

// A missing or unreadable file is no layout. Writing replaces the file at once; false when it cannot be written.
std::optional<WindowLayout> readLayout(const std::string &file);
bool writeLayout(const std::string &file, const WindowLayout &layout);

} // namespace ui::window
