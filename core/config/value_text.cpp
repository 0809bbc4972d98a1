#include "core/config/value_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace core::config {
namespace {

constexpr std::size_t kLongestText = 4096;

std::string number(double value)
{
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string wholeNumber(double value)
{
    return std::to_string(static_cast<std::int64_t>(value));
}

template<class T>
std::optional<T> parseNumber(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

std::optional<bool> parseFlag(std::string_view text)
{
    for (const std::string_view yes : {"true", "1", "yes", "on"})
        if (text == yes)
            return true;
    for (const std::string_view no : {"false", "0", "no", "off"})
        if (text == no)
            return false;
    return {};
}

bool isChoice(std::string_view choices, std::string_view value)
{
    while (!choices.empty()) {
        const std::size_t bar = choices.find('|');
        if (choices.substr(0, bar) == value)
            return true;
        choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
    }
    return false;
}

bool isRanged(const Spec &spec)
{
    return spec.low != 0 || spec.high != 0;
}

} // namespace

std::string expectation(const Spec &spec)
{
    std::string text;
    switch (spec.type) {
    case Type::Bool: return "true or false";
    case Type::Text: return "a text of one line";
    case Type::Choice: {
        text = "one of ";
        for (const char *c = spec.choices; *c; ++c)
            *c == '|' ? text.append(", ") : text.append(1, *c);
        return text;
    }
    case Type::Integer: text = "a whole number"; break;
    case Type::Real: text = "a number"; break;
    }
    const auto shown = spec.type == Type::Integer ? wholeNumber : number;
    if (isRanged(spec))
        text += " from " + shown(spec.low) + " to " + shown(spec.high);
    if (*spec.unit)
        text += std::string(" (") + spec.unit + ')';
    return text;
}

base::Result<Value> checkRange(const Spec &spec, Value value)
{
    const auto refuse = [&] { return base::fail("config.bad_value", std::string(spec.key) + " must be " + expectation(spec) + '.'); };
    if (const auto *n = std::get_if<std::int64_t>(&value); n && isRanged(spec)) {
        if (*n < static_cast<std::int64_t>(spec.low) || *n > static_cast<std::int64_t>(spec.high))
            return refuse();
    }
    if (const auto *n = std::get_if<double>(&value)) {
        if (!std::isfinite(*n) || (isRanged(spec) && (*n < spec.low || *n > spec.high)))
            return refuse();
    }
    if (const auto *s = std::get_if<std::string>(&value)) {
        if (s->size() > kLongestText || s->find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos)
            return refuse();
        if (spec.type == Type::Choice && !isChoice(spec.choices, *s))
            return refuse();
    }
    return value;
}

base::Result<Value> parseValue(const Spec &spec, std::string_view text)
{
    std::optional<Value> value;
    switch (spec.type) {
    case Type::Bool:
        if (const auto parsed = parseFlag(text))
            value = *parsed;
        break;
    case Type::Integer:
        if (const auto parsed = parseNumber<std::int64_t>(text))
            value = *parsed;
        break;
    case Type::Real:
        if (const auto parsed = parseNumber<double>(text))
            value = *parsed;
        break;
    case Type::Text:
    case Type::Choice: value = std::string(text); break;
    }
    if (!value)
        return base::fail("config.bad_value", std::string(spec.key) + " must be " + expectation(spec) + '.');
    return checkRange(spec, std::move(*value));
}

std::string tomlLiteral(const Value &value)
{
    if (const auto *b = std::get_if<bool>(&value))
        return *b ? "true" : "false";
    if (const auto *n = std::get_if<std::int64_t>(&value))
        return std::to_string(*n);
    if (const auto *n = std::get_if<double>(&value)) {
        std::string text = number(*n);
        if (text.find_first_of(".en") == std::string::npos)
            text += ".0"; // TOML tells integers and floats apart
        return text;
    }
    std::string text = "\"";
    for (const char c : std::get<std::string>(value)) {
        constexpr std::string_view digits = "0123456789abcdef";
        if (c == '"' || c == '\\') {
            text += '\\';
            text += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            text += "\\u00";
            text += digits[static_cast<unsigned char>(c) >> 4];
            text += digits[c & 15];
        } else {
            text += c;
        }
    }
    return text + '"';
}

} // namespace core::config
