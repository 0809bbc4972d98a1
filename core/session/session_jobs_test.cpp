// Job control in real shells: what is stopped, continued, put into the background or run in another shell, from keys to
// events.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include "core/base/exit_status.h"

#include <QTest>
#include <algorithm>

using namespace core;
using namespace core::session;

namespace {

const tests::HomeFiles kFiles{{".bashrc", "PS1='\\w $ '\n"}, {".zshrc", "PS1='%~ %# '\n"}};

// A shell, and how it asks for things.
struct Shell : tests::LocalShell
{
    explicit Shell(const QString &program) : LocalShell(program.toStdString(), kFiles), fish(program.endsWith(QLatin1String("fish"))) {}

    // What it says of the last status itself.
    std::string status() { return run(fish ? "echo status=$status" : "echo status=$?").outputTail; }
    // Types a line that does not end by itself, and waits until this program has the terminal.
    bool start(const std::string &line, const std::string &job)
    {
        if (!atPrompt())
            return false;
        type(line + "\r");
        return waitFor([&] { return session->foregroundJob() == job; });
    }
    bool press(const char *keys) // and wait for the command's end
    {
        const auto before = finished.size();
        type(keys);
        return waitFor([&] { return finished.size() > before; }) && atPrompt();
    }
    bool shows(const std::string &text)
    {
        return waitFor([&] { return tests::screenText(*session).find(text) != std::string::npos; });
    }
    std::size_t blocks() const { return session->frame()->blocks->size(); }

    const bool fish;
};

std::string told(const shell::Block &block)
{
    return "status=" + (block.exitCode ? std::to_string(*block.exitCode) : std::string("none"));
}

} // namespace

class SessionJobsTest : public QObject
{
    Q_OBJECT

    static void shells()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("bash") << QStringLiteral("/bin/bash");
        QTest::newRow("zsh") << QStringLiteral("/bin/zsh");
        QTest::newRow("fish") << QStringLiteral("/usr/bin/fish");
    }

