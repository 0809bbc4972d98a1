#include "core/agent/refiners.h"

#include "core/agent/near_names.h"
#include "core/agent/shell_words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace core::agent {
namespace {

using Outcome = std::variant<Refined, Fact>;

constexpr int kMaxParents = 8; // how far up a missing path is looked at

std::string valueOf(const Situation &s, std::string_view name)
{
    const auto it = s.variables.find(name);
    return it == s.variables.end() ? std::string() : it->second;
}

// What is known of a fact: not asked yet, refused, or its values.
struct Known
{
    bool asked = false;
    const std::vector<std::string> *values = nullptr;
};
Known known(const Situation &s, const Fact &fact)
{
    const auto it = s.answers.find(fact);
    if (it == s.answers.end())
        return {};
    return {true, it->second ? &*it->second : nullptr};
}

// ---- paths

std::vector<std::string> componentsOf(std::string_view path)
{
    std::vector<std::string> out;
    std::size_t at = 0;
    while (at <= path.size()) {
        const std::size_t slash = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, slash - at);
        if (part == "..") {
            if (!out.empty())
                out.pop_back();
        } else if (!part.empty() && part != ".") {
            out.emplace_back(part);
        }
        at = slash + 1;
    }
    return out;
}

std::string joined(const std::vector<std::string> &components, std::size_t count)
{
    std::string path;
    for (std::size_t i = 0; i < count; ++i)
        path.append("/").append(components[i]);
    return path.empty() ? "/" : path;
}

// Empty when it cannot be known from here: no folder to start from, or a ~ that only the shell resolves.
std::vector<std::string> absolute(const Situation &s, const std::string &path)
{
    if (path.empty() || path.starts_with('~') || (!path.starts_with('/') && !s.failure.cwd.starts_with('/')))
        return {};
    return componentsOf(path.starts_with('/') ? path : s.failure.cwd + "/" + path);
}

struct PathFacts
{
    std::string kind, mode, owner;
};
std::variant<PathFacts, Fact> describe(const Situation &s, const std::string &absolutePath)
{
    const Fact fact{"path", {absolutePath}};
    const Known answer = known(s, fact);
    if (!answer.asked)
        return fact;
    PathFacts out;
    if (answer.values) {
        const std::array<std::string *, 3> fields{&out.kind, &out.mode, &out.owner};
        for (std::size_t i = 0; i < std::min(fields.size(), answer.values->size()); ++i)
            *fields[i] = (*answer.values)[i];
    }
    return out;
}

unsigned modeBits(const std::string &octal)
{
    unsigned bits = 0;
    for (const char c : octal)
        if (c >= '0' && c <= '7')
            bits = (bits << 3 | unsigned(c - '0')) & 07777;
    return bits;
}

// `written` as the user wrote it, with the component that is `tail` components from its end replaced.
std::string withComponent(const std::string &written, std::size_t tail, const std::string &name)
{
    std::size_t end = written.find_last_not_of('/');
    for (; end != std::string::npos; --tail) {
        const std::size_t slash = written.find_last_of('/', end);
        const std::size_t start = slash == std::string::npos ? 0 : slash + 1;
        if (tail == 0)
            return written.substr(0, start) + name + written.substr(end + 1);
        if (slash == std::string::npos || slash == 0)
            break;
        end = written.find_last_not_of('/', slash);
    }
    return {};
}

// ---- the refiners

Outcome missingPath(const Situation &s)
{
    const std::string written = valueOf(s, "path");
    const std::vector<std::string> components = absolute(s, written);
    if (components.empty())
        return Refined{};

    // Upwards to the first thing that exists; what lies below it is what is missing.
    std::size_t depth = components.size();
    PathFacts found;
    for (int looked = 0; looked < kMaxParents; ++looked, --depth) {
        if (depth == 0) {
            found.kind = "dir";
            break;
        }
        auto answer = describe(s, joined(components, depth));
        if (const Fact *fact = std::get_if<Fact>(&answer))
            return *fact;
        found = std::get<PathFacts>(answer);
        if (found.kind != "missing")
            break;
    }
    if (depth == components.size()) {
        const bool wasRun = s.failure.exitCode == 126 || s.failure.exitCode == 127;
        return found.kind == "file" && wasRun ? Refined{"interpreter", {{"path", written}}} : Refined{};
    }
    Variables variables{{"folder", joined(components, depth)}, {"missing", components[depth]}};
    if (found.kind == "file")
        return Refined{"parent-is-file", std::move(variables)};
    if (found.kind != "dir")
        return Refined{};

    const Fact names{"names", {variables["folder"]}};
    const Known listed = known(s, names);
    if (!listed.asked)
        return names;
    const std::string near = listed.values ? nearestName(variables["missing"], *listed.values) : std::string();
    if (near.empty())
        return Refined{"no-such-name", std::move(variables)};
    variables["suggestion"] = near;
    const std::string corrected = withComponent(written, components.size() - 1 - depth, near);
    variables["fixed"] = corrected.empty() ? std::string() : replaceWord(s.failure.command, written, quoteWord(corrected));
    return Refined{"did-you-mean-path", std::move(variables)};
}

