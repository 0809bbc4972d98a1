// How a fuzz input drives an emulator: the first two bytes are the size; later, a byte 0xFE and two more are a resize,
// everything else is fed as it is. Small screens: their edges are where things go wrong.
#pragma once
#include "core/base/coordinates.h"

#include <cstdint>
#include <string_view>

inline core::base::GridSize scriptSize(const std::uint8_t *data, std::size_t size)
{
    return size < 2 ? core::base::GridSize{} : core::base::GridSize{data[0] % 90, data[1] % 30};
}

template<typename Feed, typename Resize> void runScript(const std::uint8_t *data, std::size_t size, Feed &&feed, Resize &&resize)
{
    std::size_t from = 2;
    const auto flush = [&](std::size_t to) {
        if (to > from)
            feed(std::string_view(reinterpret_cast<const char *>(data) + from, to - from));
    };
    for (std::size_t i = 2; i + 2 < size; ++i) {
        if (data[i] != 0xfe)
            continue;
        flush(i);
        resize(scriptSize(data + i + 1, 2));
        from = i + 3;
        i += 2;
    }
    flush(size);
}
