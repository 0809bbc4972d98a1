// The assistant without a model: a pure function from a failure and what is known about it to a verdict.
//
// Threads: immutable, any thread.
#pragma once
#include "core/agent/failure.h"
#include "core/agent/rule_set.h"
#include "core/agent/verdict.h"

namespace core::agent {

class RulesEngine
{
public:
    explicit RulesEngine(RuleSet rules) : m_rules(std::move(rules)) {}

    // A Fact as verdict means: ask it, add the answer (or the refusal) to `answers`, and consider again. Ends after a
    // bounded number of facts.
    Verdict consider(const Failure &failure, const Answers &answers) const;

private:
    RuleSet m_rules;
};

} // namespace core::agent
