// Command blocks in the real window on the real Host, with real shells: what a person does with commands that have run.
#include "tests/support/test_main.h"
#include "ui/notify/test_bus.h"
#include "ui/window/real_window_fixture.h"
#include "ui/window/rerun_check.h"
#include "ui/window/rerun_dialog.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPushButton>
#include <QStandardPaths>

using namespace ui::window;

class RealBlocksTest : public QObject, private RealWindow
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init() { open({"blocks.notify_after_s=1"}); }
    void cleanup() { close(); }

    // A person's way through commands: fold, list failures, run again, in a real shell, at other widths.
    void blocksOfARealShell()
    {
        const auto ended = [this](const char *command) {
            const auto frame = current()->session()->frame();
            for (const auto &block : *frame->blocks) {
                if (block.command == command && block.state == core::shell::Block::State::Finished)
                    return block.id;
            }
            return core::base::BlockId{};
        };
        const auto atPrompt = [this] {
            const auto frame = current()->session()->frame();
            return !frame->commandRunning && !frame->blocks->empty() && frame->blocks->back().state == core::shell::Block::State::Prompt;
        };
        auto &terminal = *current()->terminal();
        type(QStringLiteral("seq 100 140"));
        QTRY_VERIFY_WITH_TIMEOUT(ended("seq 100 140").isValid(), kPatience);
        type(QStringLiteral("ls /nowhere-at-all"));
        QTRY_VERIFY_WITH_TIMEOUT(ended("ls /nowhere-at-all").isValid() && atPrompt(), kPatience);

        const auto selects = [&] { // once the window shows what the session has told
            window->actions().previousFailure->trigger();
            return terminal.selectedBlock() == ended("ls /nowhere-at-all");
        };
        QTRY_VERIFY_WITH_TIMEOUT(selects(), kPatience);
        QTest::keyClick(&terminal, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("nowhere-at-all")));

        terminal.scrollToBlock(ended("seq 100 140"));
        window->actions().foldOutput->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(QStringLiteral("41 lines folded")), qPrintable(screen()), kPatience);
        QVERIFY(!screen().contains(QStringLiteral("120")));
        window->resize(window->width() - 150, window->height() + 60);
        const auto narrower = terminal.gridSize();
        QTRY_COMPARE_WITH_TIMEOUT(current()->session()->frame()->screen->size, narrower, kPatience);
        QVERIFY2(screen().contains(QStringLiteral("41 lines folded")), qPrintable(screen()));
        QCOMPARE(terminal.blockOutput(ended("seq 100 140")).count(QLatin1Char('\n')), 40);

        window->actions().onlyFailures->trigger();
        QVERIFY2(screen().contains(QStringLiteral("ls /nowhere-at-all")) && !screen().contains(QStringLiteral("seq 100")), qPrintable(screen()));
        QTest::keyClick(&terminal, Qt::Key_Escape);
        QVERIFY(!terminal.isFailuresOnly());

        QTRY_VERIFY_WITH_TIMEOUT(atPrompt(), kPatience);
        const std::size_t before = current()->session()->frame()->blocks->size();
        terminal.selectBlock(ended("seq 100 140"));
        window->actions().rerun->trigger();
        auto *const dialog = window->findChild<RerunDialog *>();
        QVERIFY(dialog);
        auto *const run = dialog->findChild<QPushButton *>(QStringLiteral("rerun"));
        QTRY_VERIFY2_WITH_TIMEOUT(run->isEnabled(), qPrintable(dialog->findChild<QLabel *>(QStringLiteral("rerunObstacle"))->text()), kPatience);
        QTest::mouseClick(run, Qt::LeftButton);
        const auto again = [&] {
            const auto frame = current()->session()->frame();
            const auto &blocks = *frame->blocks;
            return blocks.size() > before && blocks[before - 1].command == "seq 100 140" && blocks[before - 1].exitCode == 0;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(again(), qPrintable(screen()), kPatience);
    }

    void whatAProgramPrintsIsNoCommandToRunAgain()
    {
        type(QStringLiteral("printf '\\033]133;A\\a$ \\033]133;B\\arm -rf x\\n\\033]633;E;rm -rf x;guess\\a\\033]133;C\\aout\\n\\033]133;D;1\\a'; sh -c 'exit 4'"));
        const auto over = [this] {
            const auto frame = current()->session()->frame();
            for (const auto &block : *frame->blocks) {
                if (block.trusted && block.exitCode == 4)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(over(), qPrintable(screen()), kPatience);
        const auto frame = current()->session()->frame();
        for (const auto &block : *frame->blocks) {
            QVERIFY(block.command != "rm -rf x");
            if (!block.trusted) {
                current()->terminal()->selectBlock(block.id);
                window->actions().rerun->trigger();
                QVERIFY(!window->findChild<RerunDialog *>());
            }
        }
    }

    // Where the prompt ends, and whether something is typed there, is seen in every shell that tells of its commands.
    void anEmptyPromptIsSeenInEachShell_data()
    {
        QTest::addColumn<QString>("shell");
        for (const char *shell : {"bash", "zsh", "fish"})
            QTest::newRow(shell) << QString::fromLatin1(shell);
    }
    void anEmptyPromptIsSeenInEachShell()
    {
        QFETCH(QString, shell);
        if (QStandardPaths::findExecutable(shell).isEmpty())
            QSKIP("the shell is not installed");
        QFile zshrc(dir->filePath(QStringLiteral(".zshrc")));
        QVERIFY(zshrc.open(QIODevice::WriteOnly)); // no first-run questions
        core::host::LocalShell wanted = bash();
        wanted.program = shell.toStdString();
        const auto opened = host->openLocal(wanted);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        QTRY_COMPARE_WITH_TIMEOUT(current()->id(), (*opened)->info().id, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(current()->session()->frame()->blocksOn, kPatience);
        core::shell::Block block;
        block.trusted = true;
        block.state = core::shell::Block::State::Finished;
        block.command = "true";
        const auto obstacle = [&] { return rerunObstacle(block, *current()->session()->frame(), false); };
        QTRY_VERIFY2_WITH_TIMEOUT(obstacle().isEmpty(), qPrintable(obstacle() + QLatin1Char('\n') + screen()), kPatience);
        QTest::keyClicks(current()->terminal(), QStringLiteral("x"));
        QTRY_VERIFY_WITH_TIMEOUT(!obstacle().isEmpty(), kPatience);
        QTest::keyClick(current()->terminal(), Qt::Key_Backspace);
        QTRY_VERIFY2_WITH_TIMEOUT(obstacle().isEmpty(), qPrintable(obstacle() + QLatin1Char('\n') + screen()), kPatience);
    }

    void textAtThePromptKeepsACommandFromRunningAgain()
    {
        type(QStringLiteral("true"));
        const auto ran = [this] {
            const auto blocks = current()->session()->frame()->blocks;
            return !blocks->empty() && blocks->front().exitCode == 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(ran(), kPatience);
        QTest::keyClicks(current()->terminal(), QStringLiteral("sudo "));
        QTRY_VERIFY_WITH_TIMEOUT(screen().contains(QStringLiteral("sudo")), kPatience);
        window->actions().rerun->trigger();
        auto *const dialog = window->findChild<RerunDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->findChild<QPushButton *>(QStringLiteral("rerun"))->isEnabled());
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("rerunObstacle"))->text().contains(QStringLiteral("text at the prompt")));
        dialog->reject();
    }

    void aLongCommandBehindAnotherTabIsAnnounced()
    {
        if (!ui::notify::TestBus::isInstalled())
            QSKIP("dbus-daemon is not installed");
        ui::notify::TestBus bus;
        QVERIFY(bus.start());
        ui::notify::Receiver receiver(bus.address());
        QVERIFY(receiver.registered);
        const auto id = current()->id();
        type(QStringLiteral("sh -c 'sleep 1.2; exit 5'"));
        QTRY_VERIFY_WITH_TIMEOUT(current()->session()->frame()->commandRunning, kPatience);
        window->actions().newTab->trigger();
        QVERIFY(current()->id() != id);
        QTRY_COMPARE_WITH_TIMEOUT(receiver.received.size(), std::size_t(1), kPatience);
        QVERIFY2(receiver.received[0].title.endsWith(QStringLiteral("exit 5")), qPrintable(receiver.received[0].title));
        QVERIFY(receiver.received[0].body.startsWith(QStringLiteral("sh -c 'sleep 1.2; exit 5'")));
        QCOMPARE(window->findChild<TabStrip *>()->look(0).mark, TabMark::Failed);
        // The click may come before the service's answer has been read: it is sent until it is heard.
        QVERIFY(QTest::qWaitFor([&] {
            receiver.signal("ActionInvoked", {receiver.lastId, QStringLiteral("default")});
            return current()->id() == id;
        }, kPatience));
        QVERIFY(current()->terminal()->selectedBlock().isValid());
    }
};
BERTH_TEST(RealBlocksTest)
#include "real_blocks_test.moc"
