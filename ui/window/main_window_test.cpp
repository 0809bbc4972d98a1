#include "ui/window/main_window.h"

#include "tests/support/test_main.h"
#include "ui/assistant/assistant_panel.h"
#include "ui/attach/share_dialog.h"
#include "ui/containers/container_view.h"
#include "ui/desk/container_window.h"
#include "ui/desk/create_dialog.h"
#include "ui/desk/engine_window.h"
#include "ui/containers/containers_panel.h"
#include "ui/settings/settings_dialog.h"
#include "ui/testing/mockup.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/command_palette.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_strip.h"
#include "ui/window/window_fixture.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScopeGuard>
#include <QScreen>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace ui::window;
using ui::testing::FakeHost;

class Opened : public QObject // in the place of the desktop's programs
{
    Q_OBJECT
public:
    QList<QUrl> urls;
public Q_SLOTS:
    void open(const QUrl &url) { urls << url; }
};

class MainWindowTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<FakeHost> host;
    std::unique_ptr<MainWindow> window;

    std::string file() const { return dir->filePath(QStringLiteral("berth.toml")).toStdString(); }
    static constexpr QSize kWide{1440, 900}; // room for both panels, which the offscreen screen has not
    void show(std::optional<core::base::GridSize> geometry = {}, std::optional<QSize> size = kWide)
    {
        WindowOptions options;
        options.geometry = geometry;
        options.configFile = file();
        options.reload = [this](std::vector<core::config::Problem> &problems) { return core::config::Settings::load(file(), {}, {}, problems); };
        window = std::make_unique<MainWindow>(*host, std::move(options));
        if (size && !geometry)
            window->resize(*size);
        QVERIFY(showActive(*window));
    }
    TabStrip *strip() const { return window->findChild<TabStrip *>(); }
    SessionView *current() const { return window->tabs().current(); }
    QString status(const char *label) const { return window->findChild<QLabel *>(QLatin1String(label))->text(); }
    template<class T> T *find(const char *name) const { return window->findChild<T *>(QLatin1String(name)); }
    ui::testing::FakeSession *fake(SessionView *view) const { return host->fake(view->id()).get(); }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        host = std::make_unique<FakeHost>();
    }
    void cleanup()
    {
        window.reset();
        host.reset();
    }

    void aWindowOfOneCommandBuildsNoPanels() // berth -e
    {
        WindowOptions options;
        options.bare = true;
        window = std::make_unique<MainWindow>(*host, std::move(options));
        (void)host->openLocal({});
        QVERIFY(showActive(*window));
        QVERIFY(current());
        QVERIFY(!window->findChild<ui::containers::ContainersPanel *>());
        QVERIFY(!window->findChild<ui::assistant::AssistantPanel *>());
    }

    void sessionsThatRunAlreadyAreTabs()
    {
        ui::testing::fillMockup(*host, {100, 30});
        show();
        QCOMPARE(window->tabs().count(), 3);
        QCOMPARE(strip()->look(0).title, QStringLiteral("shop-api · bash"));
        QCOMPARE(strip()->look(0).pill, QStringLiteral("2 viewing"));
        QCOMPARE(strip()->look(1).pill, QStringLiteral("root"));
    }

    void tabsOpenMoveAndCloseByKeyboard()
    {
        (void)host->openLocal({});
        show();
        QTest::keyClick(window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(window->tabs().count(), 2);
        const auto second = current()->id();
        QTest::keyClick(window.get(), Qt::Key_PageUp, Qt::ControlModifier);
        QVERIFY(current()->id() != second);
        QTest::keyClick(window.get(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(current()->id(), second);
        QTest::keyClick(window.get(), Qt::Key_PageUp, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(window->tabs().at(0)->id(), second);
        QCOMPARE(current()->id(), second);
        QTest::keyClick(window.get(), Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(window->tabs().count(), 1);
    }

    void anEngineIsAWindowBesideAndACopyIsNotOpened()
    {
        ui::testing::fillMockup(*host, {100, 30});
        show();
        const auto open = [] {
            QList<ui::desk::EngineWindow *> all;
            for (QWidget *widget : QApplication::topLevelWidgets()) {
                if (auto *const desk = qobject_cast<ui::desk::EngineWindow *>(widget); desk && desk->isVisible())
                    all << desk;
            }
            return all;
        };
        window->actions().palette->trigger();
        auto *const line = window->findChild<CommandPalette *>()->findChild<QLineEdit *>();
        line->setText(QStringLiteral("volumes of docker"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(open().size(), 1);
        QCOMPARE(open().front()->page(), ui::desk::EngineWindow::Page::Volumes);
        auto *const panel = window->findChild<ui::containers::ContainersPanel *>();
        const QString engine = QString::fromStdString(open().front()->engineId());
        Q_EMIT panel->engineRequested(engine, ui::containers::EnginePlace::Pull);
        QCOMPARE(open().size(), 1);
        QCOMPARE(open().front()->page(), ui::desk::EngineWindow::Page::Images);
        Q_EMIT panel->projectLogsRequested(engine, QStringLiteral("shop"));
        const auto widgets = QApplication::topLevelWidgets();
        const auto logs = std::ranges::find_if(widgets, [](QWidget *widget) { return qobject_cast<ui::desk::ContainerWindow *>(widget) && widget->isVisible(); });
        QVERIFY(logs != widgets.end());
        QCOMPARE(static_cast<ui::desk::ContainerWindow *>(*logs)->page(), ui::desk::ContainerPage::Logs);
        Q_EMIT panel->createRequested(engine, QStringLiteral("debian:12"));
        auto *const form = window->findChild<ui::desk::CreateDialog *>();
        QVERIFY(form && form->isVisible());
        QCOMPARE(form->form().image, QStringLiteral("debian:12"));
        form->close();
        window.reset(); // takes them with it
        QVERIFY(open().isEmpty());
    }

    void aContainersDetailsAreAWindowBeside()
    {
        ui::testing::fillMockup(*host, {100, 30});
        show();
        const auto open = [] {
            QList<ui::desk::ContainerWindow *> all;
            for (QWidget *widget : QApplication::topLevelWidgets()) {
                if (auto *const desk = qobject_cast<ui::desk::ContainerWindow *>(widget); desk && desk->isVisible())
                    all << desk;
            }
            return all;
        };
        auto *const list = window->findChild<ui::containers::ContainerView *>();
        const auto details = [&] { QTest::keyClick(list, Qt::Key_Return, Qt::AltModifier); };
        for (int row = 0; row < list->model()->rowCount() && list->currentIndex().data() != QStringLiteral("shop-db"); ++row)
            list->setCurrentIndex(list->model()->index(row, 0));
        details();
        QCOMPARE(open().size(), 1);
        QCOMPARE(open().front()->watched().container().name, std::string("shop-db"));
        details();
        QCOMPARE(open().size(), 1); // the same one
        window->actions().palette->trigger();
        auto *const line = window->findChild<CommandPalette *>()->findChild<QLineEdit *>();
        line->setText(QStringLiteral("details shop-api"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(open().size(), 2);
        const auto before = host->sessions().size();
        QTest::mouseClick(open().front()->findChild<QPushButton *>(QStringLiteral("shell")), Qt::LeftButton);
        QTRY_COMPARE(host->sessions().size(), before + 1);
        window.reset(); // takes them with it
        QVERIFY(open().isEmpty());
    }

    void closingTheLastTabClosesTheWindow()
    {
        (void)host->openLocal({});
        show();
        QSignalSpy closed(window.get(), &MainWindow::closed);
        window->actions().closeTab->trigger();
        QCOMPARE(closed.count(), 1);
        QVERIFY(!window->isVisible());
    }

    void closingABusyTabAsks()
    {
        (void)host->openLocal({});
        (void)host->openLocal({});
        show();
        fake(current())->job = "vim";
        window->actions().closeTab->trigger();
        auto *question = window->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(question);
        QVERIFY(question->findChild<QLabel *>(QStringLiteral("question"))->text().contains(QStringLiteral("vim")));
        QCOMPARE(window->tabs().count(), 2);
        QTest::mouseClick(question->findChild<QPushButton *>(QStringLiteral("agree")), Qt::LeftButton);
        QCOMPARE(window->tabs().count(), 1);
    }

    void closingTheWindowAsksOnce()
    {
        (void)host->openLocal({});
        show();
        fake(current())->job = "make";
        window->close();
        QVERIFY(window->isVisible());
        auto *question = window->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(question);
        QTest::mouseClick(question->findChild<QPushButton *>(QStringLiteral("agree")), Qt::LeftButton);
        QVERIFY(!window->isVisible());
    }

    void closingTheWindowAsksForWhatWaitsItsTurn()
    {
        (void)host->openLocal({});
        auto *const engine = host->registry.add("docker:/a", core::engine::EngineKind::Docker, "Docker 20.10");
        engine->turns().setLimits({.perSecond = 0.01, .burst = 1});
        std::vector<core::engine::OperationPtr> waiting;
        for (int i = 0; i < 4; ++i)
            waiting.push_back(engine->turns().run<void>(core::engine::kWindowPrincipal, [](core::engine::Done<void> done) { done({}); return core::engine::OperationPtr(); }, [](const auto &) {}));
        show();
        window->close();
        QVERIFY(window->isVisible());
        auto *question = window->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(question);
        QCOMPARE(question->findChild<QLabel *>(QStringLiteral("question"))->text(), QStringLiteral("3 actions on containers still wait their turn. Closing the window drops them."));
        QVERIFY(question->findChild<QPushButton *>(QStringLiteral("keep"))->isDefault());
        QTest::keyClick(question, Qt::Key_Return);
        QVERIFY(window->isVisible() && engine->turns().waiting() == 3);
        QTRY_VERIFY(!window->findChild<ui::theme::ConfirmDialog *>());
        for (const auto &each : waiting) {
            if (each)
                each->cancel();
        }
        window->close();
        QVERIFY(!window->isVisible());
    }

    void middleClickAndTheCrossClose()
    {
        for (int i = 0; i < 3; ++i)
            (void)host->openLocal({});
        show();
        QTest::mouseClick(strip(), Qt::MiddleButton, {}, strip()->tabRect(0).center());
        QCOMPARE(window->tabs().count(), 2);
        QTest::mouseClick(strip(), Qt::LeftButton, {}, strip()->closeRect(strip()->tabRect(1)).center());
        QCOMPARE(window->tabs().count(), 1);
    }

    void aContainersDoubleClickOpensATab()
    {
        ui::testing::fillMockup(*host, {100, 30});
        show();
        auto *view = window->findChild<ui::containers::ContainerView *>();
        QModelIndex row;
        for (int i = 0; i < view->model()->rowCount(); ++i) {
            if (view->model()->index(i, 0).data().toString() == QStringLiteral("shop-db"))
                row = view->model()->index(i, 0);
        }
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(row).topLeft() + QPoint(60, 12));
        QCOMPARE(window->tabs().count(), 4);
        QCOMPARE(current()->session()->info().place.containerName, std::string("shop-db"));
        QCOMPARE(view->currentIndex().data().toString(), QStringLiteral("shop-db"));
    }

    void aRenamedContainerKeepsItsTab()
    {
        ui::testing::fillMockup(*host, {100, 30});
        show();
        const auto engineId = host->registry.engines().front()->id();
        auto *const engine = static_cast<ui::testing::FakeEngine *>(host->registry.engines().front());
        (void)host->openInContainer({engineId, engine->find("shop-db")->id, {}, {100, 30}, {}, {}}, [](const auto &) {});
        QVERIFY(window->findChild<TabStrip *>()->look(window->tabs().currentIndex()).title.startsWith(QStringLiteral("shop-db")));
        const QColor before = window->findChild<TabStrip *>()->look(window->tabs().currentIndex()).identity;
        auto containers = engine->containers();
        for (auto &container : containers) {
            if (container.name == "shop-db")
                container.name = "orders-db";
        }
        engine->setContainers(containers);
        const TabLook look = window->findChild<TabStrip *>()->look(window->tabs().currentIndex());
        QCOMPARE(look.title, QStringLiteral("orders-db · bash"));
        QVERIFY(look.identity != before);
        QVERIFY2(status("place").contains(QStringLiteral("orders-db")), qPrintable(status("place")));
        QCOMPARE(current()->session()->info().place.containerName, std::string("shop-db")); // what the history is kept under
    }

    // As soon as it is known, and where the tab is not the current one; a shell of this computer has no such badge.
    void theTabSaysHowFarItsContainerReaches()
    {
        const auto api = ui::testing::fillMockup(*host, {100, 30});
        show();
        const auto *const strip = window->findChild<TabStrip *>();
        const auto tabOf = [&](const char *title) {
            for (int i = 0; i < strip->count(); ++i) {
                if (strip->look(i).title.startsWith(QLatin1String(title)))
                    return i;
            }
            return -1;
        };
        const int other = tabOf("pg-scratch");
        QVERIFY(other >= 0 && other != window->tabs().currentIndex());
        QCOMPARE(strip->look(tabOf("shop-api")).reach, QStringLiteral("can reach docker.sock"));
        QVERIFY2(strip->tabText(tabOf("shop-api")).contains(QStringLiteral("can reach docker.sock")), qPrintable(strip->tabText(tabOf("shop-api"))));
        QVERIFY2(strip->tabToolTip(tabOf("shop-api")).contains(QStringLiteral("A shell in here can reach docker.sock.")), qPrintable(strip->tabToolTip(tabOf("shop-api"))));
        QCOMPARE(strip->look(tabOf("fish")).reach, QString());
        QCOMPARE(strip->look(other).reach, QString());
        QVERIFY(!strip->tabToolTip(other).contains(QStringLiteral("reach")));

        auto *const engine = static_cast<ui::testing::FakeEngine *>(host->registry.engines().back());
        const auto setReach = [&](bool hostNetwork) {
            auto containers = engine->containers();
            for (auto &container : containers)
                container.reach.hostNetwork = hostNetwork && container.name == "pg-scratch";
            engine->setContainers(containers);
        };
        setReach(true);
        QCOMPARE(strip->look(other).reach, QStringLiteral("can reach the host's network"));
        QVERIFY(strip->tabToolTip(other).contains(QStringLiteral("the host's network")));
        setReach(false);
        QCOMPARE(strip->look(other).reach, QString());
        QVERIFY(!strip->tabText(other).contains(QStringLiteral("reach")));
    }

    void theStatusSaysWhereYouAre()
    {
        const auto session = ui::testing::fillMockup(*host, {100, 30});
        show();
        window->tabs().select(session->info().id);
        QVERIFY(status("place").contains(QStringLiteral("shop-api")));
        QVERIFY(status("place").contains(QStringLiteral("docker")));
        QCOMPARE(status("cwd"), QStringLiteral("/srv/app"));
        QCOMPARE(status("shell"), QStringLiteral("bash · blocks on"));
        QCOMPARE(status("reach"), QStringLiteral("can reach docker.sock"));
        QCOMPARE(status("viewers"), QStringLiteral("2 viewing"));
        window->tabs().selectIndex(2);
        QVERIFY(status("place").contains(QStringLiteral("host")));
        QVERIFY(!window->findChild<QLabel *>(QStringLiteral("reach"))->isVisible());
        QCOMPARE(status("shell"), QStringLiteral("fish · blocks unavailable"));
    }

    void aHintsCommandIsInsertedAndNotRun()
    {
        const auto session = ui::testing::fillMockup(*host, {100, 30});
        show();
        window->tabs().select(session->info().id);
        QTest::mouseClick(find<QPushButton>("insert"), Qt::LeftButton);
        QTRY_VERIFY(session->typed().find("pg_isready") != std::string::npos);
        QVERIFY(session->typed().find('\n') == std::string::npos);
        QVERIFY(session->typed().find('\r') == std::string::npos);
    }

    void anEndedSessionStaysAndCanBeRestarted()
    {
        (void)host->openLocal({});
        (void)host->openLocal({});
        show();
        const auto ended = current()->id();
        host->end(ended, {3, std::nullopt, {}});
        QCOMPARE(window->tabs().count(), 2);
        QCOMPARE(current()->findChild<QLabel *>(QStringLiteral("infoText"))->text(), QStringLiteral("Process exited with 3"));
        QCOMPARE(strip()->look(1).pill, QStringLiteral("ended"));
        QTest::mouseClick(find<QPushButton>("restart"), Qt::LeftButton);
        QCOMPARE(window->tabs().count(), 2);
        QVERIFY(current()->id() != ended);
        QVERIFY(!window->tabs().view(ended));
    }

    void aShellLeftOnPurposeTakesItsTabAlong()
    {
        (void)host->openLocal({});
        (void)host->openLocal({});
        show();
        host->end(current()->id(), {0, std::nullopt, {}});
        QCOMPARE(window->tabs().count(), 1);
    }

    void panelsHideAndTheTerminalStays()
    {
        (void)host->openLocal({});
        show();
        auto *containers = window->findChild<ui::containers::ContainersPanel *>();
        auto *assistant = window->findChild<ui::assistant::AssistantPanel *>();
        QVERIFY(containers->isVisible() && assistant->isVisible());
        window->actions().toggleContainers->trigger();
        window->actions().toggleAssistant->trigger();
        QVERIFY(!containers->isVisible() && !assistant->isVisible());
        QVERIFY(current()->isVisible());
        window->actions().toggleContainers->trigger();
        QVERIFY(containers->isVisible());
    }

    void theGeometryIsOfTheGrid()
    {
        (void)host->openLocal({});
        show(core::base::GridSize{92, 27});
        QCOMPARE(current()->terminal()->gridSize().cols, 92);
        QCOMPARE(current()->terminal()->gridSize().rows, 27);
        QTRY_COMPARE(status("size"), QStringLiteral("92×27"));
    }

    void theUsualSizeFitsTheScreen()
    {
        const auto session = host->openLocal({});
        QVERIFY(session);
        host->fake((*session)->info().id)->change([](core::session::SessionFrame &frame) { frame.cwd = std::string(400, 'd'); });
        show({}, {});
        const QSize available = window->screen()->availableGeometry().size();
        QVERIFY2(window->width() <= available.width() && window->height() <= available.height(), qPrintable(QStringLiteral("%1x%2").arg(window->width()).arg(window->height())));
        QVERIFY(current()->terminal()->gridSize().cols < 120);
        QVERIFY(!window->findChild<ui::assistant::AssistantPanel *>()); // folded, so not even built
        auto *containers = window->findChild<ui::containers::ContainersPanel *>();
        QVERIFY(window->rect().contains(QRect(containers->mapTo(window.get(), QPoint()), containers->size())));
    }

    void sharingMakesALinkForThisSession()
    {
        const auto session = ui::testing::fillMockup(*host, {100, 30});
        show();
        window->tabs().select(session->info().id);
        window->actions().share->trigger();
        auto *dialog = window->findChild<ui::attach::ShareDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("reach"))->text().contains(QStringLiteral("docker.sock")));
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("make")), Qt::LeftButton);
        QCOMPARE(host->front.list.size(), std::size_t(1));
        QCOMPARE(host->front.list.front().session, session->info().id);
    }

    void settingsAreWrittenAndTakenOver()
    {
        (void)host->openLocal({});
        show();
        window->actions().settings->trigger();
        auto *dialog = window->findChild<ui::settings::SettingsDialog *>();
        QVERIFY(dialog);
        dialog->showTable(QStringLiteral("window"));
        dialog->findChild<QComboBox *>(QStringLiteral("window.theme"))->setCurrentText(QStringLiteral("light"));
        QFile written(QString::fromStdString(file()));
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll().contains("light"));
        QCOMPARE(ui::theme::current(), ui::theme::Scheme::Light);
        QCOMPARE(host->settings().text("window.theme"), std::string("light")); // for what is opened next
        ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
    }

    void aBrokenFileLeavesTheSettingsAsTheyWere()
    {
        const auto write = [this](const QByteArray &text) {
            QFile settings(QString::fromStdString(file()));
            return settings.open(QIODevice::WriteOnly) && settings.write(text) == text.size();
        };
        (void)host->openLocal({});
        show();
        QVERIFY(write("[window]\ntheme = \"light\"\n"));
        window->reloadSettings();
        QCOMPARE(ui::theme::current(), ui::theme::Scheme::Light);
        QVERIFY(write("[window\ntheme = \"dark\"\n"));
        window->reloadSettings();
        QCOMPARE(ui::theme::current(), ui::theme::Scheme::Light);
        QVERIFY(find<QWidget>("windowProblem")->isVisible());
        QVERIFY(find<QWidget>("windowProblem")->findChild<QLabel *>()->text().contains(QStringLiteral("berth.toml:1")));
        ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
    }

    // As editors do it: in place, by renaming over it, and with a mistake that is mended.
    void aChangedFileCountsAtOnce()
    {
        const auto write = [](const QString &path, const QByteArray &text) {
            QFile settings(path);
            return settings.open(QIODevice::WriteOnly) && settings.write(text) == text.size();
        };
        (void)host->openLocal({});
        show();
        const QString path = QString::fromStdString(file());
        QVERIFY(write(path, "[window]\ntheme = \"light\"\n"));
        QTRY_COMPARE_WITH_TIMEOUT(ui::theme::current(), ui::theme::Scheme::Light, 20'000);
        QVERIFY(write(path + QLatin1Char('~'), "[window]\ntheme = \"dark\"\nsice = 1\n"));
        QCOMPARE(std::rename((file() + '~').c_str(), file().c_str()), 0);
        QTRY_COMPARE_WITH_TIMEOUT(ui::theme::current(), ui::theme::Scheme::Dark, 20'000);
        QTRY_VERIFY(find<QWidget>("windowProblem")->isVisible());
        QVERIFY(write(path, "[window]\ntheme = \"light\"\n"));
        QTRY_COMPARE_WITH_TIMEOUT(ui::theme::current(), ui::theme::Scheme::Light, 20'000);
        QTRY_VERIFY(!find<QWidget>("windowProblem")->isVisible());
        ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
    }

    void thePaletteFindsActionsContainersAndHistory()
    {
        const auto session = ui::testing::fillMockup(*host, {100, 30});
        core::store::CommandRecord record;
        record.command = "docker compose up";
        host->history.records = {record};
        show();
        window->tabs().select(session->info().id);
        window->actions().palette->trigger();
        auto *palette = window->findChild<CommandPalette *>();
        QVERIFY(palette->isVisible());
        auto *line = palette->findChild<QLineEdit *>();
        auto *list = palette->findChild<QListWidget *>();
        QTest::keyClicks(line, QStringLiteral("compose"));
        QTRY_VERIFY(list->findItems(QStringLiteral("docker compose up"), Qt::MatchExactly).size() == 1);
        while (list->currentItem()->text() != QStringLiteral("docker compose up"))
            QTest::keyClick(line, Qt::Key_Down);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QTRY_COMPARE(session->typed(), std::string("docker compose up"));

        window->actions().palette->trigger();
        QTest::keyClicks(line, QStringLiteral("shell in shop-db"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(current()->session()->info().place.containerName, std::string("shop-db"));
        window->actions().palette->trigger();
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void problemsOfTheSettingsAreShown()
    {
        (void)host->openLocal({});
        host->shownProblems = {{"berth.toml:3", "Expected a number."}, {"berth.toml:9", "No such setting."}};
        show();
        QVERIFY(find<QWidget>("windowProblem")->isVisible());
        const QString text = find<QWidget>("windowProblem")->findChild<QLabel *>()->text();
        QVERIFY(text.contains(QStringLiteral("berth.toml:3")) && text.contains(QStringLiteral("1 more")));
    }

    void anAnsweredProblemGivesTheKeyboardBack()
    {
        (void)host->openLocal({});
        host->shownProblems = {{"berth.toml:3", "Expected a number."}};
        show();
        current()->terminal()->setFocus();
        QTRY_VERIFY(current()->terminal()->hasFocus());
        auto *const bar = find<QWidget>("windowProblem");
        auto *const dismiss = bar->findChild<QPushButton *>();
        QTRY_VERIFY(dismiss && dismiss->isVisible());
        window->actions().answer->trigger();
        QVERIFY(dismiss->hasFocus());
        QTest::keyClick(dismiss, Qt::Key_Return);
        QVERIFY(!bar->isVisible() && current()->terminal()->hasFocus());
    }

    void aPathInTheHomeOpens()
    {
        (void)host->openLocal({});
        show();
        QTemporaryDir home;
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", home.path().toLocal8Bit());
        const auto restore = qScopeGuard([&] {
            qputenv("HOME", before);
            QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        });
        QVERIFY(QDir(home.path()).mkdir(QStringLiteral("src")));
        Opened opened;
        QDesktopServices::setUrlHandler(QStringLiteral("file"), &opened, "open");
        Q_EMIT current()->terminal()->pathActivated(QStringLiteral("~/src"), 0, 0);
        QCOMPARE(opened.urls, QList<QUrl>{QUrl::fromLocalFile(home.path() + QStringLiteral("/src"))});
    }

    void typingIsToldToTheAssistant()
    {
        (void)host->openLocal({});
        show();
        QTest::keyClick(current()->terminal(), Qt::Key_A);
        QTRY_COMPARE(host->helper.typedIn.size(), std::size_t(1));
        QCOMPARE(host->helper.typedIn.front(), current()->id());
    }

    void aSessionOpenedElsewhereBecomesATab()
    {
        (void)host->openLocal({});
        show();
        host->add({});
        QCOMPARE(window->tabs().count(), 2);
    }
};
BERTH_TEST(MainWindowTest)
#include "main_window_test.moc"