std::optional<Refined> installable(const Situation &s, const std::string &name, const std::vector<std::string> &commands)
{
    const auto package = s.rules.packages.find(name);
    if (package == s.rules.packages.end())
        return {};
    constexpr std::array<std::pair<const char *, const char *>, RuleSet::ManagerCount> kManagers{
        {{"apt-get", "apt-get install "}, {"apk", "apk add "}, {"dnf", "dnf install "}}};
    const auto has = [&](std::string_view command) { return std::find(commands.begin(), commands.end(), command) != commands.end(); };
    for (std::size_t i = 0; i < kManagers.size(); ++i) {
        if (!has(kManagers[i].first))
            continue;
        const std::string &wanted = package->second[i];
        const bool asRoot = s.failure.user == "root" || !has("sudo");
        return Refined{"install", {{"package", wanted}, {"manager", kManagers[i].first},
                                   {"install", (asRoot ? "" : "sudo ") + std::string(kManagers[i].second) + wanted}}};
    }
    return {};
}

Outcome command(const Situation &s)
{
    std::string name = valueOf(s, "name");
    if (name.empty())
        name = valueOf(s, "program");
    if (name.find('/') != std::string::npos) {
        Variables variables = s.variables;
        variables["path"] = name;
        return missingPath({s.failure, s.answers, s.rules, variables});
    }
    const Fact fact{"commands", {}};
    const Known listed = known(s, fact);
    if (!listed.asked)
        return fact;
    if (!listed.values)
        return Refined{};
    const std::vector<std::string> &commands = *listed.values;
    if (std::find(commands.begin(), commands.end(), name) != commands.end())
        return valueOf(s, "name").empty() ? Refined{} : Refined{"exists", {{"name", name}}};
    if (std::optional<Refined> install = installable(s, name, commands)) // spelt right, only missing
        return *std::move(install);
    const std::string near = nearestName(name, commands, s.rules.familiar);
    if (near.empty())
        return Refined{};
    return Refined{"did-you-mean", {{"name", name}, {"suggestion", near}, {"fixed", replaceWord(s.failure.command, name, near)}}};
}

Outcome permission(const Situation &s)
{
    if (runsAsAnother(s.failure.command)) // whose rights count is not known
        return Refined{};
    const std::string written = valueOf(s, "path");
    const std::vector<std::string> components = absolute(s, written);
    if (components.empty())
        return Refined{};
    auto answer = describe(s, joined(components, components.size()));
    if (const Fact *fact = std::get_if<Fact>(&answer))
        return *fact;
    const PathFacts path = std::get<PathFacts>(answer);
    Variables variables{{"mode", path.mode}, {"owner", path.owner}};
    const bool wasRun = s.failure.exitCode == 126;

    if (wasRun && path.kind == "dir")
        return Refined{"is-directory", std::move(variables)};
    if (wasRun && path.kind == "file")
        return Refined{(modeBits(path.mode) & 0111) ? "exec-blocked" : "not-executable", std::move(variables)};
    if (path.kind == "missing") {
        const std::string folder = joined(components, components.size() - 1);
        auto parent = describe(s, folder);
        if (const Fact *fact = std::get_if<Fact>(&parent))
            return *fact;
        const PathFacts facts = std::get<PathFacts>(parent);
        if (facts.kind != "dir" || facts.owner.empty())
            return Refined{};
        return Refined{"parent-owned", {{"folder", folder}, {"mode", facts.mode}, {"owner", facts.owner}}};
    }
    if (path.kind.empty() || path.owner.empty())
        return Refined{};
    return Refined{path.owner == s.failure.user ? "own-mode" : "owned-by", std::move(variables)};
}

// dash says only "can't cd to X".
Outcome folder(const Situation &s)
{
    const std::vector<std::string> components = absolute(s, valueOf(s, "path"));
    if (components.empty())
        return Refined{};
    auto answer = describe(s, joined(components, components.size()));
    if (const Fact *fact = std::get_if<Fact>(&answer))
        return *fact;
    const PathFacts path = std::get<PathFacts>(answer);
    if (path.kind == "missing")
        return missingPath(s);
    if (path.kind == "dir")
        return permission(s);
    return path.kind == "file" ? Refined{"not-a-directory", {}} : Refined{};
}

Outcome host(const Situation &s)
{
    return valueOf(s, "host").empty() ? Refined{"unnamed", {}} : Refined{};
}

Outcome address(const Situation &s)
{
    if (!valueOf(s, "address").empty())
        return Refined{};
    return Refined{{}, {{"address", valueOf(s, "host") + ":" + valueOf(s, "port")}}};
}

} // namespace

Refiner findRefiner(std::string_view name)
{
    constexpr std::pair<std::string_view, Refiner> kRefiners[] = {{"command", command}, {"missing-path", missingPath}, {"permission", permission},
                                                                  {"folder", folder},   {"host", host},                {"address", address}};
    for (const auto &[key, refiner] : kRefiners)
        if (key == name)
            return refiner;
    return nullptr;
}

} // namespace core::agent
