// Logs, statistics and the main process's terminal.
#include "core/engine/container_streams.h"
#include "tests/integration/engine_contract.h"
#include "tests/support/terminal_reader.h"

#include <QDateTime>
#include <QFile>
#include <QRegularExpression>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::TerminalReader;
using tests::Waiting;

namespace {

struct Log
{
    std::string out, err;
    std::size_t count = 0;
    OnLog sink(std::size_t keep = 64u << 20)
    {
        return [this, keep](LogSource source, std::string_view bytes) {
            count += bytes.size();
            std::string &into = source == LogSource::Output ? out : err;
            if (into.size() < keep)
                into.append(bytes);
        };
    }
};

long residentKiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLong() * 4 : 0;
}

} // namespace

class StreamsTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    ContainerStreams &streams() { return *m_engine->streams(); }

    std::string program(const std::string &name, const std::string &script, bool tty = false)
    {
        Spec with = spec(name, {"sh", "-c", script});
        with.tty = tty;
        with.openStdin = tty;
        return run(with);
    }
    // The log so far.
    Log logOf(const std::string &id, const LogOptions &options = {})
    {
        Log log;
        Waiting<void> ended;
        streams().logs(id, options, log.sink(), ended.done());
        if (!ended.wait() || !ended.value())
            qWarning("the log did not end well: %s", ended.isDone() ? ended.value().error().message.c_str() : "never");
        return log;
    }

