// What berthctl does by itself, with no instance running.
#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "app/common/environment.h"
#include "core/config/settings.h"
#include "core/vt/bench.h"
#include "core/vt/render.h"

#include <charconv>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace berthctl {
namespace {

std::optional<core::base::GridSize> parseSize(const std::string &text)
{
    core::base::GridSize size;
    const char *end = text.data() + text.size();
    const auto [x, colsError] = std::from_chars(text.data(), end, size.cols);
    if (colsError != std::errc() || x == end || *x != 'x')
        return std::nullopt;
    const auto [rest, rowsError] = std::from_chars(x + 1, end, size.rows);
    if (rowsError != std::errc() || rest != end || core::base::clamped(size) != size)
        return std::nullopt;
    return size;
}

int badSize(const std::string &text)
{
    std::fprintf(stderr, "berthctl: '%s' is not a size: COLSxROWS, from %dx%d to %dx%d.\n", text.c_str(), core::base::kMinGrid.cols,
                 core::base::kMinGrid.rows, core::base::kMaxGrid.cols, core::base::kMaxGrid.rows);
    return kUsage;
}

std::string readAll(std::FILE *file)
{
    std::string bytes;
    char buffer[1 << 16];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file))
        bytes.append(buffer, n);
    return bytes;
}

const char *nameOf(core::config::Source source)
{
    switch (source) {
    case core::config::Source::Default:
        return "default";
    case core::config::Source::File:
        return "file";
    case core::config::Source::Environment:
        return "environment";
    case core::config::Source::Flag:
        return "flag";
    }
    return "";
}

std::string toText(const core::config::Value &value)
{
    if (const bool *flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        return std::to_string(*integer);
    if (const double *real = std::get_if<double>(&value)) {
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "%g", *real);
        return buffer;
    }
    return '"' + std::get<std::string>(value) + '"';
}

} // namespace

int vtRender(const RenderOptions &options)
{
    const auto size = parseSize(options.size);
    if (!size)
        return badSize(options.size);
    const core::vt::RenderOptions how{*size, options.scrollback};
    const std::string bytes = readAll(stdin);
    const std::string out = options.json ? core::vt::renderJson(bytes, how) : core::vt::renderText(bytes, how);
    return std::fwrite(out.data(), 1, out.size(), stdout) == out.size() && std::fflush(stdout) == 0 ? kDone : kFailed;
}

int vtBench(const std::string &size, bool json, const std::vector<std::string> &files)
{
    const auto grid = parseSize(size);
    if (!grid)
        return badSize(size);
    std::vector<core::vt::BenchInput> inputs;
    for (const std::string &name : files) {
        std::FILE *file = std::fopen(name.c_str(), "rb");
        core::vt::BenchInput input{name, file ? readAll(file) : std::string()};
        const bool failed = !file || std::ferror(file);
        if (file)
            std::fclose(file);
        if (failed || input.bytes.empty()) {
            std::fprintf(stderr, "berthctl: %s %s.\n", name.c_str(), failed ? "could not be read" : "is empty");
            return kFailed;
        }
        inputs.push_back(std::move(input));
    }
    const auto print = [](const core::vt::BenchFigure &figure) {
        std::printf("%s\n", core::vt::benchText(figure).c_str());
        std::fflush(stdout);
    };
    const auto figures = core::vt::runBench(inputs, *grid, json ? std::function<void(const core::vt::BenchFigure &)>() : print);
    if (json)
        std::printf("%s\n", core::vt::benchJson(figures).c_str());
    return kDone;
}

int showConfig(bool defaults, bool markdown, const std::string &configFile, const std::vector<std::string> &overrides)
{
    namespace config = core::config;
    if (defaults || markdown) {
        std::fputs((markdown ? config::schemaAsMarkdown() : config::schemaAsToml()).c_str(), stdout);
        return kDone;
    }
    const auto environment = app::environment();
    const std::string file = configFile.empty() ? config::defaultPaths(environment, ::geteuid()).configFile : configFile;
    std::vector<config::Problem> problems;
    const config::Settings settings = config::Settings::load(file, environment, overrides, problems);
    for (const config::Problem &problem : problems)
        std::fprintf(stderr, "berthctl: %s: %s\n", problem.where.c_str(), problem.message.c_str());
    for (const config::Spec &spec : config::schema())
        std::printf("%-34s = %-24s # %s\n", spec.key, toText(settings.value(spec.key)).c_str(), nameOf(settings.source(spec.key)));
    return problems.empty() ? kDone : kFailed;
}

} // namespace berthctl
