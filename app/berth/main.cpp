// berth: the window. The first shell is started before the window is built, and engines are looked for after the window
// was painted, so that a prompt is never waited for.
#include "app/berth/command_line.h"
#include "app/berth/single_window.h"
#include "app/berth/start_failure.h"
#include "app/common/environment.h"
#include "app/common/termination.h"
#include "core/config/settings.h"
#include "core/host/host.h"
#include "core/telemetry/log.h"
#include "ui/theme/theme.h"
#include "ui/window/latin_keys.h"
#include "ui/window/main_window.h"
#include "ui/window/scale_change.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QThreadPool>
#include <QTimer>
#include <chrono>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace {

using namespace core;

constexpr std::chrono::seconds kKeepLayout{15};

int complain(const base::Error &error)
{
    std::fprintf(stderr, "berth: %s\n", error.message.c_str());
    return 1;
}

host::Host::Options hostOptions(const app::CommandLine &line, const config::Paths &paths, const std::map<std::string, std::string> &environment)
{
    host::Host::Options options;
    options.paths = paths;
    options.environment = environment;
    options.settings = std::make_shared<config::Settings>(config::Settings::load(paths.configFile, environment, line.overrides, options.problems));
    options.programName = "berth";
    options.agentProgram = QFileInfo(QCoreApplication::applicationDirPath() + QStringLiteral("/berth-agent")).absoluteFilePath().toStdString();
    options.discoverEngines = false; // after the first paint
    options.startAgent = line.command.empty();
    return options;
}

// How the last window looked, as far as the setting wants it back. A folder that was asked for is where the first shell
// starts, whatever stood there before.
std::optional<ui::window::WindowLayout> lastLayout(const app::CommandLine &line, const config::Settings &settings, const std::string &file)
{
    const std::string &wanted = settings.text("window.restore");
    if (!line.command.empty() || wanted == "nothing")
        return std::nullopt;
    auto layout = ui::window::readLayout(file);
    if (layout && (wanted != "tabs" || !line.workingDirectory.empty()))
        layout->tabs.clear();
    if (layout) { // what is asked for on the command line or in the environment is stronger than how the last window was left
        const auto ask = [&](const char *key, bool &shown) {
            if (settings.source(key) > config::Source::File)
                shown = settings.flag(key);
        };
        ask("window.show_containers", layout->containers);
        ask("window.show_assistant", layout->assistant);
        const auto isAsked = [&](const char *key) { return settings.source(key) > config::Source::File; };
        if (isAsked("window.columns") || isAsked("window.rows"))
            layout->size.reset();
    }
    return layout;
}

ui::window::WindowOptions windowOptions(const app::CommandLine &line, const config::Paths &paths, const std::map<std::string, std::string> &environment)
{
    ui::window::WindowOptions options;
    options.geometry = line.geometry;
    options.configFile = paths.configFile;
    options.bare = !line.command.empty();
    options.reload = [file = paths.configFile, environment, overrides = line.overrides](std::vector<config::Problem> &problems) {
        return config::Settings::load(file, environment, overrides, problems);
    };
    return options;
}

host::LocalShell firstShell(const app::CommandLine &line, const config::Settings &settings, const ui::window::PaneSpec *last)
{
    host::LocalShell shell;
    shell.arguments = line.command;
    shell.workingDirectory = !line.workingDirectory.empty() ? line.workingDirectory : last ? last->cwd : QDir::currentPath().toStdString();
    shell.size = line.geometry.value_or(base::GridSize{int(settings.integer("window.columns")), int(settings.integer("window.rows"))});
    return shell;
}

} // namespace

