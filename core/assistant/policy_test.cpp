#include "core/assistant/attempts.h"
#include "core/assistant/probe_desk.h"
#include "core/assistant/silence_policy.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::assistant;
using namespace std::chrono_literals;

namespace {
constexpr base::SessionId kOne{1}, kTwo{2};

class SilentFacts : public Facts // never answers
{
public:
    void commandsInPath(base::SessionId, Done done) override { waiting.push_back(std::move(done)); }
    void describePath(base::SessionId, const std::string &, Done done) override { waiting.push_back(std::move(done)); }
    std::vector<Done> waiting;
};
} // namespace

class PolicyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void typingDelaysAHint()
    {
        SilencePolicy policy({.typingPause = 2s, .cooldown = 10s});
        const base::SteadyTime t = base::SteadyTime() + 100s;
        QVERIFY(!policy.wait(kOne, false, t));
        policy.typed(kOne, t);
        QVERIFY(policy.wait(kOne, false, t + 1s));
        QCOMPARE(policy.wait(kOne, false, t + 1s)->until, t + 2s);
        QCOMPARE(policy.wait(kOne, false, t + 1s)->reason, std::string("you are typing"));
        QVERIFY(policy.wait(kOne, true, t + 1s)); // also when it goes on about something
        QVERIFY(!policy.wait(kTwo, false, t + 1s));
        QVERIFY(!policy.wait(kOne, false, t + 2s));
    }

    void theEnterOfACommandIsNotTypingOn()
    {
        SilencePolicy policy({.typingPause = 2s, .cooldown = 10s});
        const base::SteadyTime t = base::SteadyTime() + 100s;
        policy.typed(kOne, t);
        policy.commandRan(kOne, t + 3ms);
        QVERIFY(!policy.wait(kOne, false, t + 5ms));
        policy.typed(kOne, t + 10ms); // typed while it ran
        policy.commandRan(kOne, t + 4ms);
        QVERIFY(policy.wait(kOne, false, t + 20ms));
    }

    void afterSpeakingThereIsACooldown()
    {
        SilencePolicy policy({.typingPause = 2s, .cooldown = 10s});
        const base::SteadyTime t = base::SteadyTime() + 100s;
        policy.spoke(kOne, t);
        QVERIFY(policy.wait(kOne, false, t + 9s));
        QVERIFY(!policy.wait(kOne, true, t + 1s)); // the user tries the same again: more help is due
        QVERIFY(!policy.wait(kTwo, false, t + 1s));
        QVERIFY(!policy.wait(kOne, false, t + 10s));
        policy.spoke(kOne, t + 20s);
        policy.forget(kOne);
        QVERIFY(!policy.wait(kOne, false, t + 20s));
    }

    void placesAreNotSpokenAbout_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("silent");
        QTest::newRow("vim") << QStringLiteral("vim x") << true;
        QTest::newRow("path") << QStringLiteral("/usr/bin/less x") << true;
        QTest::newRow("shell") << QStringLiteral("bash") << true;
        QTest::newRow("script") << QStringLiteral("bash x.sh") << false;
        QTest::newRow("sh -c") << QStringLiteral("sh -c 'exit 3'") << false;
        QTest::newRow("exit") << QStringLiteral("exit 3") << true;
        QTest::newRow("other") << QStringLiteral("vimdiffx") << false;
        QTest::newRow("empty") << QString() << false;
    }
    void placesAreNotSpokenAbout()
    {
        QFETCH(QString, command);
        QFETCH(bool, silent);
        QCOMPARE(!SilencePolicy::notAbout(command.toStdString()).empty(), silent);
    }

    void attemptsCountTheSameFailure()
    {
        Attempts attempts;
        const std::string refused = "connect to 127.0.0.1:5432\nconnection refused after 17 ms\n";
        QCOMPARE(attempts.failed(kOne, "npm test", 1, refused), 1);
        QCOMPARE(attempts.failed(kOne, "npm test --silent", 1, "connection refused after 231 ms\n"), 2); // numbers do not matter
        QCOMPARE(attempts.failed(kOne, "ls x", 2, "no"), 1);
        QCOMPARE(attempts.failed(kOne, "npm test", 1, refused), 3); // another command between does not matter
        QCOMPARE(attempts.failed(kTwo, "npm test", 1, refused), 1); // another session does
        QCOMPARE(attempts.failed(kOne, "npm test", 2, refused), 1); // another exit code is another failure
        attempts.succeeded(kOne, "npm test");
        QCOMPARE(attempts.failed(kOne, "npm test", 2, refused), 1);
        attempts.forget(kTwo);
        QCOMPARE(attempts.failed(kTwo, "npm test", 1, refused), 1);
    }

    void attemptsAreBounded()
    {
        Attempts attempts;
        QCOMPARE(attempts.failed(kOne, "first", 1, ""), 1);
        for (int i = 0; i < 1000; ++i)
            attempts.failed(kOne, "c" + std::to_string(i), 1, "");
        QCOMPARE(attempts.failed(kOne, "first", 1, ""), 1);
        QCOMPARE(attempts.failed(kOne, "c999", 1, ""), 2);
    }

    void questionsPerFailureAreBounded()
    {
        SilentFacts facts;
        ProbeDesk desk(facts);
        int refused = 0;
        desk.open(kOne);
        for (int i = 0; i < 30; ++i)
            desk.ask(kOne, "commands", {}, [&](base::Result<std::vector<std::string>> values) { refused += !values; });
        QCOMPARE(facts.waiting.size(), std::size_t(16));
        QCOMPARE(refused, 14);
        desk.close(kOne);
        desk.ask(kOne, "commands", {}, [&](base::Result<std::vector<std::string>> values) { refused += !values; });
        QCOMPARE(refused, 15);
    }

    void factsAreBoundedAndAnsweredOnce()
    {
        SilentFacts facts;
        ProbeDesk desk(facts);
        desk.open(kOne);
        int answers = 0;
        std::size_t count = 0;
        desk.ask(kOne, "commands", {}, [&](base::Result<std::vector<std::string>> values) { ++answers, count = values ? values->size() : 0; });
        facts.waiting.at(0)(std::vector<std::string>(100'000, "name"));
        facts.waiting.at(0)(std::vector<std::string>{"again"});
        QCOMPARE(answers, 1);
        QVERIFY(count > 1000 && count <= 20'000);
    }

    void namesThatCannotBeShownAsTheyAreAreLeftOut()
    {
        SilentFacts facts;
        ProbeDesk desk(facts);
        desk.open(kOne);
        std::vector<std::string> told;
        desk.ask(kOne, "commands", {}, [&](base::Result<std::vector<std::string>> values) { told = *values; });
        facts.waiting.at(0)(std::vector<std::string>{"git", "bad\xFF", "two\nlines", "bi\u202Edi", "ä"});
        QCOMPARE(told, (std::vector<std::string>{"git", "ä"}));
    }

    void aLateAnswerFindsNobody()
    {
        SilentFacts facts;
        {
            ProbeDesk desk(facts);
            desk.open(kOne);
            desk.ask(kOne, "commands", {}, [](base::Result<std::vector<std::string>>) { QFAIL("called"); });
        }
        facts.waiting.at(0)(std::vector<std::string>{"late"});
    }
};
BERTH_TEST(PolicyTest)
#include "policy_test.moc"
