// The styles of one terminal's grids. A style of default and palette colours, whatever its attributes, is its own id: no
// table is asked, however many there are. What does not fit (true colours, coloured underlines, links) is kept here; those
// ids are stable until collect(), which the owner calls when wantsCollect(): a program that gives every cell its own true
// colour would otherwise grow the table without end. A style that was asked for lately has the id that it had then; one
// that comes again after many others may get a second: to look through all would cost such a program more than it saves.
#pragma once
#include "core/vt/cell.h"
#include "core/vt/style.h"

#include <bit>
#include <vector>

namespace core::vt {

class StyleTable
{
public:
    StyleId intern(const Style &style) { return isItsOwnId(style) ? ownId(style) : find(style); }
    static bool isItsOwnId(const Style &style)
    {
        return ((raw(style.fg) | raw(style.bg)) >> kPaletteBits | raw(style.underlineColor) | style.link) == 0;
    }
    // REQUIRES: isItsOwnId(style).
    static StyleId ownId(const Style &style)
    {
        return StyleId(style.attrs) << kAttrsAt | StyleId(style.underline) << kUnderlineAt | folded(raw(style.bg)) << kColorBits | folded(raw(style.fg));
    }
    Style operator[](StyleId id) const { return id & kInterned ? m_styles[id & ~kInterned] : unpacked(id); }

    std::size_t size() const { return m_styles.size(); }
    bool wantsCollect() const { return m_styles.size() >= m_collectAt; }
    // `visit` is called with a function that maps an id in use to its new id and must be applied to every id kept
    // anywhere; ids that are not visited are forgotten.
    template<typename Visit> void collect(Visit &&visit)
    {
        std::vector<Style> old;
        old.swap(m_styles);
        m_styles.reserve(old.size());
        std::vector<StyleId> renamed(old.size(), 0);
        visit([&](StyleId &id) {
            if (!(id & kInterned))
                return;
            const StyleId i = id & ~kInterned;
            if (renamed[i] == 0) {
                renamed[i] = kInterned | StyleId(m_styles.size());
                m_styles.push_back(old[i]);
            }
            id = renamed[i];
        });
        m_recent.assign(kRecent, {});
        m_collectAt = m_styles.size() + m_styles.size() / 2 + kMinCollect;
    }

private:
    // An id that is a style: foreground and background of nine bits each (0 or 256 + index), underline, attributes.
    static constexpr int kColorBits = 9, kUnderlineAt = 2 * kColorBits, kAttrsAt = kUnderlineAt + 3;
    static constexpr int kPaletteBits = 25; // of Color: what is above them is set in a true colour
    static constexpr StyleId kInterned = 1u << 31;
    static_assert(Overline << kAttrsAt < kInterned, "attributes fit below the flag");
    static constexpr std::size_t kMinCollect = 4096;

    static std::uint32_t raw(Color c) { return std::bit_cast<std::uint32_t>(c); }
    static StyleId folded(std::uint32_t color) { return (color >> 16 | color) & 0x1ff; }
    static Color unfolded(StyleId color) { return color & 0x100 ? Color::indexed(std::uint8_t(color)) : Color(); }
    static Style unpacked(StyleId id)
    {
        Style style;
        style.fg = unfolded(id & 0x1ff);
        style.bg = unfolded(id >> kColorBits & 0x1ff);
        style.underline = Underline(id >> kUnderlineAt & 7);
        style.attrs = std::uint16_t(id >> kAttrsAt);
        return style;
    }

    StyleId find(const Style &style)
    {
        const std::uint32_t h = hash(style);
        Recent &recent = m_recent[h % kRecent];
        if (recent.hash == h && recent.id != 0 && m_styles[recent.id & ~kInterned] == style)
            return recent.id;
        recent = {h, kInterned | StyleId(m_styles.size())};
        m_styles.push_back(style);
        return recent.id;
    }
    static std::uint32_t hash(const Style &s)
    {
        const auto fold = [](std::uint64_t h, std::uint64_t v) { return (h ^ v) * 0x9e3779b97f4a7c15ull; };
        std::uint64_t h = fold(0, raw(s.fg) | std::uint64_t(raw(s.bg)) << 32);
        h = fold(h ^ h >> 32, raw(s.underlineColor) | std::uint64_t(s.link) << 32);
        h = fold(h ^ h >> 32, std::uint64_t(s.attrs) | std::uint64_t(s.underline) << 16);
        return std::uint32_t(h >> 32);
    }

    static constexpr std::size_t kRecent = 2048; // they fit into the nearest cache
    struct Recent // the hash beside the id: what another style has is not looked at
    {
        std::uint32_t hash = 0;
        StyleId id = 0; // 0: none
    };
    std::vector<Style> m_styles;
    std::vector<Recent> m_recent = std::vector<Recent>(kRecent);
    std::size_t m_collectAt = kMinCollect;
};

} // namespace core::vt