int main(int argc, char **argv)
{
    app::CommandLine line;
    if (const auto code = app::parseCommandLine(argc, argv, line))
        return *code;
    const auto environment = app::environment();
    app::tuneLibraries();
    if (const auto problem = app::displayProblem(environment))
        return complain({"display.none", *problem, {}});
    // Qt would take --geometry as pixels, and options out of the command after -e: it gets the program's name alone.
    int ownName = 1;
    std::optional<app::DisplayOpening> opening(std::in_place);
    QApplication application(ownName, argv);
    opening.reset();
    QApplication::setApplicationName(QStringLiteral("berth"));
    QApplication::setDesktopFileName(QStringLiteral("berth"));
    QApplication::setQuitOnLastWindowClosed(false);
    new ui::window::ScaleChange(&application); // which owns it
    new ui::window::LatinKeys(&application);

    config::Paths paths = config::defaultPaths(environment, ::geteuid());
    if (!line.configFile.empty())
        paths.configFile = line.configFile;
    if (const auto ready = config::ensurePrivateDir(paths.runtimeDir); !ready)
        return complain(ready.error());
    app::SingleWindow single(QString::fromStdString(paths.runtimeDir));
    if (line.command.empty() && single.enter(line.workingDirectory.empty() ? QDir::currentPath() : QString::fromStdString(line.workingDirectory)) == app::SingleWindow::Outcome::HandedOver) {
        if (const auto unused = app::unusedByRunningWindow(line))
            std::fprintf(stderr, "berth: %s\n", unused->c_str());
        return 0;
    }

    auto options = hostOptions(line, paths, environment);
    for (const config::Problem &problem : options.problems)
        std::fprintf(stderr, "berth: %s: %s\n", problem.where.c_str(), problem.message.c_str());
    const config::SettingsPtr settings = options.settings;
    telemetry::install({"berth", settings->text("log.file"), true, settings->text("log.level")});
    auto started = host::Host::start(std::move(options));
    if (!started)
        return complain(started.error());
    const std::unique_ptr<host::Host> host = std::move(*started);
    const std::string layoutFile = paths.dataDir + "/window.json";
    auto layout = lastLayout(line, *settings, layoutFile);
    const ui::window::PaneSpec *const lastPane = layout ? layout->firstLocal() : nullptr;
    base::SessionId firstId;
    if (!layout || layout->tabs.empty() || lastPane) { // all tabs of the last window may be in containers
        auto first = host->openLocal(firstShell(line, *settings, lastPane));
        if (!first && lastPane)
            first = host->openLocal(firstShell(line, *settings, nullptr)); // its folder may be gone
        if (!first) {
            complain(first.error());
            return line.command.empty() ? 1 : app::commandFailureStatus(first.error());
        }
        firstId = (*first)->info().id;
    }

    ui::theme::apply(application, ui::theme::schemeFor(settings->text("window.theme")));
    auto looks = windowOptions(line, paths, environment);
    looks.restore = std::move(layout);
    ui::window::MainWindow window(*host, std::move(looks));
    const bool bare = !line.command.empty(); // no panels: nobody looks at containers
    int exitCode = 0;
    bool ending = false;
    const auto keepsLayout = [&] { return !bare && host->settings().text("window.restore") != "nothing"; };
    QThreadPool writing; // a disk may be slow
    writing.setMaxThreadCount(1);
    std::optional<ui::window::WindowLayout> kept;
    QTimer keeper; // a display may go without a word
    QObject::connect(&keeper, &QTimer::timeout, &application, [&] {
        auto now = window.layoutNow();
        if (!keepsLayout() || now == kept)
            return;
        kept = now;
        writing.start([layoutFile, now = std::move(now)] { (void)ui::window::writeLayout(layoutFile, now); });
    });
    keeper.setTimerType(Qt::VeryCoarseTimer);
    keeper.start(kKeepLayout);
    const auto shutdown = [&] {
        if (std::exchange(ending, true))
            return;
        keeper.stop();
        writing.waitForDone();
        if (keepsLayout())
            (void)ui::window::writeLayout(layoutFile, window.layoutNow()); // when it fails, the next window looks as settings say
        window.hide();
        host->shutdown([] { QCoreApplication::quit(); });
    };
    const app::Termination termination(shutdown);
    QObject::connect(&window, &ui::window::MainWindow::closed, &application, shutdown);
    QObject::connect(&window, &ui::window::MainWindow::firstPainted, host.get(), [&] {
        if (!bare && settings->flag("containers.discover"))
            host->engines().discover();
    });
    QObject::connect(&single, &app::SingleWindow::newTabRequested, &window, [&](const QString &directory) {
        host::LocalShell shell;
        shell.workingDirectory = directory.toStdString();
        window.openLocalTab(shell);
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
    });
    // xterm's convention: with -e the window ends with its command, and with the command's status.
    const auto ended = [&](base::SessionId id) {
        if (line.command.empty() || id != firstId)
            return;
        if (const auto session = host->session(id); session && session->frame()->ended)
            exitCode = session->frame()->ended->shellCode();
        shutdown();
    };
    QObject::connect(host.get(), &host::Host::sessionEnded, &application, ended);
    window.show();
    if (const auto first = host->session(firstId); first && first->frame()->ended)
        ended(firstId);

    const int loop = QApplication::exec();
    return loop != 0 ? loop : exitCode;
}
