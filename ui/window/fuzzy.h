// Fuzzy match for the command palette: the query's letters in order, better at word starts and in runs.
#pragma once
#include <QString>
#include <optional>

namespace ui::window {

// Higher is better; nullopt when a letter is missing. An empty query matches everything with 0.
std::optional<int> fuzzyScore(const QString &query, const QString &text);

} // namespace ui::window
