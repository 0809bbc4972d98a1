// The real window on the real Host with a real bash: what a person does in the first minute.
#include "tests/support/test_main.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/rerun_check.h"
#include "ui/window/rerun_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::window;

class RealWindowTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<core::host::Host> host;
    std::unique_ptr<MainWindow> window;

    static constexpr int kPatience = 20'000; // a loaded machine starts bash slowly

    core::host::LocalShell bash() const
    {
        core::host::LocalShell shell;
        shell.program = "bash";
        shell.workingDirectory = dir->path().toStdString();
        shell.size = {90, 25};
        return shell;
    }
    SessionView *current() const { return window->tabs().current(); }
    QString screen() const { return current() ? current()->terminal()->visibleText() : QString(); }
    void type(const QString &line) const
    {
        QTest::keyClicks(current()->terminal(), line);
        QTest::keyClick(current()->terminal(), Qt::Key_Return);
    }
    QString status(const char *label) const { return window->findChild<QLabel *>(QLatin1String(label))->text(); }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        core::host::Host::Options options;
        std::vector<core::config::Problem> problems;
        options.settings = std::make_shared<core::config::Settings>(core::config::Settings::load({}, {}, {"assistant.enabled=false"}, problems));
        options.paths = {dir->filePath(QStringLiteral("berth.toml")).toStdString(), dir->filePath(QStringLiteral("data")).toStdString(),
                         dir->filePath(QStringLiteral("run")).toStdString()};
        options.environment = {{"PATH", qEnvironmentVariable("PATH").toStdString()}, {"HOME", dir->path().toStdString()}, {"LANG", "C.UTF-8"}};
        options.programName = "berth";
        options.discoverEngines = false;
        options.startAgent = false;
        auto started = core::host::Host::start(std::move(options));
        QVERIFY2(started, started ? "" : started.error().message.c_str());
        host = std::move(*started);
        const auto session = host->openLocal(bash());
        QVERIFY2(session, session ? "" : session.error().message.c_str());
        WindowOptions window_options;
        window_options.geometry = core::base::GridSize{90, 25};
        window_options.reload = [](std::vector<core::config::Problem> &found) { return core::config::Settings::load({}, {}, {}, found); };
        window = std::make_unique<MainWindow>(*host, std::move(window_options));
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(current()->session()->frame()->blocksOn, kPatience);
    }
    void cleanup()
    {
        window.reset();
        bool done = false;
        host->shutdown([&] { done = true; });
        QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
        host.reset();
    }

    void aCommandIsTypedRunAndBecomesABlock()
    {
        type(QStringLiteral("printf 'six times %s\\n' seven"));
        QTRY_VERIFY_WITH_TIMEOUT(screen().contains(QStringLiteral("six times seven")), kPatience);
        type(QStringLiteral("sh -c 'exit 3'"));
        const auto failed = [this] {
            for (const auto &block : *current()->session()->frame()->blocks) {
                if (block.exitCode == 3)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(failed(), kPatience);
        QTRY_COMPARE(status("shell"), QStringLiteral("bash · blocks on"));
        QCOMPARE(status("cwd"), dir->path());
    }

    void theGridHasTheGeometryAndFollowsTheWindow()
    {
        QCOMPARE(current()->terminal()->gridSize(), core::base::GridSize({90, 25}));
        // While a window is laid out or dragged the session hears of sizes now and then only.
        QTRY_COMPARE(current()->session()->frame()->screen->size, core::base::GridSize({90, 25}));
        type(QStringLiteral("stty size"));
        QVERIFY2(QTest::qWaitFor([this] { return screen().contains(QStringLiteral("25 90")); }, kPatience), qPrintable(screen()));
        window->resize(window->width() + 200, window->height());
        const auto wider = current()->terminal()->gridSize();
        QVERIFY(wider.cols > 90);
        QTRY_COMPARE(current()->session()->frame()->screen->size, wider);
        type(QStringLiteral("stty size"));
        const auto size = QStringLiteral("%1 %2").arg(wider.rows).arg(wider.cols);
        QVERIFY2(QTest::qWaitFor([&] { return screen().contains(size); }, kPatience), qPrintable(size + QLatin1Char('\n') + screen()));
    }

    // A person's way through commands: fold, list failures, run again, in a real shell, at other widths.
    void blocksOfARealShell()
    {
        const auto ended = [this](const char *command) {
            for (const auto &block : *current()->session()->frame()->blocks) {
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

        QTest::keyClick(&terminal, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(terminal.selectedBlock(), ended("ls /nowhere-at-all"));
        QTest::keyClick(&terminal, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("nowhere-at-all")));

        terminal.scrollToBlock(ended("seq 100 140"));
        QTest::keyClick(&terminal, Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
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
            const auto &blocks = *current()->session()->frame()->blocks;
            return blocks.size() > before && blocks[before - 1].command == "seq 100 140" && blocks[before - 1].exitCode == 0;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(again(), qPrintable(screen()), kPatience);
    }

    void whatAProgramPrintsIsNoCommandToRunAgain()
    {
        type(QStringLiteral("printf '\\033]133;A\\a$ \\033]133;B\\arm -rf x\\n\\033]633;E;rm -rf x;guess\\a\\033]133;C\\aout\\n\\033]133;D;1\\a'; sh -c 'exit 4'"));
        const auto over = [this] {
            for (const auto &block : *current()->session()->frame()->blocks) {
                if (block.trusted && block.exitCode == 4)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(over(), qPrintable(screen()), kPatience);
        for (const auto &block : *current()->session()->frame()->blocks) {
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
        QFile(dir->filePath(QStringLiteral(".zshrc"))).open(QIODevice::WriteOnly); // no first-run questions
        core::host::LocalShell wanted = bash();
        wanted.program = shell.toStdString();
        const auto opened = host->openLocal(wanted);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        QTRY_COMPARE_WITH_TIMEOUT(current()->id(), (*opened)->info().id, kPatience);
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
        const auto ran = [this] { return current()->session()->frame()->blocks->front().exitCode == 0; };
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

    void leavingTheShellClosesItsTabAndTheLastOneTheWindow()
    {
        QSignalSpy closed(window.get(), &MainWindow::closed);
        window->actions().newTab->trigger();
        QCOMPARE(window->tabs().count(), 2);
        window->actions().closeTab->trigger();
        QTRY_COMPARE(window->tabs().count(), 1);
        type(QStringLiteral("exit 0"));
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, kPatience);
    }

    void anUnhappyEndStays()
    {
        type(QStringLiteral("exit 3"));
        QTRY_VERIFY_WITH_TIMEOUT(current()->session()->frame()->ended, kPatience);
        QTRY_COMPARE(current()->findChild<QLabel *>(QStringLiteral("infoText"))->text(), QStringLiteral("Process exited with 3"));
        QCOMPARE(window->tabs().count(), 1);
    }
};
BERTH_TEST(RealWindowTest)
#include "real_window_test.moc"
