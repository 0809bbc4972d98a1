// fish with Berth's integration, from keys to events.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QTest>

using namespace core;
using shell::Block;

namespace {

using Shell = tests::LocalShell;

} // namespace

class SessionFishTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // fish draws its next prompt without an event then, and leaves a line that it cannot parse to be mended. What Ctrl-C is
    // bound to is on another key here: as a signal fish loses it while it colours the line.
    void fishLinesThatDidNotRun()
    {
        Shell sh("/usr/bin/fish");
        QVERIFY(sh.isUp());
        sh.run("function fish_prompt; echo -n 'P> '; end; bind \\cg cancel-commandline");
        const auto atPromptWith = [&](const std::string &text) { // that was echoed behind it
            return sh.waitFor([&] {
                const auto frame = sh.session->frame();
                const auto &block = frame->blocks->back();
                auto screen = tests::screenText(*sh.session);
                screen.erase(screen.find_last_not_of('\n') + 1);
                return block.state == shell::Block::State::Prompt && screen.ends_with(text.empty() ? "\nP>" : "P> " + text);
            });
        };
        const auto giveUp = [&] {
            const auto before = sh.session->frame()->blocks->back().promptStart;
            sh.type("\007");
            return sh.waitFor([&] { return sh.session->frame()->blocks->back().promptStart > before; }) && atPromptWith("");
        };
        QVERIFY(atPromptWith(""));
        sh.type("echo given up");
        QVERIFY(atPromptWith("echo given up"));
        QVERIFY(giveUp());
        QCOMPARE(sh.finished.size(), std::size_t(1));

        auto f = sh.run("echo a )");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.command, std::string("echo a )"));
        QCOMPARE(f.block.exitCode, std::optional<int>(123));
        QVERIFY2(f.outputTail.starts_with("fish: Unexpected ')'"), f.outputTail.c_str());
        QVERIFY(atPromptWith("echo a )"));
        QVERIFY(giveUp());

        f = sh.run("echo fine");
        QCOMPARE(sh.finished.size(), std::size_t(3));
        QCOMPARE(f.block.command, std::string("echo fine"));
        QVERIFY2(f.outputTail.starts_with("fine"), f.outputTail.c_str());
        QCOMPARE(f.block.promptStart.line, f.block.commandStart.line); // nothing of the lines before is in it
    }
};
BERTH_TEST(SessionFishTest)
#include "session_fish_test.moc"
