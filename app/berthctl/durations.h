// Lengths of time and of files as people read them.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace berthctl {

// "0:07", "12:34", "1:02:03"
inline std::string clockText(std::chrono::milliseconds time)
{
    const long long seconds = time.count() / 1000;
    char text[64];
    if (seconds >= 3600)
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld", seconds / 60, seconds % 60);
    return text;
}

inline std::string sizeText(std::uint64_t bytes)
{
    char text[64];
    if (bytes < 1024)
        std::snprintf(text, sizeof text, "%llu B", static_cast<unsigned long long>(bytes));
    else if (bytes < 1024 * 1024)
        std::snprintf(text, sizeof text, "%.1f KiB", double(bytes) / 1024);
    else
        std::snprintf(text, sizeof text, "%.1f MiB", double(bytes) / (1024 * 1024));
    return text;
}

} // namespace berthctl
