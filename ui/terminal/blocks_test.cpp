// Everything a person does with command blocks in a terminal, with real mouse and key events.
#include "tests/support/test_main.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_fixture.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::terminal;
using namespace core::session;
using core::base::BlockId;
using core::base::LineId;
using core::shell::Block;

namespace {

constexpr auto kCtrlShift = Qt::ControlModifier | Qt::ShiftModifier;

std::u32string number(int n)
{
    const std::string text = std::to_string(n);
    return {text.begin(), text.end()};
}

Block &run(TestScreen &screen, const std::u32string &command, int lines, int exit)
{
    const LineId prompt = screen.print(U"$ " + command);
    for (int i = 0; i < lines; ++i)
        screen.print(command + U" " + number(i));
    Block &block = screen.addBlock(prompt, prompt + 1, prompt + 1 + LineId(lines));
    block.command = std::string(command.begin(), command.end());
    block.exitCode = exit;
    block.duration = std::chrono::milliseconds(1200);
    return block;
}

void waitAtPrompt(TestScreen &screen)
{
    const LineId prompt = screen.print(U"$ ");
    Block &block = screen.addBlock(prompt, prompt, prompt);
    block.state = Block::State::Prompt;
    block.exitCode.reset();
}

// "one" (3 lines, fine), "two" (2 lines, failed), "three" (4 lines, fine), "four" (20 lines, failed), a prompt.
void session(TestScreen &screen)
{
    run(screen, U"one", 3, 0);
    run(screen, U"two", 2, 1);
    run(screen, U"three", 4, 0);
    run(screen, U"four", 20, 127);
    waitAtPrompt(screen);
}

// What fits the screen.
void shortSession(TestScreen &screen)
{
    run(screen, U"one", 3, 0);
    run(screen, U"two", 2, 1);
    waitAtPrompt(screen);
}

QString top(const Fixture &f)
{
    return f.widget->visibleText().section(QLatin1Char('\n'), 0, 0);
}

QPoint gutter(const Fixture &f, int row)
{
    return {10, f.at(row, 0).y()};
}

QAction *choose(const QMenu *menu, const QString &text)
{
    for (QAction *action : menu->actions()) {
        if (action->menu()) {
            if (QAction *inside = choose(action->menu(), text))
                return inside;
        } else if (action->text().remove(QLatin1Char('&')) == text) {
            return action;
        }
    }
    return nullptr;
}

QMenu *menuOf(const Fixture &f)
{
    QMenu *shown = nullptr;
    (void)QTest::qWaitFor([&] {
        for (QMenu *menu : f.widget->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly)) {
            if (menu->isVisible())
                shown = menu;
        }
        return shown != nullptr;
    });
    return shown;
}

} // namespace

class BlocksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QGuiApplication::clipboard()->clear(); }

    void aClickInTheGutterSelectsABlock()
    {
        Fixture f(shortSession);
        QSignalSpy changed(f.widget.get(), &TerminalWidget::selectedBlockChanged);
        QTest::mouseMove(f.widget.get(), gutter(f, 5));
        QCOMPARE(f.widget->cursor().shape(), Qt::PointingHandCursor);
        const QImage before = f.widget->grab().toImage();
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 5));
        QCOMPARE(f.widget->selectedBlock(), (BlockId{2}));
        QCOMPARE(changed.count(), 1);
        QVERIFY(f.widget->grab().toImage() != before); // the ring
        QVERIFY(f.widget->accessibleDescription().contains(QStringLiteral("two (failed, exit 1, 1.2 s)")));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 1));
        QCOMPARE(f.widget->selectedBlock(), (BlockId{1}));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 3)); // again, though not a double click
        QVERIFY(!f.widget->selectedBlock().isValid());
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 7)); // the prompt that waits is no block yet
        QVERIFY(!f.widget->selectedBlock().isValid());
        QVERIFY(f.session->posted.empty());
    }

    void escAndTypingLeaveTheBlock()
    {
        Fixture f(shortSession);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 0));
        QTest::keyClick(f.widget.get(), Qt::Key_Escape);
        QVERIFY(!f.widget->selectedBlock().isValid());
        QVERIFY(f.session->posted.empty());
        QTest::keyClick(f.widget.get(), Qt::Key_Escape); // now the program's
        QCOMPARE(f.session->posted.size(), std::size_t(1));
        f.widget->selectBlock({1});
        QTest::keyClick(f.widget.get(), Qt::Key_L);
        QVERIFY(!f.widget->selectedBlock().isValid());
        QCOMPARE(f.session->posted.size(), std::size_t(2));
    }

    void draggingFromTheGutterStillSelectsText()
    {
        Fixture f(shortSession);
        f.drag(gutter(f, 1), f.edge(2, 3));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("one 0\none"));
        QVERIFY(!f.widget->selectedBlock().isValid());
    }

    void theKeyboardGoesFromCommandToCommand()
    {
        Fixture f(session);
        QTest::keyClick(f.widget.get(), Qt::Key_Up, kCtrlShift);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{4}));
        QCOMPARE(top(f), QStringLiteral("$ four"));
        QTest::keyClick(f.widget.get(), Qt::Key_Up, kCtrlShift);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{3}));
        QTest::keyClick(f.widget.get(), Qt::Key_Down, kCtrlShift);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{4}));
        QTest::keyClick(f.widget.get(), Qt::Key_Down, kCtrlShift); // the prompt: back to where one types
        QVERIFY(!f.widget->selectedBlock().isValid());
        QVERIFY(f.widget->isAtBottom());
    }

    void failuresOneAfterTheOther()
    {
        Fixture f(session);
        QSignalSpy said(f.widget.get(), &TerminalWidget::inputRefused);
        f.widget->scrollToNextFailure(-1);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{4}));
        f.widget->scrollToNextFailure(-1);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{2}));
        QCOMPARE(top(f), QStringLiteral("$ two"));
        f.widget->scrollToNextFailure(-1);
        QCOMPARE(said.last()[0].toString(), QStringLiteral("No command before this one has failed."));
        QCOMPARE(f.widget->selectedBlock(), (BlockId{2}));
        f.widget->scrollToNextFailure(1);
        QCOMPARE(f.widget->selectedBlock(), (BlockId{4}));
        f.widget->scrollToNextFailure(1);
        QCOMPARE(said.last()[0].toString(), QStringLiteral("No command after this one has failed."));
    }

    void noFailureIsSaid()
    {
        Fixture f([](TestScreen &screen) {
            run(screen, U"one", 1, 0);
            waitAtPrompt(screen);
        });
        QSignalSpy said(f.widget.get(), &TerminalWidget::inputRefused);
        f.widget->scrollToNextFailure(-1);
        QCOMPARE(said.last()[0].toString(), QStringLiteral("No command has failed here."));
    }

    void theContextMenuCopiesAndSelects()
    {
        Fixture f(shortSession);
        const auto pick = [&](const QString &text) {
            QContextMenuEvent event(QContextMenuEvent::Mouse, f.at(5, 3), f.widget->mapToGlobal(f.at(5, 3)));
            QCoreApplication::sendEvent(f.widget.get(), &event);
            QMenu *const menu = menuOf(f);
            QAction *const action = menu ? choose(menu, text) : nullptr;
            if (action)
                action->trigger();
            if (menu)
                menu->close();
            return action != nullptr;
        };
        const auto clipboard = [] { return QGuiApplication::clipboard()->text(); };
        QVERIFY(pick(QStringLiteral("Select all")) && f.widget->hasSelection());
        QVERIFY(pick(QStringLiteral("Copy\tCtrl+Shift+C")) && clipboard().contains(QStringLiteral("two 1")));
        QVERIFY(pick(QStringLiteral("Paste\tCtrl+Shift+V")) && f.widget->findChild<PasteGuard *>());
        delete f.widget->findChild<PasteGuard *>();
        QVERIFY(pick(QStringLiteral("Copy command")));
        QCOMPARE(clipboard(), QStringLiteral("two"));
        QVERIFY(pick(QStringLiteral("Copy output")));
        QCOMPARE(clipboard(), QStringLiteral("two 0\ntwo 1"));
        QVERIFY(pick(QStringLiteral("Copy both as Markdown")));
        QCOMPARE(clipboard(), QStringLiteral("```console\n$ two\ntwo 0\ntwo 1\n```\nExit code 1 after 1.2 s\n"));
        QVERIFY(pick(QStringLiteral("Select output")));
        QCOMPARE(f.widget->selectedText().trimmed(), QStringLiteral("two 0\ntwo 1"));
        QSignalSpy asked(f.widget.get(), &TerminalWidget::blockActionRequested);
        QVERIFY(pick(QStringLiteral("Run again…")));
        QCOMPARE(asked.last()[1].value<BlockAction>(), BlockAction::Rerun);
        QVERIFY(pick(QStringLiteral("Save output…")));
        QCOMPARE(asked.last()[1].value<BlockAction>(), BlockAction::SaveOutput);
        QVERIFY(f.session->sent<Paste>().empty() && f.session->sent<SendText>().empty()); // nothing of that types
    }

    void copyTakesTheSelectedBlocksOutput()
    {
        Fixture f(shortSession);
        f.widget->selectBlock({1});
        QTest::keyClick(f.widget.get(), Qt::Key_C, kCtrlShift);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one 0\none 1\none 2"));
        f.drag(f.edge(4, 0), f.edge(4, 3)); // text that is selected goes first
        QVERIFY(!f.widget->selectedBlock().isValid());
        QTest::keyClick(f.widget.get(), Qt::Key_C, kCtrlShift);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("$ t"));
    }

    void theMenuByKeyboard()
    {
        Fixture f(session);
        QTest::keyClick(f.widget.get(), Qt::Key_Up, kCtrlShift);
        f.widget->openBlockMenu();
        QMenu *const menu = menuOf(f);
        QVERIFY(menu);
        QTest::keyClick(menu, Qt::Key_C); // its mnemonic
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("four"));
    }

    void anUntrustedBlockOffersNoCommand()
    {
        Fixture f([](TestScreen &screen) {
            Block &forged = run(screen, U"rm -rf /", 2, 1);
            forged.trusted = false;
            waitAtPrompt(screen);
        });
        QTest::mouseMove(f.widget.get(), f.at(1, 3));
        for (const QPushButton *button : f.widget->findChildren<QPushButton *>())
            QVERIFY(!button->isVisible());
        f.widget->selectBlock({1});
        f.widget->openBlockMenu();
        QMenu *const menu = menuOf(f);
        QVERIFY(menu);
        QVERIFY(choose(menu, QStringLiteral("Copy output")));
        QVERIFY(!choose(menu, QStringLiteral("Copy command")));
        QVERIFY(!choose(menu, QStringLiteral("Run again…")));
        QVERIFY(!choose(menu, QStringLiteral("Explain")));
        QVERIFY(!choose(menu, QStringLiteral("Fold output"))->isEnabled());
        menu->close();
        QCOMPARE(f.widget->failureCount(), 0);
        QSignalSpy said(f.widget.get(), &TerminalWidget::inputRefused);
        f.widget->scrollToNextFailure(-1);
        QCOMPARE(said.last()[0].toString(), QStringLiteral("No command has failed here."));
        f.widget->foldOutputs(Folding::All);
        QVERIFY(!f.widget->isFolded({1}));
    }

    void savingAnOutput()
    {
        Fixture f(session);
        QTemporaryDir dir;
        QSignalSpy saved(f.widget.get(), &TerminalWidget::outputSaved);
        f.widget->saveBlockOutput({3}, dir.filePath(QStringLiteral("three.txt")));
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(saved[0][1].toString(), QString());
        QFile file(dir.filePath(QStringLiteral("three.txt")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("three 0\nthree 1\nthree 2\nthree 3\n"));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        f.widget->saveBlockOutput({99}, dir.filePath(QStringLiteral("none.txt")));
        QTRY_COMPARE(saved.count(), 2);
        QVERIFY(!saved[1][1].toString().isEmpty());
    }

    // ---- folding

    void foldingByMouseAndUnfoldingByAClick()
    {
        Fixture f(shortSession);
        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 1));
        QVERIFY(f.widget->isFolded({1}));
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 0, 2), QStringLiteral("$ one\n  3 lines folded\n$ two"));
        QTest::mouseMove(f.widget.get(), f.at(1, 5));
        QCOMPARE(f.widget->cursor().shape(), Qt::PointingHandCursor);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(1, 5));
        QVERIFY(!f.widget->isFolded({1}));
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 0, 1), QStringLiteral("$ one\none 0"));
    }

    void foldingWithoutABlockSelectedMeansTheLastOne()
    {
        Fixture f(session);
        f.widget->runBlockAction(BlockAction::ToggleFold);
        QVERIFY(f.widget->isFolded({4}));
        QVERIFY(f.waitFor(QStringLiteral("20 lines folded")));
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("three 3"))); // what was above moves in
        QVERIFY(f.widget->isAtBottom());
        f.widget->runBlockAction(BlockAction::ToggleFold);
        QVERIFY(!f.widget->isFolded({4}));
    }

    void allAllButFailuresNone()
    {
        Fixture f(session);
        f.widget->foldOutputs(Folding::All);
        QCOMPARE(f.widget->visibleText().trimmed(),
                 QStringLiteral("$ one\n  3 lines folded\n$ two\n  2 lines folded\n$ three\n  4 lines folded\n$ four\n  20 lines folded\n$"));
        f.widget->foldOutputs(Folding::AllButFailures);
        QVERIFY(f.widget->isFolded({1}) && f.widget->isFolded({3}) && !f.widget->isFolded({2}) && !f.widget->isFolded({4}));
        f.widget->foldOutputs(Folding::None);
        QVERIFY(!f.widget->isFolded({1}));
    }

    void selectingAcrossAFoldCopiesWhatIsFolded()
    {
        Fixture f(shortSession);
        f.widget->selectBlock({1});
        f.widget->runBlockAction(BlockAction::ToggleFold);
        f.drag(f.edge(0, 2), f.edge(2, 5));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("one\none 0\none 1\none 2\n$ two"));
    }

    void aSearchUnfoldsWhatItFinds()
    {
        Fixture f(session);
        f.widget->foldOutputs(Folding::All);
        f.widget->openSearch();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("two 1"));
        QTRY_VERIFY(!f.widget->isFolded({2}));
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("two 1")));
        QVERIFY(f.widget->isFolded({1}));
    }

    void aSearchLeavesTheViewOfFailuresForWhatItDoesNotList()
    {
        Fixture f(session);
        f.widget->setFailuresOnly(true);
        f.widget->openSearch();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("three 2"));
        QTRY_VERIFY(!f.widget->isFailuresOnly());
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("three 2")));
    }

    void aFoldSurvivesOutputAndAnotherWidth()
    {
        Fixture f(session);
        f.widget->selectBlock({4});
        f.widget->runBlockAction(BlockAction::ToggleFold);
        for (int i = 0; i < 30; ++i)
            f.screen.print(U"more " + number(i));
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("more 29")));
        f.widget->scrollToBlock({4});
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 0, 2), QStringLiteral("$ four\n  20 lines folded\n$"));
    }

    void theStickyCommandIsTheFoldedOnes()
    {
        Fixture f(session);
        f.widget->scrollToBlock({3});
        f.widget->runBlockAction(BlockAction::ToggleFold);
        QTest::keyClick(f.widget.get(), Qt::Key_Down, Qt::ShiftModifier); // a row further
        QVERIFY(top(f).contains(QStringLiteral("4 lines folded")));
        QVERIFY(f.widget->stickyBlock());
        QCOMPARE(f.widget->stickyBlock()->id, (BlockId{3}));
    }

    void aProgramsMouseIsToldItsOwnRows()
    {
        Fixture f([](TestScreen &screen) {
            run(screen, U"one", 3, 0);
            screen.print(U"menu");
            screen.screen.input.mouse = core::vt::MouseMode::Click;
        });
        f.widget->selectBlock({1});
        f.widget->runBlockAction(BlockAction::ToggleFold);
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 2, 2), QStringLiteral("menu"));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(2, 1));
        const auto told = f.session->sent<SendMouse>();
        QCOMPARE(told.size(), std::size_t(2));
        QCOMPARE(told[0].mouse.row, 4);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(1, 1)); // the fold is ours
        QCOMPARE(f.session->sent<SendMouse>().size(), std::size_t(2));
        QVERIFY(!f.widget->isFolded({1}));
    }

    void aRunningCommandIsNotFolded()
    {
        Fixture f([](TestScreen &screen) { run(screen, U"tail -f", 3, 0).state = Block::State::Running; });
        QSignalSpy said(f.widget.get(), &TerminalWidget::inputRefused);
        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, {}, gutter(f, 1));
        QVERIFY(!f.widget->isFolded({1}));
        QCOMPARE(said.count(), 1);
    }

    // ---- failures only

    void onlyFailuresAreListedUntilEsc()
    {
        Fixture f(session);
        QSignalSpy changed(f.widget.get(), &TerminalWidget::failuresOnlyChanged);
        f.widget->setFailuresOnly(true);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(f.widget->failureCount(), 2);
        QTest::keyClick(f.widget.get(), Qt::Key_Home, Qt::ShiftModifier);
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 0, 4), QStringLiteral("$ two\ntwo 0\ntwo 1\n$ four\nfour 0"));
        QTest::keyClick(f.widget.get(), Qt::Key_Escape);
        QVERIFY(!f.widget->isFailuresOnly());
        QVERIFY(f.session->posted.empty());
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("two 1")));
    }

    void escGoesBackToWhereTheViewWas()
    {
        Fixture f(session);
        QTest::keyClick(f.widget.get(), Qt::Key_Home, Qt::ShiftModifier);
        QTest::keyClick(f.widget.get(), Qt::Key_Down, Qt::ShiftModifier);
        const QString before = f.widget->visibleText();
        f.widget->setFailuresOnly(true);
        QTest::keyClick(f.widget.get(), Qt::Key_End, Qt::ShiftModifier);
        QTest::keyClick(f.widget.get(), Qt::Key_Escape);
        QCOMPARE(f.widget->visibleText(), before);
        QVERIFY(!f.widget->isAtBottom());
        QTest::keyClick(f.widget.get(), Qt::Key_End, Qt::ShiftModifier);
        f.widget->setFailuresOnly(true);
        f.widget->setFailuresOnly(false);
        QVERIFY(f.widget->isAtBottom());
    }

    void typingShowsThePromptAgain()
    {
        Fixture f(session);
        f.widget->setFailuresOnly(true);
        QTest::keyClick(f.widget.get(), Qt::Key_L);
        QVERIFY(!f.widget->isFailuresOnly());
        QVERIFY(f.widget->isAtBottom());
        QCOMPARE(f.session->sent<SendText>().size(), std::size_t(1));
    }

    void anEmptyListSaysSo()
    {
        Fixture f([](TestScreen &screen) {
            run(screen, U"one", 3, 0);
            waitAtPrompt(screen);
        });
        const QImage all = f.widget->grab().toImage();
        f.widget->setFailuresOnly(true);
        QCOMPARE(f.widget->visibleText().trimmed(), QString());
        QVERIFY(f.widget->grab().toImage() != all);
        f.drag(f.edge(1, 1), f.edge(3, 3)); // nothing to select, nothing breaks
        QVERIFY(!f.widget->hasSelection());
        run(f.screen, U"bad", 1, 2);
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("$ bad")));
        QTest::keyClick(f.widget.get(), Qt::Key_Escape);
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("one 2")));
    }

    // ---- read out

    void assistiveTechnologyHearsHowCommandsEnded()
    {
        Fixture f(shortSession);
        QAccessibleTextInterface *const text = QAccessible::queryAccessibleInterface(f.widget.get())->textInterface();
        const QString whole = text->text(0, text->characterCount());
        QVERIFY2(whole.startsWith(QStringLiteral("$ one (succeeded, 1.2 s)\none 0\n")), qPrintable(whole));
        QVERIFY(whole.contains(QStringLiteral("$ two (failed, exit 1, 1.2 s)\n")));
        const int offset = int(whole.indexOf(QStringLiteral("two 0")));
        QCOMPARE(text->offsetAtPoint(f.widget->mapToGlobal(f.at(5, 0))), offset);
        QVERIFY(text->characterRect(offset).contains(f.widget->mapToGlobal(f.at(5, 0))));
        f.widget->foldOutputs(Folding::All);
        QVERIFY(text->text(0, text->characterCount()).contains(QStringLiteral("3 lines folded")));
    }
};

BERTH_TEST(BlocksTest)
#include "blocks_test.moc"
