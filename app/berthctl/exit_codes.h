// What scripts test for.
#pragma once

namespace berthctl {
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;     // the thing asked for failed
inline constexpr int kUsage = 2;
inline constexpr int kNoInstance = 3; // no running berth or berthd
} // namespace berthctl
