// berth-agent: the assistant's service, in a process of its own.
#include "app/common/environment.h"
#include "app/common/manual.h"
#include "app/common/setting_option.h"
#include "app/common/termination.h"
#include "core/agent/agent_server.h"
#include "core/config/settings.h"
#include "core/telemetry/log.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <QSocketNotifier>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace core;

struct Arguments
{
    std::string socket, configFile;
    int parentFd = -1;
    std::vector<std::string> overrides;
};

// Returns the exit code when there is nothing more to do (--help, a usage error).
std::optional<int> parse(int argc, char **argv, Arguments &out)
{
    CLI::App app("Berth's assistant as a gRPC service. It proposes; it runs nothing.", "berth-agent");
    app.set_version_flag("--version", "berth-agent " BERTH_VERSION);
    app::addManualOption(app);
    app.add_option("--socket", out.socket, "The Unix socket to listen on, in a folder of mode 0700")->type_name("PATH")->required();
    app.add_option("--parent-fd", out.parentFd, "End when this descriptor reads end of file: whoever started us is gone")->type_name("FD");
    app.add_option("--config", out.configFile, "A settings file")->type_name("FILE");
    app::addSettingOption(app, out.overrides);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return std::nullopt;
}

bool atEnd(int fd)
{
    char bytes[256];
    const ssize_t got = ::read(fd, bytes, sizeof bytes);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

int complain(const std::string &message)
{
    std::fprintf(stderr, "berth-agent: %s\n", message.c_str());
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    Arguments arguments;
    if (const std::optional<int> code = parse(argc, argv, arguments))
        return *code;
    ::umask(077); // before any thread: the socket must be ours alone
    QCoreApplication app(argc, argv);

    std::vector<config::Problem> problems;
    const auto settings = config::Settings::load(arguments.configFile, app::environment(), arguments.overrides, problems);
    telemetry::install({.program = "berth-agent", .jsonFile = settings.text("log.file"), .level = settings.text("log.level")});
    for (const config::Problem &problem : problems)
        complain(problem.where + ": " + problem.message);

    base::Result<agent::RuleSet> rules = agent::RuleSet::builtIn();
    if (!rules)
        return complain(rules.error().message);
    const auto server = agent::AgentServer::listen(arguments.socket, agent::RulesEngine(std::move(*rules)));
    if (!server)
        return complain(server.error().message);

    const app::Termination termination([] { QCoreApplication::quit(); });
    std::optional<QSocketNotifier> parent;
    if (arguments.parentFd >= 0) {
        parent.emplace(arguments.parentFd, QSocketNotifier::Read);
        QObject::connect(&*parent, &QSocketNotifier::activated, &app, [&] {
            if (atEnd(arguments.parentFd)) {
                parent->setEnabled(false);
                QCoreApplication::quit();
            }
        });
    }
    // Whoever started us waits for this line instead of trying again and again.
    std::puts("ready");
    std::fflush(stdout);
    return QCoreApplication::exec();
}
