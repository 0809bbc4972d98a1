// berthctl: the command line of Berth.
#include "app/berthctl/commands.h"
#include "app/berthctl/completion.h"
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/history_commands.h"
#include "app/berthctl/usage.h"
#include "app/common/environment.h"
#include "app/common/manual.h"
#include "app/common/setting_option.h"
#include "core/config/settings.h"
#include "core/recording/player_session.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string_view>
#include <unistd.h>

using namespace berthctl;

namespace {

const CLI::Validator kSessionId(
    [](const std::string &text) {
        std::uint64_t id = 0;
        const char *const end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, id);
        return read.ec == std::errc() && read.ptr == end ? std::string() : "'" + text + "' is not the number of a session; `berthctl ls` lists them";
    },
    {}, "session");

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app("The command line of Berth, a container terminal.", "berthctl");
    app.set_version_flag("--version", "berthctl " BERTH_VERSION);
    app::addManualOption(app);
    app.require_subcommand(1);
    app.fallthrough();

    std::string instance, configFile;
    std::vector<std::string> overrides;
    app.add_option("--instance", instance, "The running instance to ask; the newest by default")->type_name("ID");
    app.add_option("--config", configFile, "Another settings file, for 'config'")->type_name("FILE");
    app::addSettingOption(app, overrides, ", for 'config'");

    std::function<int()> run;
    const auto withInstance = [&](std::function<int(Stub &)> command) {
        run = [&, command = std::move(command)] {
            auto stub = connect(core::config::defaultPaths(app::environment(), ::geteuid()).runtimeDir, instance);
            return stub ? command(**stub) : report(stub.error());
        };
    };

    bool json = false;
    CLI::App *ls = app.add_subcommand("ls", "List the sessions of the running instance");
    ls->add_flag("--json", json, "One JSON object a line");
    ls->callback([&] { withInstance([&](Stub &stub) { return listSessions(stub, json); }); });

    CLI::App *ps = app.add_subcommand("ps", "List the containers of every engine");
    ps->add_flag("--json", json, "One JSON object a line");
    ps->callback([&] { withInstance([&](Stub &stub) { return listContainers(stub, json); }); });

    std::string only;
    bool follow = false;
    CLI::App *statsCommand = app.add_subcommand("stats", "What the running containers use");
    statsCommand->add_option("container", only, "Only this container, by name or id")->type_name("NAME");
    statsCommand->add_flag("--follow,-f", follow, "Again every second, until interrupted");
    statsCommand->add_flag("--json", json, "One JSON object a line and container");
    statsCommand->callback([&] { withInstance([&](Stub &stub) { return stats(stub, only, follow, json); }); });

    CLI::App *metricsCommand = app.add_subcommand("metrics", "What is known of engines and containers, as Prometheus text");
    metricsCommand->callback([&] { withInstance([&](Stub &stub) { return metrics(stub); }); });

    addHistoryCommand(app, withInstance);

    std::uint64_t session = 0;
    CLI::App *attachCommand = app.add_subcommand("attach", "Use a session from this terminal; Ctrl+] detaches");
    attachCommand->add_option("id", session, "The session; the newest by default")->type_name("ID")->check(kSessionId);
    attachCommand->callback([&] { withInstance([&](Stub &stub) { return attach(stub, session); }); });

    std::string container;
    std::vector<std::string> command;
    CLI::App *newCommand = app.add_subcommand("new", "Open a session and print its id");
    newCommand->add_option("--container", container, "Inside this container, by name or id");
    newCommand->footer("Everything after -- is run instead of the login shell.");
    newCommand->callback([&] {
        withInstance([&](Stub &stub) { return newSession(stub, container, command); });
    });

    CLI::App *record = app.add_subcommand("record", "Record a session into a file");
    record->require_subcommand(1);
    std::string output;
    CLI::App *recordStart = record->add_subcommand("start", "Begin, and print the file's name");
    recordStart->add_option("id", session, "The session; the newest by default")->type_name("ID")->check(kSessionId);
    recordStart->add_option("--output", output, "A new file of this name, instead of one in the data folder")->type_name("FILE");
    recordStart->callback([&] { withInstance([&](Stub &stub) { return startRecording(stub, session, output); }); });
    CLI::App *recordStop = record->add_subcommand("stop", "End, and print the file's name");
    recordStop->add_option("id", session, "The session; by default the only one that is being recorded")->type_name("ID")->check(kSessionId);
    recordStop->callback([&] { withInstance([&](Stub &stub) { return stopRecording(stub, session); }); });
    CLI::App *recordList = record->add_subcommand("ls", "List what is being recorded, and the recordings in the data folder");
    recordList->add_flag("--json", json, "One JSON object a line");
    recordList->callback([&] { withInstance([&](Stub &stub) { return listRecordings(stub, json); }); });

    ReplayOptions playing;
    CLI::App *replayCommand = app.add_subcommand("replay", "Play a recording (asciicast) in this terminal");
    replayCommand->add_option("file", playing.file, "The recording")->required()->type_name("FILE");
    replayCommand->add_option("--speed", playing.speed, "How many times as fast")->check(CLI::Range(core::recording::kSlowest, core::recording::kFastest));
    replayCommand->add_option("--idle-limit", playing.idleLimit, "Longest pause in seconds; 0 keeps every pause as it was; 2 by default")->check(CLI::Range(0.0, 3600.0));
    replayCommand->add_option("--from", playing.from, "Begin at this command")->check(CLI::PositiveNumber)->type_name("NUMBER");
    replayCommand->add_flag("--failures", playing.failures, "Only commands that failed: n and p go from one to the next");
    replayCommand->add_flag("--index", playing.index, "Print the commands instead");
    replayCommand->add_flag("--json", playing.json, "With --index: one JSON object a line")->needs("--index");
    replayCommand->footer("Keys: space pauses, left and right go 5 seconds, n and p to the next and previous command, f to the next failure,\n"
                          "+ and - change the speed, q quits. Into a pipe, the output is printed as it was.");
    replayCommand->callback([&] { run = [&] { return replay(playing); }; });

    std::string role = "view";
    int minutes = 0;
    CLI::App *shareCommand = app.add_subcommand("share", "Print a link that opens a session in a browser");
    shareCommand->add_option("id", session, "The session")->required()->type_name("ID")->check(kSessionId);
    shareCommand->add_option("--role", role, "view or operate")->check(CLI::IsMember({"view", "operate"}))->capture_default_str();
    shareCommand->add_option("--minutes", minutes, "How long the link works; 0: the setting attach.link_lifetime_min")->check(CLI::Range(0, 43200));
    shareCommand->callback([&] { withInstance([&](Stub &stub) { return share(stub, session, role, minutes); }); });

    CLI::App *doctorCommand = app.add_subcommand("doctor", "What works here, what does not, and what would help");
    doctorCommand->callback([&] { withInstance([&](Stub &stub) { return doctor(stub); }); });

    bool defaults = false, markdown = false;
    CLI::App *configCommand = app.add_subcommand("config", "Print the settings in force and where each comes from");
    configCommand->add_flag("--defaults", defaults, "A commented settings file with every default instead");
    configCommand->add_flag("--markdown", markdown, "The reference as Markdown instead");
    configCommand->callback([&] { run = [&] { return showConfig(defaults, markdown, configFile, overrides); }; });

    std::string shell;
    CLI::App *completionCommand = app.add_subcommand("completion", "Print a completion script for a shell");
    completionCommand->add_option("shell", shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completionCommand->callback([&] {
        run = [&] { return std::fputs(completionScript(app, shell).value_or(std::string()).c_str(), stdout) >= 0 ? kDone : kFailed; };
    });

    CLI::App *db = app.add_subcommand("db", "The history's file, also with no instance running");
    db->require_subcommand(1);
    std::string databaseFile, saveFile;
    CLI::App *checkCommand = db->add_subcommand("check", "Whether the file is whole, and what can be read of it; changes nothing");
    checkCommand->add_option("file", databaseFile, "The file; without it, the one that Berth uses")->type_name("FILE");
    checkCommand->add_option("--save", saveFile, "Write what can be read to this new file, which history import reads")->type_name("FILE");
    checkCommand->add_flag("--json", json, "As JSON");
    checkCommand->callback([&] { run = [&] { return checkDatabase(databaseFile, saveFile, json); }; });

    CLI::App *vt = app.add_subcommand("vt", "The terminal engine without a window");
    vt->require_subcommand(1);
    RenderOptions render;
    CLI::App *renderCommand = vt->add_subcommand("render", "Feed standard input to the emulator and print the screen");
    renderCommand->add_option("--size", render.size, "COLSxROWS")->capture_default_str();
    renderCommand->add_flag("--json", render.json, "Everything, as JSON");
    renderCommand->add_flag("--scrollback", render.scrollback, "The scrollback too");
    renderCommand->callback([&] { run = [&] { return vtRender(render); }; });
    std::string benchSize = "200x50";
    std::vector<std::string> files;
    CLI::App *benchCommand = vt->add_subcommand("bench", "MB/s of the emulator on files, beside libvterm's own layers");
    benchCommand->add_option("--size", benchSize, "COLSxROWS")->capture_default_str();
    benchCommand->add_flag("--json", json, "As JSON");
    benchCommand->add_option("files", files, "Files to feed")->required()->type_name("FILE");
    benchCommand->callback([&] { run = [&] { return vtBench(benchSize, json, files); }; });

    // What follows the -- of `new` is a command of its own, whatever it looks like.
    char **const end = argv + argc;
    auto dashes = std::find(argv + 1, end, std::string_view("--"));
    if (std::find(argv + 1, dashes, std::string_view("new")) == dashes)
        dashes = end; // elsewhere it only says that no options follow
    command.assign(std::min(dashes + 1, argv + argc), argv + argc);
    if (const auto problem = unknownCommand(app, static_cast<int>(dashes - argv), argv)) {
        std::fprintf(stderr, "berthctl: %s\n", problem->c_str());
        return kUsage;
    }
    try {
        app.parse(static_cast<int>(dashes - argv), argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? kDone : kUsage;
    }
    if ((!configFile.empty() || !overrides.empty()) && !configCommand->parsed()) {
        std::fprintf(stderr, "berthctl: %s has no effect here: it is for 'config'. Other commands ask the running Berth, which has its own settings, or need none.\n", configFile.empty() ? "-o" : "--config");
        return kUsage;
    }
    return run();
}
