#include "app/berthctl/history_commands.h"

#include "app/berthctl/exit_codes.h"
#include "app/berthctl/history_json.h"
#include "app/berthctl/output.h"
#include "app/berthctl/when.h"
#include "core/control/history_messages.h"
#include "core/telemetry/redactor.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;
using core::store::CommandRecord;

constexpr int kPage = 1000;

int usage(const std::string &sentence)
{
    std::fprintf(stderr, "berthctl: %s\n", sentence.c_str());
    return kUsage;
}

// False: one of the times is none, which is said.
bool fill(pb::SearchHistoryRequest &request, const HistoryOptions &options)
{
    for (const std::string &word : options.words)
        request.set_text(request.text() + (request.text().empty() ? "" : " ") + word);
    request.set_fuzzy(options.fuzzy);
    request.set_has_container(options.container.has_value());
    request.set_container(options.container.value_or(std::string()));
    if (options.engine)
        request.set_engine(*options.engine);
    if (options.session)
        request.set_session(*options.session);
    if (options.user)
        request.set_user(*options.user);
    if (options.host)
        request.set_host(*options.host);
    request.set_image(options.image);
    if (!options.cwd.empty()) // as a shell would take it
        request.set_cwd(std::filesystem::absolute(options.cwd).lexically_normal().string());
    request.set_failed(options.failed);
    request.set_distinct(options.distinct);
    request.set_with_output(options.output);
    const QDateTime now = QDateTime::currentDateTime();
    if (options.today)
        request.set_since_ms(now.date().startOfDay().toMSecsSinceEpoch());
    for (const bool since : {true, false}) {
        const std::string &written = since ? options.since : options.until;
        if (written.empty())
            continue;
        const auto time = parseWhen(written, now);
        if (!time) {
            usage("'" + printable(written) + "' is not a time: 2026-01-31, '2026-01-31 12:30', 12:30, yesterday or 30s, 90min, 2h, 3d, 1w ago.");
            return false;
        }
        if (since)
            request.set_since_ms(std::max<std::int64_t>(request.since_ms(), time->toMSecsSinceEpoch()));
        else
            request.set_until_ms(time->toMSecsSinceEpoch());
    }
    return true;
}

// Page after page; `take` gets each command, newest first, until it returns false.
grpc::Status forEachCommand(Stub &stub, pb::SearchHistoryRequest request, std::int64_t limit, const std::function<void(CommandRecord)> &take)
{
    while (limit > 0) {
        // What is ordered by how well it matches has no pages.
        const auto page = static_cast<std::uint32_t>(request.fuzzy() ? std::min<std::int64_t>(limit, core::store::kMostRows) : std::min<std::int64_t>(limit, kPage));
        request.set_limit(page);
        pb::SearchHistoryResponse response;
        if (auto status = stub.SearchHistory(context().get(), request, &response); !status.ok())
            return status;
        for (const pb::Command &command : response.commands())
            take(core::control::recordOf(command));
        limit -= response.commands_size();
        if (request.fuzzy() || response.commands_size() == 0 || (!response.more() && static_cast<std::uint32_t>(response.commands_size()) < page))
            break;
        request.set_before_id(response.commands(response.commands_size() - 1).id());
    }
    return grpc::Status::OK;
}

void print(const CommandRecord &record, const HistoryOptions &options)
{
    const auto start = std::chrono::duration_cast<std::chrono::milliseconds>(record.start.time_since_epoch()).count();
    const std::string exit = record.exitCode ? std::to_string(*record.exitCode) : "-";
    const bool markShown = record.command.find(core::telemetry::kRedacted) != std::string::npos;
    std::printf("%-19s  %4s  %-16s  %s%s%s%s\n", start > 0 ? localTime(start).c_str() : "-", exit.c_str(),
                record.containerName.empty() ? "host" : printable(record.containerName).c_str(), printableLine(record.command).c_str(), record.stopped ? "  (stopped)" : "",
                record.count > 1 ? ("  (" + std::to_string(record.count) + " times)").c_str() : "",
                record.masked && !markShown ? ("  (" + std::string(core::telemetry::kRedacted) + " in its output)").c_str() : "");
    if (!options.output || record.output.empty())
        return;
    std::size_t at = 0;
    while (at < record.output.size()) {
        const std::size_t end = std::min(record.output.find('\n', at), record.output.size());
        std::printf("    %s\n", printable(record.output.substr(at, end - at)).c_str());
        at = end + 1;
    }
}

} // namespace

int searchHistory(Stub &stub, const HistoryOptions &options)
{
    pb::SearchHistoryRequest request;
    if (!fill(request, options))
        return kUsage;
    std::vector<CommandRecord> found;
    if (const auto status = forEachCommand(stub, request, options.limit, [&](CommandRecord record) { found.push_back(std::move(record)); }); !status.ok())
        return report(status);
    // The service answers newest (or best) first; people and scripts read downwards in time.
    for (auto record = found.rbegin(); record != found.rend(); ++record) {
        if (options.json)
            printJson(jsonOf(*record, {false, options.output, options.distinct}));
        else
            print(*record, options);
    }
    return kDone;
}

