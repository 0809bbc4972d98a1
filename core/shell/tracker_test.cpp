#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/shell_mark.h"
#include "core/shell/tracker.h"

#include <QTest>
#include <random>

using namespace core;
using namespace core::shell;
using namespace std::chrono_literals;
using State = Block::State;

namespace {

const std::string kNonce = "0123456789abcdef";

// A tracker with a clock and a cursor that move by one with each mark.
class Run
{
public:
    explicit Run(std::string nonce = kNonce, std::size_t maxBlocks = 100) : tracker(std::move(nonce), maxBlocks) {}

    std::vector<TrackerEvent> osc(int code, const std::string &payload)
    {
        now += 10ms;
        ++line;
        auto events = tracker.consume({code, payload, 0, {line, 0}}, now, wall);
        all.insert(all.end(), events.begin(), events.end());
        return events;
    }
    void own(const std::string &mark) { osc(133, mark + ";nonce=" + kNonce); }
    void command(const std::string &text, int exit)
    {
        own("A");
        own("B");
        osc(633, "E;" + text + ";" + kNonce);
        own("C");
        own("D;" + std::to_string(exit));
    }
    template<class T> std::vector<T> only() const
    {
        std::vector<T> out;
        for (const auto &e : all)
            if (auto *x = std::get_if<T>(&e))
                out.push_back(*x);
        return out;
    }

    Tracker tracker;
    std::vector<TrackerEvent> all;
    base::SteadyTime now{};
    base::WallTime wall{};
    base::LineId line = 0;
};

} // namespace

class TrackerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCommandFromPromptToEnd()
    {
        Run run;
        run.osc(633, "P;Cwd=/home/ann;" + kNonce);
        run.command("make\\x3b echo \\\\x", 2);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        const auto &b = run.tracker.blocks().front();
        QVERIFY(b.state == State::Finished && b.trusted);
        QCOMPARE(b.command, std::string("make; echo \\x"));
        QCOMPARE(b.cwd, std::string("/home/ann"));
        QCOMPARE(b.exitCode, std::optional<int>(2));
        QCOMPARE(b.duration, 10ms);
        QCOMPARE(b.promptStart.line, base::LineId(2));
        QCOMPARE(b.commandStart.line, base::LineId(3));
        QCOMPARE(b.outputStart.line, base::LineId(5));
        QCOMPARE(b.end.line, base::LineId(6));
        QCOMPARE(run.only<PromptShown>().size(), std::size_t(1));
        QCOMPARE(run.only<CommandStarted>().size(), std::size_t(1));
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QVERIFY(run.tracker.sawTrustedMark());
    }

    // Who shows the blocks must hear of it, also when it comes alone.
    void aPromptsEndIsToldWhenItIsKnownAndWhenItMoves()
    {
        Run run;
        run.own("A");
        QVERIFY(run.only<PromptEnded>().empty());
        run.own("B");
        run.own("B"); // drawn again, further down
        const auto ends = run.only<PromptEnded>();
        QCOMPARE(ends.size(), std::size_t(2));
        QVERIFY(ends[0].trusted && ends[0].position.line == 2 && ends[1].position.line == 3);
        QCOMPARE(run.tracker.blocks().back().commandStart, ends[1].position);
        --run.line;
        run.own("B"); // drawn again where it was
        QCOMPARE(run.only<PromptEnded>().size(), std::size_t(2));
    }

    void dialects_data()
    {
        QTest::addColumn<QStringList>("marks");
        QTest::addColumn<int>("exit"); // -1: none
        QTest::newRow("finalterm") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 B"), QStringLiteral("133 C"), QStringLiteral("133 D;3")} << 3;
        QTest::newRow("vscode") << QStringList{QStringLiteral("633 A"), QStringLiteral("633 B"), QStringLiteral("633 E;ls"), QStringLiteral("633 C"), QStringLiteral("633 D;3")} << 3;
        QTest::newRow("no exit code") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 C"), QStringLiteral("133 D")} << -1;
        QTest::newRow("fish 4") << QStringList{QStringLiteral("133 A;click_events=1"), QStringLiteral("133 C;cmdline_url=ls"), QStringLiteral("133 D;0")} << 0;
        QTest::newRow("predecessor") << QStringList{QStringLiteral("133 A;pwd=L3RtcA=="), QStringLiteral("133 B;cmd=bHM=;pwd=L3RtcA=="), QStringLiteral("133 D;exit=3;dur=1;cmd=bHM=")} << 3;
        QTest::newRow("only start and end") << QStringList{QStringLiteral("133 C"), QStringLiteral("133 D;1")} << 1;
        QTest::newRow("no end") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 C"), QStringLiteral("133 A")} << -1;
    }
    void dialects()
    {
        QFETCH(QStringList, marks);
        QFETCH(int, exit);
        Run run;
        for (const auto &m : marks)
            run.osc(m.section(QLatin1Char(' '), 0, 0).toInt(), m.section(QLatin1Char(' '), 1).toStdString());
        const auto finished = run.only<CommandFinished>();
        QCOMPARE(finished.size(), std::size_t(1));
        QCOMPARE(finished[0].block.exitCode.value_or(-1), exit);
        QVERIFY(!finished[0].block.trusted);
        QCOMPARE(finished[0].block.command, std::string()); // told, but not by somebody who knows the nonce
        QVERIFY(!run.tracker.sawTrustedMark());
    }

    void predecessorsCommandCountsOnlyWithTheNonce()
    {
        Run run;
        run.osc(133, "B;cmd=bHMgLWw=;nonce=" + kNonce);
        QCOMPARE(run.only<CommandStarted>().at(0).block.command, std::string("ls -l"));
    }

    void cwd_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("path"); // empty: no event
        QTest::addColumn<bool>("trusted");
        const QByteArray nonce = QByteArray::fromStdString(kNonce);
        QTest::newRow("7") << 7 << QByteArray("file://host/a%20b/%c3%bc") << QByteArray("/a b/\xc3\xbc") << false;
        QTest::newRow("7, no host") << 7 << QByteArray("file:///x") << QByteArray("/x") << false;
        QTest::newRow("7, other scheme") << 7 << QByteArray("http://host/x") << QByteArray() << false;
        QTest::newRow("9;9") << 9 << QByteArray("9;\"/x\"") << QByteArray("/x") << false;
        QTest::newRow("9;4 is progress") << 9 << QByteArray("4;1;50") << QByteArray() << false;
        QTest::newRow("1337") << 1337 << QByteArray("CurrentDir=/x/y") << QByteArray("/x/y") << false;
        QTest::newRow("1337, other") << 1337 << QByteArray("SetMark") << QByteArray() << false;
        QTest::newRow("633") << 633 << QByteArray("P;Cwd=/a\\x3bb") << QByteArray("/a;b") << false;
        QTest::newRow("633, nonce") << 633 << QByteArray("P;Cwd=/a\\x3bb;") + nonce << QByteArray("/a;b") << true;
        QTest::newRow("633, unescaped") << 633 << QByteArray("P;Cwd=/a;b;") + nonce << QByteArray("/a;b") << true;
        QTest::newRow("633, wrong nonce") << 633 << QByteArray("P;Cwd=/a;fedcba9876543210") << QByteArray("/a") << false;
        QTest::newRow("relative") << 633 << QByteArray("P;Cwd=a;") + nonce << QByteArray() << false;
        QTest::newRow("too long") << 1337 << QByteArray("CurrentDir=/") + QByteArray(5000, 'x') << QByteArray() << false;
        QTest::newRow("controls and bad bytes") << 1337 << QByteArray("CurrentDir=/\x1b[31m\xff") << QByteArray("/\xef\xbf\xbd[31m\xef\xbf\xbd") << false;
    }
    void cwd()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, payload);
        QFETCH(QByteArray, path);
        QFETCH(bool, trusted);
        Run run;
        run.osc(code, payload.toStdString());
        run.osc(code, payload.toStdString()); // told again: no second event
        const auto events = run.only<CwdChanged>();
        QCOMPARE(events.size(), std::size_t(path.isEmpty() ? 0 : 1));
        if (!path.isEmpty()) {
            QCOMPARE(QByteArray::fromStdString(events[0].path), path);
            QCOMPARE(events[0].trusted, trusted);
        }
        QCOMPARE(run.tracker.cwd(), trusted ? path.toStdString() : std::string());
    }

    void phantomCyclesMakeNoBlock()
    {
        Run run;
        run.command("ls", 0);
        for (int i = 0; i < 3; ++i) { // Enter on an empty line, Ctrl-C
            run.own("A");
            run.own("B");
            run.own("D;130");
        }
        run.own("A");
        run.osc(633, "E;  ;" + kNonce); // an empty line that was reported all the same
        run.own("C");
        run.own("D;0");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks().size(), std::size_t(2)); // the command and one open prompt
        QVERIFY(run.tracker.blocks().back().state == State::Prompt);
    }

    void redrawnPromptMoves()
    {
        Run run;
        run.own("A");
        run.own("B");
        run.own("A"); // Ctrl-L
        run.own("B");
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks()[0].promptStart.line, base::LineId(3));
        QCOMPARE(run.tracker.blocks()[0].commandStart.line, base::LineId(4));
    }

    void lostEndFinishesWithoutCode()
    {
        Run run;
        run.own("A");
        run.own("C");
        run.own("A");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QVERIFY(!run.only<CommandFinished>()[0].block.exitCode);
        run.own("C");
        const auto events = run.tracker.finish({99, 0}, run.now);
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(!run.tracker.isRunning());
    }

    void withdrawnCommandIsGone()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;secret;" + kNonce + ";again");
        run.own("C");
        QVERIFY(run.only<CommandStarted>().at(0).text == CommandStarted::Text::Unsure);
        run.tracker.withdrawCommand(run.only<CommandStarted>()[0].block.id);
        run.own("D;1");
        QCOMPARE(run.only<CommandFinished>().at(0).block.command, std::string());
        run.command("sure", 0);
        QVERIFY(run.only<CommandStarted>().at(1).text == CommandStarted::Text::Told);
    }

    // dash and busybox: everything is said at the prompt.
    void shellWithoutHooks()
    {
        Run run;
        const auto prompt = [&run](int status) {
            run.own("D;" + std::to_string(status) + ";implicit=1");
            run.own("A");
            run.own("B");
        };
        const auto finished = [&run] { return run.only<CommandFinished>().size(); };
        const auto last = [&run] { return run.only<CommandStarted>().back(); };
        prompt(0);
        QCOMPARE(finished(), std::size_t(0));
        run.line += 5; // output
        prompt(0);
        QCOMPARE(finished(), std::size_t(1));
        QCOMPARE(run.only<CommandFinished>()[0].block.exitCode, std::optional<int>(0));
        QVERIFY(last().text == CommandStarted::Text::Untold && !last().doubtful);
        prompt(0); // nothing printed, same status: an empty line, or `true`
        QVERIFY(last().doubtful);
        run.tracker.withdrawBlock(last().block.id);
        QVERIFY(std::ranges::none_of(run.tracker.blocks(), [&](const Block &b) { return b.id == last().block.id; }));
        prompt(1); // printed nothing and failed
        QVERIFY(!last().doubtful && last().block.trusted);
        prompt(130); // given up with Ctrl-C, perhaps
        QVERIFY(last().doubtful);
    }

    // A container was stopped under it: what follows are the first words of another shell.
    void aShellThatIsGone()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        run.own("D;gone=1"); // nothing was printed: whether something was typed is on the screen
        QVERIFY(run.only<CommandStarted>().at(0).doubtful);
        run.tracker.withdrawBlock(run.only<CommandStarted>()[0].block.id);
        run.line += 7; // a divider, and what the next one says of itself
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        run.osc(633, "E;sleep 1000;" + kNonce);
        run.own("C"); // it runs when its shell goes
        run.own("D;gone=1");
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>());
        run.osc(133, "D;gone=1"); // anybody's word does not count
        run.own("A");
        run.osc(133, "D;gone=1");
        QVERIFY(!run.tracker.blocks().empty());
    }

    void aShellThatTellsEverythingAndIsGone()
    {
        Run run;
        run.own("A");
        run.own("B");
        run.own("D;gone=1");
        QVERIFY(run.tracker.blocks().empty() && run.only<CommandStarted>().empty());
        run.line += 7;
        run.command("ls", 0);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
    }

    void linesThatGoOn()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B"); // on line 3
        run.osc(633, "F;nonce=" + kNonce);
        run.osc(633, "G;nonce=" + kNonce);
        run.own("A;k=s"); // another dialect of the same
        run.own("B");
        run.line += 3;
        run.own("D;0;implicit=1");
        const auto started = run.only<CommandStarted>().at(0);
        QCOMPARE(started.continuations.size(), std::size_t(2));
        QCOMPARE(started.continuations[0].start.line, base::LineId(4));
        QCOMPARE(started.continuations[0].end.line, base::LineId(5));
        QCOMPARE(started.continuations[1].end.line, base::LineId(7));
        QCOMPARE(started.block.commandStart.line, base::LineId(3)); // their ends are not the prompt's
        QCOMPARE(started.block.outputStart.line, base::LineId(8));
    }

    void rightPromptIsNoPromptOfItsOwn()
    {
        Run run;
        run.own("A");
        run.own("P;k=r");
        run.own("B"); // the right prompt's
        run.own("B");
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks()[0].promptStart.line, base::LineId(1));
        QCOMPARE(run.tracker.blocks()[0].commandStart.line, base::LineId(4));
    }

    // bash and zsh run nothing of a line that they cannot parse, and tell it afterwards.
    void lineThatCannotBeParsed()
    {
        Run run;
        run.command("true", 0);
        const auto unparsed = [&run](const std::string &command, int lines) {
            run.own("A");
            run.own("B");
            run.tracker.enterPressed(run.now, run.wall);
            run.line += lines;
            run.osc(633, "E;" + command);
            run.own("D;2;implicit=1");
        };
        unparsed("echo );" + kNonce, 1);
        auto started = run.only<CommandStarted>().at(1);
        QVERIFY(started.text == CommandStarted::Text::Told && !started.doubtful && started.block.trusted);
        QCOMPARE(started.block.command, std::string("echo )"));
        QCOMPARE(started.block.exitCode, std::optional<int>());
        QCOMPARE(run.only<CommandFinished>().at(1).block.exitCode, std::optional<int>(2));
        unparsed("echo );" + kNonce + ";again", 1);
        started = run.only<CommandStarted>().at(2);
        QVERIFY(started.text == CommandStarted::Text::Unsure && !started.doubtful);
        run.line -= 1;
        unparsed("echo );" + kNonce + ";again", -1);
        QVERIFY(run.only<CommandStarted>().at(3).doubtful); // Enter on an empty line
        unparsed("rm -rf /;;" + kNonce.substr(1), 5); // not the nonce
        QVERIFY(run.only<CommandStarted>().at(4).block.command.empty());
    }

    void enterOvertakesThePromptsEnd()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        const auto entered = run.now;
        run.tracker.enterPressed(run.now, run.wall);
        run.now += 150ms;
        run.own("B");
        run.line += 1;
        run.now = entered + 200ms;
        run.own("D;1;implicit=1");
        QVERIFY(run.only<CommandFinished>().at(0).block.duration >= 200ms);
    }

    void endOfAPlainShell()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        run.tracker.enterPressed(run.now, run.wall);
        const auto events = run.tracker.finish({run.line + 1, 0}, run.now + 5ms, 3);
        QCOMPARE(events.size(), std::size_t(2));
        QVERIFY(std::get<CommandStarted>(events[0]).doubtful); // or it was Ctrl-D
        QCOMPARE(std::get<CommandFinished>(events[1]).block.exitCode, std::optional<int>(3));
    }

    void endOfTheShellEndsItsCommand()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;exit 3;" + kNonce);
        run.own("C");
        QCOMPARE(std::get<CommandFinished>(run.tracker.finish({9, 0}, run.now, 3).at(0)).block.exitCode, std::optional<int>(3));
    }

    // A shell in a shell, both behind ssh, and both tell who they are.
    void foreignShellsNest()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        const auto running = [&run] { return std::ranges::count(run.tracker.blocks(), State::Running, &Block::state); };
        for (const char *m : {"A;aid=1", "B;aid=1", "C;aid=1", "A;aid=2", "B;aid=2", "C;aid=2"})
            run.osc(133, m);
        QCOMPARE(running(), 3);
        run.osc(133, "D;4;aid=2");
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>(4));
        run.osc(133, "A;aid=2");
        run.osc(133, "C;aid=2"); // `exit`
        run.osc(133, "D;9;aid=3"); // nobody we know
        QCOMPARE(running(), 3);
        run.osc(133, "D;5;aid=1"); // the outer shell's command has ended, and so has what ran in it
        QCOMPARE(running(), 1);
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>(5));
        QVERIFY(!run.only<CommandFinished>().at(1).block.exitCode);
        run.osc(133, "A;aid=1");
        run.own("D;0");
        QVERIFY(std::ranges::all_of(run.tracker.blocks(), [](const Block &b) { return b.state == State::Finished; }));
        QCOMPARE(run.tracker.blocks().front().command, std::string("ssh far"));
    }

    void otherFieldsOfTheDialects()
    {
        const auto b64 = [](const char *text) { return QByteArray(text).toBase64().toStdString(); };
        Run run;
        run.own("A;pwd=" + b64("/srv") + ";cl=m;x=1");
        QCOMPARE(run.tracker.cwd(), std::string("/srv"));
        run.own("B;cmd=" + b64("cd /tmp") + ";pwd=" + b64("/srv"));
        run.own("D;exit=1;dur=20;cmd=" + b64("cd /tmp") + ";pwd=" + b64("/tmp"));
        const auto block = run.only<CommandFinished>().at(0).block;
        QCOMPARE(block.command, std::string("cd /tmp"));
        QCOMPARE(block.cwd, std::string("/srv"));
        QCOMPARE(block.exitCode, std::optional<int>(1));
        QCOMPARE(run.tracker.cwd(), std::string("/tmp"));
        run.own("A");
        run.own("D;exit=0;cmd=" + b64("told at its end")); // no B came
        QCOMPARE(run.only<CommandFinished>().at(1).block.command, std::string("told at its end"));
        run.own("A");
        run.own("D;exit=0;cmd=;pwd="); // Enter on an empty line
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(2));
        run.own("C");
        run.own("D;err=SIGINT");
        QCOMPARE(run.only<CommandFinished>().at(2).block.exitCode, std::optional<int>(1));
        run.own("A");
        run.own("C");
        run.own("D;err=0");
        QCOMPARE(run.only<CommandFinished>().at(3).block.exitCode, std::optional<int>(0));
        run.osc(1337, "RemoteHost=ann@far"); // not heard beside the trusted shell
        QVERIFY(run.only<HostTold>().empty());
        run.own("A");
        run.own("C");
        run.osc(1337, "RemoteHost=ann@far");
        run.osc(1337, "RemoteHost=ann@far");
        QCOMPARE(run.only<HostTold>().size(), std::size_t(1));
        QCOMPARE(run.only<HostTold>()[0].host, std::string("ann@far"));
        const auto count = run.all.size();
        for (const char *other : {"P;HasRichCommandDetection=True", "P;Prompt=x", "P;Cwd", "SetMark;Id=1", "EnvSingleStart;1", "H", "I", "J;x", "E"})
            run.osc(633, other);
        QCOMPARE(run.all.size(), count);
    }

    void printedMarksForgeNothing_data()
    {
        QTest::addColumn<QStringList>("marks");
        const auto s = [](const char *text) { return QString::fromLatin1(text); };
        QTest::newRow("end and command") << QStringList{s("133 D;0"), s("633 E;rm -rf /;"), s("133 C"), s("133 D;0"), s("133 A"), s("133 B")};
        QTest::newRow("wrong nonce") << QStringList{s("133 D;0;nonce=ffffffffffffffff"), s("633 E;rm;ffffffffffffffff"), s("133 C;nonce=ffffffffffffffff")};
        QTest::newRow("empty nonce") << QStringList{s("133 D;0;nonce="), s("633 E;rm;"), s("133 C;nonce=")};
        QTest::newRow("prefix of the nonce") << QStringList{s("133 D;0;nonce=0123"), s("633 E;rm;0123456789abcdef0")};
        QTest::newRow("nonce elsewhere") << QStringList{s("133 D;0123456789abcdef"), s("633 E;0123456789abcdef;"), s("633 D;0;x;0123456789abcdef")};
        QTest::newRow("whole foreign session") << QStringList{s("133 A"), s("133 B"), s("633 E;rm;x"), s("133 C"), s("133 D;1"), s("133 A")};
    }
    void printedMarksForgeNothing()
    {
        QFETCH(QStringList, marks);
        Run run;
        run.osc(633, "P;Cwd=/safe;" + kNonce);
        run.own("A");
        run.own("B");
        run.osc(633, "E;cat evil.txt;" + kNonce);
        run.own("C");
        for (const auto &m : marks)
            run.osc(m.section(QLatin1Char(' '), 0, 0).toInt(), m.section(QLatin1Char(' '), 1).toStdString());
        run.osc(7, "file:///evil");
        QVERIFY(run.tracker.isRunning());
        QCOMPARE(run.tracker.cwd(), std::string("/safe"));
        run.own("D;5");
        for (const auto &b : run.tracker.blocks()) {
            QVERIFY(b.state == State::Finished);
            if (b.trusted) {
                QCOMPARE(b.command, std::string("cat evil.txt"));
                QCOMPARE(b.exitCode, std::optional<int>(5));
            } else {
                QCOMPARE(b.command, std::string());
                QCOMPARE(b.cwd, std::string());
            }
        }
        QCOMPARE(std::ranges::count_if(run.tracker.blocks(), &Block::trusted), 1);
    }

    void withoutANonceNothingIsTrusted()
    {
        Run run("");
        run.osc(133, "A;nonce=");
        run.osc(633, "E;ls;");
        run.osc(133, "C;nonce=");
        QVERIFY(!run.tracker.sawTrustedMark());
        QCOMPARE(run.only<CommandStarted>().at(0).block.command, std::string());
    }

    void foreignMarksBesideATrustedPromptAreIgnored() // fish 4 speaks for itself
    {
        Run run;
        run.osc(133, "A;click_events=1"); // before our first
        for (int i = 0; i < 3; ++i) {
            run.own("A");
            run.osc(133, "A;click_events=1");
            run.own("B");
            run.osc(633, "E;ls;" + kNonce);
            run.own("C");
            run.osc(133, "C;cmdline_url=ls");
            run.own("D;0");
            run.osc(133, "D;0");
        }
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        QVERIFY(std::ranges::all_of(run.tracker.blocks(), &Block::trusted));
    }

    void shellBehindSshGetsItsGutter()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        for (const char *m : {"A", "B", "C", "D;1", "A"})
            run.osc(133, m);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        run.own("D;0"); // ssh ends at the far prompt
        QCOMPARE(run.tracker.blocks().size(), std::size_t(2));
        QVERIFY(run.tracker.blocks()[0].trusted && run.tracker.blocks()[0].exitCode == 0);
        QVERIFY(!run.tracker.blocks()[1].trusted && run.tracker.blocks()[1].exitCode == 1);
    }

    void commandTextIsBoundedAndClean()
    {
        Run run;
        run.command("a\\x1b[2Jb\\x0ac\\x09d\\x", 0);
        QCOMPARE(run.only<CommandFinished>().at(0).block.command, std::string("a\xef\xbf\xbd[2Jb\nc\td\\x"));
        run.command(std::string(kMaxCommandBytes - 1, 'x') + "\xc3\xa9tail", 0);
        QCOMPARE(run.only<CommandFinished>().at(1).block.command, std::string(kMaxCommandBytes - 1, 'x'));
    }

    void blocksAreBoundedAndForgotten()
    {
        Run run(kNonce, 3);
        for (int i = 0; i < 10; ++i)
            run.command(std::to_string(i), 0);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        QCOMPARE(run.tracker.blocks().front().command, std::string("7"));
        run.tracker.forgetBefore(run.tracker.blocks()[1].end.line);
        QCOMPARE(run.tracker.blocks().front().command, std::string("8"));
        run.own("A");
        run.own("C");
        run.tracker.forgetBefore(1'000'000);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1)); // one that runs is kept
    }

    void whatRunsReachesToHere()
    {
        Run run;
        run.command("true", 0);
        run.own("A");
        run.own("B");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        run.osc(133, "A"); // the far shell's
        run.osc(133, "C");
        const base::Position here{run.line + 7, 3};
        const BlockList now = run.tracker.blocksAt(here);
        QCOMPARE(now.size(), std::size_t(3));
        QVERIFY(now[0].end == run.tracker.blocks()[0].end && &now[0] == &run.tracker.blocks()[0]);
        QVERIFY(now[1].state == State::Running && now[1].end == here);
        QVERIFY(now[2].state == State::Running && now[2].end == here);
        QVERIFY(run.tracker.blocks()[1].end != here);
        QVERIFY(run.tracker.isAnyRunning());
        const BlockList before = run.tracker.blocksAt({}); // the cursor went up: the output is not shorter than nothing
        QVERIFY(before[1].end == before[1].outputStart);
    }

    // Any marks in any order: no crash, lists stay bounded and consistent, and no command without the nonce.
    void anyOrderOfMarks()
    {
        std::mt19937 random(20240607);
        const std::vector<std::string> bodies{"A", "B", "C", "D", "D;0", "D;1;implicit=1", "E;cmd", "E", "P;Cwd=/x", "P", "", "Z", "A;A;A", "D;99999999999", "B;cmd=bHM=", ";;;", "E;\\x4", "F", "G", "I", "N;aid=2", "A;k=r", "P;k=s",
                                              "D;0;cmd=bHM=", "A;aid=1", "C;aid=1", "D;aid=1", "C;aid=2", "D;1;aid=2", "A;aid=3", "C;aid=3", "E;x"};
        constexpr int kOpen = 1 + 8; // the own shell and as many foreign ones as may nest
        for (int round = 0; round < 300; ++round) {
            Run run(kNonce, 5);
            const bool mayTrust = round % 2;
            for (int i = 0; i < 200; ++i) {
                auto body = bodies[random() % bodies.size()];
                if (mayTrust && random() % 2)
                    body += body.starts_with("E;") || body.starts_with("P;") ? ";" + kNonce : ";nonce=" + kNonce;
                run.line = random() % 50;
                run.osc(random() % 2 ? 133 : 633, body);
                QVERIFY(run.tracker.blocks().size() <= 5 + kOpen);
                QVERIFY(std::ranges::count_if(run.tracker.blocks(), [](const Block &b) { return b.state != State::Finished; }) <= kOpen);
                if (random() % 40 == 0)
                    run.tracker.forgetBefore(random() % 50);
            }
            std::size_t open = 0;
            for (const auto &e : run.all) {
                if (auto *s = std::get_if<CommandStarted>(&e)) {
                    ++open;
                    QVERIFY(s->block.trusted ? mayTrust : s->block.command.empty());
                } else if (auto *f = std::get_if<CommandFinished>(&e)) {
                    QVERIFY(open-- > 0);
                    QVERIFY(f->block.end >= f->block.outputStart);
                    QVERIFY(f->block.trusted ? mayTrust : f->block.command.empty());
                }
            }
        }
    }
};
BERTH_TEST(TrackerTest)
#include "tracker_test.moc"
