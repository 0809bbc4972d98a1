// What is done to all containers of a project at once.
#include "ui/containers/panel_fixture.h"

#include "tests/support/test_main.h"
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace ui::containers;
using core::engine::EngineKind;
using ui::testing::FakeHost;
using ui::testing::makeContainer;

class ContainerGroupsTest : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void aProjectsContainersStopTogetherAndTheHeaderCounts()
    {
        docker->setContainers({makeContainer("shop-api", "shop/api", "running", "Up", "shop"),
                               makeContainer("shop-db", "postgres:15", "running", "Up", "shop"),
                               makeContainer("shop-old", "x", "exited", "Exited (0) 1 minute ago", "shop"), makeContainer("alone", "x")});
        showPanel();
        docker->hold = true;
        const QModelIndex group = rowOf(QStringLiteral("shop"));
        const QRect row = view()->visualRect(group);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, QPoint(row.right() - 8 - 2 * 24 + 10, row.center().y()));
        QCOMPARE(docker->calls, QStringList({QStringLiteral("stop shop-api"), QStringLiteral("stop shop-db")}));
        QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::PendingRole).toString(), QStringLiteral("stopping 1 of 2…"));
        QCOMPARE(rowOf(QStringLiteral("shop-db")).data(ContainerModel::PendingRole).toString(), QStringLiteral("stopping…"));
        const QString db = QString::fromStdString(docker->find("shop-db")->id);
        panel->actions().cancel(QStringLiteral("docker:/a"), db); // waits no longer
        QVERIFY(rowOf(QStringLiteral("shop-db")).data(ContainerModel::PendingRole).toString().isEmpty());
        QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::PendingRole).toString(), QStringLiteral("stopping 2 of 2…"));
        docker->release();
        QVERIFY(rowOf(QStringLiteral("shop")).data(ContainerModel::PendingRole).toString().isEmpty());
        QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("1 did not stop"));
        docker->hold = false;
        const auto shopWithout = [&](const char *state) {
            docker->setContainers({makeContainer("shop-api", "shop/api", "exited", "Exited", "shop"),
                                   makeContainer("shop-db", "postgres:15", state, "Up", "shop"),
                                   makeContainer("shop-old", "x", "exited", "Exited (0) 1 minute ago", "shop"),
                                   makeContainer("alone", "x")});
        };
        shopWithout("running"); // what did stop has changed, and the other has not
        QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("1 did not stop"));
        shopWithout("exited");
        QVERIFY(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString().isEmpty());
        docker->calls.clear();
        panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Restart);
        QCOMPARE(docker->calls.size(), 3);
        QVERIFY(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString().isEmpty());
    }

    void aGroupBeyondTheWindowsTurnsWaitsAndGoesOn()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 6; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x", "exited", "Exited (0) 1 minute ago", "shop"));
        docker->setContainers(many);
        docker->turns().setLimits({.perSecond = 4, .burst = 3});
        showPanel();
        panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Start);
        QCOMPARE(docker->calls.size(), 3);
        const auto pending = [this](const char *name) { return rowOf(QLatin1String(name)).data(ContainerModel::PendingRole).toString(); };
        QVERIFY2(pending("c3").startsWith(QStringLiteral("waits its turn, goes on at ")), qPrintable(pending("c3")));
        QCOMPARE(pending("shop"), QStringLiteral("starting 4 of 6…"));
        panel->actions().cancel(QStringLiteral("docker:/a"), QString::fromStdString(docker->find("c4")->id));
        QVERIFY(pending("c4").isEmpty());
        QTRY_COMPARE(docker->calls.size(), 5);
        QVERIFY(!docker->calls.contains(QStringLiteral("start c4")));
        QTRY_VERIFY(pending("shop").isEmpty());
    }

    void aGroupWithoutRoomIsNotBegunAtAll()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 3; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x", "exited", "Exited (0) 1 minute ago", "shop"));
        for (const int waiting : {2, 3}) {
            panel.reset();
            host = std::make_unique<FakeHost>(std::map<std::string, std::string>{{"containers.actions_waiting", std::to_string(waiting)}});
            docker = host->registry.add("docker:/a", EngineKind::Docker, "Docker 20.10");
            docker->setContainers(many);
            showPanel();
            panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Start);
            QCOMPARE(docker->calls.size(), waiting == 2 ? 0 : 3);
            QCOMPARE(panel->findChild<QLabel *>(QStringLiteral("message"))->isVisible(), waiting == 2);
            QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString(),
                     waiting == 2 ? QStringLiteral("nothing was begun") : QString());
        }
    }

    void aGroupsWaitIsEndedByItsMenuAndByItsHeader()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 6; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x", "running", "Up", "shop"));
        docker->setContainers(many);
        showPanel();
        docker->hold = true;
        const auto menu = [this] {
            Q_EMIT view()->menuRequested(rowOf(QStringLiteral("shop")), QPoint(10, 10));
            return panel->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly).last();
        };
        QVERIFY(std::ranges::none_of(menu()->actions(),
                                     [](const QAction *action) { return action->text() == QStringLiteral("Stop waiting"); }));
        for (const bool byMenu : {true, false}) {
            docker->calls.clear();
            docker->turns().setLimits({});
            docker->turns().setLimits({.perSecond = 0.01, .burst = 2}); // with full buckets
            panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Stop);
            QCOMPARE(docker->calls.size(), 2);
            QCOMPARE(docker->turns().waiting(), std::size_t(4));
            const QRect row = view()->visualRect(rowOf(QStringLiteral("shop")));
            if (!byMenu)
                QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, QPoint(row.right() - 8 - 2 * 24 + 10, row.center().y()));
            for (QAction *action : byMenu ? menu()->actions() : QList<QAction *>()) {
                if (action->text() == QStringLiteral("Stop waiting"))
                    action->trigger();
            }
            QCOMPARE(docker->turns().waiting(), std::size_t(0));
            for (const char *name : {"shop", "c0", "c1", "c2", "c5"})
                QVERIFY2(rowOf(QLatin1String(name)).data(ContainerModel::PendingRole).toString().isEmpty(), name);
            QVERIFY(!panel->actions().isGroupPending(QStringLiteral("docker:/a"), QStringLiteral("shop")));
            QCOMPARE(docker->calls.size(), 2); // and nothing was begun instead
        }
    }

    void whatIsDoneToOneDoesNotWaitBehindAGroup()
    {
        std::vector<core::engine::Container> many{makeContainer("alone", "x")};
        for (int i = 0; i < 4; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x", "exited", "Exited (0) 1 minute ago", "shop"));
        docker->setContainers(many);
        docker->turns().setLimits({.perSecond = 0.01, .burst = 1});
        showPanel();
        panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Start);
        QCOMPARE(docker->turns().waiting(), std::size_t(3));
        QSignalSpy opened(panel.get(), &ContainersPanel::shellOpened);
        panel->actions().openShell(QStringLiteral("docker:/a"), QString::fromStdString(docker->find("alone")->id));
        QCOMPARE(opened.count(), 1);
    }

    void aLongRefusalFitsThePanel()
    {
        showPanel();
        auto *const message = panel->findChild<QLabel *>(QStringLiteral("message"));
        const int before = panel->minimumSizeHint().width();
        const std::string id(64, 'a');
        docker->next = core::base::Error{"engine.conflict",
                                         "cannot start " + id + ": /var/lib/containers/storage/overlay-containers/" + std::string(70, 'x')
                                             + " is in use by " + id,
                                         {}};
        panel->actions().start(QStringLiteral("docker:/a"), QString::fromStdString(docker->find("old")->id));
        QVERIFY(message->isVisible());
        QCOMPARE(message->accessibleName().count(QStringLiteral("aaaaaaaaaaaa")), 2);
        QVERIFY(!message->accessibleName().contains(QStringLiteral("aaaaaaaaaaaaa")));
        QCOMPARE(QString(message->text()).remove(QChar(0x200b)), message->accessibleName());
        QVERIFY2(panel->minimumSizeHint().width() <= std::max(before, 252), qPrintable(QString::number(panel->minimumSizeHint().width())));
        QTRY_VERIFY(message->height() >= message->heightForWidth(message->width())); // to its last word
        QVERIFY(message->mapTo(panel.get(), QPoint(message->width(), 0)).x() <= panel->width());
    }

    void anEngineThatIsLostIsSaidOnceForAGroup()
    {
        std::vector<core::engine::Container> many;
        for (int i = 0; i < 6; ++i)
            many.push_back(makeContainer("c" + std::to_string(i), "x", "exited", "Exited (0) 1 minute ago", "shop"));
        docker->setContainers(many);
        docker->turns().setLimits({.perSecond = 0.01, .burst = 2});
        showPanel();
        QSignalSpy failed(&panel->actions(), &ContainerActions::failed);
        panel->actions().onGroup(QStringLiteral("docker:/a"), QStringLiteral("shop"), ContainerActions::GroupAction::Start);
        docker->turns().cancelAll();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(panel->findChild<QLabel *>(QStringLiteral("message"))->text(),
                 QStringLiteral("The engine is gone; 4 actions were not begun."));
        QCOMPARE(rowOf(QStringLiteral("shop")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("4 did not start"));
        QCOMPARE(rowOf(QStringLiteral("c5")).data(ContainerModel::ErrorRole).toString(), QStringLiteral("could not start"));
    }
};

BERTH_TEST(ContainerGroupsTest)
#include "container_groups_test.moc"
