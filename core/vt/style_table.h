// Interned styles of one terminal's grids. Ids are stable until collect(), which the owner calls when wantsCollect(): a
// program that gives every cell its own true colour would otherwise grow the table without end.
#pragma once
#include "core/vt/cell.h"
#include "core/vt/style.h"

#include <vector>

namespace core::vt {

class StyleTable
{
public:
    StyleTable();

    StyleId intern(const Style &style);
    const Style &operator[](StyleId id) const { return m_styles[id]; }

    std::size_t size() const { return m_styles.size(); }
    bool wantsCollect() const { return m_styles.size() >= m_collectAt; }
    // `visit` is called with a function that maps an id in use to its new id and must be applied to every id kept
    // anywhere; ids that are not visited are forgotten.
    template<typename Visit> void collect(Visit &&visit)
    {
        std::vector<Style> old(1);
        std::vector<std::uint32_t> oldHashes(1);
        old.swap(m_styles);
        oldHashes.swap(m_hashes);
        std::vector<StyleId> renamed(old.size(), kUnseen);
        renamed[0] = 0;
        visit([&](StyleId &id) {
            if (renamed[id] == kUnseen) {
                renamed[id] = StyleId(m_styles.size());
                m_styles.push_back(old[id]);
                m_hashes.push_back(oldHashes[id]);
            }
            id = renamed[id];
        });
        rehash(m_slots.size());
        m_collectAt = m_styles.size() + m_styles.size() / 2 + kMinCollect;
    }

private:
    static constexpr StyleId kUnseen = ~StyleId(0);
    static constexpr std::size_t kMinCollect = 4096;

    void rehash(std::size_t slots);
    static std::uint32_t hash(const Style &s);

    std::vector<Style> m_styles;
    std::vector<std::uint32_t> m_hashes; // of m_styles
    struct Slot // the hash beside the id: where the table is larger than the caches, each look elsewhere is a wait
    {
        std::uint32_t hash = 0;
        StyleId id = 0;
    };
    std::vector<Slot> m_slots; // open addressing; id 0 is free (the default style is not in the table)
    std::size_t m_collectAt = kMinCollect;
};

} // namespace core::vt
