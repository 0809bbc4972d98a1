// Rules that need facts: each takes what a pattern found, asks for what it lacks, and says which case it is.
#pragma once
#include "core/agent/failure.h"
#include "core/agent/rule_set.h"
#include "core/agent/verdict.h"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace core::agent {

using Variables = std::map<std::string, std::string, std::less<>>;

struct Situation
{
    const Failure &failure;
    const Answers &answers;
    const RuleSet &rules;
    const Variables &variables; // of the match
};

struct Refined
{
    std::string caseName; // of RuleSet::cases; empty: the rule's own words
    Variables variables;  // added to those of the match
};

using Refiner = std::variant<Refined, Fact> (*)(const Situation &);

Refiner findRefiner(std::string_view name); // null when there is none of that name

} // namespace core::agent
