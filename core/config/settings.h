// The settings: one typed schema; each value comes from a flag (-o key=value), the environment (BERTH_A_B_C), the TOML
// file, or its default, in that order of strength. Docs and the settings dialog are generated from the schema.
//
// Threads: Settings is an immutable value; share it as shared_ptr<const Settings>.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core::config {

using Value = std::variant<bool, std::int64_t, double, std::string>;
enum class Type : unsigned char { Bool, Integer, Real, Text, Choice };
enum class Source : unsigned char { Default, File, Environment, Flag };

struct Spec
{
    const char *key;      // "terminal.scrollback_lines": a table and a name
    Type type;
    Value defaultValue;
    double low = 0, high = 0;           // for numbers, inclusive; both 0: any
    const char *unit = "";              // "lines", "ms", "MiB"
    const char *choices = "";           // for Choice: "a|b|c"
    const char *doc = "";               // one or two sentences
};

// Every setting there is, grouped by table. schema.cpp is the one place.
std::span<const Spec> schema();
const Spec *findSpec(std::string_view key);
std::string environmentName(std::string_view key); // BERTH_TERMINAL_SCROLLBACK_LINES

// What is wrong with one "key=value" of -o, as a sentence that names the key and what was expected; nothing when it is
// good. Programs refuse a bad one as a usage error: whoever typed it is there to correct it.
std::optional<std::string> overrideProblem(std::string_view override);

struct Problem // one thing wrong with one input
{
    std::string where;   // "berth.toml:12", "BERTH_TERMINAL_FONT_SIZE", "-o terminal.font_size"
    std::string message; // what was expected, a sentence
};

class Settings // default-constructed: all defaults
{
public:
    // Typed access; asking for a key or type that the schema does not have is our own bug (assert).
    bool flag(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double real(std::string_view key) const;
    const std::string &text(std::string_view key) const;
    const Value &value(std::string_view key) const;
    Source source(std::string_view key) const;

    // Values of the wrong type or range are left at the next weaker source and reported, never half used.
    static Settings load(const std::string &tomlPath, const std::map<std::string, std::string> &environment,
                         const std::vector<std::string> &overrides, std::vector<Problem> &problems);

private:
    void adoptFile(const std::string &path, std::vector<Problem> &problems);
    void adoptEnvironment(const std::map<std::string, std::string> &environment, std::vector<Problem> &problems);
    void adoptOverrides(const std::vector<std::string> &overrides, std::vector<Problem> &problems);

    struct Entry { Value value; Source source; };
    std::map<std::string, Entry, std::less<>> m_entries; // what differs from the schema's defaults
};
using SettingsPtr = std::shared_ptr<const Settings>;

// $XDG_CONFIG_HOME/berth/berth.toml and so on. Created on demand by whoever writes there (0700).
struct Paths
{
    std::string configFile;
    std::string dataDir;    // $BERTH_DATA_DIR, else $XDG_DATA_HOME/berth
    std::string runtimeDir; // $BERTH_RUNTIME_DIR, else $XDG_RUNTIME_DIR/berth, else berth-UID in the temporary folder
};
Paths defaultPaths(const std::map<std::string, std::string> &environment, unsigned uid);
// 0700 and ours, or an error (config.runtime_dir): somebody else's folder in /tmp must not get our sockets.
base::Result<void> ensurePrivateDir(const std::string &path);

// Writes one value into the file, keeping the rest of its text (comments too); a file that is not TOML is left alone. Codes: config.unknown_key, config.bad_value, config.write.
base::Result<void> writeSetting(const std::string &tomlPath, const std::string &key, const std::string &value);

// The schema as a commented TOML file (berthctl config --defaults) and as Markdown (docs).
std::string schemaAsToml();
std::string schemaAsMarkdown();

} // namespace core::config
