// The assistant with the real berth-agent, and with one that misbehaves.
#include "core/assistant/assistant.h"

#include "core/agent/testing/endpoint.h"
#include "tests/support/paths.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <cstdlib>
#include <deque>

using namespace core;
using namespace core::assistant;
using namespace core::agent::testing;
using namespace std::chrono_literals;

namespace {

class TestFacts : public Facts
{
public:
    void commandsInPath(base::SessionId, Done done) override
    {
        ++asked;
        if (hold)
            held.push_back(std::move(done));
        else
            done(std::vector<std::string>{"git", "ls", "cat"});
    }
    void describePath(base::SessionId, const std::string &path, Done done) override
    {
        ++asked;
        paths.push_back(path);
        done(std::vector<std::string>{"dir", "0755", "root"});
    }
    int asked = 0;
    bool hold = false; // what is asked is answered by the test
    std::vector<Done> held;
    std::vector<std::string> paths;
};

session::SessionInfo sessionInfo(std::uint64_t id = 1)
{
    session::SessionInfo info;
    info.id = {id};
    info.shell = "bash";
    info.place.user = "ann";
    info.traceId = "0af7651916cd43dd8448eb211c80319c";
    return info;
}

session::CommandFinished finished(std::uint64_t block, const std::string &command, int exit, const std::string &output, bool trusted = true)
{
    session::CommandFinished event;
    event.block.id = {block};
    event.block.state = shell::Block::State::Finished;
    event.block.trusted = trusted;
    event.block.command = command;
    event.block.cwd = "/home/ann";
    event.block.exitCode = exit;
    event.block.duration = 2ms;
    event.outputTail = output;
    return event;
}

struct Setup
{
    QTemporaryDir dir;
    TestFacts facts;
    std::unique_ptr<Assistant> assistant;

    static config::SettingsPtr settings(std::vector<std::string> overrides)
    {
        std::vector<config::Problem> problems;
        overrides.insert(overrides.begin(), "assistant.cooldown_ms=0");
        overrides.push_back("assistant.use_keychain=false");
        auto settings = std::make_shared<const config::Settings>(config::Settings::load("", {}, overrides, problems));
        if (!problems.empty())
            qFatal("%s: %s", problems[0].where.c_str(), problems[0].message.c_str());
        return settings;
    }
    explicit Setup(std::vector<std::string> overrides = {}, std::string program = BERTH_BIN_DIR "/berth-agent")
    {
        assistant = Assistant::create({.settings = settings(std::move(overrides)), .agentProgram = std::move(program), .instanceDir = dir.path().toStdString(), .instanceId = "test"}, facts);
    }
    // An agent program that is the fake one in this mode.
    static std::string fake(const QTemporaryDir &where, const char *mode)
    {
        QFile script(where.filePath(QStringLiteral("agent.sh")));
        if (!script.open(QIODevice::WriteOnly))
            qFatal("no script");
        script.write("#!/bin/sh\nexec " BERTH_FAKE_AGENT " " + QByteArray(mode) + " \"$@\"\n");
        script.close();
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return script.fileName().toStdString();
    }
    Assistant *operator->() const { return assistant.get(); }
    bool ready() const { return QTest::qWaitFor([&] { return assistant->state() == State::Ready; }, 15'000); }
};

const std::string kGti = "bash: gti: command not found\r\n";

bool runs(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0;
}

} // namespace

class AssistantTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFailedCommandGetsAHint()
    {
        Setup setup;
        QCOMPARE(setup->state(), State::Off); // nothing starts before the event loop runs
        QVERIFY(setup.ready());
        QCOMPARE(setup->stateText(), std::string("rules · no model"));
        QSignalSpy changed(setup.assistant.get(), &Assistant::hintsChanged);
        setup->commandFinished(sessionInfo(), finished(3, "gti status", 127, kGti));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        const Hint hint = setup->hints().back();
        QCOMPARE(hint.block.value, std::uint64_t(3));
        QCOMPARE(hint.rule, std::string("command-not-found"));
        QCOMPARE(hint.proposed, std::string("git status"));
        QCOMPARE(hint.tier, 1);
        QCOMPARE(changed.count(), 1);
        QVERIFY(setup->silenceReason().empty());
        setup->dismiss({3});
        QVERIFY(setup->hints().empty());
    }

