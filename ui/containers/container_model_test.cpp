#include "ui/containers/container_model.h"

#include "tests/support/test_main.h"
#include "ui/testing/fake_engine.h"
#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

using namespace ui::containers;
using core::engine::EngineKind;
using ui::testing::FakeRegistry;
using ui::testing::makeContainer;

namespace {
QString titles(const ContainerModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << model.index(row).data().toString();
    return all.join(QLatin1Char('|'));
}
} // namespace

class ContainerModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void groupsByEngineAndProject()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker 20.10");
        ContainerModel model(registry);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        docker->setContainers({makeContainer("registry", "registry:2"), makeContainer("shop-api", "shop/api", "running", "Up", "shop"),
                               makeContainer("shop-db", "postgres", "running", "Up", "shop")});
        QCOMPARE(titles(model), QStringLiteral("Docker 20.10|shop|shop-api|shop-db|other|registry"));
        QCOMPARE(model.containerCount(), 3);
        QCOMPARE(model.index(0).data(ContainerModel::CountRole).toInt(), 3);

        model.toggleFold(model.index(1));
        QCOMPARE(titles(model), QStringLiteral("Docker 20.10|shop|other|registry"));
        model.setFilter(QStringLiteral("db"));
        QCOMPARE(titles(model), QStringLiteral("Docker 20.10|shop|shop-db")); // a filter looks into folded groups
    }

    void containersOfNoProjectNeedNoGroup()
    {
        FakeRegistry registry;
        auto *podman = registry.add("podman:/a", EngineKind::Podman, "Podman 4.3");
        podman->setContainers({makeContainer("pg-scratch", "debian:12")});
        ContainerModel model(registry);
        QCOMPARE(titles(model), QStringLiteral("Podman 4.3|pg-scratch"));
    }

    void rowsThatStayKeepTheirIndex()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker");
        docker->setContainers({makeContainer("b", "x"), makeContainer("d", "x")});
        ContainerModel model(registry);
        const QPersistentModelIndex d(model.index(2));
        docker->setContainers({makeContainer("a", "x"), makeContainer("c", "x"), makeContainer("d", "x")});
        QVERIFY(d.isValid());
        QCOMPARE(d.data().toString(), QStringLiteral("d"));
        QCOMPARE(d.row(), 3);
    }

    void aChangedStateIsOneDataChange()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker");
        docker->setContainers({makeContainer("a", "x"), makeContainer("b", "x")});
        ContainerModel model(registry);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        docker->setContainerState("b", "exited", "Exited (1) 1 second ago");
        QCOMPARE(changed.count(), 1);
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(model.index(2).data(ContainerModel::LightRole).toInt(), int(Light::Stopped));
    }

    void aLostEngineIsStaleWithItsTime()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker");
        docker->setContainers({makeContainer("a", "x")});
        ContainerModel model(registry);
        docker->setState(core::engine::EngineState::Stale, std::chrono::system_clock::now(), {"engine.unreachable", "It went away.", {}});
        QVERIFY(model.index(0).data(ContainerModel::SubtitleRole).toString().startsWith(QStringLiteral("stale since ")));
        QVERIFY(model.index(1).data(ContainerModel::StaleRole).toBool());
    }

    void activityShowsOnItsRow()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker");
        docker->setContainers({makeContainer("a", "x")});
        ContainerModel model(registry);
        const QString id = model.index(1).data(ContainerModel::ContainerIdRole).toString();
        model.setActivity(QStringLiteral("docker:/a"), id, QStringLiteral("starting…"), {});
        QCOMPARE(model.index(1).data(ContainerModel::PendingRole).toString(), QStringLiteral("starting…"));
        model.setActivity(QStringLiteral("docker:/a"), id, {}, QStringLiteral("could not start"));
        QCOMPARE(model.index(1).data(ContainerModel::ErrorRole).toString(), QStringLiteral("could not start"));
        model.setActivity(QStringLiteral("docker:/a"), id, {}, {});
        QVERIFY(model.index(1).data(ContainerModel::ErrorRole).toString().isEmpty());
        model.setActivity(QStringLiteral("docker:/a"), id, {}, QStringLiteral("could not stop"));
        docker->setContainers({makeContainer("a", "x"), makeContainer("b", "x")}); // news of another one
        QCOMPARE(model.index(1).data(ContainerModel::ErrorRole).toString(), QStringLiteral("could not stop"));
        docker->setContainerState("a", "exited", "Exited (0) 1 second ago"); // it is not what it was about
        QVERIFY(model.index(1).data(ContainerModel::ErrorRole).toString().isEmpty());
        model.setActivity(QStringLiteral("docker:/a"), id, {}, QStringLiteral("could not start"));
        model.clearErrors();
        QVERIFY(model.index(1).data(ContainerModel::ErrorRole).toString().isEmpty());
    }

    void survivesRandomChanges()
    {
        FakeRegistry registry;
        auto *docker = registry.add("docker:/a", EngineKind::Docker, "Docker");
        auto *podman = registry.add("podman:/a", EngineKind::Podman, "Podman");
        ContainerModel model(registry);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QRandomGenerator random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<core::engine::Container> containers;
            for (int i = 0; i < 12; ++i) {
                if (random.bounded(2))
                    containers.push_back(makeContainer("c" + std::to_string(i), "x", random.bounded(2) ? "running" : "paused", "", random.bounded(2) ? "p" : ""));
            }
            std::shuffle(containers.begin(), containers.end(), random);
            const std::size_t expected = containers.size();
            (round % 2 ? docker : podman)->setContainers(std::move(containers));
            int shown = 0;
            for (int row = 0; row < model.rowCount(); ++row)
                shown += model.index(row).data(ContainerModel::EngineIdRole).toString() == (round % 2 ? QLatin1String("docker:/a") : QLatin1String("podman:/a"))
                    && model.index(row).data(ContainerModel::KindRole).toInt() == int(ContainerModel::Kind::Container);
            QCOMPARE(shown, int(expected));
        }
    }
};
BERTH_TEST(ContainerModelTest)
#include "container_model_test.moc"
