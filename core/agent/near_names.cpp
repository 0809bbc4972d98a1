#include "core/agent/near_names.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace core::agent {
namespace {

constexpr std::size_t kMaxName = 64; // longer ones are not typing mistakes, and the distance costs their product

// One slip in a short name, two in an ordinary one: more, and unrelated programs become near.
int limitFor(std::size_t length)
{
    return length <= 4 ? 1 : length <= 9 ? 2 : 3;
}

bool sameLetters(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

} // namespace

int editDistance(std::string_view a, std::string_view b, int limit)
{
    const int rows = static_cast<int>(a.size()), cols = static_cast<int>(b.size());
    if (std::abs(rows - cols) > limit)
        return limit + 1;
    std::vector<int> beforePrevious(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
    for (int j = 0; j <= cols; ++j)
        previous[j] = j;
    for (int i = 1; i <= rows; ++i) {
        row[0] = i;
        int best = i;
        for (int j = 1; j <= cols; ++j) {
            const int change = previous[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = std::min({previous[j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], beforePrevious[j - 2] + 1);
            best = std::min(best, row[j]);
        }
        if (best > limit)
            return limit + 1;
        beforePrevious.swap(previous);
        previous.swap(row);
    }
    return std::min(previous[b.size()], limit + 1);
}

std::string nearestName(std::string_view name, std::span<const std::string> candidates, std::span<const std::string> familiar)
{
    if (name.size() < 2 || name.size() > kMaxName)
        return {};
    const int limit = limitFor(name.size());
    using Rank = std::tuple<int, bool, bool, bool, std::string_view>; // smaller is nearer
    Rank best{limit + 1, true, true, true, {}};
    for (const std::string &candidate : candidates) {
        // A name of one letter, or one that shares nothing, is near every short name.
        if (candidate.size() < 2 || candidate.size() > kMaxName || candidate == name)
            continue;
        const int distance = editDistance(name, candidate, limit);
        if (distance > limit || distance >= static_cast<int>(name.size()))
            continue;
        best = std::min(best, Rank{distance, !sameLetters(name, candidate), std::find(familiar.begin(), familiar.end(), candidate) == familiar.end(),
                                   name.front() != candidate.front(), candidate});
    }
    return std::string(std::get<std::string_view>(best));
}

} // namespace core::agent
