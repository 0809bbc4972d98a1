#include "core/telemetry/secret_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace core::telemetry {
namespace {

constexpr std::size_t kLookedAt = 128;

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// "dbPassword_OLD" -> {"DB", "PASSWORD", "OLD"}
std::vector<std::string> words(std::string_view name)
{
    std::vector<std::string> all(1);
    char previous = 0;
    for (const char c : name) {
        const bool separator = c == '_' || c == '-' || c == '.';
        if ((separator || (isUpper(c) && isLower(previous))) && !all.back().empty())
            all.emplace_back();
        if (!separator)
            all.back() += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        previous = c;
    }
    if (all.back().empty())
        all.pop_back();
    return all;
}

template<std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &list)
{
    return std::ranges::find(list, word) != list.end();
}

// Words that may follow the telling one: TOKEN_V2, SECRET_KEY_BASE, PASSWORD_OLD.
bool isSuffix(std::string_view word)
{
    static constexpr std::array<std::string_view, 9> suffixes{"BASE", "OLD", "NEW", "VALUE", "B64", "BASE64", "V1", "V2", "DEFAULT"};
    return isOneOf(word, suffixes) || std::ranges::all_of(word, isDigit);
}

bool endsWithOneOf(std::string_view word, std::initializer_list<std::string_view> endings)
{
    return std::ranges::any_of(endings, [word](std::string_view ending) { return word.ends_with(ending); });
}

} // namespace

NameKind kindOfName(std::string_view name)
{
    const bool allUpper = std::ranges::none_of(name, isLower);
    if (name.size() > kLookedAt)
        name.remove_prefix(name.size() - kLookedAt);
    std::vector<std::string> parts = words(name);
    while (parts.size() > 1 && isSuffix(parts.back()))
        parts.pop_back();
    if (parts.empty())
        return NameKind::Plain;
    const std::string &last = parts.back();
    const std::string before = parts.size() > 1 ? parts[parts.size() - 2] : std::string();

    if (endsWithOneOf(last, {"PASSWORD", "PASSWD", "PASSPHRASE", "SSHPASS"}))
        return NameKind::Password;
    if (before.empty() && !allUpper && (last == "PASS" || last == "PW"))
        return NameKind::Token; // or a number of something
    if (last == "PASS" || last == "PW" || (last == "PWD" && !before.empty() && before != "OLD"))
        return before.empty() && !allUpper ? NameKind::Plain : NameKind::Password;
    if (endsWithOneOf(last, {"TOKEN", "SECRET", "APIKEY", "SECRETKEY", "ACCESSKEY", "PRIVATEKEY"}) || last == "CREDENTIAL" || last == "CREDENTIALS")
        return NameKind::Token;
    static constexpr std::array<std::string_view, 10> keyKinds{"API", "ACCESS", "SECRET", "PRIVATE", "ENCRYPTION", "SIGNING", "MASTER", "AUTH", "ACCOUNT", "LICENSE"};
    if (last == "KEY" && (isOneOf(before, keyKinds) || allUpper))
        return NameKind::Token;
    return NameKind::Plain;
}

bool looksRandom(std::string_view value)
{
    if (value.size() < 8)
        return false;
    const bool digit = std::ranges::any_of(value, isDigit);
    const bool letter = std::ranges::any_of(value, [](char c) { return isUpper(c) || isLower(c); });
    const bool mixedCase = std::any_of(value.begin() + 1, value.end(), isUpper) && std::ranges::any_of(value, isLower);
    return letter && (digit || mixedCase);
}

} // namespace core::telemetry
