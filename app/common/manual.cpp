#include "app/common/manual.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>

namespace app {
namespace {

// Hyphens are minus signs on a command line, and no line of ours is a request to roff.
std::string roff(const std::string &text)
{
    std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string typeOf(const CLI::Option &option) // "TEXT:{view,operate}" reads as view|operate
{
    std::string type = option.get_type_name();
    if (const auto open = type.find('{'), close = type.find('}'); open != type.npos && close != type.npos) {
        type = type.substr(open + 1, close - open - 1);
        std::replace(type.begin(), type.end(), ',', '|');
    }
    return type.substr(0, type.find(':')); // "INT:INT in [0 - 10]": the description says the range
}

bool isPositional(const CLI::Option &option)
{
    return option.get_lnames().empty() && option.get_snames().empty();
}

void printOption(const CLI::Option &option)
{
    std::string names;
    for (const std::string &name : option.get_snames())
        names += (names.empty() ? "-" : ", -") + name;
    for (const std::string &name : option.get_lnames())
        names += (names.empty() ? "--" : ", --") + name;
    const std::string value = option.get_expected_max() > 0 ? "\\fR \\fI" + roff(typeOf(option)) : "";
    std::printf(".TP\n\\fB%s%s\\fR\n%s.\n", roff(names).c_str(), value.c_str(), roff(option.get_description()).c_str());
}

std::string synopsisOf(const CLI::App &app, const std::string &name)
{
    std::string line = "\\fB" + roff(name) + "\\fR";
    for (const CLI::Option *option : app.get_options({})) {
        if (isPositional(*option))
            line += (option->get_required() ? " \\fI" : " [\\fI") + roff(option->get_name()) + (option->get_required() ? "\\fR" : "\\fR]");
    }
    return line;
}

bool isShown(const CLI::Option *option)
{
    return !option->get_group().empty() && !isPositional(*option);
}

// A command of berthctl, and those within it, each with its options.
void printCommand(const CLI::App &command, const std::string &path)
{
    if (command.get_subcommands({}).empty()) {
        std::printf(".SS %s\n%s.\n", synopsisOf(command, path).c_str(), roff(command.get_description()).c_str());
        for (const CLI::Option *option : command.get_options(isShown)) {
            if (!option->check_name("--help"))
                printOption(*option);
        }
        if (!command.get_footer().empty())
            std::printf(".PP\n%s\n", roff(command.get_footer()).c_str());
    }
    for (const CLI::App *inner : command.get_subcommands({}))
        printCommand(*inner, path + ' ' + inner->get_name());
}

void print(const CLI::App &app)
{
    const std::string &name = app.get_name();
    std::string title = name;
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return char(std::toupper(c)); });
    std::printf(".TH %s 1 \"\" \"Berth %s\" \"User Commands\"\n", roff(title).c_str(), BERTH_VERSION);
    std::string about = app.get_description();
    about.erase(about.find_last_not_of('.') + 1);
    std::printf(".SH NAME\n%s \\- %s\n", roff(name).c_str(), roff(about).c_str());
    const bool commands = !app.get_subcommands({}).empty();
    std::printf(".SH SYNOPSIS\n\\fB%s\\fR [\\fIOPTIONS\\fR]%s\n", roff(name).c_str(), commands ? " \\fICOMMAND\\fR [\\fIARGS\\fR]" : "");
    if (commands)
        std::printf(".SH COMMANDS\n");
    for (const CLI::App *command : app.get_subcommands({}))
        printCommand(*command, command->get_name());
    std::printf(".SH OPTIONS\n");
    for (const CLI::Option *option : app.get_options(isShown))
        printOption(*option);
}

} // namespace

void addManualOption(CLI::App &app)
{
    app.add_flag_callback("--manual",
                          [&app] {
                              print(app);
                              throw CLI::Success();
                          })
        ->group("");
}

} // namespace app
