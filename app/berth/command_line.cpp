#include "app/berth/command_line.h"

#include "app/common/manual.h"
#include "app/common/setting_option.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>

namespace app {

std::optional<core::base::GridSize> parseGeometry(const std::string &text)
{
    core::base::GridSize size;
    const char *const end = text.data() + text.size();
    const auto cols = std::from_chars(text.data(), end, size.cols);
    if (cols.ec != std::errc() || cols.ptr == end || (*cols.ptr != 'x' && *cols.ptr != 'X'))
        return std::nullopt;
    const auto rows = std::from_chars(cols.ptr + 1, end, size.rows);
    const bool offset = rows.ptr != end && (*rows.ptr == '+' || *rows.ptr == '-');
    if (rows.ec != std::errc() || (rows.ptr != end && !offset) || size.cols < 1 || size.rows < 1)
        return std::nullopt;
    return core::base::clamped(size);
}

std::optional<std::string> unusedByRunningWindow(const CommandLine &line)
{
    std::string unused;
    const auto add = [&unused](bool given, const char *option) {
        if (given)
            unused += (unused.empty() ? "" : ", ") + std::string(option);
    };
    add(!line.overrides.empty(), "-o");
    add(line.geometry.has_value(), "--geometry");
    add(!line.configFile.empty(), "--config");
    if (unused.empty())
        return std::nullopt;
    return "A window runs already and opened a tab; it does not take " + unused + ". Start it with -e, or close that window first.";
}

std::optional<int> parseCommandLine(int argc, char **argv, CommandLine &out)
{
    CLI::App app("A container terminal: shells here and in containers, in one window.", "berth");
    std::string geometry;
    app.set_version_flag("--version", "berth " BERTH_VERSION);
    app.add_option("--geometry", geometry, "Size of the terminal's grid")->type_name("COLSxROWS");
    addSettingOption(app, out.overrides);
    app.add_option("--config", out.configFile, "Another settings file")->type_name("FILE");
    app.add_option("--working-directory", out.workingDirectory, "Where the first shell starts")->type_name("DIR");
    app.add_flag("-e")->description("CMD ARGS…: run this in a window of its own process, and exit with its status (must come last)");
    addManualOption(app);
    const auto command = std::find(argv + 1, argv + argc, std::string_view("-e"));
    try {
        app.parse(static_cast<int>(std::min<std::ptrdiff_t>(command - argv + 1, argc)), argv);
        if (command != argv + argc) {
            out.command.assign(command + 1, argv + argc);
            if (out.command.empty())
                throw CLI::ValidationError("-e", "needs a command");
        }
        if (!out.workingDirectory.empty()) {
            std::error_code failed; // a current directory that is gone: the path stays as it is, and is refused where it is used
            if (const auto absolute = std::filesystem::absolute(out.workingDirectory, failed); !failed)
                out.workingDirectory = absolute.string();
        }
        if (!geometry.empty()) {
            out.geometry = parseGeometry(geometry);
            if (!out.geometry)
                throw CLI::ValidationError("--geometry", "expects COLSxROWS, e.g. 120x40");
        }
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return std::nullopt;
}

} // namespace app
