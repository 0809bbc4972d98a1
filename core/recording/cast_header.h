// The first line of an asciicast: what was recorded, where and when. Versions 2 and 3 are read, 2 is written.
// Threads: any; pure functions.
#pragma once
#include "core/base/clock.h"
#include "core/base/coordinates.h"
#include "core/base/result.h"
#include "core/recording/cast_event.h"

#include <optional>
#include <string>
#include <string_view>

namespace core::recording {

struct CastHeader
{
    int version = 2;
    base::GridSize size;
    std::optional<base::WallTime> started;
    std::string title;           // as found: hostile
    std::string term, shell;     // of "env"
    std::optional<Time> idleLimit;
};

std::string headerLine(const CastHeader &header); // newline included

// Codes: recording.not_a_cast, recording.version (a sentence that says which ones are read).
base::Result<CastHeader> parseHeader(std::string_view line);

} // namespace core::recording
