#include "core/config/settings.h"

#include "core/config/nearest.h"
#include "core/config/toml_file.h"
#include "core/config/value_text.h"

#include <cassert>

namespace core::config {
namespace {

std::string unknownKey(std::string_view key)
{
    if (namesASecret(key))
        return "Secrets are not kept in the settings. Use the keychain, assistant.api_key_file or assistant.api_key_env.";
    std::string message = "There is no setting '" + std::string(key.substr(0, 100)) + "'.";
    if (const std::string near = nearestKey(key); !near.empty())
        message += " Did you mean " + near + '?';
    return message;
}

// A TOML value becomes the schema's type only where nothing is lost: 10 is fine for a real, 10.5 is not an integer.
base::Result<Value> adopt(const Spec &spec, const std::optional<Value> &value)
{
    const auto refuse = [&] { return base::fail("config.bad_value", std::string(spec.key) + " must be " + expectation(spec) + '.'); };
    if (!value)
        return refuse();
    if (spec.type == Type::Real && std::holds_alternative<std::int64_t>(*value))
        return checkRange(spec, static_cast<double>(std::get<std::int64_t>(*value)));
    if (value->index() != spec.defaultValue.index())
        return refuse();
    return checkRange(spec, *value);
}

struct Override
{
    const Spec *spec;
    Value value;
};

base::Result<Override> parseOverride(std::string_view override)
{
    const std::size_t equals = override.find('=');
    const std::string_view key = override.substr(0, equals);
    const Spec *spec = findSpec(key);
    if (!spec)
        return base::fail("config.unknown_key", unknownKey(key));
    if (equals == std::string_view::npos)
        return base::fail("config.bad_value", "Write it as -o " + std::string(key) + "=VALUE; " + std::string(key) + " is " + expectation(*spec) + '.');
    auto value = parseValue(*spec, override.substr(equals + 1));
    if (!value)
        return std::unexpected(value.error());
    return Override{spec, std::move(*value)};
}

std::string fileName(const std::string &path)
{
    return path.substr(path.rfind('/') + 1);
}

} // namespace

std::optional<std::string> overrideProblem(std::string_view override)
{
    const auto parsed = parseOverride(override);
    return parsed ? std::nullopt : std::optional(parsed.error().message);
}

const Value &Settings::value(std::string_view key) const
{
    if (const auto found = m_entries.find(key); found != m_entries.end())
        return found->second.value;
    const Spec *spec = findSpec(key);
    assert(spec && "a key that the schema does not have");
    return spec->defaultValue;
}

Source Settings::source(std::string_view key) const
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? Source::Default : found->second.source;
}

bool Settings::flag(std::string_view key) const
{
    return std::get<bool>(value(key));
}

std::int64_t Settings::integer(std::string_view key) const
{
    return std::get<std::int64_t>(value(key));
}

double Settings::real(std::string_view key) const
{
    return std::get<double>(value(key));
}

const std::string &Settings::text(std::string_view key) const
{
    return std::get<std::string>(value(key));
}

void Settings::adoptFile(const std::string &path, std::vector<Problem> &problems)
{
    const auto text = readTomlFile(path);
    if (!text) {
        problems.push_back({fileName(path), text.error().message});
        return;
    }
    if (!*text)
        return;
    const auto entries = parseToml(**text);
    if (!entries) {
        problems.push_back({fileName(path) + ':' + std::to_string(entries.error().line), "This is not TOML: " + entries.error().message + '.'});
        return;
    }
    for (const TomlEntry &entry : *entries) {
        const std::string where = fileName(path) + ':' + std::to_string(entry.where.beginLine);
        const Spec *spec = findSpec(entry.key);
        if (!spec) {
            problems.push_back({where, unknownKey(entry.key)});
            continue;
        }
        if (auto value = adopt(*spec, entry.value))
            m_entries[spec->key] = {std::move(*value), Source::File};
        else
            problems.push_back({where, value.error().message});
    }
}

void Settings::adoptEnvironment(const std::map<std::string, std::string> &environment, std::vector<Problem> &problems)
{
    for (const Spec &spec : schema()) {
        const std::string name = environmentName(spec.key);
        const auto found = environment.find(name);
        if (found == environment.end())
            continue;
        if (auto value = parseValue(spec, found->second))
            m_entries[spec.key] = {std::move(*value), Source::Environment};
        else
            problems.push_back({name, value.error().message});
    }
}

void Settings::adoptOverrides(const std::vector<std::string> &overrides, std::vector<Problem> &problems)
{
    for (const std::string &override : overrides) {
        auto value = parseOverride(override);
        if (value)
            m_entries[value->spec->key] = {std::move(value->value), Source::Flag};
        else
            problems.push_back({"-o " + override.substr(0, override.find('=')), std::move(value.error().message)});
    }
}

Settings Settings::load(const std::string &tomlPath, const std::map<std::string, std::string> &environment,
                        const std::vector<std::string> &overrides, std::vector<Problem> &problems)
{
    Settings settings; // weakest source first: each later one replaces
    settings.adoptFile(tomlPath, problems);
    settings.adoptEnvironment(environment, problems);
    settings.adoptOverrides(overrides, problems);
    return settings;
}

} // namespace core::config
