// From where the search through the history is opened, and what becomes of what is chosen there.
#include "tests/support/test_main.h"
#include "ui/containers/container_view.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/window/command_palette.h"
#include "ui/window/window_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QListView>
#include <QMenu>
#include <QPushButton>

using namespace ui::window;
using ui::history::HistoryOverlay;

namespace {

struct Opened : WindowFixture
{
    std::shared_ptr<ui::testing::FakeSession> session;

    explicit Opened(const std::string &command, std::map<std::string, std::string> settings = {}) : WindowFixture(std::move(settings))
    {
        session = ui::testing::fillMockup(host, {100, 30});
        core::store::CommandRecord record;
        record.id = 1;
        record.command = command;
        record.exitCode = 0;
        record.session = "i/1";
        host.history.records = {record};
        show();
        window->tabs().select(session->info().id);
    }
    HistoryOverlay *overlay() const { return window->findChild<HistoryOverlay *>(); }
    bool isOpen() const { return overlay() && overlay()->isVisible(); }
    void openByKey()
    {
        current()->setFocus();
        QTest::keyClick(window->focusWidget(), Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(isOpen());
        QTRY_COMPARE(overlay()->model().rowCount(), 1);
    }
    void enter() const { QTest::keyClick(window->focusWidget(), Qt::Key_Return); }
};

} // namespace

class HistoryOpenerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void itsKeyOpensItForTheTerminalBelow()
    {
        Opened f("npm test");
        f.openByKey();
        f.enter();
        QVERIFY(!f.isOpen());
        QVERIFY(f.current()->terminal()->hasFocus());
        QCOMPARE(f.session->typed(), std::string("npm test"));
    }

    void thePaletteOpensItWithWhatIsSearchedThere()
    {
        Opened f("npm test");
        f.window->openPalette();
        auto *const palette = f.window->findChild<CommandPalette *>();
        auto *const list = palette->findChild<QListWidget *>();
        QTest::keyClicks(f.window->focusWidget(), QStringLiteral("npm t"));
        const auto offered = [&] { return list->findItems(QStringLiteral("Search history for “npm t”…"), Qt::MatchExactly); };
        QTRY_COMPARE(offered().size(), 1);
        list->setCurrentItem(offered().front());
        f.enter();
        QVERIFY(f.isOpen());
        QCOMPARE(f.overlay()->findChild<QLineEdit *>()->text(), QStringLiteral("npm t"));
        QTest::keyClick(f.window->focusWidget(), Qt::Key_Escape);
        f.window->openPalette();
        QTest::keyClicks(f.window->focusWidget(), QStringLiteral("Search history"));
        f.enter();
        QVERIFY(f.isOpen());
    }

    void aContainersRowOpensItsHistory()
    {
        Opened f("npm test");
        auto *const view = f.window->findChild<ui::containers::ContainerView *>();
        QModelIndex row;
        for (int i = 0; i < view->model()->rowCount(); ++i) {
            if (view->model()->index(i, 0).data().toString() == QStringLiteral("shop-db"))
                row = view->model()->index(i, 0);
        }
        QVERIFY(row.isValid());
        view->setFocus();
        Q_EMIT view->menuRequested(row, view->mapToGlobal(QPoint(10, 10)));
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())));
        QAction *history = nullptr;
        for (QAction *action : menu->actions()) {
            if (action->text() == QStringLiteral("History of this container"))
                history = action;
        }
        QVERIFY(history);
        menu->setActiveAction(history);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(f.isOpen());
        QVERIFY(f.overlay()->isAncestorOf(f.window->focusWidget()));
        QTRY_COMPARE(f.host.history.lastQuery.containerName.value_or(""), std::string("shop-db"));
        auto *const chip = f.overlay()->findChild<QPushButton *>(QStringLiteral("filterPlace"));
        QVERIFY(chip->isChecked());
        QCOMPARE(chip->text(), QStringLiteral("In &container shop-db"));
    }

    void whereAProgramRunsEnterCopies()
    {
        Opened f("npm test");
        f.session->change([](core::session::SessionFrame &frame) { frame.commandRunning = true; });
        f.openByKey();
        QGuiApplication::clipboard()->clear();
        f.enter();
        QCOMPARE(f.session->typed(), std::string());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("npm test"));
    }

    void aProgramThatStartedMeanwhileGetsNothing()
    {
        Opened f("npm test");
        f.openByKey();
        f.session->change([](core::session::SessionFrame &frame) { frame.commandRunning = true; });
        QGuiApplication::clipboard()->clear();
        f.enter();
        QCOMPARE(f.session->typed(), std::string());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("npm test"));
    }

    void severalLinesGoOnlyWhereTheyDoNotRun()
    {
        Opened f("for i in 1 2\ndo echo $i\ndone");
        f.openByKey();
        QGuiApplication::clipboard()->clear();
        f.enter();
        QCOMPARE(f.session->typed(), std::string());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("for i in 1 2\ndo echo $i\ndone"));
        f.session->change([](core::session::SessionFrame &frame) {
            auto screen = std::make_shared<core::vt::Frame>(*frame.screen);
            screen->input.bracketedPaste = true;
            frame.screen = screen;
        });
        f.openByKey();
        f.enter();
        QCOMPARE(f.session->typed(), std::string("for i in 1 2\ndo echo $i\ndone"));
        const auto *const paste = std::get_if<core::session::Paste>(&f.session->posted.back());
        QVERIFY(paste && paste->runsNothing);
    }

    void ctrlRIsTheShellsUnlessAskedFor()
    {
        Opened f("npm test");
        f.current()->setFocus();
        QTest::keyClick(f.window->focusWidget(), Qt::Key_R, Qt::ControlModifier);
        QVERIFY(!f.isOpen());
        Opened wanted("npm test", {{"history.ctrl_r", "true"}});
        wanted.current()->setFocus();
        QTest::keyClick(wanted.window->focusWidget(), Qt::Key_R, Qt::ControlModifier);
        QVERIFY(wanted.isOpen());
    }
};
BERTH_TEST(HistoryOpenerTest)
#include "history_opener_test.moc"
