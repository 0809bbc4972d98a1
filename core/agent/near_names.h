// Which existing name was probably meant.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core::agent {

// Damerau-Levenshtein distance with adjacent transpositions (the optimal string alignment variant), in bytes; `limit` + 1
// as soon as it is known to be larger than `limit`.
int editDistance(std::string_view a, std::string_view b, int limit);

// The candidate nearest to `name`, or empty. How far it may be grows with the name's length; on a tie a transposition
// wins, then a `familiar` name, then one with the same first letter, then the alphabet.
std::string nearestName(std::string_view name, std::span<const std::string> candidates, std::span<const std::string> familiar = {});

} // namespace core::agent
