// The DEC private modes that Berth knows, and which of them are set.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace core::vt {

class DecModes
{
public:
    enum Mode : int {
        ApplicationCursor = 1,
        ReverseScreen = 5,
        Origin = 6,
        AutoWrap = 7,
        MouseX10 = 9,
        CursorBlink = 12,
        CursorVisible = 25,
        Alternate47 = 47,
        LeftRightMargins = 69,
        MouseClick = 1000,
        MouseDrag = 1002,
        MouseAny = 1003,
        FocusReports = 1004,
        MouseUtf8 = 1005,
        MouseSgr = 1006,
        AlternateScroll = 1007,
        Alternate1047 = 1047,
        SaveCursor = 1048,
        Alternate1049 = 1049,
        BracketedPaste = 2004,
        SynchronizedOutput = 2026,
    };

    DecModes() { reset(); }

    static bool isKnown(int mode) { return indexOf(mode) >= 0; }
    bool has(int mode) const
    {
        const int i = indexOf(mode);
        return i >= 0 && (m_set >> i & 1);
    }
    void set(int mode, bool on)
    {
        if (const int i = indexOf(mode); i >= 0)
            m_set = on ? m_set | 1u << i : m_set & ~(1u << i);
    }
    void reset()
    {
        m_set = 0;
        for (const int mode : {AutoWrap, CursorBlink, CursorVisible})
            set(mode, true);
    }
    std::vector<int> list() const // ascending
    {
        std::vector<int> out;
        std::copy_if(kKnown.begin(), kKnown.end(), std::back_inserter(out), [this](int mode) { return has(mode); });
        return out;
    }
    friend bool operator==(const DecModes &, const DecModes &) = default;

private:
    static constexpr std::array<int, 20> kKnown{1,    5,    6,    7,    9,    12,   25,   47,   69,   1000,
                                                1002, 1003, 1004, 1005, 1006, 1007, 1047, 1049, 2004, 2026};
    static int indexOf(int mode)
    {
        const auto at = std::lower_bound(kKnown.begin(), kKnown.end(), mode);
        return at != kKnown.end() && *at == mode ? int(at - kKnown.begin()) : -1;
    }

    std::uint32_t m_set = 0;
};

} // namespace core::vt
