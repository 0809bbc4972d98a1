#include "app/berthctl/completion.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace berthctl {
namespace {

struct Word // what can stand next
{
    std::string text, about;
    bool isOption = false, takesValue = false;
};

struct Level // after these words of commands; "" for the program itself, " vt render" within
{
    std::string path;
    std::vector<Word> words;
    bool sessions = false, files = false; // what stands there without a name
};

constexpr std::string_view kSessions = "berthctl ls 2>/dev/null | cut -d' ' -f1";
constexpr std::string_view kContainers = R"sed(berthctl ps --json 2>/dev/null | sed -n 's/.*"name":"\([^"]*\)".*/\1/p')sed";

// "TEXT:{view,operate}" names what may stand there.
std::vector<std::string> choicesOf(const CLI::Option &option)
{
    const std::string type = option.get_type_name();
    const auto open = type.find('{'), close = type.find('}');
    std::vector<std::string> choices;
    if (open == type.npos || close == type.npos)
        return choices;
    for (std::size_t at = open + 1; at < close;) {
        const std::size_t end = std::min(type.find(',', at), close);
        choices.push_back(type.substr(at, end - at));
        at = end + 1;
    }
    return choices;
}

void addOption(Level &level, const CLI::Option &option)
{
    if (option.get_lnames().empty() && option.get_snames().empty()) {
        level.sessions = level.sessions || option.get_type_name().starts_with("ID");
        level.files = level.files || option.get_type_name().starts_with("FILE");
        for (const std::string &choice : choicesOf(option))
            level.words.push_back({choice, {}});
        return;
    }
    const bool value = option.get_expected_max() > 0;
    const std::string name = option.get_lnames().empty() ? "-" + option.get_snames().front() : "--" + option.get_lnames().front();
    level.words.push_back({name, option.get_description(), true, value});
}

std::vector<Level> levelsOf(const CLI::App &app)
{
    std::vector<Level> levels;
    const std::function<void(const CLI::App &, const std::string &)> add = [&](const CLI::App &at, const std::string &path) {
        Level level{path, {}};
        for (const CLI::App *command : at.get_subcommands({}))
            level.words.push_back({command->get_name(), command->get_description()});
        for (const CLI::Option *option : at.get_options([](const CLI::Option *o) { return !o->get_group().empty(); }))
            addOption(level, *option);
        levels.push_back(std::move(level));
        for (const CLI::App *command : at.get_subcommands({}))
            add(*command, path + ' ' + command->get_name());
    };
    add(app, {});
    return levels;
}

std::string inQuotes(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        c == '\'' ? out.append("'\\''") : out.append(1, c);
    return out + '\'';
}

std::string escaped(std::string text, char what)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += 2)
        text.insert(at, 1, '\\');
    return text;
}

std::string pathPattern(const std::vector<Level> &levels, std::string_view between)
{
    std::string pattern;
    for (const Level &level : levels) {
        if (!level.path.empty())
            pattern += (pattern.empty() ? "" : std::string(between)) + inQuotes(level.path);
    }
    return pattern;
}

std::string bash(const std::vector<Level> &levels)
{
    std::string script = "# bash completion for berthctl, made by 'berthctl completion bash'\n"
                         "_berthctl() {\n"
                         "    local word at='' list='' i\n"
                         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                         "        word=${COMP_WORDS[i]}\n"
                         "        case \"$at $word\" in\n            "
        + pathPattern(levels, " | ") + ") at=\"$at $word\" ;;\n"
                         "        esac\n"
                         "    done\n"
                         "    word=${COMP_WORDS[COMP_CWORD]}\n"
                         "    if [ \"${COMP_WORDS[COMP_CWORD - 1]}\" = --container ]; then\n"
                         "        mapfile -t COMPREPLY < <(compgen -W \"$(" + std::string(kContainers) + ")\" -- \"$word\")\n"
                         "        return\n"
                         "    fi\n"
                         "    case $at in\n";
    for (const Level &level : levels) {
        std::string words;
        for (const Word &word : level.words)
            words += (words.empty() ? "" : " ") + word.text;
        script += "        " + inQuotes(level.path) + ") list=" + inQuotes(words);
        script += level.sessions ? "\" $(" + std::string(kSessions) + ")\" ;;\n" : " ;;\n";
    }
    script += "    esac\n"
              "    mapfile -t COMPREPLY < <(compgen -W \"$list\" -- \"$word\")\n"
              "    case $at in\n";
    for (const Level &level : levels) {
        if (level.files)
            script += "        " + inQuotes(level.path) + ") mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$word\") ;;\n";
    }
    return script + "        *) ;;\n    esac\n}\ncomplete -F _berthctl berthctl\n";
}

std::string zsh(const std::vector<Level> &levels)
{
    std::string script = "#compdef berthctl\n# made by 'berthctl completion zsh'\n"
                         "_berthctl() {\n"
                         "    local word at=''\n"
                         "    local -a found\n"
                         "    for word in ${words[2,CURRENT-1]}; do\n"
                         "        case \"$at $word\" in\n            ("
        + pathPattern(levels, "|") + ") at=\"$at $word\" ;;\n"
                         "        esac\n"
                         "    done\n"
                         "    if [[ ${words[CURRENT-1]} == --container ]]; then\n"
                         "        compadd -- ${(f)\"$(" + std::string(kContainers) + ")\"}\n"
                         "        return\n"
                         "    fi\n"
                         "    case $at in\n";
    for (const Level &level : levels) {
        script += "        (" + inQuotes(level.path) + ")\n            found=(";
        for (const Word &word : level.words)
            script += "\n                " + inQuotes(escaped(word.text, ':') + (word.about.empty() ? "" : ':' + word.about));
        script += ")\n";
        if (level.sessions)
            script += "            compadd -- ${(f)\"$(" + std::string(kSessions) + ")\"}\n";
        if (level.files)
            script += "            _files\n";
        script += "            ;;\n";
    }
    return script + "    esac\n    _describe berthctl found\n}\n"
                    "if [ \"$funcstack[1]\" = _berthctl ]; then\n    _berthctl \"$@\"\nelse\n    compdef _berthctl berthctl\nfi\n";
}

std::string fish(const std::vector<Level> &levels)
{
    std::string script = "# fish completion for berthctl, made by 'berthctl completion fish'\n"
                         "function __berthctl_at\n"
                         "    set -l at ''\n"
                         "    for word in (commandline -opc)[2..]\n"
                         "        switch \"$at $word\"\n            case "
        + pathPattern(levels, " ") + "\n"
                         "                set at \"$at $word\"\n"
                         "        end\n"
                         "    end\n"
                         "    test \"$at\" = $argv[1]\n"
                         "end\n"
                         "complete -c berthctl -f\n";
    for (const Level &level : levels) {
        const std::string start = "complete -c berthctl -n \"__berthctl_at " + inQuotes(level.path) + "\" ";
        for (const Word &word : level.words) {
            std::string what = "-a " + inQuotes(word.text);
            if (word.isOption)
                what = word.text.starts_with("--") ? "-l " + word.text.substr(2) : "-s " + word.text.substr(1);
            if (word.text == "--container")
                what += " -x -a \"(" + escaped(escaped(std::string(kContainers), '\\'), '"') + ")\"";
            else if (word.takesValue)
                what += " -r";
            script += start + what + (word.about.empty() ? "" : " -d " + inQuotes(word.about)) + '\n';
        }
        if (level.sessions)
            script += start + "-a \"(" + std::string(kSessions) + ")\"\n";
        if (level.files)
            script += start + "-F\n";
    }
    return script;
}

} // namespace

std::optional<std::string> completionScript(const CLI::App &app, const std::string &shell)
{
    const std::vector<Level> levels = levelsOf(app);
    if (shell == "bash")
        return bash(levels);
    if (shell == "zsh")
        return zsh(levels);
    if (shell == "fish")
        return fish(levels);
    return std::nullopt;
}

} // namespace berthctl
