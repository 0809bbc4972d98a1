// Strong identifiers: a SessionId cannot be passed where a BlockId is meant. Values are never reused within an instance.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace core::base {

template<class Tag>
struct Id
{
    std::uint64_t value = 0; // 0: none
    constexpr bool isValid() const { return value != 0; }
    friend constexpr auto operator<=>(const Id &, const Id &) = default;
};

using SessionId = Id<struct SessionTag>;
using BlockId = Id<struct BlockTag>;

} // namespace core::base

template<class Tag>
struct std::hash<core::base::Id<Tag>>
{
    std::size_t operator()(core::base::Id<Tag> id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
