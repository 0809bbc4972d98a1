// The panel with a made-up engine of two containers, for each test anew.
#pragma once
#include "ui/containers/container_view.h"
#include "ui/containers/containers_panel.h"
#include "ui/testing/fake_host.h"

#include <QPushButton>
#include <QTest>

namespace ui::containers {

class PanelFixture : public QObject
{
    Q_OBJECT
protected:
    std::unique_ptr<testing::FakeHost> host;
    testing::FakeEngine *docker = nullptr;
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
        host = std::make_unique<testing::FakeHost>();
        docker = host->registry.add("docker:/a", core::engine::EngineKind::Docker, "Docker 20.10");
        docker->setContainers({testing::makeContainer("shop-api", "shop/api"),
                               testing::makeContainer("old", "debian:12", "exited", "Exited (0) 1 minute ago")});
    }
    void cleanup()
    {
        panel.reset();
        host.reset();
    }
};

} // namespace ui::containers
