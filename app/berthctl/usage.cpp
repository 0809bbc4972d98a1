#include "app/berthctl/usage.h"

#include "core/config/nearest.h"

#include <string_view>
#include <vector>

namespace berthctl {
namespace {

bool takesTheNextWord(const CLI::App &app, std::string_view option)
{
    const CLI::Option *known = app.get_option_no_throw(std::string(option)); // "--name=value" is not found: it has its value
    return known && known->get_expected_max() > 0;
}

} // namespace

std::optional<std::string> unknownCommand(const CLI::App &app, int argc, const char *const *argv)
{
    const CLI::App *level = &app;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.starts_with('-')) {
            i += takesTheNextWord(app, word) || takesTheNextWord(*level, word) ? 1 : 0;
            continue;
        }
        if (level != &app && !level->get_options([](const CLI::Option *option) { return option->get_positional(); }).empty())
            return std::nullopt; // its own words come first
        std::vector<std::string> names;
        for (const CLI::App *command : level->get_subcommands({})) {
            names.push_back(command->get_name());
            if (command->get_name() == word)
                level = command;
        }
        if (names.empty() || level->get_name() == word) {
            if (names.empty() || level->get_subcommands({}).empty())
                return std::nullopt;
            continue;
        }
        const std::string near = core::config::nearestName(word, names);
        return "There is no command '" + word + "'." + (near.empty() ? " " + level->get_name() + " --help lists them." : " Did you mean '" + near + "'?");
    }
    return std::nullopt;
}

} // namespace berthctl