private Q_SLOTS:
    void logsAreSplitByStreamAndKeepTheirBytes()
    {
        const std::string id = program("logged", "printf 'a\\000b\\377\\n'; echo err >&2; echo last");
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "exited"));
        const Log all = logOf(id);
        // Docker keeps its log as JSON, where a byte that is no UTF-8 becomes U+FFFD; Podman keeps it as it was.
        QCOMPARE(all.out, isPodman() ? std::string("a\0b\xff\nlast\n", 10) : std::string("a\0b\xef\xbf\xbd\nlast\n", 12));
        QCOMPARE(all.err, std::string("err\n"));
        QCOMPARE(logOf(id, {.standardError = false}).err, std::string());
        QCOMPARE(logOf(id, {.standardOutput = false}).out, std::string());
        const Log stamped = logOf(id, {.timestamps = true, .standardError = false});
        QVERIFY2(stamped.out.starts_with("20") && stamped.out.find(" a") == std::min(stamped.out.find(' '), stamped.out.find('\n')), stamped.out.c_str());
        discard(id);
        QCOMPARE(failure<void>([&](auto done) { streams().logs(id, {}, [](LogSource, std::string_view) {}, std::move(done)); }), std::string("engine.not_found"));
    }

    // While the engine still looks for where to begin, the container goes on.
    void followingFromATimeLosesNothing()
    {
        constexpr int kLast = 20'400;
        const std::string id = program("counts", "i=0; while [ $i -lt 20400 ]; do i=$((i+1)); echo $i; [ $i -lt 20000 ] || usleep 10000; done");
        QVERIFY(!id.empty());
        QVERIFY(QTest::qWaitFor([&] { return std::atoi(logOf(id, {.tail = 1}).out.c_str()) >= 20'000; }, 60'000)); // it goes on slowly now
        LogOptions options;
        options.follow = true;
        options.tail = 50'000;
        options.since = base::WallTime(std::chrono::seconds(1));
        const std::string out = logOf(id, options).out;
        std::string expected;
        for (int i = 1; i <= kLast; ++i)
            expected += std::to_string(i) + '\n';
        QCOMPARE(out.size(), expected.size());
        QVERIFY(out == expected);
        discard(id);
    }

    void tailAndSinceCutTheLog()
    {
        const std::string id = program("cut", "for i in 1 2 3 4 5; do echo line$i; done; sleep 2; echo late; sleep 1000");
        QVERIFY(!id.empty());
        QTRY_VERIFY_WITH_TIMEOUT(logOf(id).out.find("late") != std::string::npos, 20'000);
        QCOMPARE(logOf(id, {.tail = 2}).out, std::string("line5\nlate\n"));
        QCOMPARE(logOf(id, {.tail = 0}).out, std::string());
        const Log stamped = logOf(id, {.timestamps = true, .tail = 1});
        // Docker's have nanoseconds, Podman's whole seconds, and both may have an offset.
        QString stamp = QString::fromStdString(stamped.out.substr(0, stamped.out.find(' ')));
        stamp.remove(QRegularExpression(QStringLiteral("\\.\\d+")));
        const QDateTime late = QDateTime::fromString(stamp, Qt::ISODate);
        QVERIFY(late.isValid());
        const auto since = base::WallTime(std::chrono::seconds(late.toSecsSinceEpoch()));
        QCOMPARE(logOf(id, {.since = since}).out, std::string("late\n"));
        discard(id);
    }

    void followGoesOnUntilTheContainerStops()
    {
        const std::string id = program("followed", "echo begun; while [ ! -e /go ]; do sleep 0.05; done; echo done");
        QVERIFY(!id.empty());
        Log log;
        Waiting<void> ended;
        const StreamPtr stream = streams().logs(id, {.follow = true}, log.sink(), ended.done());
        QTRY_COMPARE(log.out, std::string("begun\n"));
        QVERIFY(!ended.isDone());
        output(id, {"touch", "/go"});
        QVERIFY(ended.wait());
        QVERIFY(ended.value());
        QCOMPARE(log.out, std::string("begun\ndone\n"));
        discard(id);
    }

    void followIsCancelled()
    {
        const std::string id = program("cancelled-log", "while :; do echo x; sleep 0.05; done");
        QVERIFY(!id.empty());
        std::size_t seen = 0;
        Waiting<void> ended;
        StreamPtr stream;
        stream = streams().logs(id, {.follow = true},
                                [&](LogSource, std::string_view bytes) {
                                    seen += bytes.size();
                                    stream->cancel(); // from inside
                                },
                                ended.done());
        QVERIFY(ended.wait() && ended.value().error().is("engine.cancelled"));
        QCOMPARE(seen, std::size_t(2));
        discard(id);
    }

    void terminalsLogIsRaw()
    {
        const std::string id = program("raw-log", "echo on-a-terminal", true);
        QVERIFY(becomes(id, "exited"));
        QCOMPARE(logOf(id).out, std::string("on-a-terminal\r\n"));
        discard(id);
    }

    // A program that prints without end, and a reader that stops: the engine waits, this process does not grow, and what
    // arrives afterwards is still in order.
    void aPausedLogHoldsTheEngineBack()
    {
        const std::string id = program("flood", "i=0; while :; do i=$((i+1)); echo $i-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
        QVERIFY(!id.empty());
        std::string seen;
        std::size_t whilePaused = 0;
        bool paused = false;
        Waiting<void> ended;
        const StreamPtr stream = streams().logs(id, {.follow = true},
                                                [&](LogSource, std::string_view bytes) {
                                                    seen.append(bytes);
                                                    whilePaused += paused ? bytes.size() : 0;
                                                },
                                                ended.done());
        QTRY_VERIFY(seen.size() > 1'000'000);
        stream->setPaused(true);
        paused = true;
        const long before = residentKiB();
        QTest::qWait(1500); // the flood goes on meanwhile: this is what is measured
        QCOMPARE(whilePaused, std::size_t(0));
        QVERIFY(residentKiB() - before < 8 << 10);
        paused = false;
        const std::size_t had = seen.size();
        stream->setPaused(false);
        QTRY_VERIFY(seen.size() > had + 1'000'000);
        stream->cancel();
        // Every line is there: the numbers are without a gap.
        std::size_t at = 0;
        for (long wanted = std::stol(seen); at < seen.size(); ++wanted) {
            const auto end = seen.find('\n', at);
            if (end == std::string::npos)
                break;
            QCOMPARE(std::stol(seen.substr(at, 20)), wanted);
            at = end + 1;
        }
        discard(id);
    }

    void statisticsShowABusyProgram()
    {
        Spec busy = spec("busy", {"sh", "-c", "head -c 20000000 /dev/zero | tail > /dev/null; while :; do :; done"});
        busy.resources.memoryBytes = 256 << 20;
        const std::string id = run(busy);
        QVERIFY(!id.empty());
        std::vector<Usage> samples;
        Waiting<void> ended;
        const StreamPtr stream = streams().stats(id, [&](const Usage &usage) { samples.push_back(usage); }, ended.done());
        QTRY_VERIFY_WITH_TIMEOUT(samples.size() >= 3, 30'000);
        QVERIFY(!samples[0].cpuPercent && samples[1].cpuPercent);
        QVERIFY2(*samples[2].cpuPercent > 1 && *samples[2].cpuPercent < 250, std::to_string(*samples[2].cpuPercent).c_str());
        QVERIFY(samples[2].memoryBytes > 0 && samples[2].memoryBytes < 256 << 20);
        QCOMPARE(samples[2].memoryLimit, std::int64_t(256) << 20);
        QVERIFY(samples[2].processes >= 1);
        QVERIFY(samples[1].at > samples[0].at);
        discard(id);
        QVERIFY(ended.wait(60'000)); // it has gone, and the stream says so
        QVERIFY(!ended.value());
    }

    void statisticsOfAStoppedContainerEnd()
    {
        const auto id = value<std::string>([&](auto done) { m_engine->create(spec("asleep"), std::move(done)); });
        QVERIFY(id);
        QCOMPARE(failure<void>([&](auto done) { streams().stats(*id, [](const Usage &) {}, std::move(done)); }), std::string("engine.conflict"));
        discard(*id);
    }

    void attachIsTheMainProcess()
    {
        const std::string id = run("attached", {"sh"});
        QVERIFY(!id.empty());
        auto pty = value<std::unique_ptr<pty::Pty>>([&](auto done) { streams().attach(id, {91, 27}, std::move(done)); });
        QVERIFY(pty);
        {
            TerminalReader reader(**pty);
            reader.type("stty size; echo pid-$$\n");
            QVERIFY(reader.waitFor("27 91"));
            QVERIFY(reader.waitFor("pid-1"));
            reader.call([](pty::Pty &p) { p.resize({70, 20}); });
            QTRY_VERIFY((reader.type("stty size\n"), reader.waitFor("20 70", 300)));
            reader.stop();
        }
        pty->reset(); // detaches, and ends nothing
        QTest::qWait(200);
        QVERIFY(becomes(id, "running"));

        auto again = value<std::unique_ptr<pty::Pty>>([&](auto done) { streams().attach(id, {80, 24}, std::move(done)); });
        QVERIFY(again);
        TerminalReader reader(**again);
        reader.type("exit 9\n");
        QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT((*again)->exitStatus(), 20'000);
        QCOMPARE((*again)->exitStatus()->code, std::optional(9));
        discard(id);
    }

    // `docker run -it`: not a byte of the main process is missed, and it begins in a terminal of the right size where the
    // engine can do that (Podman here; an older Docker's is told at once after the start).
    void startAttachedHasTheFirstByte()
    {
        for (int round = 0; round < 3; ++round) {
            auto wish = spec("run-it", {"sh", "-c", "echo first; stty size; read line; stty size; exit 7"});
            wish.terminalSize = core::base::GridSize{91, 27};
            const auto id = value<std::string>([&](auto done) { m_engine->create(wish, std::move(done)); });
            QVERIFY(id);
            auto pty = value<std::unique_ptr<pty::Pty>>([&](auto done) { streams().startAttached(*id, {91, 27}, std::move(done)); });
            QVERIFY(pty);
            TerminalReader reader(**pty);
            QVERIFY(reader.waitFor(isPodman() ? "first\r\n27 91" : "first"));
            QTRY_VERIFY(m_engine->find(*id) && m_engine->find(*id)->isRunning());
            reader.type("\n");
            QVERIFY(reader.waitFor("27 91"));
            QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 20'000);
            QTRY_VERIFY_WITH_TIMEOUT((*pty)->exitStatus(), 20'000);
            QCOMPARE((*pty)->exitStatus()->code, std::optional(7));
            reader.stop();
            discard(*id);
        }
    }

    void startAttachedSaysWhyNot()
    {
        const auto start = [this](const std::string &id) {
            return failure<std::unique_ptr<pty::Pty>>([&](auto done) { streams().startAttached(id, {80, 24}, std::move(done)); });
        };
        const std::string running = run("runs-already", {"sh"});
        QCOMPARE(start(running), std::string("engine.conflict"));
        QVERIFY(becomes(running, "running")); // and nothing became of it
        discard(running);

        auto silent = spec("no-terminal-yet");
        silent.tty = false;
        const auto without = value<std::string>([&](auto done) { m_engine->create(silent, std::move(done)); });
        QVERIFY(without);
        QCOMPARE(start(*without), std::string("engine.conflict"));
        discard(*without);

        const auto broken = value<std::string>([&](auto done) { m_engine->create(spec("no-program", {"/no/such/program"}), std::move(done)); });
        QVERIFY(broken);
        const std::string why = start(*broken);
        QVERIFY2(!why.empty() && why != "never ended", why.c_str());
        const auto details = value<ContainerDetails>([&](auto done) { m_engine->control()->inspect(*broken, std::move(done)); });
        QVERIFY(details);
        QVERIFY(details->state != "running");
        discard(*broken);
        QCOMPARE(start("there-is-none"), std::string("engine.not_found"));
    }

    void attachNeedsATerminal()
    {
        const std::string id = program("no-terminal", "sleep 1000");
        QCOMPARE(failure<std::unique_ptr<pty::Pty>>([&](auto done) { streams().attach(id, {80, 24}, std::move(done)); }), std::string("engine.conflict"));
        discard(id);
    }
};

BERTH_ENGINE_TEST(StreamsTest)
#include "engine_streams_test.moc"
