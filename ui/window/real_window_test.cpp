// The real window on the real Host with a real bash: what a person does in the first minute.
#include "tests/support/test_main.h"
#include "ui/player/player_view.h"
#include "ui/player/player_window.h"
#include "ui/window/info_bar.h"
#include "ui/window/real_window_fixture.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <algorithm>

using namespace ui::window;

class RealWindowTest : public QObject, private RealWindow
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void init() { open(); }
    void cleanup() { close(); }

    void aCommandIsTypedRunAndBecomesABlock()
    {
        type(QStringLiteral("printf 'six times %s\\n' seven"));
        QTRY_VERIFY_WITH_TIMEOUT(screen().contains(QStringLiteral("six times seven")), kPatience);
        type(QStringLiteral("sh -c 'exit 3'"));
        const auto failed = [this] {
            const auto frame = current()->session()->frame();
            for (const auto &block : *frame->blocks) {
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

    // Recorded, marked as such in tab and status, stopped, and played in a window of its own.
    void aSessionIsRecordedAndPlayed()
    {
        auto *strip = window->findChild<TabStrip *>();
        QVERIFY(!strip->look(0).recording);
        window->actions().record->trigger();
        QVERIFY(strip->look(0).recording);
        QVERIFY(strip->tabText(0).contains(QStringLiteral("being recorded")));
        QVERIFY(window->findChild<QLabel *>(QStringLiteral("recording"))->isVisible());
        QVERIFY(status("recording").startsWith(QStringLiteral("● recording 0:")));
        QCOMPARE(window->actions().record->text(), QStringLiteral("Stop recording"));
        const auto begun = [this] { // what is typed in the same millisecond may come before the recording does
            if (host->recordings().status(current()->session()->info().id)->commands > 0)
                return true;
            type(QStringLiteral("true"));
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(begun(), kPatience);
        type(QStringLiteral("echo taken-$((20+3))"));
        QTRY_VERIFY_WITH_TIMEOUT(screen().contains(QStringLiteral("taken-23")), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!current()->session()->frame()->commandRunning, kPatience);
        window->actions().record->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!strip->look(0).recording, kPatience);
        QVERIFY(!window->findChild<QLabel *>(QStringLiteral("recording"))->isVisible());
        auto *bar = window->findChild<InfoBar *>(QStringLiteral("windowProblem"));
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().startsWith(QStringLiteral("Recorded 0:")), kPatience);
        QTest::mouseClick(bar->findChild<QPushButton *>(QStringLiteral("playRecording")), Qt::LeftButton);
        ui::player::PlayerWindow *player = nullptr;
        for (QWidget *widget : QApplication::topLevelWidgets())
            player = player ? player : qobject_cast<ui::player::PlayerWindow *>(widget);
        QVERIFY(player && player->view());
        QVERIFY(player->path().startsWith(dir->filePath(QStringLiteral("data/recordings/"))));
        QTRY_VERIFY_WITH_TIMEOUT(player->view()->player().state().atEnd, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(player->view()->terminal()->visibleText().contains(QStringLiteral("taken-23")), kPatience);
        const auto index = player->view()->player().state().index;
        QCOMPARE(std::ranges::count(index->commands, "echo taken-$((20+3))", &core::recording::RecordedCommand::command), 1);
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
