// Amounts and times in words: pure functions, so that each form has a test.
#pragma once
#include "core/base/clock.h"

#include <QString>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ui::desk {

QString text(std::string_view utf8);                // bytes from an engine; what is no UTF-8 shows as U+FFFD
// On one line and without characters that do not show or turn the text around; at most `most` characters.
QString oneLine(std::string_view utf8, int most = 300);
QString bytesText(std::int64_t bytes);              // "12.4 MiB"
QString percentText(double percent);                // "0.4 %", "12 %"
QString durationText(std::chrono::seconds length);  // "12 s", "3 min", "2 h 5 min", "4 d 3 h"
bool isKnown(core::base::WallTime time);            // engines give the epoch or the year 1 for "never"
QString timeText(core::base::WallTime time);        // "Mon 3 Mar 2025 14:02:11", local
QString momentText(core::base::WallTime time);      // "14:02:11", local
QString agoText(core::base::WallTime time, core::base::WallTime now); // "3 min ago"

} // namespace ui::desk