    void theSameFailureAgainSaysMore()
    {
        Setup setup;
        QVERIFY(setup.ready());
        for (std::uint64_t block = 1; block <= 3; ++block) {
            setup->commandFinished(sessionInfo(), finished(block, "curl http://x.invalid", 6, "curl: (6) Could not resolve host: x.invalid\n"));
            QTRY_VERIFY(!setup->hints().empty() && setup->hints().back().block.value == block);
            QCOMPARE(setup->hints().back().tier, static_cast<int>(block));
            QCOMPARE(setup->hints().size(), std::size_t(1)); // one card, not three
        }
        setup->commandFinished(sessionInfo(), finished(4, "curl http://y", 0, ""));
        setup->commandFinished(sessionInfo(), finished(5, "curl http://x.invalid", 6, "curl: (6) Could not resolve host: x.invalid\n"));
        QTRY_COMPARE(setup->hints().back().block.value, std::uint64_t(5));
        QCOMPARE(setup->hints().back().tier, 1);
    }

    void silenceHasAVisibleReason_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("exit");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("reason");
        QTest::newRow("success") << QStringLiteral("ls") << 0 << true << QStringLiteral("succeeded");
        QTest::newRow("grep") << QStringLiteral("grep a b") << 1 << true << QStringLiteral("grep");
        QTest::newRow("Ctrl-C") << QStringLiteral("sleep 9") << 130 << true << QStringLiteral("keyboard");
        QTest::newRow("editor") << QStringLiteral("vim x") << 1 << true << QStringLiteral("vim");
        QTest::newRow("untrusted") << QStringLiteral("gti") << 127 << false << QStringLiteral("marks");
        QTest::newRow("unknown") << QStringLiteral("./x") << 3 << true << QStringLiteral("no rule");
    }
    void silenceHasAVisibleReason()
    {
        QFETCH(QString, command);
        QFETCH(int, exit);
        QFETCH(bool, trusted);
        QFETCH(QString, reason);
        Setup setup;
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(), finished(1, command.toStdString(), exit, "", trusted));
        QTRY_VERIFY2(QString::fromStdString(setup->silenceReason()).contains(reason), setup->silenceReason().c_str());
        QVERIFY(setup->hints().empty());
    }

    void noHintAppearsWhileTyping()
    {
        Setup setup;
        QVERIFY(setup.ready());
        setup->userTyped({1}); // the command's own Enter: does not count
        QTest::qWait(5);
        setup->commandFinished(sessionInfo(), finished(1, "gti status", 127, kGti));
        setup->userTyped({1}); // already typing on
        QTRY_COMPARE(setup->silenceReason(), std::string("you are typing"));
        QVERIFY(setup->hints().empty());
        QTRY_COMPARE(setup->hints().size(), std::size_t(1)); // after a pause
        QVERIFY(setup->silenceReason().empty());

        setup->commandFinished(sessionInfo(), finished(2, "gti status", 127, kGti));
        setup->userTyped({1});
        QTRY_COMPARE(setup->silenceReason(), std::string("you are typing"));
        setup->commandFinished(sessionInfo(), finished(3, "git status", 0, "")); // the user knew
        QCOMPARE(setup->silenceReason(), std::string("the last command succeeded"));
        QCOMPARE(setup->hints().size(), std::size_t(1));
    }

    void secretsDoNotLeave()
    {
        Endpoint endpoint([](QTcpSocket &s) {
            s.write(streamHead() + textEvent("ok") + endOfStream(1, 1));
            s.disconnectFromHost();
        });
        Setup setup({"assistant.provider=openai", "assistant.base_url=" + endpoint.baseUrl(), "assistant.model=tiny"});
        QVERIFY(setup.ready());
        const auto id = setup->ask(sessionInfo(), "is ghp_abcdefghijklmnopqrstuvwxyz0123456789 valid?", {});
        QVERIFY(id);
        QTRY_COMPARE(setup->answers().back().phase, Answer::Phase::Complete);
        QVERIFY(!endpoint.requests().at(0).body.contains("ghp_abcdef"));
        QVERIFY(setup->answers().back().question.find("ghp_abcdef") == std::string::npos);
    }

    void killingTheAgentRestartsIt()
    {
        Setup setup;
        QVERIFY(setup.ready());
        std::deque<State> states;
        connect(setup.assistant.get(), &Assistant::stateChanged, this, [&] {
            if (states.empty() || states.back() != setup->state())
                states.push_back(setup->state());
        });
        for (int round = 1; round <= 3; ++round) {
            const qint64 pid = setup->agentPid();
            QVERIFY(pid > 0);
            states.clear();
            QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
            QTRY_COMPARE(setup->state(), State::Restarting);
            QVERIFY2(setup->stateText().starts_with("restarting in ") && setup->stateText().ends_with(" s"), setup->stateText().c_str());
            if (round == 1) // fails while nobody is there: the hint comes later
                setup->commandFinished(sessionInfo(), finished(1, "gti status", 127, kGti));
            QVERIFY(setup.ready());
            QCOMPARE(states, (std::deque{State::Restarting, State::Starting, State::Ready}));
            QVERIFY(setup->agentPid() != pid);
            QCOMPARE(setup->restarts(), round);
            QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        }
        setup->commandFinished(sessionInfo(2), finished(9, "gti", 127, kGti));
        QTRY_COMPARE(setup->hints().size(), std::size_t(2));
    }

    // A stopped process keeps its socket and its stream: only the heartbeat notices.
    void anAgentThatHangsIsReplaced()
    {
        Setup setup({"assistant.heartbeat_ms=100"});
        QVERIFY(setup.ready());
        const qint64 pid = setup->agentPid();
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(setup->restarts() == 1, 20'000);
        QVERIFY(setup.ready());
        QVERIFY(setup->agentPid() != pid);
        setup->commandFinished(sessionInfo(), finished(1, "gti status", 127, kGti));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
    }

    void aProgramThatCannotStartIsTriedAgain_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("missing") << QStringLiteral("/nonexistent/berth-agent");
        QTest::newRow("dies at once") << QStringLiteral("/bin/false");
    }
    void aProgramThatCannotStartIsTriedAgain()
    {
        QFETCH(QString, program);
        Setup setup({}, program.toStdString());
        QTRY_COMPARE(setup->state(), State::Restarting);
        QTRY_VERIFY_WITH_TIMEOUT(setup->restarts() >= 2, 10'000);
        QTRY_COMPARE(setup->agentPid(), 0);
    }

    void theAgentEndsWithUs()
    {
        qint64 pid = 0;
        {
            Setup setup;
            QVERIFY(setup.ready());
            pid = setup->agentPid();
        }
        QTRY_VERIFY(!runs(pid));
    }

    void shutdownEndsTheAgent()
    {
        Setup setup;
        QVERIFY(setup.ready());
        const qint64 pid = setup->agentPid();
        bool done = false;
        setup->shutdown([&] { done = true; });
        QTRY_VERIFY(done);
        QVERIFY(!runs(pid));
        QCOMPARE(setup->state(), State::Off);
    }

    void switchedOffThereIsNoProcess()
    {
        Setup setup({"assistant.enabled=false"});
        QTest::qWait(50);
        QCOMPARE(setup->state(), State::Off);
        QCOMPARE(setup->agentPid(), 0);
        setup->commandFinished(sessionInfo(), finished(1, "gti", 127, kGti));
        QVERIFY(setup->hints().empty());
        QCOMPARE(setup->ask(sessionInfo(), "why?", {}).error().code, std::string("assistant.off"));
        bool done = false;
        setup->shutdown([&] { done = true; });
        QVERIFY(done);
        QVERIFY(QDir(setup.dir.path()).isEmpty());
    }

    void theSwitchIsFollowedWhileItRuns()
    {
        Setup setup;
        QVERIFY(setup.ready());
        const qint64 pid = setup->agentPid();
        setup->commandFinished(sessionInfo(), finished(1, "gti status", 127, kGti));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        setup->setSettings(Setup::settings({"assistant.enabled=false"}));
        QCOMPARE(setup->state(), State::Off); // at once
        QVERIFY(setup->hints().empty());
        QCOMPARE(setup->ask(sessionInfo(), "why?", {}).error().code, std::string("assistant.off"));
        QTRY_VERIFY(!runs(pid));
        QTRY_COMPARE(setup->agentPid(), 0);
        setup->commandFinished(sessionInfo(), finished(2, "gti status", 127, kGti));
        setup->setSettings(Setup::settings({}));
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(), finished(3, "gti status", 127, kGti));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        QCOMPARE(setup->hints().back().block.value, std::uint64_t(3));
    }

    // What an agent has asked may be answered when there is none any more, or another one, which counts its questions anew.
    void aFactThatComesAfterItsAgentIsNobodys()
    {
        Setup setup;
        setup.facts.hold = true;
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(), finished(1, "gti status", 127, kGti));
        QTRY_COMPARE(setup.facts.held.size(), std::size_t(1));
        setup->setSettings(Setup::settings({"assistant.enabled=false"}));
        QTRY_COMPARE(setup->agentPid(), 0);
        setup.facts.held[0](std::vector<std::string>{"git"});

        setup->setSettings(Setup::settings({}));
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(2), finished(1, "gti status", 127, kGti));
        QTRY_COMPARE(setup.facts.held.size(), std::size_t(2));
        setup->setSettings(Setup::settings({"assistant.base_url=http://127.0.0.1:9/v1"}));
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(3), finished(1, "gti status", 127, kGti));
        QTRY_COMPARE(setup.facts.held.size(), std::size_t(3));
        setup.facts.held[1](std::vector<std::string>{"gtx"});
        QTest::qWait(200);
        QVERIFY(setup->hints().empty());
        setup.facts.held[2](std::vector<std::string>{"git"});
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        QVERIFY2(setup->hints()[0].text.find("git") != std::string::npos, setup->hints()[0].text.c_str());
    }

    void theSwitchBackAndForthLeavesOneProcess()
    {
        Setup setup;
        for (const char *last : {"assistant.enabled=false", "assistant.enabled=true"}) {
            for (const char *enabled : {"assistant.enabled=false", "assistant.enabled=true", last})
                setup->setSettings(Setup::settings({enabled}));
        }
        QVERIFY(setup.ready());
        const qint64 pid = setup->agentPid();
        setup->setSettings(Setup::settings({"assistant.enabled=false"}));
        bool done = false;
        setup->shutdown([&] { done = true; });
        setup->setSettings(Setup::settings({})); // too late
        QTRY_VERIFY(done);
        QVERIFY(!runs(pid));
        QTest::qWait(50);
        QCOMPARE(setup->agentPid(), 0);
    }

    void anotherModelIsTakenWhileItRuns()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("Because")); });
        const std::vector<std::string> model{"assistant.provider=openai", "assistant.base_url=" + endpoint.baseUrl()};
        const auto named = [&](const char *name) { return std::vector{model[0], model[1], std::string("assistant.model=") + name}; };
        Setup setup(named("tiny"));
        QVERIFY(setup.ready());
        const qint64 pid = setup->agentPid();
        QVERIFY(setup->ask(sessionInfo(), "why?", {}));
        QTRY_COMPARE(setup->answers().back().text, std::string("Because"));
        setup->setSettings(Setup::settings([&] { auto other = named("tiny"); other.push_back("assistant.context_blocks=1"); return other; }()));
        QCOMPARE(setup->agentPid(), pid); // nothing that it was told
        QCOMPARE(setup->answers().back().phase, Answer::Phase::Streaming);
        setup->setSettings(Setup::settings(named("large")));
        QCOMPARE(setup->state(), State::Starting);
        QCOMPARE(setup->answers().back().phase, Answer::Phase::CutOff);
        QVERIFY(!setup->answers().back().problem.empty());
        QVERIFY(setup.ready());
        QCOMPARE(setup->providerName(), std::string("large"));
        QVERIFY(setup->agentPid() != pid);
        setup->setSettings(Setup::settings({}));
        QVERIFY(setup.ready());
        QCOMPARE(setup->providerName(), std::string("rules"));
    }

    void withoutAModelAQuestionSaysHowToSetOne()
    {
        Setup setup;
        QVERIFY(setup.ready());
        QVERIFY(setup->ask(sessionInfo(), "why?", {}));
        QCOMPARE(setup->answers().back().phase, Answer::Phase::NoModel);
        QVERIFY(setup->answers().back().problem.find("assistant.base_url") != std::string::npos);
    }

    void anAnswerStreams()
    {
        QTcpSocket *open = nullptr;
        Endpoint endpoint([&](QTcpSocket &s) {
            open = &s;
            s.write(streamHead() + textEvent("Because \x1b[31m") + textEvent("it \u202efails"));
        });
        qputenv("BERTH_TEST_KEY", "sk-of-the-test");
        Setup setup({"assistant.provider=openai", "assistant.base_url=" + endpoint.baseUrl(), "assistant.model=tiny", "assistant.api_key_env=BERTH_TEST_KEY"});
        QVERIFY(setup.ready());
        QCOMPARE(setup->providerName(), std::string("tiny"));
        QSignalSpy changed(setup.assistant.get(), &Assistant::answersChanged);
        const auto id = setup->ask(sessionInfo(), "why?", {.text = "$ npm test", .label = {}});
        QVERIFY(id);
        QTRY_COMPARE(setup->answers().back().text, std::string("Because it ‹U+202E›fails"));
        QCOMPARE(setup->answers().back().phase, Answer::Phase::Streaming);
        open->write(textEvent("."));
        open->write(endOfStream(30, 4));
        open->disconnectFromHost();
        QTRY_COMPARE(setup->answers().back().phase, Answer::Phase::Complete);
        QCOMPARE(setup->answers().back().inputTokens, 30);
        QCOMPARE(setup->answers().back().outputTokens, 4);
        QVERIFY(changed.count() >= 2); // while it streamed, and at its end
        QVERIFY(endpoint.requests().at(0).head.contains("Bearer sk-of-the-test"));
        QVERIFY(endpoint.requests().at(0).body.contains("$ npm test"));
        qunsetenv("BERTH_TEST_KEY");
    }

    void stopStopsTheAnswer()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("Because")); });
        Setup setup({"assistant.provider=openai", "assistant.base_url=" + endpoint.baseUrl(), "assistant.model=tiny"});
        QVERIFY(setup.ready());
        const auto id = setup->ask(sessionInfo(), "why?", {});
        QVERIFY(id);
        QTRY_COMPARE(setup->answers().back().text, std::string("Because"));
        setup->stop(*id);
        QCOMPARE(setup->answers().back().phase, Answer::Phase::Stopped);
        QTRY_COMPARE(endpoint.open(), 0); // the model is told too
    }

    void anAnswerUnderWayFailsWhenTheAgentDies()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("Because")); });
        Setup setup({"assistant.provider=openai", "assistant.base_url=" + endpoint.baseUrl(), "assistant.model=tiny"});
        QVERIFY(setup.ready());
        QVERIFY(setup->ask(sessionInfo(), "why?", {}));
        QTRY_COMPARE(setup->answers().back().text, std::string("Because"));
        ::kill(static_cast<pid_t>(setup->agentPid()), SIGKILL);
        QTRY_COMPARE(setup->answers().back().phase, Answer::Phase::Failed);
        QVERIFY(!setup->answers().back().problem.empty());
        QCOMPARE(setup->ask(sessionInfo(), "why?", {}).error().code, std::string("assistant.unavailable"));
    }

    void aKeyThatIsMissingIsSaid()
    {
        Setup setup({"assistant.provider=openai", "assistant.base_url=http://127.0.0.1:1/v1", "assistant.model=tiny", "assistant.api_key_file=/nonexistent/key"});
        QVERIFY(setup.ready());
        QVERIFY(setup->ask(sessionInfo(), "why?", {}));
        QCOMPARE(setup->answers().back().phase, Answer::Phase::Failed);
        QVERIFY(!setup->answers().back().problem.empty());
    }

    void hostileHintsAreMadeSafe()
    {
        QTemporaryDir scripts;
        Setup setup({}, Setup::fake(scripts, "hostile"));
        QVERIFY(setup.ready());
        QVERIFY(setup->providerName().size() < 100);
        QCOMPARE(setup->providerName().substr(0, 6), std::string("evil m"));
        setup->commandFinished(sessionInfo(), finished(3, "false it", 1, ""));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1)); // not those for other sessions and blocks
        const Hint hint = setup->hints()[0];
        QVERIFY2(hint.title.starts_with("red‹U+202E› title second"), hint.title.c_str());
        QVERIFY(hint.title.size() < 250);
        QVERIFY2(hint.text.starts_with("ab‹U+200B›xxx"), hint.text.substr(0, 40).c_str());
        QVERIFY(hint.text.size() < 2100);
        QCOMPARE(hint.proposed, std::string("ls ‹U+202E›‹U+200B› -la"));
        QCOMPARE(hint.tier, 3);
    }

    void aCommandOfTwoLinesIsNotOffered()
    {
        QTemporaryDir scripts;
        Setup setup({}, Setup::fake(scripts, "newline"));
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(), finished(3, "false it", 1, ""));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        QCOMPARE(setup->hints()[0].proposed, std::string());
    }

    void onlyListedQuestionsAreAnswered()
    {
        QTemporaryDir scripts;
        Setup setup({}, Setup::fake(scripts, "curious"));
        QVERIFY(setup.ready());
        setup->commandFinished(sessionInfo(), finished(3, "false it", 1, ""));
        QTRY_COMPARE(setup->hints().size(), std::size_t(1));
        QCOMPARE(setup->hints()[0].title, std::string("1no 2no 3no 4no 5no 6yes"));
        QCOMPARE(setup.facts.asked, 1);
        QCOMPARE(setup.facts.paths, std::vector<std::string>{"/etc"});
    }

    void anEndlessAnswerIsCutOff()
    {
        QTemporaryDir scripts;
        Setup setup({"assistant.provider=openai", "assistant.base_url=http://127.0.0.1:1/v1", "assistant.model=tiny"}, Setup::fake(scripts, "rambling"));
        QVERIFY(setup.ready());
        QVERIFY(setup->ask(sessionInfo(), "why?", {}));
        QTRY_COMPARE_WITH_TIMEOUT(setup->answers().back().phase, Answer::Phase::CutOff, 30'000);
        QVERIFY(setup->answers().back().text.size() < 600'000);
        QVERIFY(setup->answers().back().text.find('\x1b') == std::string::npos);
        QCOMPARE(setup->state(), State::Ready);
    }
};
BERTH_TEST(AssistantTest)
#include "assistant_test.moc"
