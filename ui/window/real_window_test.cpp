// The real window on the real Host with a real bash: what a person does in the first minute.
#include "tests/support/test_main.h"
#include "ui/player/player_view.h"
#include "ui/player/player_window.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/info_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
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
        QCOMPARE(player->view()->player().state().index->commands.size(), std::size_t(1));
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