private Q_SLOTS:
    void stoppedAndContinued_data() { shells(); }
    void stoppedAndContinued()
    {
        QFETCH(QString, program);
        Shell sh(program);
        QVERIFY(sh.isUp());

        // Ctrl-Z: the command's block ends, with the status that shells give what has not ended. (fish gives none.)
        QVERIFY(sh.start("sleep 1000", "sleep"));
        QVERIFY(sh.press("\032"));
        QCOMPARE(sh.finished.back().block.command, std::string("sleep 1000"));
        const auto stopped = sh.finished.back().block;
        QCOMPARE(stopped.exitCode, std::optional<int>(148));
        QVERIFY(stopped.stopped && !base::isFailure(stopped));
        QVERIFY(sh.status().starts_with(sh.fish ? "status=0" : "status=148"));
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob().empty(); }));

        // Commands between are their own; `fg` is one more, which ends with the job's status.
        QCOMPARE(sh.run("sh -c 'exit 4'").block.exitCode, std::optional<int>(4));
        QVERIFY(sh.start("fg", "sleep"));
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->commandRunning; }));
        QVERIFY(sh.press("\003"));
        QCOMPARE(sh.finished.back().block.command, std::string("fg"));
        const auto fetched = sh.finished.back().block;
        if (!sh.fish) // whose fg has done its work
            QCOMPARE(fetched.exitCode, std::optional<int>(130));
        QCOMPARE(sh.status().substr(0, told(fetched).size()), told(fetched));

        // Stopped, continued in the background, fetched, stopped once more, ended.
        QVERIFY(sh.start("sleep 1001", "sleep"));
        QVERIFY(sh.press("\032"));
        QCOMPARE(sh.run("bg").block.exitCode, std::optional<int>(0));
        QVERIFY(sh.run("jobs").outputTail.find("sleep 1001") != std::string::npos);
        QVERIFY(sh.start("fg", "sleep"));
        QVERIFY(sh.press("\032"));
        QCOMPARE(sh.finished.back().block.command, std::string("fg"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(148));
        QVERIFY(sh.finished.back().block.stopped);
        QCOMPARE(sh.run("true").block.exitCode, std::optional<int>(0)); // while a stopped job waits
        QVERIFY(sh.run("kill %1").block.trusted);
        if (sh.fish) { // which gives no status for it: one in the background is another's
            QCOMPARE(sh.run("sh -c 'kill -STOP $$' &").block.exitCode, std::optional<int>(0));
            QVERIFY(sh.run("kill -9 (jobs -p)").block.trusted);
        }
        QVERIFY(sh.run("echo on").outputTail.starts_with("on"));
        for (const auto &event : sh.finished)
            QVERIFY(event.block.trusted && !event.block.command.empty());
    }

    // A program may return what a shell gives a job that was stopped; and a status of before is nobody's.
    void statusOfAStopFromAProgram_data() { shells(); }
    void statusOfAStopFromAProgram()
    {
        QFETCH(QString, program);
        Shell sh(program);
        QVERIFY(sh.isUp());
        const auto returns = [&](int code) {
            const auto block = sh.run("sh -c 'exit " + std::to_string(code) + "'").block;
            return block.exitCode == code && !block.stopped && base::isFailure(block);
        };
        const auto isStop = [&] { return sh.finished.back().block.exitCode == 148 && sh.finished.back().block.stopped; };
        for (int code = base::kFirstStopped - 1; code <= base::kLastStopped + 1; ++code)
            QVERIFY2(returns(code), std::to_string(code).c_str());

        // After a failure too, whose status fish leaves where it was. While another stopped job waits only fish can tell.
        const auto returnsWhileOneWaits = [&](int code) { return sh.fish ? returns(code) : sh.run("sh -c 'exit " + std::to_string(code) + "'").block.stopped; };
        QVERIFY(sh.start("sleep 1000", "sleep") && sh.press("\032"));
        QVERIFY(isStop());
        QVERIFY(returnsWhileOneWaits(148) && returnsWhileOneWaits(150));
        QVERIFY(sh.start("sleep 1001", "sleep") && sh.press("\032"));
        QVERIFY(isStop());
        QVERIFY(returnsWhileOneWaits(148));
        QVERIFY(sh.start("fg", "sleep") && sh.press("\032"));
        QVERIFY(isStop());
        QVERIFY(returnsWhileOneWaits(147));
        QVERIFY(base::isFailure(sh.run("false").block));
        QCOMPARE(sh.run("sh -c 'exit 0' &").block.exitCode, std::optional<int>(0));
        QVERIFY(returnsWhileOneWaits(149));
        QVERIFY(sh.run("alias again=fg").block.trusted); // stopped again by way of an alias: no failure
        QVERIFY(sh.start("again", "sleep") && sh.press("\032"));
        QVERIFY(isStop());
        if (sh.fish) { // a function that only has the word in it brings nothing back
            QVERIFY(sh.run("function tidy; echo fg $argv; end").block.trusted);
            const auto block = sh.run("tidy").block;
            QVERIFY(block.exitCode == 0 && !block.stopped);
        }
        QVERIFY(sh.run(sh.fish ? "kill -9 (jobs -p)" : "kill -9 %1 %2").block.trusted);
    }

    void inTheBackground_data() { shells(); }
    void inTheBackground()
    {
        QFETCH(QString, program);
        Shell sh(program);
        QVERIFY(sh.isUp());
        auto f = sh.run("sleep 1000 &");
        QCOMPARE(f.block.command, std::string("sleep 1000 &"));
        QCOMPARE(f.block.exitCode, std::optional<int>(0));
        QVERIFY(sh.waitFor([&] { return !sh.session->frame()->commandRunning && sh.session->foregroundJob().empty(); }));
        sh.run("kill %1");
        sh.run("true"); // says that the job is gone

        // The shell tells of a job's end at a prompt, and waits for it without being asked twice.
        f = sh.run("sleep 0.2 &");
        f = sh.run("wait; sh -c 'exit 6'");
        QCOMPARE(f.block.exitCode, std::optional<int>(6));
        QVERIFY(sh.status().starts_with("status=6"));

        // What it prints while the shell waits for a line is nobody's command, and the next command's block is whole.
        const auto count = sh.finished.size();
        sh.run("sh -c 'sleep 0.3; printf \"fr%s\\n\" om-behind' &");
        QVERIFY(sh.shows("from-behind"));
        f = sh.run("sh -c 'echo mine; exit 9'");
        QCOMPARE(f.block.command, std::string("sh -c 'echo mine; exit 9'"));
        QCOMPARE(f.block.exitCode, std::optional<int>(9));
        // The word that the job is done may come only now, before "mine".
        QVERIFY2(f.outputTail.find("mine") != std::string::npos && f.outputTail.find("from-behind") == std::string::npos, f.outputTail.c_str());
        QCOMPARE(sh.finished.size(), count + 2);

        // A pipeline has one block and the status of its last part.
        QCOMPARE(sh.run("true | sh -c 'cat; exit 3'").block.exitCode, std::optional<int>(3));
        QCOMPARE(sh.run("false | true").block.exitCode, std::optional<int>(0));
    }

    void subshells_data() { shells(); }
    void subshells()
    {
        QFETCH(QString, program);
        Shell sh(program);
        QVERIFY(sh.isUp());
        const std::string open = sh.fish ? "fish -c '" : "(", close = sh.fish ? "'" : ")";
        auto f = sh.run(open + "cd /usr; pwd; exit 7" + close);
        QCOMPARE(f.block.exitCode, std::optional<int>(7));
        QVERIFY2(f.outputTail.starts_with("/usr"), f.outputTail.c_str());
        QVERIFY(sh.status().starts_with("status=7"));
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->cwd == sh.home(); })); // it has stayed where it was
        if (!sh.fish) {
            QCOMPARE(sh.run("( (exit 5) )").block.exitCode, std::optional<int>(5));
            QCOMPARE(sh.run("echo $(echo in; exit 2)").block.exitCode, std::optional<int>(0));
            QCOMPARE(sh.run("x=$(exit 2)").block.exitCode, std::optional<int>(2));
            QCOMPARE(sh.run("{ (exit 8) }\r").block.trusted, true);
        }
        // A copy of the shell is no other shell that would have to be announced.
        const std::string waiting = sh.fish ? "begin; sleep 1000; true; end" : "(sleep 1000; true)";
        QVERIFY(sh.start(waiting, "sleep"));
        QVERIFY(sh.waitFor([&] { return !sh.session->frame()->nested; }));
        QVERIFY(sh.press("\003"));
        QVERIFY(!sh.session->frame()->nested);
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(130));
    }

    // A shell inside ours is one command of ours, also while it is stopped and fetched again.
    void shellInsideIsStopped()
    {
        Shell sh(QStringLiteral("/bin/bash"));
        QVERIFY(sh.isUp());
        const auto isIn = [&](const char *name) {
            return sh.waitFor([&] { return sh.session->frame()->nested && sh.session->frame()->nested->program == name; });
        };
        QVERIFY(sh.start("bash --norc", "bash"));
        QVERIFY(isIn("bash"));
        sh.type("sleep 1000\r"); // what runs in there is still in there
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob() == "sleep"; }));
        QVERIFY(isIn("bash"));
        sh.type("\003");
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob() == "bash"; }));
        QVERIFY(sh.press("suspend\r"));
        QVERIFY(sh.waitFor([&] { return !sh.session->frame()->nested; }));
        QCOMPARE(sh.finished.back().block.command, std::string("bash --norc"));
        QVERIFY(sh.run("echo outside").outputTail.starts_with("outside"));
        QVERIFY(sh.start("fg", "bash")); // its text does not tell
        QVERIFY(isIn("bash"));
        QVERIFY(sh.press("exit 3\r"));
        QVERIFY(sh.waitFor([&] { return !sh.session->frame()->nested; }));
        QCOMPARE(sh.finished.back().block.command, std::string("fg"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(3));
    }

    // A shell in the place of ours knows nothing of us: it is said so, nothing is made up, and its end is the session's.
    void execOfAShell_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *program, const char *line, const char *name) {
            QTest::addRow("%s: %s", program, line) << QString::fromLatin1(program) << QString::fromLatin1(line) << QString::fromLatin1(name);
        };
        row("/bin/bash", "exec bash", "bash");
        row("/bin/bash", "exec bash --login", "bash");
        row("/bin/bash", "exec zsh -f", "zsh");
        row("/bin/zsh", "exec bash --norc", "bash");
        row("/bin/zsh", "exec zsh", "zsh");
        row("/usr/bin/fish", "exec bash --norc", "bash");
        row("/usr/bin/fish", "exec fish", "fish");
    }
    void execOfAShell()
    {
        QFETCH(QString, program);
        QFETCH(QString, line);
        QFETCH(QString, name);
        Shell sh(program);
        QVERIFY(sh.isUp());
        sh.run("true");
        QVERIFY(sh.atPrompt());
        sh.type(line.toStdString() + "\r");
        const auto isIn = [&] { return sh.session->frame()->nested && sh.session->frame()->nested->program == name.toStdString(); };
        QVERIFY(sh.waitFor(isIn));
        const auto count = sh.finished.size();
        sh.type("echo in th\"\"ere\r");
        QVERIFY(sh.shows("\nin there"));
        sh.type("env | grep -c -e BERTH_NO\"\"NCE -e " + sh.nonce.substr(0, 8) + "\"\"" + sh.nonce.substr(8) + " | sed s/^/left=/\r");
        QVERIFY(sh.shows("left=0"));
        QVERIFY(isIn() && sh.session->frame()->commandRunning);
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob().empty(); }));
        sh.type("sleep 1000\r"); // what it runs does not hide it
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob() == "sleep"; }));
        QVERIFY(isIn());
        sh.type("\003");
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob().empty(); }));
        QCOMPARE(sh.finished.size(), count);
        sh.type("exit 5\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        QCOMPARE(sh.finished.back().block.command, line.toStdString());
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(5));
    }

    void statusAndArgumentsAreAsWithoutUs_data() { shells(); }
    void statusAndArgumentsAreAsWithoutUs()
    {
        QFETCH(QString, program);
        Shell sh(program);
        QVERIFY(sh.isUp());
        for (const int code : {0, 1, 2, 126, 127, 130, 255}) {
            QCOMPARE(sh.run("sh -c 'exit " + std::to_string(code) + "'").block.exitCode, std::optional<int>(code));
            const auto said = "status=" + std::to_string(code);
            QVERIFY2(sh.status().starts_with(said), said.c_str());
        }
        QCOMPARE(sh.run("sh -c 'kill -TERM $$'").block.exitCode, std::optional<int>(143));
        QVERIFY(sh.status().starts_with("status=143"));
        if (sh.fish)
            return;
        sh.run("false | true | sh -c 'exit 3'");
        QVERIFY(sh.run(program.endsWith(QLatin1String("zsh")) ? "echo pipe=$pipestatus" : "echo pipe=${PIPESTATUS[@]}").outputTail.starts_with("pipe=1 0 3"));
        sh.run("echo one two");
        QVERIFY(sh.run("echo last=$_").outputTail.starts_with("last=two"));
        sh.type("sh -c 'exit 12'\r\r\r"); // empty lines leave it alone
        QVERIFY(sh.waitFor([&] { return sh.finished.back().block.exitCode == 12; }) && sh.atPrompt());
        QVERIFY(sh.status().starts_with("status=12"));
    }
};
BERTH_TEST(SessionJobsTest)
#include "session_jobs_test.moc"