int exportHistory(Stub &stub, const HistoryOptions &options)
{
    if (options.fuzzy || options.distinct)
        return usage("An export has every command that matches; --fuzzy and --distinct do not go with it.");
    pb::SearchHistoryRequest request;
    if (!fill(request, options))
        return kUsage;
    request.set_with_output(true);
    constexpr std::int64_t kAll = 1'000'000'000;
    const auto status = forEachCommand(stub, request, kAll, [](const CommandRecord &record) { printJson(jsonOf(record, {true, true, false})); });
    return status.ok() ? kDone : report(status);
}

int deleteHistory(Stub &stub, const HistoryOptions &options, bool all, bool yes)
{
    if (options.fuzzy)
        return usage("--fuzzy says what is similar, not which commands are meant; give words.");
    if (!options.hasFilter() && !all)
        return usage("Say which commands: words, a filter, or --all for the whole history.");
    pb::RemoveHistoryRequest request;
    if (!fill(*request.mutable_which(), options))
        return kUsage;
    request.set_dry_run(!yes);
    pb::RemoveHistoryResponse response;
    constexpr std::chrono::minutes kLong{30}; // a million commands and their words take minutes
    if (const auto status = stub.RemoveHistory(context(kLong).get(), request, &response); !status.ok())
        return report(status);
    const auto count = static_cast<unsigned long long>(response.count());
    if (yes)
        std::printf("%llu removed\n", count);
    else
        std::printf("%llu would be removed; add --yes to do it.\n", count);
    return kDone;
}

CLI::App *addHistoryCommand(CLI::App &app, WithInstance withInstance)
{
    struct Values
    {
        HistoryOptions options;
        bool all = false, yes = false;
        std::string from, file;
    };
    const auto values = std::make_shared<Values>();
    HistoryOptions &options = values->options;
    CLI::App *history = app.add_subcommand("history", "Search the commands that were run");
    history->footer("Times: 2026-01-31, '2026-01-31 12:30', 12:30, today, yesterday, and 30s, 90min, 2h, 3d, 1w ago.");
    history->add_option("words", options.words, "Words that must all occur");
    history->add_flag("--fuzzy", options.fuzzy, "Their characters in order instead, among the newest " + std::to_string(core::store::kFuzzyRows) + " commands; best match last");
    history->add_option("--container", options.container, "Only this container, by the beginning of its name or id; '' is the host");
    history->add_option("--image", options.image, "Only containers of this image, by the beginning of its name or digest");
    history->add_option("--engine", options.engine, "Only this engine, such as docker; '' is the host");
    history->add_option("--session", options.session, "Only this session: its number in ls, or INSTANCE/NUMBER; with a / at its end all of an instance");
    history->add_option("--user", options.user, "Only what this user ran");
    history->add_option("--host", options.host, "Only what ran on this machine");
    history->add_option("--cwd", options.cwd, "Only this folder and below");
    history->add_flag("--failed", options.failed, "Only commands that failed");
    history->add_flag("--today", options.today, "Only today's");
    history->add_option("--since", options.since, "Only what ended then or later")->type_name("TIME");
    history->add_option("--until", options.until, "Only what ended before")->type_name("TIME");
    history->add_flag("--distinct", options.distinct, "Only the newest of equal commands, with their number");
    history->add_flag("--output", options.output, "The output that was kept, too");
    history->add_option("-n,--limit", options.limit, "At most this many, the newest")->capture_default_str()->check(CLI::Range(1, 1'000'000));
    history->add_flag("--json", options.json, "One JSON object a line");
    const auto isAlone = [history] { return history->get_subcommands().empty(); };
    history->final_callback([values, withInstance, isAlone] {
        if (isAlone())
            withInstance([values](Stub &stub) { return searchHistory(stub, values->options); });
    });

    CLI::App *exporting = history->add_subcommand("export", "Everything that matches as JSON lines, which import reads");
    exporting->callback([values, withInstance] { withInstance([values](Stub &stub) { return exportHistory(stub, values->options); }); });

    CLI::App *importing = history->add_subcommand("import", "Add the history of bash, zsh or fish, or an exported file; nothing twice");
    importing->add_option("--from", values->from, "What the file is of; without it, it is guessed")->check(CLI::IsMember({"bash", "zsh", "fish", "json"}));
    importing->add_option("file", values->file, "The file, - for standard input; without it, the shells' own files")->type_name("FILE");
    importing->callback([values, withInstance] { withInstance([values](Stub &stub) { return importHistory(stub, values->from, values->file); }); });

    CLI::App *deleting = history->add_subcommand("delete", "Remove what matches, for good; says only how many without --yes");
    deleting->add_flag("--yes", values->yes, "Do it");
    deleting->add_flag("--all", values->all, "The whole history");
    deleting->callback([values, withInstance] { withInstance([values](Stub &stub) { return deleteHistory(stub, values->options, values->all, values->yes); }); });
    return history;
}

} // namespace berthctl
