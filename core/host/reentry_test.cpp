// The terminal of a container that stops and starts: the parts without engines, or with scripted ones. Real ones are in
// tests/integration/container_sessions_test.cpp.
#include "core/host/reentry.h"

#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "core/pty/mock_pty.h"
#include "core/vt/emulator.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTest>
#include <poll.h>

using namespace core;
using namespace core::host;

namespace {

constexpr base::GridSize kSize{80, 24};

struct HandClock : base::Clock
{
    base::SteadyTime time{std::chrono::hours(1)};
    base::SteadyTime now() const override { return time; }
    base::WallTime wall() const override { return {}; }
};

struct Tab
{
    HandClock clock;
    std::shared_ptr<ReentryLink> link = std::make_shared<ReentryLink>(kSize);
    std::shared_ptr<ReentryMailbox> host = std::make_shared<ReentryMailbox>(4);
    pty::MockPair first = pty::makeMockPty(true);
    std::unique_ptr<ReenteringPty> pty;

    explicit Tab(LeavesFor leaves = LeavesFor::Restarts, std::string greeting = {})
        : pty(std::make_unique<ReenteringPty>(std::move(first.pty), link, host, leaves, std::move(greeting), clock))
    {
    }
    // As a session's thread: only when poll() says that there is something.
    std::string readUntil(const std::string &words)
    {
        std::string seen;
        char buffer[256];
        while (seen.find(words) == std::string::npos) {
            pollfd fd{pty->fd(), POLLIN, 0};
            if (fd.fd < 0 || ::poll(&fd, 1, 300) != 1)
                return seen + "(nothing)";
            const auto result = pty->read(buffer);
            if (result.state == pty::ReadResult::End)
                return seen + "(end)";
            if (result.state == pty::ReadResult::Data)
                seen.append(buffer, result.count);
        }
        return seen;
    }
    void takeAway(pty::ExitStatus status)
    {
        first.program->closeOutput();
        first.program->exit(std::move(status));
    }
};

const pty::ExitStatus kStopped{{}, {}, "The container has stopped."};

class OneEngine : public engine::Registry
{
public:
    explicit OneEngine(engine::Engine &engine) : m_engine(engine) {}
    void discover() override {}
    std::vector<engine::Engine *> engines() const override { return {&m_engine}; }
    const std::vector<engine::Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return false; }

private:
    engine::Engine &m_engine;
    std::vector<engine::Candidate> m_failed;
};

struct NoOperation : engine::Operation
{
    void cancel() override {}
};

} // namespace

class ReentryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoLeavesByHimselfHasLeft()
    {
        Tab tab;
        tab.first.program->print("bye");
        QCOMPARE(tab.readUntil("bye"), std::string("bye"));
        tab.takeAway({3, {}, {}});
        QCOMPARE(tab.readUntil("x"), std::string("(end)"));
        QCOMPARE(tab.pty->exitStatus()->code, std::optional(3));
        QVERIFY(tab.host->drain().empty());
    }

    void theNextShellIsEnteredAfterTheDivider()
    {
        Tab tab;
        QVERIFY(tab.pty->holdsMuch()); // as the shell inside does
        tab.takeAway(kStopped);
        QCOMPARE(tab.readUntil("x"), std::string("(nothing)")); // waits without spinning
        auto requests = tab.host->drain();
        QVERIFY(requests.size() == 1 && requests[0].ended && requests[0].ended->reason == kStopped.reason);
        QVERIFY(!tab.pty->exitStatus());
        QCOMPARE(tab.pty->write("lost").value(), std::size_t(4));
        tab.pty->resize({100, 30});
        QVERIFY(tab.link->size() == (base::GridSize{100, 30}));
        QVERIFY(tab.link->steps.offer({"stopped "}));
        QCOMPARE(tab.readUntil("stopped "), std::string("stopped "));
        auto next = pty::makeMockPty();
        next.program->print("$ ");
        QVERIFY(tab.link->steps.offer({"started ", std::move(next.pty)}));
        QCOMPARE(tab.readUntil("$ "), std::string("started $ "));
        QVERIFY(next.program->sizes() == std::vector<base::GridSize>({{100, 30}}));
        QVERIFY(tab.pty->write("\x1b[?1;2c")); // a terminal's answer
        QCOMPARE(tab.pty->write(" half\rls").value(), std::size_t(8)); // "lost" was its other half
        QCOMPARE(next.program->takeInput(), std::string("\x1b[?1;2cls"));
        QVERIFY(tab.pty->write(" -l\n"));
        QCOMPARE(next.program->takeInput(), std::string(" -l\n"));
    }

    void halfALineIsNoCommand()
    {
        for (const bool pauses : {false, true}) {
            Tab tab;
            QVERIFY(tab.pty->write("echo a; r")); // reached the shell before it was taken away
            tab.takeAway(kStopped);
            QCOMPARE(tab.readUntil("x"), std::string("(nothing)"));
            auto next = pty::makeMockPty();
            next.program->print("$ ");
            QVERIFY(tab.link->steps.offer({"started ", std::move(next.pty)}));
            QCOMPARE(tab.readUntil("$ "), std::string("started $ "));
            tab.clock.time += pauses ? std::chrono::seconds(2) : std::chrono::milliseconds(300);
            QVERIFY(tab.pty->write("m"));
            QVERIFY(tab.pty->write(" x\r"));
            QVERIFY(tab.pty->write("ls\r"));
            QCOMPARE(next.program->takeInput(), std::string(pauses ? "m x\rls\r" : "ls\r"));
        }
    }

    void killedIsForTheHostToJudge()
    {
        Tab tab;
        tab.takeAway({137, {}, {}});
        QCOMPARE(tab.readUntil("x"), std::string("(nothing)"));
        QCOMPARE(tab.host->drain().size(), std::size_t(1));
        QVERIFY(tab.link->steps.offer({"last words", nullptr, pty::ExitStatus{137, {}, {}}}));
        QCOMPARE(tab.readUntil("x"), std::string("last words(end)"));
        QCOMPARE(tab.pty->exitStatus()->code, std::optional(137));
    }

    void aMainProcessMayComeBackHoweverItEnded()
    {
        Tab tab(LeavesFor::AnyReason);
        tab.takeAway({0, {}, {}});
        QCOMPARE(tab.readUntil("x"), std::string("(nothing)"));
        QVERIFY(!tab.pty->exitStatus());
        QCOMPARE(tab.host->drain().size(), std::size_t(1));
    }

    void closingATabThatWaitsEndsIt()
    {
        Tab tab;
        tab.takeAway(kStopped);
        tab.readUntil("x");
        tab.pty->hangUp();
        char buffer[8];
        QVERIFY(tab.pty->read(buffer).state == pty::ReadResult::End && tab.pty->exitStatus());
        tab.host->drain();
        tab.pty.reset();
        const auto gone = tab.host->drain();
        QVERIFY(gone.size() == 1 && !gone[0].ended);
        QVERIFY(tab.link->steps.isClosed());
    }

    void withoutAHostItEnds()
    {
        Tab leaving;
        leaving.host->close();
        leaving.takeAway(kStopped);
        QCOMPARE(leaving.readUntil("x"), std::string("(end)"));
        QCOMPARE(leaving.pty->exitStatus()->reason, kStopped.reason);
        Tab waiting;
        waiting.takeAway(kStopped);
        waiting.readUntil("x");
        waiting.link->steps.close();
        QCOMPARE(waiting.readUntil("x"), std::string("(end)"));
    }

    void aGreetingComesFirst()
    {
        Tab tab(LeavesFor::Restarts, "hello ");
        tab.first.program->print("there");
        QCOMPARE(tab.readUntil("there"), std::string("hello there"));
    }

    // Which run a shell is in was not to be learnt when it was opened: asked for again, or the next restart would end the tab.
    void aStartThatWasNotLearntIsAskedForAgain()
    {
        using engine::ScriptedEngine;
        QByteArray started = "2025-11-28T08:00:00Z";
        int failures = 0;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (!request.contains("/containers/one/json"))
                return engine::wellBehaved(request);
            if (failures > 0 && failures--)
                return {ScriptedEngine::status(500, R"({"message":"busy"})")};
            return {ScriptedEngine::ok(R"({"Id":"aaaa","State":{"Status":"running","StartedAt":")" + started + R"("}})")};
        });
        engine::Dialect docker;
        docker.apiPath = "/v1.41";
        engine::SocketEngine engine("e", server.endpoint(), docker, engine::fastTimings());
        QTRY_VERIFY(engine.find("one"));
        OneEngine engines(engine);
        auto link = std::make_shared<ReentryLink>(kSize);
        ReentrySpec spec;
        spec.engine = "e";
        spec.container = "one";
        spec.open = [&](engine::Engine &, base::GridSize, engine::Done<std::unique_ptr<pty::Pty>> opened) {
            failures = 1;
            QTimer::singleShot(0, this, [opened = std::make_shared<decltype(opened)>(std::move(opened))] { (*opened)(pty::makeMockPty().pty); });
            return std::make_shared<NoOperation>();
        };
        Reentry reentry(engines, spec, link, nullptr);
        std::string told;
        bool isOver = false;
        int shells = 0;
        const auto steps = [&] {
            for (const ReentryStep &step : link->steps.drain()) {
                told += step.text;
                shells += step.next ? 1 : 0;
                isOver = isOver || step.over;
            }
            return shells;
        };
        QTRY_COMPARE(server.count("/containers/one/json"), 1);
        reentry.ended(kStopped);
        QTRY_COMPARE(steps(), 1);
        QTRY_COMPARE(server.count("/containers/one/json"), 4); // at the end, after the entry in vain, and again
        tests::Waiting<engine::ContainerDetails> later; // its answer comes after that one
        const engine::OperationPtr look = engine.control()->inspect("one", later.done());
        QVERIFY(later.wait() && later.value());
        started = "2025-11-28T09:00:00Z";
        told.clear();
        reentry.ended({137, {}, {}});
        QTRY_VERIFY(steps() == 1 && !told.empty());
        QVERIFY2(told.find("The container was restarted") != std::string::npos, told.c_str());
        QVERIFY(!isOver);
    }

    void aDividerIsBrokenAtBlanks()
    {
        const auto lines = [](const char *words, int cols) {
            struct Events : vt::EmulatorEvents
            {
            } events;
            vt::Emulator::Options options;
            options.size = {cols, 12};
            vt::Emulator emulator(options, events);
            emulator.feed(dividerText(words, cols) + belowDivider("and so on", cols));
            QByteArrayList out;
            const auto frame = emulator.frame(); // its rows are the frame's
            for (const auto &row : frame->rows)
                out << QByteArray::fromStdString(row->trimmedText());
            while (!out.isEmpty() && out.back().isEmpty())
                out.removeLast();
            return out.join('|');
        };
        const QByteArray dash = "\xe2\x94\x80\xe2\x94\x80";
        QCOMPARE(lines("a new shell", 40), "|" + dash + " a new shell " + dash + "|   and so on");
        QCOMPARE(lines("a new shell", 17), "|" + dash + " a new shell " + dash + "|   and so on");
        QCOMPARE(lines("a new shell", 16), "|" + dash + " a new shell|   and so on");
        QCOMPARE(lines("a new shell", 13), "|" + dash + " a new|   shell " + dash + "|   and so on");
        QCOMPARE(lines("engine:/a/very/long/path is", 12), "|" + dash + " engine:/a|/very/long/p|ath|   is " + dash + "|   and so on"); // one word is wider
        QVERIFY(lines("a", 1).contains("a"));
    }

    void whatAProgramHasLeftBehindIsReset_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("nothing") << QByteArray("$ sleep 100");
        QTest::newRow("another screen") << QByteArray("$ sleep 100\x1b[?1049h\x1b[2J\x1b[5;5Hin the editor\x1b[?1003;1006;2004h\x1b[?25l\x1b[3;7r\x1b[41m");
        QTest::newRow("graphics") << QByteArray("$ sleep 100\x0e\x1b(0\x1b[?1h\x1b=");
    }
    void whatAProgramHasLeftBehindIsReset()
    {
        QFETCH(QByteArray, left);
        struct Events : vt::EmulatorEvents
        {
        } events;
        vt::Emulator::Options options;
        options.size = kSize;
        vt::Emulator emulator(options, events);
        emulator.feed(std::string_view(left.constData(), std::size_t(left.size())));
        emulator.feed(resetText("abc") + dividerText("stopped", kSize.cols));
        emulator.feed("after");
        const auto frame = emulator.frame();
        const auto line = [&](std::size_t row) { return QByteArray::fromStdString(frame->rows.at(row)->trimmedText()); };
        QCOMPARE(line(0), QByteArray("$ sleep 100"));
        QCOMPARE(line(1), QByteArray("\xe2\x94\x80\xe2\x94\x80 stopped \xe2\x94\x80\xe2\x94\x80"));
        QCOMPARE(line(2), QByteArray("after"));
        QVERIFY(!frame->alternate && frame->cursor.visible);
    }
};

BERTH_TEST(ReentryTest)
#include "reentry_test.moc"
