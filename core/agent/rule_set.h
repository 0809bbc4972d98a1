// The rules as data: resources/rules/rules.toml, read and checked. README.md there says what each key means.
//
// Threads: an immutable value.
#pragma once
#include "core/base/result.h"

#include <QRegularExpression>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::agent {

struct Words
{
    std::string title, cause, look, act, propose;
    int proposeFrom = 3; // the tier
};

struct Rule
{
    std::string name;
    std::vector<QRegularExpression> match;            // empty: any output
    std::vector<int> exits;                           // empty: any code
    std::optional<std::pair<int, int>> exitRange;
    std::vector<std::string> programs;                // empty: any program
    std::string refine;                               // a function of refiners.h, or empty
    std::string silent;                               // speaks no Words when not empty
    Words words;
};

struct RuleSet
{
    enum Manager { Apt, Apk, Dnf, ManagerCount };

    std::vector<Rule> rules;                          // in order of priority
    std::map<std::string, Words, std::less<>> cases;  // what refiners choose from
    std::vector<std::string> familiar;
    std::map<std::string, std::array<std::string, ManagerCount>, std::less<>> packages; // by command

    // Code: agent.bad_rules, with the line in the sentence.
    static base::Result<RuleSet> parse(std::string_view toml);
    // Those that the program was built with.
    static base::Result<RuleSet> builtIn();
};

} // namespace core::agent
