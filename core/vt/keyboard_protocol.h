// What programs ask of the keyboard beyond xterm's classical encoding: the kitty keyboard protocol's flags, a stack of
// them for each screen, and xterm's modifyOtherKeys.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>

namespace core::vt {

class KeyboardFlags
{
public:
    static constexpr int kDisambiguate = 1;
    static constexpr int kSupported = kDisambiguate; // what is asked for beyond is not taken up, and the answer says so
    static constexpr std::size_t kDepth = 16;        // pushed further, the oldest entry is forgotten

    int current() const { return m_current; }
    void push(int flags)
    {
        if (m_depth == kDepth)
            std::copy(m_stack.begin() + 1, m_stack.end(), m_stack.begin());
        else
            ++m_depth;
        m_stack[m_depth - 1] = m_current;
        m_current = flags & kSupported;
    }
    void pop(int count)
    {
        for (; count > 0; --count) {
            if (m_depth == 0) {
                m_current = 0;
                return;
            }
            m_current = m_stack[--m_depth];
        }
    }
    // How: 1 replaces, 2 adds, 3 takes away.
    void set(int flags, int how)
    {
        flags &= kSupported;
        if (how == 1)
            m_current = flags;
        else if (how == 2)
            m_current |= flags;
        else if (how == 3)
            m_current &= ~flags;
    }

private:
    int m_current = 0;
    std::size_t m_depth = 0;
    std::array<int, kDepth> m_stack{};
};

struct KeyboardProtocol
{
    std::array<KeyboardFlags, 2> flags; // main, alternate screen
    int modifyOtherKeys = 0;            // 0, 1 or 2
};

} // namespace core::vt
