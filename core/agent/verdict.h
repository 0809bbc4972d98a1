// What the rules say of a failure: advice, a reason for silence, or a fact that they need first.
#pragma once
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace core::agent {

struct Advice
{
    std::string rule;
    std::string title, text;
    std::string proposed; // a command, or empty
    int tier = 1;         // 1..3
};

struct Silence
{
    std::string reason;
};

// A question to Berth; names and arguments as in proto/berth/agent/v1 (message Probe).
struct Fact
{
    std::string name;
    std::vector<std::string> arguments;
    friend auto operator<=>(const Fact &, const Fact &) = default;
};

// What is known so far. No value: Berth refused or could not tell.
using Answers = std::map<Fact, std::optional<std::vector<std::string>>>;

using Verdict = std::variant<Advice, Silence, Fact>;

} // namespace core::agent
