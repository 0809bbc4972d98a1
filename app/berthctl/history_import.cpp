// berthctl history import: files are read and taken apart here, and masked by the running Berth.
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/history_commands.h"
#include "app/berthctl/history_json.h"
#include "app/berthctl/output.h"
#include "app/common/environment.h"
#include "core/control/history_messages.h"
#include "core/store/shell_history.h"

#include <QString>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <ranges>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;
using core::store::HistoryFormat;
using core::store::ParsedHistory;

constexpr std::size_t kMostBytes = 512u << 20;     // of a file
constexpr std::size_t kMessageBytes = 256u << 10;  // the service takes 1 MiB, and masks it at once
constexpr int kMessageCommands = 2000;

core::base::Result<std::string> readFile(const std::string &path)
{
    std::FILE *file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
    if (!file)
        return core::base::fail("file", path + ": " + std::strerror(errno) + ".");
    std::string bytes;
    char buffer[1 << 16];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file)) {
        bytes.append(buffer, n);
        if (bytes.size() > kMostBytes)
            break;
    }
    const bool failed = std::ferror(file) != 0;
    if (file != stdin)
        std::fclose(file);
    if (failed)
        return core::base::fail("file", path + " cannot be read.");
    if (bytes.size() > kMostBytes)
        return core::base::fail("file", path + " is larger than Berth reads (512 MiB).");
    return bytes;
}

// An export has the newest first.
ParsedHistory parseJson(std::string_view rest)
{
    ParsedHistory parsed;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (auto record = recordOfJson(rest.substr(0, end)); record && record->command.size() <= core::store::kMostCommandBytes)
            parsed.records.push_back(std::move(*record));
        else if (end > 0)
            ++parsed.skipped;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::ranges::reverse(parsed.records);
    std::map<std::tuple<std::string, std::string, std::string>, int> seen;
    for (auto &record : parsed.records) {
        if (record.start == core::base::WallTime{})
            record.count = ++seen[{record.shell, record.user, record.command}];
    }
    return parsed;
}

struct Source
{
    std::string format; // "bash", "zsh", "fish", "json"; empty: guess
    std::string file;
};

std::vector<Source> ownFiles(const std::string &from)
{
    const auto environment = app::environment();
    const auto variable = [&](const char *name) {
        const auto found = environment.find(name);
        return found == environment.end() ? std::string() : found->second;
    };
    const auto orElse = [](const std::string &value, const std::string &other) { return value.empty() ? other : value; };
    const std::string home = variable("HOME");
    const std::vector<Source> all{{"bash", home + "/.bash_history"},
                                  {"zsh", orElse(variable("ZDOTDIR"), home) + "/.zsh_history"},
                                  {"zsh", home + "/.histfile"},
                                  {"fish", orElse(variable("XDG_DATA_HOME"), home + "/.local/share") + "/fish/fish_history"}};
    std::vector<Source> present;
    for (const Source &source : all) {
        std::error_code failed;
        if ((from.empty() || from == source.format) && std::filesystem::is_regular_file(source.file, failed))
            present.push_back(source);
    }
    return present;
}

ParsedHistory parse(std::string &format, std::string_view bytes)
{
    if (format.empty() && bytes.starts_with("{\""))
        format = "json";
    if (format == "json")
        return parseJson(bytes);
    const HistoryFormat known = core::store::formatNamed(format).value_or(core::store::guessFormat(bytes));
    format = known == HistoryFormat::Fish ? "fish" : known == HistoryFormat::Zsh ? "zsh" : "bash";
    return core::store::parseHistory(known, bytes);
}

int importOne(Stub &stub, const Source &source)
{
    const auto bytes = readFile(source.file);
    if (!bytes)
        return report(bytes.error());
    std::string format = source.format;
    ParsedHistory parsed = parse(format, *bytes);
    pb::ImportHistoryResponse sum;
    sum.set_refused(parsed.skipped);
    for (std::size_t next = 0; next < parsed.records.size();) {
        pb::ImportHistoryRequest request;
        std::size_t size = 0;
        while (next < parsed.records.size() && size < kMessageBytes && request.commands_size() < kMessageCommands) {
            pb::Command *command = request.add_commands();
            core::store::CommandRecord &record = parsed.records[next++];
            record.command = QString::fromUtf8(record.command).toStdString(); // bytes that are no text become U+FFFD
            core::control::fill(*command, record);
            size += command->ByteSizeLong();
        }
        pb::ImportHistoryResponse response;
        if (const auto status = stub.ImportHistory(context().get(), request, &response); !status.ok())
            return report(status);
        sum.set_added(sum.added() + response.added());
        sum.set_known(sum.known() + response.known());
        sum.set_refused(sum.refused() + response.refused());
    }
    std::printf("%s (%s): %llu added, %llu known, %llu left out\n", printable(source.file).c_str(), format.c_str(), static_cast<unsigned long long>(sum.added()),
                static_cast<unsigned long long>(sum.known()), static_cast<unsigned long long>(sum.refused()));
    return kDone;
}

} // namespace

int importHistory(Stub &stub, const std::string &from, const std::string &file)
{
    const std::vector<Source> sources = file.empty() && from != "json" ? ownFiles(from) : std::vector<Source>{{from, file.empty() ? "-" : file}};
    if (sources.empty()) {
        std::fprintf(stderr, "berthctl: no history file of %s was found; name one.\n", from.empty() ? "bash, zsh or fish" : from.c_str());
        return kFailed;
    }
    int code = kDone;
    for (const Source &source : sources)
        code = std::max(code, importOne(stub, source));
    return code;
}

} // namespace berthctl
