// berthd: Berth with no window, for a server or a headless machine. Like a tmux server it ends with its last session.
#include "app/common/environment.h"
#include "app/common/manual.h"
#include "app/common/setting_option.h"
#include "app/common/termination.h"
#include "core/config/settings.h"
#include "core/host/host.h"
#include "core/telemetry/log.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace {

using namespace core;

constexpr std::chrono::milliseconds kFarewell{500}; // for the last bytes and the exit status to reach viewers

struct Arguments
{
    std::string listen, dataDir, configFile, share;
    std::vector<std::string> overrides, exec;
};

// Returns the exit code when there is nothing more to do (--help, a usage error).
std::optional<int> parse(int argc, char **argv, Arguments &out)
{
    CLI::App app("Berth without a window: sessions for berthctl and, with --share, for browsers.", "berthd");
    app.set_version_flag("--version", "berthd " BERTH_VERSION);
    app::addManualOption(app);
    app.add_option("--listen", out.listen, "Where links listen; port 0: any (default: the setting attach.listen)")->type_name("HOST:PORT");
    app.add_option("--data-dir", out.dataDir, "Where history is kept")->type_name("DIR");
    app.add_option("--config", out.configFile, "Another settings file")->type_name("FILE");
    app.add_option("--share", out.share, "Print a link for each session; without it nothing listens")
        ->type_name("view|operate")
        ->check(CLI::IsMember({"view", "operate"}));
    app::addSettingOption(app, out.overrides);
    // Everything after --exec is the command, whatever it looks like.
    const auto exec = std::find(argv + 1, argv + argc, std::string_view("--exec"));
    bool hasExec = false;
    app.add_flag("--exec", hasExec, "CMD ARGS…: run this in the first session instead of the login shell (must come last)");
    try {
        app.parse(static_cast<int>(std::min<std::ptrdiff_t>(exec - argv + 1, argc)), argv);
        if (exec != argv + argc) {
            out.exec.assign(exec + 1, argv + argc);
            if (out.exec.empty())
                throw CLI::ValidationError("--exec", "needs a command");
        }
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return std::nullopt;
}

int complain(const base::Error &error)
{
    std::fprintf(stderr, "berthd: %s\n", error.message.c_str());
    return 1;
}

base::Result<attach::ListenAddress> parseAddress(const std::string &text)
{
    const auto colon = text.rfind(':');
    attach::ListenAddress address;
    bool ok = colon != text.npos && colon > 0;
    if (ok) {
        address.host = text.substr(0, colon);
        address.port = QByteArray::fromStdString(text.substr(colon + 1)).toInt(&ok);
    }
    if (!ok || address.port < 0 || address.port > 65535)
        return base::fail("usage", "'" + text + "' is not HOST:PORT with a port from 0 to 65535.");
    return address;
}

// Prints a link for every session that opens.
void shareSessions(host::Host &host, session::Role role)
{
    const auto lifetime = std::chrono::minutes(host.settings().integer("attach.link_lifetime_min"));
    const auto share = [&host, role, lifetime](base::SessionId id) {
        host.attach().share(host.session(id), role, lifetime, [](base::Result<attach::Share> made) {
            if (!made) {
                complain(made.error());
                return QCoreApplication::exit(1);
            }
            std::printf("link: %s\n", made->link.c_str());
            std::fflush(stdout);
        });
    };
    QObject::connect(&host, &host::Host::sessionOpened, &host, share);
}

} // namespace

int main(int argc, char **argv)
{
    Arguments arguments;
    if (const auto code = parse(argc, argv, arguments))
        return *code;
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("berthd"));

    const auto environment = app::environment();
    app::tuneLibraries();
    host::Host::Options options;
    options.paths = config::defaultPaths(environment, ::geteuid());
    if (!arguments.configFile.empty())
        options.paths.configFile = arguments.configFile;
    if (!arguments.dataDir.empty())
        options.paths.dataDir = arguments.dataDir;
    const std::string &configFile = options.paths.configFile;
    options.settings = std::make_shared<config::Settings>(config::Settings::load(configFile, environment, arguments.overrides, options.problems));
    for (const config::Problem &problem : options.problems)
        std::fprintf(stderr, "berthd: %s: %s\n", problem.where.c_str(), problem.message.c_str());
    telemetry::install({"berthd", options.settings->text("log.file"), true, options.settings->text("log.level")});

    const auto address = parseAddress(arguments.listen.empty() ? options.settings->text("attach.listen") : arguments.listen);
    if (!address) {
        complain(address.error());
        return 2;
    }
    options.listen = *address;
    options.environment = environment;
    options.programName = "berthd";
    options.agentProgram = QFileInfo(QCoreApplication::applicationDirPath() + QStringLiteral("/berth-agent")).absoluteFilePath().toStdString();
    options.discoverEngines = options.settings->flag("containers.discover");

    auto host = host::Host::start(std::move(options));
    if (!host)
        return complain(host.error());

    int exitCode = 0;
    const auto shutdown = [&host] { (*host)->shutdown([] { QCoreApplication::quit(); }); };
    const app::Termination termination(shutdown);
    if (!arguments.share.empty())
        shareSessions(**host, arguments.share == "operate" ? session::Role::Operate : session::Role::View);

    host::LocalShell shell;
    shell.arguments = arguments.exec;
    const auto first = (*host)->openLocal(shell);
    if (!first)
        return complain(first.error());
    QObject::connect(host->get(), &host::Host::sessionEnded, &application, [&](base::SessionId id) {
        const session::SessionPtr session = (*host)->session(id);
        if (session && session->frame()->ended)
            exitCode = session->frame()->ended->shellCode();
        // Viewers are shown the end and its status before the session is forgotten and, with the last one, we go.
        const auto farewell = session && session->viewers() > 0 ? kFarewell : std::chrono::milliseconds::zero();
        QTimer::singleShot(farewell, host->get(), [&, id] {
            (*host)->close(id);
            if ((*host)->sessions().empty())
                shutdown();
        });
    });

    const int loop = QCoreApplication::exec();
    return loop != 0 ? loop : arguments.exec.empty() ? 0 : exitCode;
}
