// The widget with real events: what the session is told, what is on show.
#include "tests/support/test_main.h"
#include "ui/terminal/overlay_scroll_bar.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_fixture.h"
#include "ui/theme/tokens.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFocusEvent>
#include <QHelpEvent>
#include <QInputMethodEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <QTextDocument>
#include <QToolTip>
#include <QWheelEvent>

using namespace ui::terminal;
using namespace core::session;
using core::base::GridSize;
using core::vt::Key;
using core::vt::MouseMode;

class TerminalWidgetTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QGuiApplication::clipboard()->clear(); }

    void keysReachTheSession()
    {
        Fixture f;
        QVERIFY(f.shown);
        QSignalSpy typed(f.widget.get(), &TerminalWidget::userTyped);
        QTest::keyClicks(f.widget.get(), QStringLiteral("ls"));
        QTest::keyClick(f.widget.get(), Qt::Key_Return);
        QTest::keyClick(f.widget.get(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(f.widget.get(), Qt::Key_Tab);
        const auto text = f.session->sent<SendText>();
        QCOMPARE(text.size(), std::size_t(2));
        QCOMPARE(text[0].utf8 + text[1].utf8, std::string("ls"));
        const auto keys = f.session->sent<SendKey>();
        QCOMPARE(keys.size(), std::size_t(3));
        QCOMPARE(keys[0].key.key, Key::Enter);
        QCOMPARE(keys[1].key.character, U'c');
        QCOMPARE(keys[1].key.modifiers, std::uint8_t(core::vt::Ctrl));
        QCOMPARE(keys[2].key.key, Key::Tab);
        QCOMPARE(typed.size(), 5);
    }

    // Nothing here wants Super+Tab; ignored it would move the focus to the tabs.
    void aTabThatNobodyWantsIsNotHandedOn()
    {
        Fixture f;
        QVERIFY(f.shown);
        for (const int key : {Qt::Key_Tab, Qt::Key_Backtab}) {
            QKeyEvent press(QEvent::KeyPress, key, Qt::MetaModifier);
            QCoreApplication::sendEvent(f.widget.get(), &press);
            QVERIFY(press.isAccepted());
        }
        QVERIFY(f.session->sent<SendKey>().empty());
    }

    void aRefusalIsTold()
    {
        Fixture f;
        QSignalSpy refused(f.widget.get(), &TerminalWidget::inputRefused);
        f.session->refuse({"session.busy", "The program does not read its input.", {}});
        QTest::keyClick(f.widget.get(), Qt::Key_A);
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused[0][0].toString(), QStringLiteral("The program does not read its input."));
    }

    void framesArriveAndHiddenWidgetsAskForNone()
    {
        Fixture f;
        QSignalSpy shown(f.widget.get(), &TerminalWidget::frameShown);
        f.screen.replace(0, U"hello");
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("hello")));
        QVERIFY(!shown.isEmpty());
        f.widget->hide();
        const int asked = f.session->asked;
        f.screen.replace(0, U"unseen");
        f.publish();
        f.session->tell(BellRang{});
        QSignalSpy bell(f.widget.get(), &TerminalWidget::bell);
        QTRY_COMPARE(bell.size(), 1); // it hears, but does not look
        QCOMPARE(f.session->asked, asked);
        f.widget->show();
        QVERIFY(f.waitFor(QStringLiteral("unseen")));
    }

    void eventsBecomeSignals()
    {
        Fixture f;
        QSignalSpy title(f.widget.get(), &TerminalWidget::titleChanged), clipboard(f.widget.get(), &TerminalWidget::clipboardWriteRequested),
            ended(f.widget.get(), &TerminalWidget::sessionEnded);
        f.session->tell(TitleChanged{"vim"});
        f.session->tell(ClipboardWrite{"secret"});
        f.session->tell(Ended{});
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(title[0][0].toString(), QStringLiteral("vim"));
        QCOMPARE(clipboard[0][0].value<ClipboardWrite>().text, std::string("secret"));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty()); // only by consent
    }

    void sizeIsTold()
    {
        Fixture f;
        QCOMPARE(f.widget->gridSize(), kGrid);
        QSignalSpy changed(f.widget.get(), &TerminalWidget::gridSizeChanged);
        for (int cols = 41; cols <= 60; ++cols)
            f.widget->resize(f.widget->pixelSizeFor({cols, 12}));
        QTRY_COMPARE(f.toldSize(), (GridSize{60, 12}));
        QVERIFY(f.session->sent<Resize>().size() < 20); // a burst is coalesced
        QCOMPARE(changed.back()[0].toInt(), 60);
        // A size that the layout only passes through is never told.
        const std::size_t told = f.session->sent<Resize>().size();
        f.widget->resize(f.widget->pixelSizeFor({17, 12}));
        f.widget->resize(f.widget->pixelSizeFor({59, 12}));
        QTRY_COMPARE(f.toldSize(), (GridSize{59, 12}));
        QCOMPARE(f.session->sent<Resize>().size(), told + 1);
        f.widget->resize(1, 1);
        QTRY_COMPARE(f.toldSize(), core::base::kMinGrid);
    }

    void zoomChangesTheGrid()
    {
        Fixture f;
        const int cols = f.widget->gridSize().cols;
        QTest::keyClick(f.widget.get(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(f.widget.get(), Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(f.widget->gridSize().cols < cols);
        QTRY_COMPARE(f.toldSize(), f.widget->gridSize());
        QTest::keyClick(f.widget.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(f.widget->gridSize().cols, cols);
        QVERIFY(f.session->sent<SendKey>().empty());
    }

    void viewIsHeldWhileOutputFlowsAndTypingReturns()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 100); });
        f.wheel(120);
        f.wheel(120);
        QVERIFY(!f.widget->isAtBottom());
        QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 84\n")));
        auto *bar = f.widget->findChild<OverlayScrollBar *>();
        QVERIFY(!bar->marksUnseen());
        for (int i = 0; i < 5; ++i) {
            printLines(f.screen, 30);
            f.publish();
            const int asked = f.session->asked;
            QTRY_COMPARE(f.session->asked, asked + 1);
            QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 84\n")));
            QVERIFY(bar->marksUnseen());
        }
        QTest::keyClick(f.widget.get(), Qt::Key_A);
        QVERIFY(f.widget->isAtBottom() && !bar->marksUnseen());
        QTest::keyClick(f.widget.get(), Qt::Key_Home, Qt::ShiftModifier);
        QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 0\n")));
        QTest::keyClick(f.widget.get(), Qt::Key_PageDown, Qt::ShiftModifier);
        QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 9\n")));
        QTest::keyClick(f.widget.get(), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 10\n")));
        QVERIFY(bar->isVisible() && !bar->marksUnseen());
        bar->setValue(20);
        QVERIFY(f.widget->visibleText().startsWith(QStringLiteral("line 20\n")));
    }

    void selectingWithTheMouse()
    {
        Fixture f([](TestScreen &screen) {
            screen.print(U"one two/three four");
            screen.print(U"second line");
        });
        f.drag(f.edge(0, 4), f.edge(1, 6));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("two/three four\nsecond"));
        QTest::keyClick(f.widget.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("two/three four\nsecond"));

        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, {}, f.at(0, 14));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("four"));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(0, 14));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(1, 30)); // elsewhere: a first click again
        QVERIFY(!f.widget->hasSelection());
        f.drag(f.edge(0, 1), f.edge(1, 3), Qt::AltModifier);
        QCOMPARE(f.widget->selectedText(), QStringLiteral("ne\nec"));
        f.widget->selectAll();
        QCOMPARE(f.widget->selectedText(), QStringLiteral("one two/three four\nsecond line"));
        QVERIFY(f.session->sent<SendMouse>().empty());
    }

    void threeClicksTakeTheLine()
    {
        Fixture f([](TestScreen &screen) { screen.print(U"a whole line"); });
        QTest::mousePress(f.widget.get(), Qt::LeftButton, {}, f.at(0, 3));
        QTest::mouseRelease(f.widget.get(), Qt::LeftButton, {}, f.at(0, 3));
        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, {}, f.at(0, 3));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("whole"));
        QTest::mousePress(f.widget.get(), Qt::LeftButton, {}, f.at(0, 3));
        QTest::mouseRelease(f.widget.get(), Qt::LeftButton, {}, f.at(0, 3));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("a whole line"));
    }

    void copyOnSelect()
    {
        Fixture f([](TestScreen &screen) { screen.print(U"abc"); }, [](Appearance &a) { a.copyOnSelect = true; });
        f.drag(f.edge(0, 1), f.edge(0, 3));
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("bc"));
    }

    void draggingBeyondTheEdgeScrolls()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 100); });
        QTest::mousePress(f.widget.get(), Qt::LeftButton, {}, f.edge(5, 3));
        const QPoint above(60, -30);
        QMouseEvent move(QEvent::MouseMove, above, f.widget->mapToGlobal(above), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(f.widget.get(), &move);
        QTRY_VERIFY(!f.widget->isAtBottom());
        QTRY_VERIFY(f.widget->selectedText().count(QLatin1Char('\n')) > 12);
        QTest::mouseRelease(f.widget.get(), Qt::LeftButton, {}, f.at(0, 0));
    }

    void theMouseIsReported()
    {
        Fixture f;
        f.screen.screen.input.mouse = MouseMode::Drag;
        f.screen.replace(0, U"mouse");
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("mouse")));
        f.drag(f.at(2, 3), f.at(4, 7));
        f.wheel(-120);
        auto sent = f.session->sent<SendMouse>();
        QCOMPARE(sent.size(), std::size_t(4));
        QCOMPARE(sent[0].mouse.row, 2);
        QCOMPARE(sent[0].mouse.col, 3);
        QCOMPARE(sent[1].mouse.action, core::vt::MouseAction::Move);
        QCOMPARE(sent[1].mouse.col, 7);
        QCOMPARE(sent[2].mouse.action, core::vt::MouseAction::Release);
        QCOMPARE(sent[3].mouse.button, core::vt::MouseButton::WheelDown);
        QVERIFY(!f.widget->hasSelection());
        f.drag(f.edge(0, 1), f.edge(0, 4), Qt::ShiftModifier);
        QCOMPARE(f.widget->selectedText(), QStringLiteral("ous"));
        QCOMPARE(f.session->sent<SendMouse>().size(), std::size_t(4));
    }

    void theWheelIsArrowsOnTheAlternateScreen()
    {
        Fixture f;
        f.screen.screen.alternate = true;
        f.screen.screen.input.alternateScroll = true;
        f.screen.replace(0, U"less");
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("less")));
        f.wheel(120);
        const auto keys = f.session->sent<SendKey>();
        QCOMPARE(keys.size(), std::size_t(3));
        QCOMPARE(keys[0].key.key, Key::Up);
    }

    void pasteIsGuarded()
    {
        Fixture f;
        QGuiApplication::clipboard()->setText(QStringLiteral("one line"));
        QTest::keyClick(f.widget.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("one line"));

        f.widget->pasteText(QStringLiteral("rm -rf x\nls"));
        auto *guard = f.widget->findChild<PasteGuard *>();
        QVERIFY(guard && guard->isVisible());
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        guard->reject();
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));

        QTRY_VERIFY(!f.widget->findChild<PasteGuard *>());
        f.widget->pasteText(QStringLiteral("a\nb"));
        guard = f.widget->findChild<PasteGuard *>();
        QVERIFY(guard);
        QTest::mouseClick(guard->findChild<QPushButton *>(QStringLiteral("confirmPaste")), Qt::LeftButton);
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(2));
        QCOMPARE(f.session->sent<Paste>()[1].text, std::string("a\nb"));
    }

    // The offscreen platform has no primary selection: what is selected here serves as one.
    void theMiddleButtonPastesTheSelection()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"take this word");
            s.print(U"and a second line");
        });
        QVERIFY(f.waitFor(QStringLiteral("take")));
        QTest::mouseClick(f.widget.get(), Qt::MiddleButton, {}, f.at(1, 1));
        QVERIFY(f.session->sent<Paste>().empty()); // nothing is selected
        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, {}, f.at(0, 6));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("this"));
        QTest::mouseClick(f.widget.get(), Qt::MiddleButton, {}, f.at(1, 1));
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("this"));
        // It is a paste like any other.
        f.widget->selectAll();
        QTest::mouseClick(f.widget.get(), Qt::MiddleButton, {}, f.at(1, 1));
        QVERIFY(f.widget->findChild<PasteGuard *>());
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
    }

    void theMiddleButtonIsTheProgramsWhereItTakesTheMouse()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"word");
            s.screen.input.mouse = core::vt::MouseMode::Click;
        });
        QVERIFY(f.waitFor(QStringLiteral("word")));
        QTest::mouseDClick(f.widget.get(), Qt::LeftButton, Qt::ShiftModifier, f.at(0, 1));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("word"));
        QTest::mouseClick(f.widget.get(), Qt::MiddleButton, {}, f.at(0, 1));
        QVERIFY(f.session->sent<Paste>().empty() && !f.session->sent<SendMouse>().empty());
        QTest::mouseClick(f.widget.get(), Qt::MiddleButton, Qt::ShiftModifier, f.at(0, 1));
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
    }

    void pasteGuardCanBeOff()
    {
        Fixture f({}, [](Appearance &a) { a.pasteGuard = false; });
        f.widget->pasteText(QStringLiteral("a\nb"));
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
    }

    void insertedTextCannotRun()
    {
        Fixture f;
        f.widget->insertText(QStringLiteral("echo\x1b[201~ hi\n"));
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("echo [201~ hi"));
    }

    void inputMethods()
    {
        Fixture f;
        f.screen.setCursor(1, 5);
        f.screen.replace(1, U"ready");
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("ready")));
        const QRect cursor = f.widget->inputMethodQuery(Qt::ImCursorRectangle).toRect();
        QVERIFY(cursor.contains(f.at(1, 5)));
        const QImage before = f.widget->grab().toImage();
        QInputMethodEvent preedit(QStringLiteral("にほ"), {});
        QCoreApplication::sendEvent(f.widget.get(), &preedit);
        QVERIFY(f.session->posted.empty());
        QVERIFY(f.widget->grab().toImage() != before);
        // On the cells that it will have: its line below goes to the end of the fourth.
        const QImage composing = f.widget->grab().toImage();
        const auto isUnderlined = [&](int col) {
            const qreal dpr = composing.devicePixelRatio();
            const int x = int(f.at(1, col).x() * dpr);
            for (int y = int(cursor.top() * dpr); y < int((cursor.bottom() + 1) * dpr); ++y) {
                if (composing.pixelColor(x, y) == ui::theme::color(ui::theme::Role::Accent))
                    return true;
            }
            return false;
        };
        // Candidates stand where the next character comes: four cells on.
        const auto caret = [&] { return f.widget->inputMethodQuery(Qt::ImCursorRectangle).toRectF().left(); };
        QVERIFY2(std::abs(caret() - (f.at(1, 9).x() - cursor.width() / 2.0)) <= 2, qPrintable(QString::number(caret())));
        QVERIFY(isUnderlined(5) && isUnderlined(8));
        QVERIFY(!isUnderlined(4) && !isUnderlined(9));
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("日本"));
        QCoreApplication::sendEvent(f.widget.get(), &commit);
        QCOMPARE(f.session->sent<SendText>()[0].utf8, QStringLiteral("日本").toStdString());
        QCOMPARE(f.widget->grab().toImage(), before);
    }

    // What has no room stands further left, and so do its candidates.
    void candidatesFollowWhatIsComposedAtTheEdge()
    {
        Fixture f;
        const int last = kGrid.cols - 1;
        f.screen.setCursor(1, last);
        f.screen.replace(1, std::u32string(std::size_t(last), U'x'));
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("xx")));
        const auto left = [&] { return f.widget->inputMethodQuery(Qt::ImCursorRectangle).toRectF().left(); };
        const qreal cell = f.at(1, 1).x() - f.at(1, 0).x(), edge = f.at(1, last).x() + cell / 2;
        QTRY_VERIFY(std::abs(left() - (edge - cell)) <= 2);
        const auto compose = [&](int caretAt) {
            QInputMethodEvent event(QStringLiteral("にほんご"), {{QInputMethodEvent::Cursor, caretAt, 1, {}}});
            QCoreApplication::sendEvent(f.widget.get(), &event);
        };
        compose(0);
        QVERIFY2(std::abs(left() - (edge - 8 * cell)) <= 2, qPrintable(QString::number(left())));
        compose(4);
        QVERIFY2(left() > edge - 2 * cell && left() <= edge + 1, qPrintable(QString::number(left())));
    }

    void focusIsToldAndShown()
    {
        Fixture f;
        const QImage focused = f.widget->grab().toImage();
        f.widget->clearFocus();
        QCOMPARE(f.session->sent<Focus>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<Focus>()[0].focused, false);
        QVERIFY(f.widget->grab().toImage() != focused); // hollow
        f.widget->setFocus();
        QCOMPARE(f.session->sent<Focus>().back().focused, true);
        QCOMPARE(f.widget->grab().toImage(), focused);
        const auto told = f.session->sent<Focus>().size();
        for (const auto type : {QEvent::FocusOut, QEvent::FocusIn}) { // a menu over the terminal is not elsewhere
            QFocusEvent event(type, Qt::PopupFocusReason);
            QCoreApplication::sendEvent(f.widget.get(), &event);
        }
        QCOMPARE(f.session->sent<Focus>().size(), told);
    }

    void aLongTargetIsToldWholeInItsToolTip()
    {
        const std::string target = "https://example.org/<b>/" + std::string(150, 'x') + "/end";
        Fixture f([&](TestScreen &screen) {
            core::vt::Style link;
            link.link = 1;
            screen.print({{U"link", link}});
            screen.screen.links = std::make_shared<const core::vt::Links>(std::vector<std::string>{target});
        });
        QHelpEvent help(QEvent::ToolTip, f.at(0, 1), f.widget->mapToGlobal(f.at(0, 1)));
        QCoreApplication::sendEvent(f.widget.get(), &help);
        QTextDocument shown;
        shown.setHtml(QToolTip::text());
        QStringList lines = shown.toPlainText().split(QLatin1Char('\n'));
        QCOMPARE(lines.takeLast(), QStringLiteral("Ctrl+click to open"));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.join(QString()).toStdString(), target);
        QToolTip::hideText();
    }

    void linksOfTheWebOnly()
    {
        Fixture f([](TestScreen &screen) {
            core::vt::Style web, other;
            web.link = 1;
            other.link = 2;
            screen.print({{U"web", web}, {U" ", {}}, {U"other", other}});
            screen.screen.links = std::make_shared<const core::vt::Links>(std::vector<std::string>{"https://example.org", "ssh://-oProxyCommand=x"});
        });
        QSignalSpy activated(f.widget.get(), &TerminalWidget::linkActivated);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, {}, f.at(0, 1));
        QVERIFY(activated.isEmpty());
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ControlModifier, f.at(0, 1));
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toString(), QStringLiteral("https://example.org"));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ControlModifier, f.at(0, 6));
        QCOMPARE(activated.size(), 1);
    }

    void blocks()
    {
        Fixture f([](TestScreen &screen) {
            const auto ok = screen.print(U"$ true");
            const auto bad = screen.print(U"$ make");
            screen.print(U"error: no");
            const auto prompt = screen.print(U"$ ");
            screen.addBlock(ok, bad, bad).command = "true";
            auto &failed = screen.addBlock(bad, bad + 1, prompt);
            failed.command = "make";
            failed.exitCode = 2;
            failed.duration = std::chrono::milliseconds(1200);
            screen.addBlock(prompt, prompt, prompt).state = core::shell::Block::State::Prompt;
        });
        const QImage picture = f.widget->grab().toImage();
        const auto pixel = [&](QPointF at) { return picture.pixel((at * picture.devicePixelRatio()).toPoint()); };
        QCOMPARE(pixel(QPointF(9.5, f.at(0, 0).y())), ui::theme::color(ui::theme::Role::Ok).rgb());
        QCOMPARE(pixel(QPointF(9.5, f.at(2, 0).y())), ui::theme::color(ui::theme::Role::Fail).rgb());
        const QRgb ground = ui::theme::color(ui::theme::Role::Terminal).rgb();
        QCOMPARE(pixel(QPointF(2, f.at(0, 0).y())), ground);
        QVERIFY(pixel(QPointF(2, f.at(2, 0).y())) != ground); // the tint reaches over the margins
        QCOMPARE(f.widget->blockOutput({2}), QStringLiteral("error: no"));

        QSignalSpy action(f.widget.get(), &TerminalWidget::blockActionRequested);
        const auto button = [&](const QString &text) -> QPushButton * {
            for (auto *candidate : f.widget->findChildren<QPushButton *>()) {
                if (candidate->text() == text && candidate->isVisible())
                    return candidate;
            }
            return nullptr;
        };
        QVERIFY(!button(QStringLiteral("Explain")));
        QTest::mouseMove(f.widget.get(), f.at(2, 3));
        QTRY_VERIFY(button(QStringLiteral("Explain")));
        const QWidget *const actions = button(QStringLiteral("Explain"))->parentWidget();
        QCOMPARE(actions->size(), actions->sizeHint()); // the first time, too
        QTest::mouseClick(button(QStringLiteral("Copy output")), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("error: no"));
        QTest::mouseClick(button(QStringLiteral("Explain")), Qt::LeftButton);
        QCOMPARE(action.back()[0].value<core::base::BlockId>(), (core::base::BlockId{2}));
        QCOMPARE(action.back()[1].value<BlockAction>(), BlockAction::Explain);
        QVERIFY(button(QStringLiteral("Run again…")));
        f.widget->setOffered(BlockAction::Rerun, false); // as in the player
        f.widget->setOffered(BlockAction::Explain, false);
        QVERIFY(!button(QStringLiteral("Run again…")));
        QVERIFY(!button(QStringLiteral("Explain")));
        f.widget->setOffered(BlockAction::Explain, true);
        QVERIFY(button(QStringLiteral("Explain")));
        QTest::mouseMove(f.widget.get(), f.at(0, 3));
        QTRY_VERIFY(!button(QStringLiteral("Explain")));
    }

    void labelsNeverCoverText()
    {
        const auto inkAtRight = [](std::size_t columns, int ms = 40) {
            Fixture f([columns, ms](TestScreen &screen) {
                const auto prompt = screen.print(std::u32string(columns, U' ') + U".");
                screen.addBlock(prompt, prompt + 1, prompt + 1).duration = std::chrono::milliseconds(ms);
            });
            const QImage picture = f.widget->grab().toImage();
            const qreal dpr = picture.devicePixelRatio();
            const QRect area(f.at(0, 36).x(), f.at(0, 0).y() - 6, 30, 12);
            int ink = 0;
            for (int y = int(area.top() * dpr); y < int(area.bottom() * dpr); ++y) {
                for (int x = int(area.left() * dpr); x < int(area.right() * dpr); ++x)
                    ink += picture.pixel(x, y) != ui::theme::color(ui::theme::Role::Terminal).rgb();
            }
            return ink;
        };
        QVERIFY(inkAtRight(4) > 10);
        QCOMPARE(inkAtRight(34), 0);
        QCOMPARE(inkAtRight(4, 3), 0); // no time to speak of
    }

    void jumpingBetweenBlocks()
    {
        Fixture f([](TestScreen &screen) {
            for (int i = 0; i < 5; ++i) {
                const auto prompt = screen.print(U"$ cmd " + std::u32string(1, char32_t(U'0' + i)));
                printLines(screen, 20);
                screen.addBlock(prompt, prompt + 1, prompt + 21).command = "cmd";
            }
            const auto prompt = screen.print(U"$ ");
            screen.addBlock(prompt, prompt, prompt).state = core::shell::Block::State::Prompt;
        });
        QVERIFY(f.widget->stickyBlock());
        QCOMPARE(f.widget->stickyBlock()->id.value, std::uint64_t(5));
        const auto jump = [&](int key) {
            QTest::keyClick(f.widget.get(), key, Qt::ControlModifier | Qt::ShiftModifier);
            return f.widget->visibleText().section(QLatin1Char('\n'), 0, 0);
        };
        QCOMPARE(jump(Qt::Key_Up), QStringLiteral("$ cmd 4"));
        QVERIFY(!f.widget->stickyBlock());
        QCOMPARE(jump(Qt::Key_Up), QStringLiteral("$ cmd 3"));
        QCOMPARE(jump(Qt::Key_Down), QStringLiteral("$ cmd 4"));
        f.widget->scrollToBlock({1});
        QCOMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 0, 0), QStringLiteral("$ cmd 0"));
    }

    void assistiveTechnologyReadsTheText()
    {
        Fixture f([](TestScreen &screen) {
            screen.print(U"first 日本");
            screen.print(U"second");
            screen.setCursor(1, 3);
        });
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(f.widget.get());
        QVERIFY(accessible && accessible->textInterface());
        QCOMPARE(accessible->role(), QAccessible::Terminal);
        QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Terminal"));
        QAccessibleTextInterface *text = accessible->textInterface();
        QVERIFY(text->text(0, text->characterCount()).startsWith(QStringLiteral("first 日本\nsecond")));
        QCOMPARE(text->cursorPosition(), 12);
        QVERIFY(text->characterRect(9).contains(f.widget->mapToGlobal(f.at(1, 0))));
        QCOMPARE(text->offsetAtPoint(f.widget->mapToGlobal(f.at(1, 0))), 9);
    }

    void theSchemeCanChange()
    {
        Fixture f([](TestScreen &screen) { screen.print(U"x"); });
        ui::theme::setCurrent(ui::theme::Scheme::Light);
        f.widget->setScheme();
        const QImage light = f.widget->grab().toImage();
        ui::theme::setCurrent(ui::theme::Scheme::Dark);
        QCOMPARE(light.pixel(2, 2), ui::theme::color(ui::theme::Role::Terminal, ui::theme::Scheme::Light).rgb());
    }
};

BERTH_TEST(TerminalWidgetTest)
#include "terminal_widget_test.moc"
