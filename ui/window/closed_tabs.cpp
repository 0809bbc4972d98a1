#include "ui/window/closed_tabs.h"

namespace ui::window {

void ClosedTabs::setMost(std::size_t most)
{
    m_most = most;
    while (m_tabs.size() > m_most)
        m_tabs.pop_back();
}

void ClosedTabs::push(ClosedTab tab)
{
    m_tabs.push_front(std::move(tab));
    setMost(m_most);
}

std::optional<ClosedTab> ClosedTabs::pop()
{
    if (m_tabs.empty())
        return std::nullopt;
    ClosedTab newest = std::move(m_tabs.front());
    m_tabs.pop_front();
    return newest;
}

} // namespace ui::window
