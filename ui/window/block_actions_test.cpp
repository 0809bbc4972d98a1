// Command blocks in the window: the header's buttons, the bar of failures, running again, marks and menus, with real events.
#include "tests/support/test_main.h"
#include "ui/notify/desktop_notifier.h"
#include "ui/notify/test_bus.h"
#include "ui/window/failures_bar.h"
#include "ui/window/rerun_dialog.h"
#include "ui/window/session_tabs.h"
#include "ui/window/sticky_header.h"
#include "ui/window/window_fixture.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>

using namespace ui::window;
using core::base::BlockId;
using core::session::Paste;
using core::session::SendKey;
using core::shell::Block;
using ui::testing::FakeSession;

namespace {

constexpr auto kCtrlShift = Qt::ControlModifier | Qt::ShiftModifier;

template<class T>
std::vector<T> sent(const FakeSession &session)
{
    std::vector<T> found;
    for (const auto &command : session.posted) {
        if (const T *one = std::get_if<T>(&command))
            found.push_back(*one);
    }
    return found;
}

// The design's screen: `git status` and `npm run build` went well, `npm test` failed, an empty prompt.
struct BlockWindow : WindowFixture
{
    std::shared_ptr<FakeSession> session;

    explicit BlockWindow(std::map<std::string, std::string> settings = {}) : WindowFixture(std::move(settings))
    {
        session = ui::testing::fillMockup(host, {100, 30});
        show();
        window->tabs().select(session->info().id);
        session->change([](core::session::SessionFrame &) {});
    }
    template<class T>
    T *in(const char *name) const { return current()->findChild<T *>(QLatin1String(name)); }
    RerunDialog *dialog() const { return window->findChild<RerunDialog *>(); }
    void changeBlock(std::size_t index, const std::function<void(Block &)> &edit) const
    {
        session->change([&](core::session::SessionFrame &frame) {
            auto blocks = std::make_shared<core::shell::BlockList>(*frame.blocks);
            edit(blocks->edit(blocks->begin() + std::ptrdiff_t(index)));
            frame.blocks = blocks;
        });
    }
};

} // namespace

class BlockActionsInWindowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QGuiApplication::clipboard()->clear(); }

    void theHeaderNamesTheCommandAndActsOnIt()
    {
        BlockWindow w;
        auto *const header = w.current()->findChild<StickyHeader *>();
        QTRY_VERIFY(header->accessibleDescription().contains(QStringLiteral("Result: failed, exit 1, 6.2 s, Folder: /srv/app, Where: shop-api (docker)")));
        QTest::mouseClick(w.in<QToolButton>("headerCopy"), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("Tests: 1 failed")));
        QTest::mouseClick(header, Qt::LeftButton, {}, {60, 15});
        QCOMPARE(w.current()->terminal()->selectedBlock(), (BlockId{3}));
        QTest::mouseClick(w.in<QToolButton>("headerMore"), Qt::LeftButton);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = w.current()->terminal()->findChild<QMenu *>(QStringLiteral("blockMenu"))));
        menu->close();
        w.changeBlock(2, [](Block &block) { block.trusted = false; }); // printed, not reported
        QTRY_VERIFY(!header->accessibleDescription().contains(QStringLiteral("npm test")) && !header->accessibleDescription().contains(QStringLiteral("exit 1")));
    }

    // On the header, on the bar and beside the command; a selected one is read out.
    void whenWhereAndAsWhomAreSaidOfEveryBlock()
    {
        BlockWindow w;
        w.host.containerUser = "app"; // learned after the start
        using namespace std::chrono_literals;
        w.changeBlock(2, [](Block &block) { block.start = std::chrono::system_clock::now() - 48h; });
        auto *const terminal = w.current()->terminal();
        auto *const header = w.current()->findChild<StickyHeader *>();
        QTRY_VERIFY(header->accessibleDescription().contains(QStringLiteral("Started: ")));
        const auto tipAt = [](QWidget *widget, QPoint at) {
            QToolTip::hideText();
            QHelpEvent help(QEvent::ToolTip, at, widget->mapToGlobal(at));
            QApplication::sendEvent(widget, &help);
            return QToolTip::text();
        };
        const QString onHeader = tipAt(header, {60, 15});
        QVERIFY2(onHeader.contains(QStringLiteral("npm test")) && onHeader.contains(QStringLiteral("Started")) && onHeader.contains(QStringLiteral(" as ")), qPrintable(onHeader));
        QVERIFY(onHeader.contains(QStringLiteral("Click to go")));
        QStringList onBar; // from the top to the bottom
        for (int y = 8; y < terminal->height(); y += 8)
            onBar << tipAt(terminal, {10, y});
        for (const char *command : {"git status", "npm run build", "npm test"})
            QVERIFY2(!onBar.filter(QLatin1String(command)).isEmpty(), command);
        QVERIFY(onBar.filter(QStringLiteral("Click to go")).isEmpty());
        QToolTip::hideText();
        QTRY_VERIFY(!QToolTip::isVisible()); // it goes a while after that
        QVERIFY(tipAt(terminal, {terminal->width() / 2, 16}).isEmpty());
        terminal->scrollToBlock({3});
        QVERIFY2(terminal->accessibleDescription().startsWith(QStringLiteral("Selected command: npm test, Started: ")), qPrintable(terminal->accessibleDescription()));
        w.changeBlock(2, [](Block &block) { block.trusted = false; });
        QTRY_VERIFY(!header->accessibleDescription().contains(QStringLiteral("npm test")));
        onBar.clear();
        for (int y = 8; y < terminal->height(); y += 8)
            onBar << tipAt(terminal, {10, y});
        QVERIFY(onBar.filter(QStringLiteral("npm test")).isEmpty());
        QVERIFY(!onBar.filter(QStringLiteral("Not verified")).isEmpty());
        QToolTip::hideText();
    }

    void runningAgainShowsEverythingAndCancelIsTheDefault()
    {
        BlockWindow w;
        QTest::mouseClick(w.in<QToolButton>("headerRerun"), Qt::LeftButton);
        RerunDialog *const dialog = w.dialog();
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QPlainTextEdit *>(QStringLiteral("rerunPreview"))->toPlainText(), QStringLiteral("npm test"));
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("rerunPlace"))->text().startsWith(QStringLiteral("shop-api (docker)")));
        QCOMPARE(dialog->findChild<QLabel *>(QStringLiteral("rerunFolder"))->text(), QStringLiteral("/srv/app"));
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!w.dialog());
        QVERIFY(sent<Paste>(*w.session).empty());
        QVERIFY(sent<SendKey>(*w.session).empty());
    }

    void agreeingSendsExactlyTheTextAndEnter()
    {
        BlockWindow w;
        w.window->tabs().current()->terminal()->scrollToBlock({2});
        QTest::keyClick(w.current()->terminal(), Qt::Key_M, kCtrlShift);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = w.current()->terminal()->findChild<QMenu *>(QStringLiteral("blockMenu"))));
        QTest::keyClick(menu, Qt::Key_R); // its mnemonic
        QVERIFY(w.dialog());
        QTest::mouseClick(w.dialog()->findChild<QPushButton *>(QStringLiteral("rerun")), Qt::LeftButton);
        const auto pasted = sent<Paste>(*w.session);
        QCOMPARE(pasted.size(), std::size_t(1));
        QCOMPARE(pasted[0].text, std::string("npm run build"));
        QCOMPARE(sent<SendKey>(*w.session).size(), std::size_t(1));
        QCOMPARE(sent<SendKey>(*w.session)[0].key.key, core::vt::Key::Enter);
        const auto at = [&](auto is) { return std::find_if(w.session->posted.begin(), w.session->posted.end(), is) - w.session->posted.begin(); };
        QVERIFY(at([](const auto &c) { return std::holds_alternative<Paste>(c); }) < at([](const auto &c) { return std::holds_alternative<SendKey>(c); }));
    }

    void whatComesInTheWayMeanwhileTakesTheButtonAway()
    {
        BlockWindow w;
        w.actions().rerun->trigger();
        auto *const run = w.dialog()->findChild<QPushButton *>(QStringLiteral("rerun"));
        QVERIFY(run->isEnabled());
        w.session->change([](core::session::SessionFrame &frame) { frame.commandRunning = true; });
        QTRY_VERIFY(!run->isEnabled());
        QVERIFY(w.dialog()->findChild<QLabel *>(QStringLiteral("rerunObstacle"))->isVisible());
        w.session->change([](core::session::SessionFrame &frame) { frame.commandRunning = false; });
        QTRY_VERIFY(run->isEnabled());
    }

    void anotherFolderIsSaid()
    {
        BlockWindow w;
        w.session->change([](core::session::SessionFrame &frame) { frame.cwd = "/tmp"; });
        w.actions().rerun->trigger();
        QCOMPARE(w.dialog()->findChild<QLabel *>(QStringLiteral("rerunFolder"))->text(), QStringLiteral("/tmp\nLast time it ran in /srv/app."));
    }

    void hiddenCharactersAreMarkedAndBlock()
    {
        BlockWindow w;
        w.changeBlock(2, [](Block &block) { block.command = "echo \xe2\x80\xae ok"; });
        w.actions().rerun->trigger();
        QVERIFY(w.dialog());
        QVERIFY(w.dialog()->findChild<QPlainTextEdit *>(QStringLiteral("rerunPreview"))->toPlainText().contains(QStringLiteral("‹U+202E›")));
        auto *const run = w.dialog()->findChild<QPushButton *>(QStringLiteral("rerun"));
        QVERIFY(!run->isEnabled());
        QTest::mouseClick(run, Qt::LeftButton);
        QTest::keyClick(w.dialog(), Qt::Key_Escape);
        QVERIFY(sent<Paste>(*w.session).empty());
    }

    void aForgedBlockAsksNothing()
    {
        BlockWindow w;
        w.changeBlock(2, [](Block &block) { block.trusted = false; });
        w.current()->terminal()->selectBlock({3});
        w.actions().rerun->trigger();
        QVERIFY(!w.dialog());
    }

    void onlyFailuresByKeyAndBackByBarOrEsc()
    {
        BlockWindow w;
        const QSize grid = w.current()->terminal()->size();
        QTest::keyClick(w.current()->terminal(), Qt::Key_X, kCtrlShift);
        QVERIFY(w.current()->terminal()->isFailuresOnly());
        auto *const bar = w.current()->findChild<FailuresBar *>();
        QVERIFY(bar && bar->isVisible());
        QVERIFY(w.actions().onlyFailures->isChecked());
        QCOMPARE(bar->findChild<QLabel *>(QStringLiteral("failuresText"))->text(), QStringLiteral("Only failed commands: 1"));
        QVERIFY(!w.current()->terminal()->visibleText().contains(QStringLiteral("git status")));
        QCoreApplication::processEvents();
        QCOMPARE(w.current()->terminal()->size(), grid); // nothing is told to the program
        QTest::keyClick(w.current()->terminal(), Qt::Key_Escape);
        QVERIFY(!bar->isVisible());
        QVERIFY(!w.actions().onlyFailures->isChecked());
        w.actions().onlyFailures->trigger();
        QTest::mouseClick(bar->findChild<QPushButton *>(QStringLiteral("showEverything")), Qt::LeftButton);
        QVERIFY(!w.current()->terminal()->isFailuresOnly());
        QVERIFY(w.current()->terminal()->hasFocus());
        QVERIFY(w.current()->terminal()->visibleText().contains(QStringLiteral("git status")));
    }

    void foldingAndFailuresByKey()
    {
        BlockWindow w;
        QTest::keyClick(w.current()->terminal(), Qt::Key_Left, kCtrlShift);
        QCOMPARE(w.current()->terminal()->selectedBlock(), (BlockId{3}));
        QTest::keyClick(w.current()->terminal(), Qt::Key_J, kCtrlShift);
        QVERIFY(w.current()->terminal()->isFolded({3}));
        QVERIFY(w.current()->terminal()->visibleText().contains(QStringLiteral("6 lines folded")));
        w.actions().foldAll->trigger();
        QVERIFY(w.current()->terminal()->isFolded({1}));
        w.actions().unfoldAll->trigger();
        QVERIFY(!w.current()->terminal()->isFolded({3}));
        QTest::keyClick(w.current()->terminal(), Qt::Key_M, kCtrlShift);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = w.current()->terminal()->findChild<QMenu *>(QStringLiteral("blockMenu"))));
        menu->close();
    }

    void savingAnOutputAsksWhere()
    {
        BlockWindow w;
        w.actions().saveOutput->trigger();
        auto *const dialog = w.window->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(), QStringLiteral("npm-test.txt"));
        const QString path = w.dir.filePath(QStringLiteral("output.txt"));
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        QFile file(path);
        QTRY_VERIFY(file.exists());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("> shop-api@2.4.0 test\n"));
    }

    void everyActionIsInMenuAndPalette()
    {
        BlockWindow w;
        QMenu menu;
        w.actions().fill(menu);
        QStringList words;
        for (const QAction *action : menu.actions()) {
            if (!action->menu())
                continue;
            for (const QAction *inside : action->menu()->actions())
                words << inside->text();
        }
        const auto all = w.actions().all();
        for (QAction *action : {w.actions().previousFailure, w.actions().nextFailure, w.actions().blockMenu, w.actions().copyCommand, w.actions().copyOutput,
                                w.actions().copyMarkdown, w.actions().selectOutput, w.actions().saveOutput, w.actions().rerun, w.actions().foldOutput,
                                w.actions().foldAll, w.actions().foldSucceeded, w.actions().unfoldAll, w.actions().onlyFailures}) {
            QVERIFY2(words.contains(action->text()), qPrintable(action->text()));
            QVERIFY(std::find(all.begin(), all.end(), action) != all.end());
        }
    }

    void aLongCommandThatEndsUnseenMarksItsTab()
    {
        BlockWindow w(std::map<std::string, std::string>{{"blocks.notify_after_s", "5"}});
        QSignalSpy ended(&w.window->tabs(), &SessionTabs::commandEnded);
        const int other = w.window->tabs().currentIndex() == 0 ? 1 : 0;
        Block block = (*w.session->frame()->blocks)[2];
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(ended.count(), 1); // told; seen, so not announced
        QCOMPARE(w.strip()->look(w.window->tabs().currentIndex()).mark, TabMark::None);
        const int index = w.window->tabs().currentIndex();
        w.window->tabs().selectIndex(other);
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(ended.count(), 2);
        QCOMPARE(w.strip()->look(index).mark, TabMark::Failed);
        block.duration = std::chrono::milliseconds(100);
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        block.command = "vim x";
        block.duration = std::chrono::hours(1);
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        block.command = "make";
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(ended.count(), 3); // neither the short one nor the editor
        w.window->tabs().selectIndex(index);
        QCOMPARE(w.strip()->look(index).mark, TabMark::None);
        w.window->tabs().selectIndex(other);
        block.exitCode.reset(); // as of one that its container's engine took with it
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(ended.count(), 4);
        QCOMPARE(w.strip()->look(index).mark, TabMark::Activity); // neither done nor failed
    }

    void theDesktopSaysSoAndAClickGoesToTheCommand()
    {
        if (!ui::notify::TestBus::isInstalled())
            QSKIP("dbus-daemon is not installed");
        ui::notify::TestBus bus;
        QVERIFY(bus.start());
        ui::notify::Receiver receiver(bus.address());
        QVERIFY(receiver.registered);
        BlockWindow w(std::map<std::string, std::string>{{"blocks.notify_after_s", "5"}});
        const int index = w.window->tabs().currentIndex(), other = index == 0 ? 1 : 0;
        w.window->tabs().selectIndex(other);
        Block block = (*w.session->frame()->blocks)[2];
        block.command = "DEPLOY_TOKEN=abcdefghijklmnop1234 npm test";
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(receiver.received.size(), std::size_t(1));
        QCOMPARE(receiver.received[0].title, QStringLiteral("Failed after 6.2 s: exit 1"));
        QVERIFY2(receiver.received[0].body.contains(QStringLiteral("npm test")) && !receiver.received[0].body.contains(QStringLiteral("abcdefgh")),
                 qPrintable(receiver.received[0].body));
        auto *const notifier = w.window->findChild<ui::notify::DesktopNotifier *>();
        // The click may come before the service's answer has been read: it is sent until it is heard.
        QVERIFY(QTest::qWaitFor([&] {
            receiver.signal("ActionInvoked", {receiver.lastId, QStringLiteral("default")});
            return w.window->tabs().currentIndex() == index;
        }));
        QCOMPARE(w.current()->terminal()->selectedBlock(), (BlockId{3}));
        QCOMPARE(w.strip()->look(index).mark, TabMark::None);
        // One that is looked at before is withdrawn.
        w.window->tabs().selectIndex(other);
        QSignalSpy again(notifier, &ui::notify::DesktopNotifier::shown);
        w.session->emitEvent(core::session::CommandFinished{block, {}});
        QTRY_COMPARE(again.count(), 1);
        const std::size_t closed = receiver.closed.size();
        w.window->tabs().selectIndex(index);
        QTRY_COMPARE(receiver.closed.size(), closed + 1);
    }
};
BERTH_TEST(BlockActionsInWindowTest)
#include "block_actions_test.moc"
