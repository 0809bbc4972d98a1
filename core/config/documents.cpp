#include "core/config/settings.h"
#include "core/config/value_text.h"

namespace core::config {
namespace {

std::string tableOf(const Spec &spec)
{
    const std::string_view key = spec.key;
    return std::string(key.substr(0, key.rfind('.')));
}

std::string nameOf(const Spec &spec)
{
    const std::string_view key = spec.key;
    return std::string(key.substr(key.rfind('.') + 1));
}

} // namespace

std::string schemaAsToml()
{
    std::string text = "# Settings of Berth with their defaults. Take away the '#' in front of a value to change it.\n"
                       "# A flag (-o key=value) and an environment variable (BERTH_TABLE_KEY) are stronger than this file.\n";
    std::string table;
    for (const Spec &spec : schema()) {
        if (tableOf(spec) != table) {
            table = tableOf(spec);
            text += "\n[" + table + "]\n";
        }
        text += std::string("\n# ") + spec.doc + "\n# " + expectation(spec) + "\n#" + nameOf(spec) + " = " + tomlLiteral(spec.defaultValue) + '\n';
    }
    return text;
}

std::string schemaAsMarkdown()
{
    std::string text = "# Settings\n\nFlags (`-o key=value`) are stronger than the environment, the environment is stronger than the file.\n";
    std::string table;
    for (const Spec &spec : schema()) {
        if (tableOf(spec) != table) {
            table = tableOf(spec);
            text += "\n## " + table + "\n\n| key | default | values | environment | meaning |\n|---|---|---|---|---|\n";
        }
        text += std::string("| `") + spec.key + "` | `" + tomlLiteral(spec.defaultValue) + "` | " + expectation(spec) + " | `"
                + environmentName(spec.key) + "` | " + spec.doc + " |\n";
    }
    return text;
}

} // namespace core::config
