#include "ui/containers/containers_panel.h"

#include "tests/support/test_main.h"
#include "ui/containers/container_view.h"
#include "ui/containers/engine_problems_dialog.h"
#include "ui/containers/image_dialog.h"
#include "ui/containers/remove_dialog.h"
#include "ui/testing/fake_host.h"
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace ui::containers;
using core::engine::EngineKind;
using ui::testing::FakeHost;
using ui::testing::makeContainer;

class ContainersPanelTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<FakeHost> host;
    ui::testing::FakeEngine *docker = nullptr;
    std::unique_ptr<ContainersPanel> panel;

    ContainerView *view() const { return panel->findChild<ContainerView *>(); }
    QModelIndex rowOf(const QString &name) const
    {
        for (int row = 0; row < panel->model().rowCount(); ++row) {
            if (panel->model().index(row).data().toString() == name)
                return panel->model().index(row);
        }
        return {};
    }
    QPushButton *button(const char *name) const { return panel->findChild<QPushButton *>(QLatin1String(name)); }
    void showPanel()
    {
        panel = std::make_unique<ContainersPanel>(*host, [] { return core::base::GridSize{100, 30}; });
        panel->resize(252, 600);
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    }

private Q_SLOTS:
    void init()
    {
        host = std::make_unique<FakeHost>();
        docker = host->registry.add("docker:/a", EngineKind::Docker, "Docker 20.10");
        docker->setContainers({makeContainer("shop-api", "shop/api"), makeContainer("old", "debian:12", "exited", "Exited (0) 1 minute ago")});
    }
    void cleanup()
    {
        panel.reset();
        host.reset();
    }

    void doubleClickOpensAShellOfTheGridsSize()
    {
        showPanel();
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        const QPoint at = view()->visualRect(rowOf(QStringLiteral("shop-api"))).topLeft() + QPoint(60, 12);
        QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(host->sessions().size(), std::size_t(1));
        QCOMPARE(host->sessions().front()->info().place.containerName, std::string("shop-api"));
    }

    void enterOpensAShellAndAFailureIsSaidInTheRow()
    {
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        host->nextOpen = core::base::Error{"engine.no_shell", "This container has no shell.", {}};
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(rowOf(QStringLiteral("shop-api")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("could not open a shell"));
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        QCOMPARE(message->text(), QStringLiteral("This container has no shell."));
    }

    void hoverButtonsStartAndStop()
    {
        showPanel();
        docker->hold = true;
        const QRect row = view()->visualRect(rowOf(QStringLiteral("old")));
        const QPoint startStop(row.right() - 8 - 2 * 24 + 10, row.center().y());
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, startStop);
        QCOMPARE(docker->calls, QStringList{QStringLiteral("start old")});
        QCOMPARE(rowOf(QStringLiteral("old")).data(ContainerModel::PendingRole).toString(), QStringLiteral("starting…"));
        docker->release();
        QVERIFY(rowOf(QStringLiteral("old")).data(ContainerModel::PendingRole).toString().isEmpty());
        QCOMPARE(rowOf(QStringLiteral("old")).data(ContainerModel::LightRole).toInt(), int(Light::Running));
    }

    void removingAsksAndSaysWhatIsLost()
    {
        showPanel();
        view()->setCurrentIndex(rowOf(QStringLiteral("shop-api")));
        QTest::keyClick(view(), Qt::Key_Delete);
        auto *dialog = panel->findChild<RemoveDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(docker->calls.isEmpty());
        dialog->findChild<QCheckBox *>()->setChecked(true);
        auto *remove = dialog->findChild<QPushButton *>(QStringLiteral("remove"));
        QCOMPARE(remove->text(), QStringLiteral("Remove container and volumes"));
        QTest::mouseClick(remove, Qt::LeftButton);
        QCOMPARE(docker->calls, QStringList{QStringLiteral("remove shop-api force volumes")});
        QVERIFY(!rowOf(QStringLiteral("shop-api")).isValid());
    }

    void theContextMenuCopiesTheId()
    {
        showPanel();
        Q_EMIT view()->menuRequested(rowOf(QStringLiteral("old")), QPoint(10, 10));
        auto *menu = panel->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(menu);
        QStringList words;
        for (QAction *action : menu->actions()) {
            words << action->text();
            if (action->text() == QStringLiteral("Copy id"))
                action->trigger();
        }
        QVERIFY(words.contains(QStringLiteral("Start")));
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(docker->find("old")->id));
    }

    void anEnginesHeaderLeadsToItsImages()
    {
        showPanel();
        QSignalSpy asked(panel.get(), &ContainersPanel::engineRequested);
        view()->setCurrentIndex(rowOf(QStringLiteral("Docker 20.10")));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front()[0].toString(), QStringLiteral("docker:/a"));
        const QRect row = view()->visualRect(rowOf(QStringLiteral("Docker 20.10")));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, QPoint(row.right() - 20, row.bottom() - 16));
        auto *const menu = panel->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(menu);
        for (QAction *action : menu->actions())
            action->trigger();
        QCOMPARE(asked.count(), 6);
        QCOMPARE(asked.last()[1].value<EnginePlace>(), EnginePlace::Pull);
    }

    void anEmptyEngineOffersAStarterContainer()
    {
        docker->setContainers({});
        showPanel();
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        QVERIFY(button("starter")->isVisible());
        QTest::mouseClick(button("starter"), Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
        QVERIFY(view()->isVisible());
        QCOMPARE(host->sessions().front()->info().place.containerName, std::string("berth-starter"));
    }

    void aFailedStarterSaysWhyAndCanBeTriedAgain()
    {
        docker->setContainers({});
        showPanel();
        host->nextOpen = core::base::Error{"engine.no_busybox", "No static busybox here. Install busybox-static.", {}};
        QTest::mouseClick(button("starter"), Qt::LeftButton);
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        QVERIFY(message->text().contains(QStringLiteral("busybox-static")));
        QVERIFY(button("starter")->isEnabled());
    }

    void noEngineIsExplained()
    {
        host = std::make_unique<FakeHost>();
        host->registry.setFailed({{"default socket", "unix:///var/run/docker.sock", EngineKind::Docker, {"engine.unreachable", "Nothing listens there.", {}}, "systemctl start docker"}});
        showPanel();
        QVERIFY(button("lookAgain")->isVisible());
        QVERIFY(!button("starter")->isVisible());
        QTest::mouseClick(button("why"), Qt::LeftButton);
        auto *dialog = panel->findChild<EngineProblemsDialog *>();
        QVERIFY(dialog);
        for (auto *copy : dialog->findChildren<QPushButton *>()) {
            if (copy->text() == QStringLiteral("Copy"))
                QTest::mouseClick(copy, Qt::LeftButton);
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("systemctl start docker"));
        QTest::mouseClick(button("lookAgain"), Qt::LeftButton);
        QCOMPARE(host->registry.discoveries, 1);
    }

    void anImageIsPulledThenCreatedThenOpened()
    {
        showPanel();
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        ImageDialog dialog(host->registry, ImageDialog::Focus::Pull, panel.get());
        connect(&dialog, &ImageDialog::containerStarted, panel.get(), [this](const QString &e, const QString &c) { panel->actions().openShell(e, c); });
        dialog.show();
        auto *reference = dialog.findChildren<QLineEdit *>().front();
        QTest::keyClicks(reference, QStringLiteral("debian"));
        QTest::keyClick(reference, Qt::Key_Return);
        QCOMPARE(docker->calls, QStringList{QStringLiteral("pull debian:latest")});
        auto *images = dialog.findChild<QListWidget *>();
        QCOMPARE(images->count(), 1);
        for (auto *create : dialog.findChildren<QPushButton *>()) {
            if (create->text() == QStringLiteral("Create and start"))
                QTest::mouseClick(create, Qt::LeftButton);
        }
        QCOMPARE(opened.count(), 1);
        QVERIFY(docker->calls.contains(QStringLiteral("start brave_finch")));
    }

    void aLongListHasAFilter()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 12; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x"));
        docker->setContainers(many);
        showPanel();
        auto *filter = panel->findChild<QLineEdit *>();
        QVERIFY(filter->isVisible());
        QTest::keyClicks(filter, QStringLiteral("c11"));
        QCOMPARE(panel->model().rowCount(), 2);
        QTest::keyClick(filter, Qt::Key_Down);
        auto *const view = panel->findChild<ContainerView *>();
        QCOMPARE(view->currentIndex().data().toString(), QStringLiteral("c11"));
        QSignalSpy shells(view, &ContainerView::shellRequested);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(shells.size(), 1);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(panel->model().rowCount(), 13);
    }
};
BERTH_TEST(ContainersPanelTest)
#include "containers_panel_test.moc"
