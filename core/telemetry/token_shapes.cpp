#include "core/telemetry/token_shapes.h"

#include <algorithm>
#include <array>

namespace core::telemetry {
namespace {

bool isUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isAlnum(char c) { return isUpperOrDigit(c) || (c >= 'a' && c <= 'z'); }
bool isWord(char c) { return isAlnum(c) || c == '_'; }
bool isBase64Url(char c) { return isWord(c) || c == '-'; }

struct Shape
{
    std::string_view prefix;
    bool (*body)(char);
    std::size_t least; // characters after the prefix
    std::size_t most;  // 0: any number. Otherwise a longer run is not this kind of token
};

// The issuers' documented prefixes; lengths are the shortest they were seen with.
constexpr std::array kShapes{
    Shape{"AKIA", isUpperOrDigit, 16, 16}, Shape{"ASIA", isUpperOrDigit, 16, 16}, // AWS access key ids
    Shape{"ABIA", isUpperOrDigit, 16, 16}, Shape{"ACCA", isUpperOrDigit, 16, 16},
    Shape{"ghp_", isAlnum, 30, 0}, Shape{"gho_", isAlnum, 30, 0}, Shape{"ghu_", isAlnum, 30, 0}, // GitHub
    Shape{"ghs_", isAlnum, 30, 0}, Shape{"ghr_", isAlnum, 30, 0}, Shape{"github_pat_", isWord, 30, 0},
    Shape{"glpat-", isBase64Url, 20, 0}, Shape{"gldt-", isBase64Url, 20, 0}, Shape{"glrt-", isBase64Url, 20, 0}, // GitLab
    Shape{"glptt-", isBase64Url, 20, 0}, Shape{"glcbt-", isBase64Url, 20, 0},
    Shape{"xoxb-", isBase64Url, 10, 0}, Shape{"xoxp-", isBase64Url, 10, 0}, Shape{"xoxa-", isBase64Url, 10, 0}, // Slack
    Shape{"xoxr-", isBase64Url, 10, 0}, Shape{"xoxs-", isBase64Url, 10, 0}, Shape{"xapp-", isBase64Url, 10, 0},
    Shape{"sk-", isBase64Url, 20, 0}, // OpenAI, Anthropic, OpenRouter
    Shape{"sk_live_", isAlnum, 16, 0}, Shape{"sk_test_", isAlnum, 16, 0}, Shape{"rk_live_", isAlnum, 16, 0}, // Stripe
    Shape{"AIza", isBase64Url, 35, 35}, Shape{"ya29.", isBase64Url, 20, 0}, // Google
    Shape{"npm_", isAlnum, 36, 0}, Shape{"pypi-", isBase64Url, 50, 0}, Shape{"hf_", isAlnum, 30, 0},
    Shape{"dckr_pat_", isBase64Url, 20, 0}, Shape{"dckr_oat_", isBase64Url, 20, 0}, Shape{"SG.", isBase64Url, 20, 0},
    Shape{"hvs.", isBase64Url, 20, 0}, Shape{"hvb.", isBase64Url, 20, 0}, Shape{"hvr.", isBase64Url, 20, 0}, // Vault
    Shape{"AGE-SECRET-KEY-1", isUpperOrDigit, 40, 0}, Shape{"gsk_", isAlnum, 30, 0}, Shape{"xai-", isAlnum, 40, 0},
    Shape{"dop_v1_", isAlnum, 60, 0}, Shape{"shpat_", isAlnum, 30, 0}, Shape{"shpss_", isAlnum, 30, 0}, Shape{"glsa_", isWord, 30, 0},
    Shape{"tskey-", isBase64Url, 20, 0}, Shape{"lin_api_", isAlnum, 30, 0}, Shape{"whsec_", isAlnum, 24, 0}, Shape{"sbp_", isAlnum, 40, 0},
    Shape{"ATATT3", isBase64Url, 50, 0}, Shape{"pul-", isAlnum, 40, 40}, Shape{"rubygems_", isAlnum, 40, 0}, Shape{"sntrys_", isBase64Url, 40, 0},
};

constexpr std::array<bool, 256> firstCharacters()
{
    std::array<bool, 256> first{};
    for (const Shape &shape : kShapes)
        first[static_cast<unsigned char>(shape.prefix.front())] = true;
    return first;
}
constexpr std::array<bool, 256> kFirst = firstCharacters(); // most words are settled by their first letter

std::size_t runLength(std::string_view text, bool (*accepts)(char))
{
    std::size_t length = 0;
    while (length < text.size() && accepts(text[length]))
        ++length;
    return length;
}

// "sk-" begins many names with dashes ("sk-learn-contrib-something"): a key has a digit, and soon. The window also keeps
// a long run without one from being read again at each "sk-" in it.
bool hasDigitSoon(std::string_view text)
{
    constexpr std::size_t kWindow = 64;
    return text.substr(0, runLength(text.substr(0, kWindow), isBase64Url)).find_first_of("0123456789") != std::string_view::npos;
}

} // namespace

std::size_t tokenLength(std::string_view text)
{
    if (text.empty() || !kFirst[static_cast<unsigned char>(text.front())])
        return 0;
    for (const Shape &shape : kShapes) {
        if (!text.starts_with(shape.prefix))
            continue;
        const std::string_view rest = text.substr(shape.prefix.size(), shape.most ? shape.most + 1 : std::string_view::npos);
        if (shape.prefix == "sk-" && !hasDigitSoon(rest))
            continue;
        const std::size_t run = runLength(rest, shape.body);
        if (run < shape.least || (shape.most && run > shape.most))
            continue;
        return shape.prefix.size() + run;
    }
    return 0;
}

bool mayBecomeToken(std::string_view text)
{
    const auto matches = [text](const Shape &shape) {
        if (!text.starts_with(shape.prefix))
            return false;
        const std::size_t body = text.size() - shape.prefix.size();
        return (!shape.most || body <= shape.most) && runLength(text.substr(shape.prefix.size()), shape.body) == body;
    };
    const auto inJwt = [](char c) { return isBase64Url(c) || c == '.'; };
    return std::ranges::any_of(kShapes, matches) || (text.starts_with("eyJ") && runLength(text, inJwt) == text.size());
}

std::size_t jwtLength(std::string_view text, std::size_t &looked)
{
    looked = 0;
    if (!text.starts_with("eyJ"))
        return 0;
    std::size_t at = runLength(text, isBase64Url);
    looked = at;
    if (at < 12 || at >= text.size() || text[at] != '.')
        return 0;
    const std::size_t second = runLength(text.substr(++at), isBase64Url);
    looked = at + second;
    at += second;
    if (second < 4 || at >= text.size() || text[at] != '.')
        return 0;
    return at + 1 + runLength(text.substr(at + 1), isBase64Url);
}

} // namespace core::telemetry
