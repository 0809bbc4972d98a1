// The DEC private modes that Berth knows, and which of them are set.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace core::vt {

// DECRQM's values.
enum class ModeState : std::uint8_t { Unknown, Set, Reset, AlwaysSet, AlwaysReset };

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
        ReverseWrap = 45,
        Alternate47 = 47,
        ApplicationKeypad = 66, // DECNKM; DECKPAM and DECKPNM are the same state
        BackspaceIsBs = 67,     // DECBKM
        LeftRightMargins = 69,
        MouseClick = 1000,
        MouseDrag = 1002,
        MouseAny = 1003,
        FocusReports = 1004,
        MouseUtf8 = 1005,
        MouseSgr = 1006,
        AlternateScroll = 1007,
        MouseUrxvt = 1015,
        MouseSgrPixels = 1016,
        ReverseWrapAnywhere = 1045,
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
        // The wheel moves less, man and git log, which ask for nothing, as in most terminals.
        for (const int mode : {AutoWrap, CursorBlink, CursorVisible, AlternateScroll})
            set(mode, true);
    }
    ModeState state(int mode) const
    {
        if (isKnown(mode))
            return has(mode) ? ModeState::Set : ModeState::Reset;
        switch (mode) {
        case SaveCursor: return ModeState::Reset; // an action, not a state
        case 8:                                   // DECARM
        case 1036:                                // Meta sends ESC
        case 1039:                                // Alt sends ESC
        case 1042:                                // a bell is urgent: the window asks for attention when it is not in front
        case 2027: return ModeState::AlwaysSet;   // grapheme clusters
        case 3:                                   // DECCOLM
        case 4:                                   // DECSCLM
        case 40:                                  // its permission
        case 42:                                  // DECNRCM
        case 1001:                                // highlight tracking
        case 1034: return ModeState::AlwaysReset; // eight-bit input
        default: return ModeState::Unknown;
        }
    }
    std::vector<int> list() const // ascending
    {
        std::vector<int> out;
        std::copy_if(kKnown.begin(), kKnown.end(), std::back_inserter(out), [this](int mode) { return has(mode); });
        return out;
    }
    friend bool operator==(const DecModes &, const DecModes &) = default;

private:
    static constexpr int kHighest = SynchronizedOutput;
    static constexpr std::array<int, 26> kKnown{1,    5,    6,    7,    9,    12,   25,   45,   47,   66,   67,   69,   1000, 1002,
                                                1003, 1004, 1005, 1006, 1007, 1015, 1016, 1045, 1047, 1049, 2004, 2026};
    static_assert(kKnown.size() <= 32);
    // A table, so that asking for a mode that is named in the source is one instruction: CUP and CR each ask for one.
    static constexpr auto kIndexOf = [] {
        std::array<std::int8_t, kHighest + 1> table{};
        table.fill(-1);
        for (std::size_t i = 0; i < kKnown.size(); ++i)
            table[std::size_t(kKnown[i])] = std::int8_t(i);
        return table;
    }();
    static constexpr int indexOf(int mode) { return mode >= 0 && mode <= kHighest ? kIndexOf[std::size_t(mode)] : -1; }

    std::uint32_t m_set = 0;
};

} // namespace core::vt
