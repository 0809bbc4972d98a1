// The containers panel with many containers: from nothing to its first painted frame, and from an engine's change to the
// painted row.
//
//   containers_bench [CONTAINERS, default 500]
//
// The engine is one in memory (ui/testing): what is measured is the view. Under QT_QPA_PLATFORM=offscreen, or on a display.
#include "ui/containers/container_view.h"
#include "ui/containers/containers_panel.h"
#include "ui/testing/fake_host.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <algorithm>
#include <cstdio>

namespace {

constexpr int kRounds = 11;

// Counts what reaches the screen.
class Paints : public QObject
{
public:
    using QObject::QObject;
    int count = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Paint)
            return QObject::eventFilter(watched, event);
        watched->removeEventFilter(this); // the view itself paints first
        QCoreApplication::sendEvent(watched, event);
        watched->installEventFilter(this);
        ++count;
        return true;
    }
};

std::vector<core::engine::Container> containers(int count)
{
    std::vector<core::engine::Container> out;
    for (int i = 0; i < count; ++i) { // twenty projects of some services, half of them running
        const std::string number = std::to_string(i);
        auto one = i % 2 ? ui::testing::makeContainer("service-" + number, "registry.example.com/team/service:" + number, "running", "Up 3 minutes", "project-" + std::to_string(i % 20))
                         : ui::testing::makeContainer("job-" + number, "debian:12", "exited", "Exited (0) 4 minutes ago", "project-" + std::to_string(i % 20));
        one.ports = {{"0.0.0.0", 8000 + i, 80, "tcp"}};
        out.push_back(std::move(one));
    }
    return out;
}

void print(const char *what, std::vector<double> values)
{
    std::ranges::sort(values);
    std::printf("%-34s median %6.1f ms   longest %6.1f ms\n", what, values[values.size() / 2], values.back());
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    ui::theme::apply(app, ui::theme::Scheme::Dark);
    const int count = std::max(1, app.arguments().value(1, QStringLiteral("500")).toInt());
    const auto waitForPaint = [](const Paints &paints) {
        while (paints.count == 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    };
    std::vector<double> first, row;
    for (int round = 0; round < kRounds; ++round) {
        ui::testing::FakeHost host;
        auto *const engine = host.registry.add("docker:/bench", core::engine::EngineKind::Docker, "Docker");
        const auto all = containers(count);
        Paints paints;
        QElapsedTimer timer;
        timer.start();
        engine->setContainers(all);
        ui::containers::ContainersPanel panel(host, [] { return core::base::GridSize{100, 30}; });
        panel.findChild<ui::containers::ContainerView *>()->viewport()->installEventFilter(&paints);
        panel.resize(280, 900);
        panel.show();
        waitForPaint(paints);
        first.push_back(double(timer.nsecsElapsed()) / 1e6);
        QCoreApplication::processEvents(); // what the first frame left to do

        paints.count = 0;
        timer.restart();
        engine->setContainerState(all.front().id, "running", "Up 1 second");
        waitForPaint(paints);
        row.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::printf("%d containers\n", count);
    print("first paint of the panel", first);
    print("change to the painted row", row);
    return 0;
}
