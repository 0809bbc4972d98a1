// The engine library beside the engines' own command lines and the bare sockets.
//
//   engine_bench docker|podman [MEGABYTES, default 100] [prompt|exec|logs|stream|list]
//
// Starts an engine of its own (tests/support), as root. Each figure stands beside its rival, taken in turn in the same run.
#include "core/engine/container_control.h"
#include "core/engine/container_streams.h"
#include "core/engine/engine.h"
#include "core/pty/local_pty.h"
#include "core/session/session.h"
#include "core/shell/injection.h"
#include "tests/support/engines.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <poll.h>

namespace {

using namespace core;
using namespace core::engine;

constexpr base::GridSize kGrid{200, 50};
constexpr int kRounds = 3, kPrompts = 7;

template<class T>
T finish(const std::function<void(Done<T>)> &start)
{
    std::optional<base::Result<T>> result;
    start([&](base::Result<T> r) { result.emplace(std::move(r)); });
    while (!result)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    if (!*result) {
        std::fprintf(stderr, "engine_bench: %s\n", result->error().message.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(**result);
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

class Bench
{
public:
    Bench(tests::RealEngine &real, QString program, int megabytes)
        : m_real(real)
        , m_engine(real.connect())
        , m_program(std::move(program))
        , m_megabytes(megabytes)
    {
        if (!m_engine)
            std::exit(1);
    }

    std::string run(const std::string &name, const std::vector<std::string> &command, bool tty)
    {
        CreateSpec spec;
        spec.image = tests::RealEngine::kImage;
        spec.name = name;
        spec.command = command;
        spec.network = "none";
        spec.tty = spec.openStdin = tty;
        const std::string id = finish<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); });
        finish<void>([&](auto done) { m_engine->start(id, std::move(done)); });
        return id;
    }
    void discard(const std::string &id)
    {
        finish<void>([&](auto done) { m_engine->remove(id, true, true, std::move(done)); });
    }

    // Seconds of the engine's own command line for the same.
    double cli(const QStringList &arguments)
    {
        QProcess process;
        process.setStandardOutputFile(QProcess::nullDevice());
        QElapsedTimer timer;
        timer.start();
        process.start(m_program, QStringList{m_program == QLatin1String("docker") ? QStringLiteral("-H") : QStringLiteral("--url"), QString::fromStdString(m_real.endpoint())} + arguments);
        process.waitForFinished(-1);
        return double(timer.nsecsElapsed()) / 1e9;
    }

    void logs()
    {
        const std::string lines = std::to_string(m_megabytes * 10'000);
        const std::string id = run("bench-logs", {"sh", "-c", "yes 'a line of a log that is as long as lines of logs are wont to be, which is about one hundred characters' | head -n " + lines}, false);
        while (!m_engine->find(id) || m_engine->find(id)->state != "exited")
            QTest::qWait(50);
        std::vector<double> ours, theirs;
        std::size_t bytes = 0;
        for (int i = 0; i < kRounds; ++i) {
            bytes = 0;
            QElapsedTimer timer;
            timer.start();
            finish<void>([&](auto done) { m_engine->streams()->logs(id, {}, [&](LogSource, std::string_view part) { bytes += part.size(); }, std::move(done)); });
            ours.push_back(double(timer.nsecsElapsed()) / 1e9);
            theirs.push_back(cli({QStringLiteral("logs"), QString::fromStdString(id)}));
        }
        const double mega = double(bytes) / 1e6;
        std::printf("logs, %.0f MB                %8.1f MB/s   %s logs %8.1f MB/s   ratio %.2f\n", mega, mega / median(ours), qPrintable(m_program), mega / median(theirs), median(theirs) / median(ours));
        discard(id);
    }

    void execRoundTrip()
    {
        const std::string id = run("bench-exec", {"sh"}, true);
        std::vector<double> ours, theirs;
        ExecSpec spec;
        spec.command = {"true"};
        for (int i = 0; i < 11; ++i) {
            QElapsedTimer timer;
            timer.start();
            finish<ExecOutput>([&](auto done) { m_engine->execCollect(id, spec, 100, std::move(done)); });
            ours.push_back(double(timer.nsecsElapsed()) / 1e6);
            theirs.push_back(cli({QStringLiteral("exec"), QString::fromStdString(id), QStringLiteral("true")}) * 1e3);
        }
        std::printf("exec of true, median of 11  %8.1f ms     %s exec %8.1f ms     ratio %.2f\n", median(ours), qPrintable(m_program), median(theirs), median(ours) / median(theirs));
        discard(id);
    }

    std::unique_ptr<pty::Pty> flood(const std::string &id)
    {
        ExecSpec spec;
        spec.command = {"sh", "-c", "yes 'a line of text as programs print it, some eighty characters with the newline' | head -c " + std::to_string(m_megabytes) + "000000"};
        spec.size = kGrid;
        return finish<std::unique_ptr<pty::Pty>>([&](auto done) { m_engine->execShell(id, spec, std::move(done)); });
    }

    // Bytes of a container's terminal: only read from the hijacked socket, and through a session into its grid. Until the last of
    // them: how the exec ends is another matter.
    void execStream()
    {
        const std::string id = run("bench-stream", {"sh"}, true);
        std::vector<double> raw, grid;
        for (int i = 0; i < kRounds; ++i) {
            auto pty = flood(id);
            QElapsedTimer timer;
            timer.start();
            std::vector<char> buffer(64 << 10);
            base::StreamOffset bytes = 0;
            double last = 0;
            for (bool over = false; !over;) {
                pollfd wait{pty->fd(), POLLIN, 0};
                ::poll(&wait, 1, -1);
                for (;;) {
                    const pty::ReadResult got = pty->read(buffer);
                    over = got.state == pty::ReadResult::End;
                    if (got.state != pty::ReadResult::Data)
                        break;
                    bytes += got.count;
                    last = double(timer.nsecsElapsed()) / 1e9;
                }
            }
            raw.push_back(last);
            pty.reset();

            session::SessionOptions options;
            options.size = kGrid;
            pty = flood(id);
            timer.restart();
            const auto session = session::startSession(std::move(options), std::move(pty));
            const auto subscription = session->subscribe(session::Delivery::DropAndTell);
            while (session->frame()->offset < bytes && !session->frame()->ended) {
                pollfd wait{subscription->wakeFd(), POLLIN, 0};
                ::poll(&wait, 1, 10);
                QCoreApplication::processEvents();
                subscription->takeEvents();
                subscription->frameReady();
            }
            grid.push_back(double(timer.nsecsElapsed()) / 1e9);
        }
        std::printf("exec stream to the grid     %8.1f MB/s   raw socket  %8.1f MB/s   ratio %.2f\n", m_megabytes / median(grid), m_megabytes / median(raw), median(raw) / median(grid));
        discard(id);
    }

    // From the wish for a new container to the first prompt in it, beside `run -it`: attached to its main process, which is
    // what that does, and of a second process, a shell through the launcher, in one that runs detached.
    void startToPrompt()
    {
        std::vector<double> attached, ours, theirs;
        for (int i = 0; i < kPrompts; ++i) {
            attached.push_back(attachedToPrompt());

            const shell::ContainerLaunch launch = shell::containerLaunch("0123456789abcdef");
            QElapsedTimer timer;
            timer.start();
            const std::string id = run("bench-prompt", {"sh"}, true);
            ExecSpec spec;
            spec.command = launch.command;
            spec.input = launch.input;
            spec.ready = launch.ready;
            spec.size = kGrid;
            auto pty = finish<std::unique_ptr<pty::Pty>>([&](auto done) { m_engine->execShell(id, spec, std::move(done)); });
            awaitPrompt(*pty);
            ours.push_back(double(timer.nsecsElapsed()) / 1e6);
            pty.reset();
            discard(id);

            pty::LocalSpec local;
            local.program = m_program.toStdString();
            local.arguments = {local.program, m_program == QLatin1String("docker") ? "-H" : "--url", m_real.endpoint(), "run", "-it", "--rm", "--network", "none", tests::RealEngine::kImage, "sh"};
            for (const QString &variable : QProcess::systemEnvironment())
                local.environment.emplace_back(variable.section(QLatin1Char('='), 0, 0).toStdString(), variable.section(QLatin1Char('='), 1).toStdString());
            local.size = kGrid;
            timer.restart();
            auto rival = pty::startLocal(local);
            if (!rival)
                std::exit(1);
            awaitPrompt(**rival);
            theirs.push_back(double(timer.nsecsElapsed()) / 1e6);
            [[maybe_unused]] const auto left = (*rival)->write("exit\n");
            while (!(*rival)->exitStatus())
                QTest::qWait(20);
        }
        std::printf("prompt, attached            %8.1f ms     %s run -it %6.1f ms   ratio %.2f\n", median(attached), qPrintable(m_program), median(theirs), median(attached) / median(theirs));
        std::printf("prompt, detached and a shell%8.1f ms     %s run -it %6.1f ms   ratio %.2f\n", median(ours), qPrintable(m_program), median(theirs), median(ours) / median(theirs));
    }

    // All that the window does for it: Host::startAttached() asks what the container is before it is attached to.
    double attachedToPrompt()
    {
        QElapsedTimer timer;
        timer.start();
        CreateSpec spec;
        spec.image = tests::RealEngine::kImage;
        spec.command = {"sh"};
        spec.network = "none";
        spec.terminalSize = kGrid;
        const std::string id = finish<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); });
        finish<ContainerDetails>([&](auto done) { m_engine->control()->inspect(id, std::move(done)); });
        auto pty = finish<std::unique_ptr<pty::Pty>>([&](auto done) { m_engine->streams()->startAttached(id, kGrid, std::move(done)); });
        awaitPrompt(*pty);
        const double took = double(timer.nsecsElapsed()) / 1e6;
        pty.reset();
        discard(id);
        return took;
    }

    static void awaitPrompt(pty::Pty &pty) // "/ # "
    {
        std::string seen;
        std::vector<char> buffer(4096);
        while (seen.find("# ") == std::string::npos && seen.find("$ ") == std::string::npos) {
            pollfd wait{pty.fd(), POLLIN, 0};
            ::poll(&wait, 1, 100);
            const pty::ReadResult got = pty.read(buffer);
            if (got.state == pty::ReadResult::End)
                std::exit(1);
            if (got.state == pty::ReadResult::Data)
                seen.append(buffer.data(), got.count);
            QCoreApplication::processEvents();
        }
    }

    void list()
    {
        CreateSpec spec;
        spec.image = tests::RealEngine::kImage;
        spec.command = {"sh"};
        spec.network = "none";
        std::vector<std::string> ids;
        for (int i = 0; i < 500; ++i) {
            spec.name = "bench-" + std::to_string(i);
            ids.push_back(finish<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); }));
        }
        std::vector<double> ours, theirs, events;
        for (int i = 0; i < kRounds; ++i) {
            QElapsedTimer timer;
            timer.start();
            const auto fresh = m_real.connect(); // from nothing to a list
            ours.push_back(double(timer.nsecsElapsed()) / 1e6);
            if (fresh->containers().size() < 500)
                std::exit(1);
            theirs.push_back(cli({QStringLiteral("ps"), QStringLiteral("-a"), QStringLiteral("--no-trunc")}) * 1e3);
        }
        std::printf("500 containers, connect+list%8.1f ms     %s ps -a %8.1f ms     ratio %.2f\n", median(ours), qPrintable(m_program), median(theirs), median(ours) / median(theirs));
        for (int i = 0; i < 5; ++i) { // from the engine's answer to the row's change
            const std::string name = "bench-" + std::to_string(i);
            while (m_engine->containers().size() < 500)
                QTest::qWait(10);
            finish<void>([&](auto done) { m_engine->start(name, std::move(done)); });
            QElapsedTimer timer;
            timer.start();
            while (!m_engine->find(name)->isRunning())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            events.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        std::printf("start answered to row, 500  %8.1f ms\n", median(events));
        for (const std::string &id : ids)
            discard(id);
    }

private:
    tests::RealEngine &m_real;
    std::unique_ptr<Engine> m_engine;
    QString m_program;
    int m_megabytes;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const QStringList arguments = app.arguments();
    const QString kind = arguments.value(1);
    if (kind != QLatin1String("docker") && kind != QLatin1String("podman")) {
        std::fprintf(stderr, "usage: engine_bench docker|podman [MEGABYTES] [prompt|exec|logs|stream|list]\n");
        return 2;
    }
    auto &real = kind == QLatin1String("docker") ? tests::RealEngine::docker() : tests::RealEngine::podman();
    if (!real.isRunning()) {
        std::fprintf(stderr, "%s\n", qPrintable(real.whyNot()));
        return 1;
    }
    Bench bench(real, kind, std::max(1, arguments.value(2, QStringLiteral("100")).toInt()));
    const QString only = arguments.value(3);
    const auto wanted = [&](const char *name) { return only.isEmpty() || only == QLatin1String(name); };
    if (wanted("prompt"))
        bench.startToPrompt();
    if (wanted("exec"))
        bench.execRoundTrip();
    if (wanted("logs"))
        bench.logs();
    if (wanted("stream"))
        bench.execStream();
    if (wanted("list"))
        bench.list();
    return 0;
}
