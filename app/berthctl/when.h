// A time as people write it after --since and --until. Pure.
#pragma once
#include <QDateTime>
#include <optional>
#include <string>

namespace berthctl {

// "2026-01-31", "2026-01-31 12:30[:10]", "12:30" (today), "today", "yesterday", "30s", "90min" or "90m", "2h", "3d", "1w" (ago),
// also as words: "10 minutes ago".
std::optional<QDateTime> parseWhen(const std::string &text, const QDateTime &now);

} // namespace berthctl
