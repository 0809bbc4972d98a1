// Splits, closing, reopening, restoring and marks, by real keys and clicks on the real window.
#include "tests/support/test_main.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/window/earlier_output.h"
#include "ui/window/info_bar.h"
#include "ui/window/pane.h"
#include "ui/window/session_watch.h"
#include "ui/window/window_fixture.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QToolButton>

using namespace ui::window;

namespace {
constexpr auto kOurs = Qt::ControlModifier | Qt::ShiftModifier;
constexpr auto kPanes = kOurs | Qt::AltModifier;
}

class PanesTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowFixture> on;

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }
    Pane *pane(std::size_t index) const { return on->page()->panes().at(index); }
    void click(const char *button) const { QTest::mouseClick(on->find<QPushButton>(button), Qt::LeftButton); }
    QString question() const
    {
        const auto *dialog = on->window->findChild<ui::theme::ConfirmDialog *>();
        return dialog ? dialog->findChild<QLabel *>(QStringLiteral("question"))->text() : QString();
    }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init() { on = std::make_unique<WindowFixture>(); }
    void cleanup() { on.reset(); }

    void keysSplitAndTheNewPaneHasTheKeyboard()
    {
        (void)on->host.openLocal({});
        on->show();
        const auto first = on->current()->id();
        on->fake(on->current())->change([](core::session::SessionFrame &frame) { frame.cwd = "/srv/app"; });
        key(Qt::Key_D, kOurs);
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
        QCOMPARE(on->window->tabs().count(), 1);
        QVERIFY(on->current()->id() != first);
        QCOMPARE(on->host.opened.back().workingDirectory, std::string("/srv/app"));
        QTRY_VERIFY(on->current()->terminal()->hasFocus());
        QTRY_VERIFY(qAbs(pane(0)->width() - pane(1)->width()) <= 2);
        QCOMPARE(pane(0)->height(), pane(1)->height());
        key(Qt::Key_E, kOurs);
        QCOMPARE(on->page()->panes().size(), std::size_t(3));
        QTRY_VERIFY(qAbs(pane(1)->height() - pane(2)->height()) <= 2);
        QVERIFY(pane(0)->height() > pane(1)->height());
    }

    void keysMoveBetweenPanesAndOnlyAmongSeveral()
    {
        (void)on->host.openLocal({});
        on->show();
        const auto left = on->current()->id();
        key(Qt::Key_Left, Qt::AltModifier); // the program's
        QTRY_VERIFY(!on->fake(on->current())->posted.empty());
        QVERIFY(!on->actions().focusLeft->isEnabled());
        on->actions().splitRight->trigger();
        const auto right = on->current()->id();
        QTRY_VERIFY(pane(1)->width() > 0 && pane(1)->x() > 0);
        key(Qt::Key_Left, kPanes);
        QCOMPARE(on->current()->id(), left);
        QVERIFY(on->current()->terminal()->hasFocus());
        key(Qt::Key_Right, kPanes);
        QCOMPARE(on->current()->id(), right);
        key(Qt::Key_Right, kPanes);
        QCOMPARE(on->current()->id(), right);
        key(Qt::Key_O, kOurs);
        QCOMPARE(on->current()->id(), left);
    }

    void aClickTakesTheKeyboardAndTheTabFollows()
    {
        ui::testing::fillMockup(on->host, {100, 30});
        on->show();
        on->window->tabs().selectIndex(0);
        on->actions().splitRight->trigger();
        QCOMPARE(on->current()->session()->info().place.containerName, std::string("shop-api"));
        auto *other = pane(1);
        QTest::mouseClick(pane(0)->view()->terminal(), Qt::LeftButton, {}, QPoint(60, 60));
        QCOMPARE(on->page()->active(), pane(0));
        QVERIFY(on->page()->active() != other);
        on->fake(on->current())->viewerCount = 0;
        on->window->tabs().refreshLooks();
        QCOMPARE(on->strip()->look(0).pill, QString());
    }

    void theDividerIsDragged()
    {
        (void)on->host.openLocal({});
        on->show();
        on->actions().toggleContainers->trigger();
        on->actions().toggleAssistant->trigger();
        on->actions().splitRight->trigger();
        QTRY_VERIFY(pane(1)->x() > 200);
        auto *splitter = on->page()->findChild<QSplitter *>();
        const int before = pane(0)->width();
        QWidget *handle = splitter->handle(1);
        QTest::mousePress(handle, Qt::LeftButton, {}, handle->rect().center());
        QTest::mouseMove(handle, handle->rect().center() + QPoint(60, 0));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center());
        QTRY_VERIFY(pane(0)->width() > before + 30);
        const int dragged = pane(1)->width();
        on->actions().growPane->trigger();
        QTRY_VERIFY(pane(1)->width() > dragged);
    }

    void zoomShowsOnePaneAndTheOthersComeBackAsTheyWere()
    {
        (void)on->host.openLocal({});
        on->show();
        on->actions().splitRight->trigger();
        on->actions().splitDown->trigger();
        QTRY_VERIFY(pane(2)->y() > 0);
        const auto widths = std::pair(pane(0)->width(), pane(2)->height());
        const auto shares = on->page()->layoutNow().root.shares;
        key(Qt::Key_Return, kOurs);
        QVERIFY(on->page()->isZoomed());
        QCOMPARE(on->page()->layoutNow().root.shares, shares); // what is restored one day is not the zoomed picture
        QVERIFY(!pane(0)->isVisible() && !pane(1)->isVisible() && pane(2)->isVisible());
        QTRY_COMPARE(pane(2)->mapTo(on->page(), QPoint()), QPoint());
        QTRY_COMPARE(pane(2)->size(), on->page()->size());
        const auto *const told = on->find<QLabel>("zoomed");
        QVERIFY(told->isVisible() && told->text().contains(QLatin1Char('2')));
        key(Qt::Key_O, kOurs); // the next pane is shown alone in its turn
        QVERIFY(on->page()->isZoomed() && pane(0)->isVisible() && !pane(2)->isVisible());
        key(Qt::Key_Return, kOurs);
        QVERIFY(pane(1)->isVisible() && pane(2)->isVisible() && !told->isVisible());
        QTRY_COMPARE(std::pair(pane(0)->width(), pane(2)->height()), widths);
    }

    void closingAPaneGivesItsRoomToTheOthers()
    {
        (void)on->host.openLocal({});
        on->show();
        const auto first = on->current()->id();
        on->actions().splitRight->trigger();
        on->actions().splitDown->trigger();
        key(Qt::Key_W, kOurs);
        key(Qt::Key_W, kOurs);
        QCOMPARE(on->page()->panes().size(), std::size_t(1));
        QCOMPARE(on->current()->id(), first);
        QVERIFY(on->current()->terminal()->hasFocus());
        QTRY_COMPARE(pane(0)->size(), on->page()->size());
        QCOMPARE(on->host.sessions().size(), std::size_t(1));
    }

    void closingAZoomedPaneLeavesTheOthersTheirShares() // its neighbour beside was left with a few columns
    {
        (void)on->host.openLocal({});
        on->show();
        on->window->resize(1400, 800);
        on->actions().splitRight->trigger();
        on->actions().splitDown->trigger();
        QTRY_VERIFY(pane(2)->y() > 0);
        const int width = pane(0)->width();
        key(Qt::Key_Return, kOurs);
        QTRY_COMPARE(pane(2)->size(), on->page()->size());
        key(Qt::Key_W, kOurs);
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
        QTRY_VERIFY2(std::abs(pane(0)->width() - width) < 4, qPrintable(QString::number(pane(0)->width())));
        QTRY_COMPARE(pane(1)->height(), on->page()->height());
    }

    void aShellThatEndsTakesItsPaneAlong()
    {
        (void)on->host.openLocal({});
        on->show();
        on->actions().splitRight->trigger();
        const auto gone = on->current()->id();
        on->host.end(gone, {0, std::nullopt, {}});
        QCOMPARE(on->page()->panes().size(), std::size_t(1));
        QVERIFY(!on->window->tabs().view(gone));
    }

    void aSplitOfAContainersShellIsAShellThere()
    {
        ui::testing::fillMockup(on->host, {100, 30});
        on->show();
        on->window->tabs().selectIndex(1);
        on->actions().splitDown->trigger();
        QCOMPARE(on->current()->session()->info().place.containerName, std::string("pg-scratch"));
        QCOMPARE(on->current()->session()->info().place.user, std::string("root"));
        QVERIFY(on->host.opened.empty());
    }

    void aPaneThatCannotBeOpenedSaysWhyAndTriesAgain()
    {
        ui::testing::fillMockup(on->host, {100, 30});
        on->show();
        QSignalSpy painted(on->window.get(), &MainWindow::firstPainted);
        QTRY_COMPARE(painted.count(), 1); // which fills what is empty
        on->window->tabs().selectIndex(0);
        on->host.nextOpen = core::base::Error{"engine.conflict", "The container is not running.", {}};
        on->actions().splitRight->trigger();
        QVERIFY(!on->current());
        QCOMPARE(on->find<QLabel>("paneMessage")->text(), QStringLiteral("The container is not running."));
        click("paneRetry");
        QCOMPARE(on->current()->session()->info().place.containerName, std::string("shop-api"));
        on->host.nextOpen = core::base::Error{"engine.conflict", "The container is not running.", {}};
        on->actions().splitDown->trigger();
        QTRY_VERIFY(on->find<QPushButton>("paneClose")->width() > 20); // laid out
        click("paneClose");
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
    }

    void thereIsAnEndToSplitting()
    {
        (void)on->host.openLocal({});
        on->show();
        for (int i = 0; i < 12; ++i) {
            on->actions().splitDown->trigger();
            QTest::qWait(0);
        }
        QVERIFY(on->page()->panes().size() < 13);
        QVERIFY(on->window->height() <= 1000);
        QCOMPARE(on->host.sessions().size(), on->page()->panes().size());
    }

    void closingATabOfSeveralAsksOnceAndNamesTheJobs()
    {
        (void)on->host.openLocal({});
        (void)on->host.openLocal({});
        on->show();
        on->fake(on->current())->job = "vim";
        on->actions().splitRight->trigger();
        on->fake(on->current())->job = "make";
        on->actions().closeTab->trigger();
        QVERIFY(question().contains(QStringLiteral("vim")) && question().contains(QStringLiteral("make")));
        QCOMPARE(on->window->findChildren<ui::theme::ConfirmDialog *>().size(), 1);
        click("agree");
        QCOMPARE(on->window->tabs().count(), 1);
        QCOMPARE(on->host.sessions().size(), std::size_t(1));
    }

    void theSettingSwitchesTheQuestionOff()
    {
        on = std::make_unique<WindowFixture>(std::map<std::string, std::string>{{"window.confirm_close", "false"}});
        (void)on->host.openLocal({});
        (void)on->host.openLocal({});
        on->show();
        on->fake(on->current())->job = "vim";
        on->actions().closeTab->trigger();
        QCOMPARE(on->window->tabs().count(), 1);
    }

    void aClosedTabComesBackWithItsOutputAbove()
    {
        (void)on->host.openLocal({});
        (void)on->host.openLocal({});
        on->show();
        QVERIFY(!on->actions().reopenTab->isEnabled());
        on->fake(on->current())->change([](core::session::SessionFrame &frame) {
            frame.screen = ui::testing::screenOf({"$ make", "all built"}, {80, 24});
            frame.cwd = "/srv/app";
        });
        on->window->tabs().rename(1, QStringLiteral("build"));
        key(Qt::Key_W, kOurs);
        QCOMPARE(on->window->tabs().count(), 1);
        key(Qt::Key_Z, kOurs);
        QCOMPARE(on->window->tabs().count(), 2);
        QCOMPARE(on->strip()->look(1).title, QStringLiteral("build"));
        QCOMPARE(on->host.opened.back().workingDirectory, std::string("/srv/app"));
        auto *earlier = on->current()->earlier();
        QVERIFY(earlier && earlier->isVisible());
        QTRY_VERIFY(earlier->terminal()->visibleText().contains(QStringLiteral("all built")));
        QVERIFY(!on->current()->terminal()->visibleText().contains(QStringLiteral("all built")));
        QVERIFY(on->current()->terminal()->hasFocus());
        QTest::mouseClick(on->find<QToolButton>("hideEarlier"), Qt::LeftButton);
        QVERIFY(!on->current()->earlier());
        QVERIFY(!on->actions().reopenTab->isEnabled());
        on->fake(on->current())->change([](core::session::SessionFrame &frame) {
            std::vector<std::string> lines(24, "a line");
            lines.front() = "the first";
            lines.back() = "the last";
            frame.screen = ui::testing::screenOf(lines, {80, 24});
        });
        on->actions().closeTab->trigger();
        on->actions().reopenTab->trigger();
        QVERIFY(on->current()->earlier());
        const auto shown = [&] { return on->current()->earlier()->terminal()->visibleText(); };
        QTRY_VERIFY(shown().contains(QStringLiteral("the last")) && !shown().contains(QStringLiteral("the first"))); // it is lower than the tab was
        on->actions().clear->trigger();
        QVERIFY(!on->current()->earlier());
    }

    void aClosedSplitComesBackDivided()
    {
        ui::testing::fillMockup(on->host, {100, 30});
        on->show();
        on->window->tabs().selectIndex(0);
        on->actions().splitRight->trigger();
        on->actions().closeTab->trigger();
        QCOMPARE(on->window->tabs().count(), 2);
        on->actions().reopenTab->trigger();
        QCOMPARE(on->window->tabs().count(), 3);
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
        QCOMPARE(pane(0)->view()->session()->info().place.containerName, std::string("shop-api"));
        QVERIFY(pane(0)->view()->earlier());
    }

    void theLayoutComesBack()
    {
        ui::testing::fillMockup(on->host, {100, 30});
        on->show();
        on->window->tabs().selectIndex(2);
        on->fake(on->current())->change([](core::session::SessionFrame &frame) { frame.cwd = "/srv/app"; });
        on->actions().splitDown->trigger();
        on->window->tabs().rename(1, QStringLiteral("scratch"));
        on->actions().toggleAssistant->trigger();
        on->window->resize(760, 555);
        const WindowLayout before = on->window->layoutNow();

        on = std::make_unique<WindowFixture>();
        core::host::LocalShell first;
        first.workingDirectory = before.firstLocal()->cwd;
        (void)on->host.openLocal(first);
        on->show({}, before);
        QCOMPARE(on->window->tabs().count(), 3);
        QCOMPARE(on->window->size(), QSize(760, 555));
        QVERIFY(!on->actions().toggleAssistant->isChecked());
        QVERIFY(on->current());
        QTRY_COMPARE(on->host.opened.size(), std::size_t(2)); // the other half of the split, after the first paint
        QCOMPARE(on->host.opened[0].workingDirectory, std::string("/srv/app"));
        QCOMPARE(on->host.opened[1].workingDirectory, std::string("/srv/app"));
        QCOMPARE(on->host.opened[1].arguments.size(), std::size_t(0));
        QCOMPARE(on->strip()->look(1).title, QStringLiteral("scratch"));
        // The containers' tabs wait for their engines and are no shell of this computer.
        QCOMPARE(on->host.sessions().size(), std::size_t(2));
        QVERIFY(!on->window->tabs().at(0));
        on->host.registry.add("docker:/var/run/docker.sock", core::engine::EngineKind::Docker, "Docker", {ui::testing::makeContainer("shop-api", "shop/api")});
        on->host.registry.setSearching(false);
        QTRY_VERIFY(on->window->tabs().at(0));
        QCOMPARE(on->window->tabs().at(0)->session()->info().place.containerName, std::string("shop-api"));
        on->window->tabs().selectIndex(1);
        QVERIFY(!on->current());
        QVERIFY(on->find<QLabel>("paneMessage")->text().contains(QStringLiteral("engine")));
    }

    void whoLooksOnIsCountedBehindToo()
    {
        for (int i = 0; i < 2; ++i)
            (void)on->host.openLocal({});
        on->show();
        for (const int tab : {0, 1}) { // behind, and on show
            auto *const session = on->fake(on->window->tabs().at(tab));
            for (const std::size_t viewers : {1, 2, 0}) {
                session->viewerCount = viewers;
                session->emitEvent(core::session::ViewersChanged{viewers});
                QTRY_COMPARE(on->strip()->look(tab).pill, viewers > 0 ? QStringLiteral("%1 viewing").arg(viewers) : QString());
            }
        }
    }

    void whatHappensBehindMarksTheTab()
    {
        for (int i = 0; i < 2; ++i)
            (void)on->host.openLocal({});
        on->show();
        SessionView *hidden = on->window->tabs().at(0);
        const auto mark = [this] { return on->strip()->look(0).mark; };
        QCOMPARE(mark(), TabMark::None);
        on->fake(hidden)->change([](core::session::SessionFrame &frame) { frame.cwd = "/x"; });
        QTRY_COMPARE(mark(), TabMark::Activity);
        core::session::CommandFinished finished;
        finished.block.exitCode = 2;
        on->fake(hidden)->emitEvent(finished);
        QTRY_COMPARE(mark(), TabMark::Failed);
        finished.block.exitCode = 0;
        on->fake(hidden)->emitEvent(finished); // a failure stays to be seen
        on->fake(hidden)->emitEvent(core::session::BellRang{});
        QTRY_COMPARE(mark(), TabMark::Bell);
        QVERIFY(on->strip()->tabText(0).contains(QStringLiteral("bell")));
        on->window->tabs().selectIndex(0);
        QCOMPARE(mark(), TabMark::None);
        // The tab on show gets no mark. That all of it has arrived is seen at both who listen.
        const SessionWatch *const watch = on->current()->watch();
        QSignalSpy rang(on->current()->terminal(), &ui::terminal::TerminalWidget::bell), shown(on->current()->terminal(), &ui::terminal::TerminalWidget::frameShown),
            noticed(watch, &SessionWatch::noticeShown);
        on->fake(on->current())->emitEvent(core::session::BellRang{});
        on->fake(on->current())->change([](core::session::SessionFrame &frame) { frame.cwd = "/y"; });
        on->fake(on->current())->emitEvent(core::session::NoticeShown{"later"});
        QTRY_VERIFY(rang.count() > 0 && shown.count() > 0 && noticed.count() > 0);
        QCOMPARE(mark(), TabMark::None);
    }

    void aTabIsRenamedInPlace()
    {
        for (int i = 0; i < 2; ++i)
            (void)on->host.openLocal({});
        on->show();
        QTest::mouseDClick(on->strip(), Qt::LeftButton, {}, on->strip()->tabRect(1).center());
        auto *line = on->find<QLineEdit>("tabTitle");
        QVERIFY(line && line->hasFocus());
        QTest::keyClicks(line, QStringLiteral("deploy"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(on->strip()->look(1).title, QStringLiteral("deploy"));
        QCOMPARE(on->window->windowTitle(), QStringLiteral("deploy — Berth"));
        QVERIFY(on->current()->terminal()->hasFocus());
        key(Qt::Key_R, kOurs);
        line = on->find<QLineEdit>("tabTitle");
        QTest::keyClicks(line, QStringLiteral("x"));
        QTest::keyClick(line, Qt::Key_Escape);
        QCOMPARE(on->strip()->look(1).title, QStringLiteral("deploy"));
        on->window->tabs().rename(1, {});
        QCOMPARE(on->strip()->look(1).title, QStringLiteral("host · bash"));
        QCOMPARE(on->window->windowTitle(), QStringLiteral("host · bash — Berth"));
    }

    void aTabIsDragged()
    {
        for (int i = 0; i < 3; ++i)
            (void)on->host.openLocal({});
        on->show();
        const auto dragged = on->window->tabs().at(0)->id();
        auto *strip = on->strip();
        const QPoint from = strip->tabRect(0).center();
        QTest::mousePress(strip, Qt::LeftButton, {}, from);
        for (int x = from.x(); x <= strip->tabRect(2).center().x() + 20; x += 20)
            QTest::mouseMove(strip, {x, from.y()});
        QTest::mouseRelease(strip, Qt::LeftButton, {}, strip->tabRect(2).center() + QPoint(20, 0));
        QTRY_COMPARE(on->window->tabs().at(2)->id(), dragged);
    }

    void altDigitsBelongToTheProgramWhenTheSettingSaysSo()
    {
        on = std::make_unique<WindowFixture>(std::map<std::string, std::string>{{"window.alt_digits", "false"}});
        for (int i = 0; i < 2; ++i)
            (void)on->host.openLocal({});
        on->show();
        const auto second = on->current()->id();
        key(Qt::Key_1, Qt::AltModifier);
        QCOMPARE(on->current()->id(), second);
        QTRY_VERIFY(!on->fake(on->current())->posted.empty());
    }

    void theClipboardIsAskedForOnce()
    {
        (void)on->host.openLocal({});
        on->show();
        const auto wants = [this](const char *text) { on->fake(on->current())->emitEvent(core::session::ClipboardWrite{text}); };
        QGuiApplication::clipboard()->setText(QStringLiteral("mine"));
        wants("first");
        QTRY_VERIFY(on->find<QPushButton>("clipboardAllow"));
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
        QVERIFY2(on->current()->bar()->text().contains(QStringLiteral("first")), qPrintable(on->current()->bar()->text()));
        // What is asked about does not change under the pointer.
        QSignalSpy told(on->current()->terminal(), &ui::terminal::TerminalWidget::clipboardWriteRequested);
        wants("swapped");
        QTRY_COMPARE(told.count(), 1);
        click("clipboardAllow");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("first"));
        QVERIFY(on->current()->terminal()->hasFocus());
        wants("second");
        QTRY_VERIFY(on->current()->bar()->isVisible());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("first"));
        click("clipboardAlways");
        wants("third");
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("third"));
        QVERIFY(!on->current()->bar()->isVisible());
    }

    void theClipboardsQuestionIsAnsweredByKeyboard()
    {
        (void)on->host.openLocal({});
        on->show();
        auto *const terminal = on->current()->terminal();
        terminal->setFocus();
        QTRY_VERIFY(terminal->hasFocus());
        QSignalSpy notices(on->current(), &SessionView::notice);
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{{}, false, 700'000});
        QTRY_COMPARE(notices.count(), 1);
        QVERIFY(!on->current()->bar()->isVisible());
        QGuiApplication::clipboard()->setText(QStringLiteral("mine"));
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{"theirs"});
        QTRY_VERIFY(on->find<QPushButton>("clipboardAllow") && on->find<QPushButton>("clipboardAllow")->isVisible());
        QVERIFY(terminal->hasFocus()); // what is typed goes where it went
        on->actions().answer->trigger();
        QVERIFY(on->find<QPushButton>("clipboardAllow")->hasFocus());
        key(Qt::Key_Escape);
        QVERIFY(terminal->hasFocus() && on->current()->bar()->isVisible());
        on->actions().answer->trigger();
        key(Qt::Key_Return);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("theirs"));
        QVERIFY(terminal->hasFocus() && !on->current()->bar()->isVisible());
    }

    // A key that was meant for the question closes no tab.
    void aQuestionThatIsOvertakenByTheEnd()
    {
        (void)on->host.openLocal({});
        on->show();
        auto *const view = on->current();
        on->fake(view)->emitEvent(core::session::ClipboardWrite{"theirs"});
        QTRY_VERIFY(on->find<QPushButton>("clipboardAllow") && on->find<QPushButton>("clipboardAllow")->isVisible());
        on->actions().answer->trigger();
        QVERIFY(on->find<QPushButton>("clipboardAllow")->hasFocus());
        on->host.end(view->id(), {4, std::nullopt, {}});
        QTRY_COMPARE(view->bar()->name(), QStringLiteral("ended"));
        QCoreApplication::processEvents();
        QVERIFY(view->terminal()->hasFocus());
        key(Qt::Key_Return);
        QCOMPARE(on->window->tabs().count(), 1);
    }

    void aNarrowPaneShowsTheWholeQuestion()
    {
        (void)on->host.openLocal({});
        on->show();
        on->actions().splitRight->trigger();
        on->actions().splitRight->trigger();
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{"what a program in a narrow pane wants to put there, more or less"});
        auto *const bar = on->current()->bar();
        QTRY_VERIFY(bar->isVisible());
        for (const int width : {130, 190, 260, 400}) {
            on->current()->setFixedWidth(width);
            QTRY_COMPARE(bar->width(), width);
            QCoreApplication::processEvents();
            for (const QPushButton *button : bar->findChildren<QPushButton *>()) {
                if (button->isVisible()) {
                    QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(QStringLiteral("%1: %2").arg(width).arg(button->text())));
                    QVERIFY(bar->rect().contains(button->geometry()));
                }
            }
            const auto *const text = bar->findChild<QLabel *>(QStringLiteral("infoText"));
            QVERIFY2(text->height() >= text->heightForWidth(text->width()), qPrintable(QString::number(width)));
        }
    }

    void aDenialHoldsForTheSession()
    {
        (void)on->host.openLocal({});
        on->show();
        QGuiApplication::clipboard()->setText(QStringLiteral("mine"));
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{"theirs"});
        QTRY_VERIFY(on->find<QPushButton>("clipboardDeny"));
        click("clipboardDeny");
        QSignalSpy notices(on->current(), &SessionView::notice);
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{"theirs"});
        QTRY_COMPARE(notices.count(), 1);
        QVERIFY(!on->current()->bar()->isVisible());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
    }

    void theSettingDecidesAboutTheClipboard()
    {
        on = std::make_unique<WindowFixture>(std::map<std::string, std::string>{{"terminal.osc52", "allow"}});
        (void)on->host.openLocal({});
        on->show();
        on->fake(on->current())->emitEvent(core::session::ClipboardWrite{"allowed"});
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("allowed"));
    }

    // Each pane gets the shell that was opened for it, and none waits for another one afterwards: what is opened then is a
    // tab of its own, and what runs goes on running.
    void restoredPanesGetTheirOwnShells()
    {
        const auto pane = [](std::string cwd) { return SplitNode{Qt::Horizontal, {}, {}, {{}, {}, {}, std::move(cwd)}}; };
        WindowLayout layout;
        layout.currentTab = 1;
        layout.tabs = {{{}, pane("/tmp"), 0}, {{}, {Qt::Horizontal, {1, 1}, {pane("/usr"), pane("/etc")}, {}}, 1}, {{}, pane("/var"), 0}, {{}, pane("/srv"), 0}};
        core::host::LocalShell first;
        first.workingDirectory = layout.firstLocal()->cwd;
        QCOMPARE(first.workingDirectory, std::string("/etc"));
        (void)on->host.openLocal(first);
        on->show({}, layout);
        QTRY_COMPARE(on->host.opened.size(), std::size_t(5));
        const auto folders = [this] { // of each session, by its pane
            std::map<core::base::SessionId, std::string> found;
            for (int tab = 0; tab < on->window->tabs().count(); ++tab) {
                for (const Pane *one : on->window->tabs().page(tab)->panes())
                    found[one->view() ? one->view()->id() : core::base::SessionId{}] = one->spec().cwd;
            }
            return found;
        };
        const auto sessions = on->host.sessions();
        const auto found = folders();
        QCOMPARE(found.size(), std::size_t(5));
        for (std::size_t i = 0; i < sessions.size(); ++i)
            QCOMPARE(found.at(sessions[i]->info().id), on->host.opened[i].workingDirectory);
        for (int more = 1; more <= 4; ++more) {
            on->actions().newTab->trigger();
            QCOMPARE(on->window->tabs().count(), 4 + more);
        }
        on->actions().splitRight->trigger();
        QCOMPARE(on->host.sessions().size(), std::size_t(10));
        for (const auto &session : sessions)
            QVERIFY(on->window->tabs().view(session->info().id));
    }

    void anEndedPaneIsRestartedInItsPlace()
    {
        (void)on->host.openLocal({});
        on->show();
        on->actions().splitRight->trigger();
        const auto ended = on->current()->id();
        on->host.end(ended, {3, std::nullopt, {}});
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
        click("restart");
        QCOMPARE(on->page()->panes().size(), std::size_t(2));
        QVERIFY(pane(1)->view()->id() != ended);
        QVERIFY(!on->host.session(ended));
    }

    void whatWentWithItsContainerIsNotRestarted()
    {
        auto *const docker = on->host.registry.add("docker:/a", core::engine::EngineKind::Docker, "Docker");
        docker->setContainers({ui::testing::makeContainer("shop-api-debug", "berth/starter"), ui::testing::makeContainer("shop-api", "shop/api")});
        on->host.openInContainer({"docker:/a", "shop-api-debug", {}, {80, 24}}, [](const auto &) {});
        on->show();
        on->host.end(on->current()->id(), {1, std::nullopt, {}});
        QVERIFY(on->find<QPushButton>("restart"));
        on->find<QPushButton>("closeEnded")->setFocus();
        docker->setContainers({ui::testing::makeContainer("shop-api", "shop/api")});
        QTRY_VERIFY(!on->find<QPushButton>("restart"));
        QVERIFY(on->find<QPushButton>("closeEnded")->isVisible());
        QVERIFY(on->find<QPushButton>("closeEnded")->hasFocus());
        QCOMPARE(on->current()->findChild<QLabel *>(QStringLiteral("infoText"))->text(), QStringLiteral("Process exited with 1; its container is gone"));
    }

    void withoutAnAssistantNothingSpeaksOfOne()
    {
        on = std::make_unique<WindowFixture>(std::map<std::string, std::string>{{"assistant.enabled", "false"}});
        (void)on->host.openLocal({});
        on->show();
        QVERIFY(!on->actions().toggleAssistant->isVisible());
        key(Qt::Key_A, kOurs);
        QVERIFY(!on->actions().toggleAssistant->isChecked());
    }
};
BERTH_TEST(PanesTest)
#include "panes_test.moc"
