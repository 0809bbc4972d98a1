// The tabs and panes closed last, newest on top, so that one can be reopened: where its shells were and what they showed.
// Bounded: the oldest goes when there are too many.
#pragma once
#include "core/session/session_handle.h"
#include "ui/window/window_layout.h"

#include <QString>
#include <deque>
#include <optional>

namespace ui::window {

struct ClosedTab
{
    TabLayout layout;
    std::vector<core::session::SessionPtr> output; // one per pane in reading order, from freeze(); null for none
    QString closedAt;                              // "14:02"
};

class ClosedTabs
{
public:
    explicit ClosedTabs(std::size_t most) : m_most(most) {}
    void setMost(std::size_t most);
    void push(ClosedTab tab);
    std::optional<ClosedTab> pop();
    bool isEmpty() const { return m_tabs.empty(); }
    const ClosedTab &newest() const { return m_tabs.front(); } // REQUIRES not empty

private:
    std::size_t m_most;
    std::deque<ClosedTab> m_tabs;
};

} // namespace ui::window
