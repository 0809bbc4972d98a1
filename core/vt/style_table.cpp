#include "core/vt/style_table.h"

namespace core::vt {

StyleTable::StyleTable() : m_slots(1024) {}

std::uint32_t StyleTable::hash(const Style &s)
{
    const auto fold = [](std::uint64_t h, std::uint64_t v) { return (h ^ v) * 0x9e3779b97f4a7c15ull; };
    std::uint64_t h = fold(0, raw(s.fg) | std::uint64_t(raw(s.bg)) << 32);
    h = fold(h ^ h >> 32, raw(s.underlineColor) | std::uint64_t(s.link) << 32);
    h = fold(h ^ h >> 32, std::uint64_t(s.attrs) | std::uint64_t(s.underline) << 16);
    return std::uint32_t(h >> 32);
}

StyleId StyleTable::find(const Style &style)
{
    const std::uint32_t h = hash(style);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = h & mask;
    for (; m_slots[i].id; i = (i + 1) & mask) {
        if (m_slots[i].hash == h && m_styles[m_slots[i].id & ~kInterned] == style)
            return m_slots[i].id;
    }
    const StyleId id = kInterned | StyleId(m_styles.size());
    m_styles.push_back(style);
    m_hashes.push_back(h);
    m_slots[i] = {h, id};
    if (m_styles.size() * 4 > m_slots.size() * 3)
        rehash(m_slots.size() * 2);
    return id;
}

void StyleTable::rehash(std::size_t slots)
{
    m_slots.assign(slots, {});
    const std::size_t mask = slots - 1;
    for (std::size_t at = 0; at < m_styles.size(); ++at) {
        std::size_t i = m_hashes[at] & mask;
        while (m_slots[i].id)
            i = (i + 1) & mask;
        m_slots[i] = {m_hashes[at], kInterned | StyleId(at)};
    }
}

} // namespace core::vt
