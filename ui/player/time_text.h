// Times and sizes of recordings as people read them.
#pragma once
#include "core/recording/cast_event.h"

#include <QString>

namespace ui::player {

QString clockText(core::recording::Time time);                   // "0:07", "12:34", "1:02:03"
QString durationText(std::chrono::milliseconds time);            // "40 ms", "0.4 s", "12 s", "3 min 5 s"
QString sizeText(std::uint64_t bytes);                           // "24 KiB"
QString plainLine(const std::string &text, int most = 200);      // of a file: one line, no controls, nothing that turns the reading order

} // namespace ui::player
