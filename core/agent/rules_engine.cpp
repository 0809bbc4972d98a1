#include "core/agent/rules_engine.h"

#include "core/agent/refiners.h"
#include "core/agent/shell_words.h"
#include "core/agent/signal_names.h"

#include <QString>
#include <QStringList>
#include <algorithm>
#include <optional>

namespace core::agent {
namespace {

// Messages stand at the end; what a build printed a screen earlier is not why it failed.
constexpr int kLinesRead = 40;
constexpr int kLineCharacters = 500;   // bounds what a pattern may have to walk
constexpr std::size_t kShownVariable = 80; // bytes of a variable in a sentence

QStringList lastLines(const std::string &output)
{
    QStringList lines = QString::fromUtf8(output.data(), static_cast<qsizetype>(output.size())).split(u'\n');
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    if (lines.size() > kLinesRead)
        lines = lines.last(kLinesRead);
    for (QString &line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        line.truncate(kLineCharacters);
    }
    return lines;
}

bool codeFits(const Rule &rule, int code)
{
    if (rule.exitRange)
        return code >= rule.exitRange->first && code <= rule.exitRange->second;
    return rule.exits.empty() || std::find(rule.exits.begin(), rule.exits.end(), code) != rule.exits.end();
}

// The variables of the match; nothing when the rule does not fit.
std::optional<Variables> fit(const Rule &rule, const QStringList &lines, int code, const std::vector<std::string> &programs)
{
    if (!codeFits(rule, code))
        return {};
    Variables variables;
    if (!rule.programs.empty()) {
        const auto it = std::find_first_of(programs.begin(), programs.end(), rule.programs.begin(), rule.programs.end());
        if (it == programs.end())
            return {};
        variables["program"] = *it;
    }
    if (rule.match.empty())
        return variables;
    for (const QRegularExpression &expression : rule.match) {
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            const QRegularExpressionMatch match = expression.match(*line);
            if (!match.hasMatch())
                continue;
            const QStringList names = expression.namedCaptureGroups();
            for (const QString &name : names)
                if (!name.isEmpty() && !match.captured(name).isEmpty())
                    variables[name.toStdString()] = match.captured(name).trimmed().toStdString();
            return variables;
        }
    }
    return {};
}

std::string shown(const std::string &value)
{
    if (value.size() <= kShownVariable)
        return value;
    const auto boundary = [&](std::size_t at) {
        while (at < value.size() && (static_cast<unsigned char>(value[at]) & 0xC0) == 0x80)
            ++at;
        return at;
    };
    const std::size_t half = kShownVariable / 2;
    return value.substr(0, boundary(half)) + "…" + value.substr(boundary(value.size() - half));
}

enum class Purpose : unsigned char { Sentence, Command };

std::string filled(const std::string &pattern, const Variables &variables, Purpose purpose)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
        if (close == std::string::npos) {
            out += pattern[i];
            continue;
        }
        std::string name = pattern.substr(i + 1, close - i - 1);
        const bool asIs = name.starts_with('=');
        const auto it = variables.find(asIs ? name.substr(1) : name);
        const std::string value = it == variables.end() ? std::string() : it->second;
        out += purpose == Purpose::Sentence ? shown(value) : asIs ? value : quoteWord(value);
        i = close;
    }
    return out;
}

Advice advice(const Rule &rule, const Words &words, const Variables &variables, int attempt)
{
    Advice out;
    out.rule = rule.name;
    out.tier = std::clamp(attempt, 1, 3);
    out.title = filled(words.title, variables, Purpose::Sentence);
    out.text = filled(words.cause, variables, Purpose::Sentence);
    if (out.tier >= 2 && !words.look.empty())
        out.text += " " + filled(words.look, variables, Purpose::Sentence);
    if (out.tier >= 3 && !words.act.empty())
        out.text += " " + filled(words.act, variables, Purpose::Sentence);
    if (out.tier >= words.proposeFrom)
        out.proposed = filled(words.propose, variables, Purpose::Command);
    return out;
}

} // namespace

Verdict RulesEngine::consider(const Failure &failure, const Answers &answers) const
{
    const std::vector<std::string> programs = decidingPrograms(failure.command);
    const QStringList lines = lastLines(failure.output);
    const auto otherwise = [](std::string value, const char *fallback) { return value.empty() ? std::string(fallback) : std::move(value); };
    const Variables common{{"program", otherwise(programs.empty() ? std::string() : programs.back(), "the command")},
                           {"command", failure.command},
                           {"exit", std::to_string(failure.exitCode)},
                           {"signal", signalName(failure.exitCode - 128)},
                           {"cwd", otherwise(failure.cwd, "the current folder")},
                           {"user", otherwise(failure.user, "this user")},
                           {"place", failure.inContainer ? "in this container" : "on this machine"}};
    for (const Rule &rule : m_rules.rules) {
        std::optional<Variables> variables = fit(rule, lines, failure.exitCode, programs);
        if (!variables)
            continue;
        variables->insert(common.begin(), common.end());
        if (!rule.silent.empty())
            return Silence{filled(rule.silent, *variables, Purpose::Sentence)};
        const Words *words = &rule.words;
        if (const Refiner refine = findRefiner(rule.refine)) {
            auto outcome = refine({failure, answers, m_rules, *variables});
            if (Fact *fact = std::get_if<Fact>(&outcome))
                return std::move(*fact);
            Refined &refined = std::get<Refined>(outcome);
            for (auto &[name, value] : refined.variables)
                variables->insert_or_assign(name, std::move(value));
            if (const auto it = m_rules.cases.find(refined.caseName); it != m_rules.cases.end())
                words = &it->second;
        }
        return advice(rule, *words, *variables, failure.attempt);
    }
    return Silence{"no rule knows this failure (exit " + common.at("exit") + ")"};
}

} // namespace core::agent
