#include "core/config/nearest.h"

#include "core/config/settings.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace core::config {
namespace {

constexpr std::size_t kLongestName = 100; // a longer one is not a misspelling

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string_view nameOf(std::string_view key)
{
    return key.substr(key.rfind('.') + 1); // npos + 1 is 0
}

} // namespace

std::string nearestKey(std::string_view unknown)
{
    std::vector<std::string> keys;
    for (const Spec &spec : schema()) {
        if (nameOf(unknown) == nameOf(spec.key)) // the right name in the wrong table
            return spec.key;
        keys.push_back(spec.key);
    }
    return nearestName(unknown, keys);
}

std::string nearestName(std::string_view unknown, std::span<const std::string> known)
{
    if (unknown.size() > kLongestName)
        return {};
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, unknown.size() / 5) + 1;
    for (const std::string &name : known) {
        const std::size_t distance = editDistance(unknown, name);
        if (distance < bestDistance && distance < unknown.size()) {
            best = name;
            bestDistance = distance;
        }
    }
    return best;
}

bool namesASecret(std::string_view key)
{
    static constexpr std::array names{"api_key", "apikey", "api-key", "token", "secret", "password"};
    return key == "assistant.key" || std::ranges::find(names, nameOf(key)) != names.end(); // elsewhere a key may be anything
}

} // namespace core::config
