#include "core/agent/rule_set.h"

#include "core/agent/refiners.h"

#include <QFile>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

static void loadResource()
{
    Q_INIT_RESOURCE(agent_rules); // a static library's resources are not registered by themselves
}

namespace core::agent {
namespace {

template<class... Parts>
base::Error bad(const toml::source_region &at, Parts &&...parts)
{
    std::string message = "rules.toml:" + std::to_string(at.begin.line) + ": ";
    (message.append(parts), ...);
    return {"agent.bad_rules", std::move(message), {}};
}

std::string text(const toml::table &table, const char *key)
{
    return table[key].value_or(std::string());
}

std::vector<std::string> texts(const toml::node_view<const toml::node> &node)
{
    std::vector<std::string> out;
    if (const toml::array *array = node.as_array())
        for (const toml::node &item : *array)
            out.push_back(item.value_or(std::string()));
    return out;
}

Words wordsOf(const toml::table &table)
{
    return {.title = text(table, "title"),
            .cause = text(table, "cause"),
            .look = text(table, "look"),
            .act = text(table, "act"),
            .propose = text(table, "propose"),
            .proposeFrom = table["propose_from"].value_or(3)};
}

base::Result<Rule> ruleOf(const toml::table &table)
{
    Rule rule;
    rule.name = text(table, "name");
    rule.refine = text(table, "refine");
    rule.silent = text(table, "silent");
    rule.words = wordsOf(table);
    if (rule.name.empty())
        return std::unexpected(bad(table.source(), "a rule needs a name"));
    if (rule.silent.empty() && rule.words.title.empty())
        return std::unexpected(bad(table.source(), "a rule needs a title, or a reason for silence"));
    if (!rule.refine.empty() && !findRefiner(rule.refine))
        return std::unexpected(bad(table.source(), "there is no refiner ", rule.refine));
    for (const std::string &pattern : texts(table["match"])) {
        QRegularExpression expression(QString::fromStdString(pattern), QRegularExpression::CaseInsensitiveOption);
        if (!expression.isValid())
            return std::unexpected(bad(table.source(), "not a regular expression: ", pattern));
        rule.match.push_back(std::move(expression));
    }
    rule.programs = texts(table["program"]);
    if (const toml::array *codes = table["exit"].as_array())
        for (const toml::node &code : *codes)
            rule.exits.push_back(code.value_or(0));
    if (const toml::array *range = table["exit_range"].as_array(); range && range->size() == 2)
        rule.exitRange = {(*range)[0].value_or(0), (*range)[1].value_or(0)};
    return rule;
}

} // namespace

base::Result<RuleSet> RuleSet::parse(std::string_view source)
{
    const toml::parse_result parsed = toml::parse(source);
    if (!parsed)
        return std::unexpected(bad(parsed.error().source(), parsed.error().description()));
    const toml::table &root = parsed.table();

    RuleSet set;
    set.familiar = texts(root["familiar"]);
    if (const toml::array *rules = root["rule"].as_array()) {
        for (const toml::node &node : *rules) {
            const toml::table *table = node.as_table();
            if (!table)
                return std::unexpected(bad(node.source(), "a rule is a table"));
            base::Result<Rule> rule = ruleOf(*table);
            if (!rule)
                return std::unexpected(rule.error());
            set.rules.push_back(std::move(*rule));
        }
    }
    if (const toml::table *cases = root["case"].as_table())
        for (const auto &[name, node] : *cases)
            if (const toml::table *table = node.as_table())
                set.cases.emplace(std::string(name.str()), wordsOf(*table));
    if (const toml::table *packages = root["packages"].as_table()) {
        for (const auto &[command, node] : *packages) {
            const std::vector<std::string> names = texts(toml::node_view<const toml::node>(node));
            if (names.size() != ManagerCount)
                return std::unexpected(bad(node.source(), "a package has one name per package manager"));
            set.packages.emplace(std::string(command.str()), std::array{names[Apt], names[Apk], names[Dnf]});
        }
    }
    return set;
}

base::Result<RuleSet> RuleSet::builtIn()
{
    loadResource();
    QFile file(QStringLiteral(":/agent/rules.toml"));
    if (!file.open(QIODevice::ReadOnly))
        return base::fail("agent.bad_rules", "The assistant's rules are missing from the program.");
    return parse(file.readAll().toStdString());
}

} // namespace core::agent
