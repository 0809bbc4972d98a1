#include "core/vt/char_properties.h"

#include "core/vt/unicode/ranges.h"

#include <algorithm>
#include <memory>

namespace core::vt {

bool joinsCluster(std::u32string_view cluster, char32_t c)
{
    if (cluster.empty())
        return false;
    const CharProperties base = propertiesOf(cluster.front()), properties = propertiesOf(c);
    if (properties.isRegional())
        return cluster.size() == 1 && base.isRegional();
    return base.isPictographic() && (properties.isModifier() || (cluster.back() == kZeroWidthJoiner && properties.isPictographic()));
}

namespace detail {

std::array<std::atomic<const PropertyPage *>, (0x110000 >> kPageBits)> propertyPages;

const PropertyPage &makePropertyPage(std::size_t index)
{
    auto page = std::make_unique<PropertyPage>();
    page->fill(1);
    const auto first = char32_t(index << kPageBits), last = char32_t(first + page->size() - 1);
    auto range = std::lower_bound(std::begin(kCharRanges), std::end(kCharRanges), first, [](const CharRange &r, char32_t c) { return r.last < c; });
    for (; range != std::end(kCharRanges) && range->first <= last; ++range) {
        for (char32_t c = std::max(range->first, first); c <= std::min(range->last, last); ++c)
            (*page)[c - first] = range->value;
    }
    const PropertyPage *expected = nullptr;
    if (propertyPages[index].compare_exchange_strong(expected, page.get(), std::memory_order_acq_rel))
        return *page.release(); // kept for the life of the process
    return *expected;
}

const std::uint8_t *basicProperties()
{
    static const auto table = [] {
        auto properties = std::make_unique<std::array<std::uint8_t, 0x10000 + 3>>();
        properties->fill(1);
        for (const CharRange &range : kCharRanges) {
            for (char32_t c = range.first; c <= range.last && c < 0x10000; ++c)
                (*properties)[c] = range.value;
        }
        return properties;
    }();
    return table->data();
}

} // namespace detail
} // namespace core::vt
