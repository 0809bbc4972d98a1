// Pictures of the window with the data of the design's pictures: window_gallery DIR. For eyes, not a test.
#include "ui/containers/container_view.h"
#include "ui/testing/mockup.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/main_window.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QTest>

namespace {

using namespace ui::window;

WindowOptions options()
{
    WindowOptions made;
    made.configFile = "~/.config/berth/berth.toml";
    made.reload = [](std::vector<core::config::Problem> &problems) { return core::config::Settings::load({}, {}, {"window.theme=dark"}, problems); };
    return made;
}

void grab(QWidget &widget, const QString &path)
{
    QTest::qWait(400); // the skeleton's delay and a few frames
    widget.grab().save(path);
}

void pictureOf(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    const QString name = scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
    ui::testing::FakeHost host({{"window.theme", name.toStdString()}});
    const auto session = ui::testing::fillMockup(host, {118, 43});
    MainWindow window(host, options());
    window.tabs().select(session->info().id);
    window.resize(1440, 900);
    window.show();
    grab(window, dir + QStringLiteral("/window-%1.png").arg(name));

    window.actions().splitRight->trigger();
    window.actions().splitDown->trigger();
    host.fake(window.tabs().current()->id())->job = "vim notes.md";
    window.actions().closeTab->trigger();
    auto *const question = window.findChild<QDialog *>();
    grab(window, dir + QStringLiteral("/splits-%1.png").arg(name));
    grab(*question, dir + QStringLiteral("/close-%1.png").arg(name));
    question->reject();
    host.fake(window.tabs().current()->id())->job.clear();
    host.fake(window.tabs().at(1)->id())->emitEvent(core::session::BellRang{});
    window.actions().closePane->trigger();
    window.actions().closePane->trigger();
    window.actions().closeTab->trigger();
    window.actions().reopenTab->trigger();
    grab(window, dir + QStringLiteral("/reopened-%1.png").arg(name));
    window.tabs().rename(window.tabs().currentIndex(), QStringLiteral("tests"));

    window.actions().palette->trigger();
    grab(window, dir + QStringLiteral("/palette-%1.png").arg(name));
    window.openShare();
    auto *const share = window.findChild<QDialog *>();
    share->findChild<QWidget *>(QStringLiteral("make"))->setFocus();
    QTest::keyClick(share->focusWidget(), Qt::Key_Space);
    grab(*share, dir + QStringLiteral("/share-%1.png").arg(name));
    share->close();
    QTest::qWait(50);
    window.openSettings(QStringLiteral("terminal"));
    grab(*window.findChild<QDialog *>(), dir + QStringLiteral("/settings-%1.png").arg(name));
}

// All that a tab can have, with room and without.
void tabsOf(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    for (const int width : {900, 420}) {
        TabStrip strip;
        const QColor identity = ui::theme::identity(QStringLiteral("shop-api"), scheme);
        const QString reach = QStringLiteral("can reach docker.sock");
        const QString longTitle = QStringLiteral("a-container-with-a-very-long-name-1 · bash");
        for (const TabLook &look : {TabLook{QStringLiteral("shop-api · bash"), identity, {}, reach}, TabLook{longTitle, identity, QStringLiteral("2 viewing"), reach, true},
                                    TabLook{longTitle, identity, QStringLiteral("root"), reach, false, TabMark::Failed}, TabLook{QStringLiteral("host · fish"), identity, {}, {}}})
            strip.setLook(strip.addTab({}), look);
        strip.resize(width, strip.sizeHint().height());
        strip.show();
        grab(strip, dir + QStringLiteral("/tabs-%1-%2.png").arg(scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light")).arg(width));
    }
}

void emptyStates(const QString &dir)
{
    ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
    ui::testing::FakeHost host;
    (void)host.openLocal({});
    auto *const docker = host.registry.add("docker:/var/run/docker.sock", core::engine::EngineKind::Docker, "Docker 20.10");
    host.helper.current = core::assistant::State::Restarting;
    host.helper.text = "restarting in 4 s";
    MainWindow window(host, options());
    window.resize(1440, 900);
    window.show();
    grab(window, dir + QStringLiteral("/empty.png"));
    docker->setContainers({ui::testing::makeContainer("shop-api", "shop/api")});
    docker->setState(core::engine::EngineState::Stale, std::chrono::system_clock::now(), {"engine.unreachable", "It went away.", {}});
    host.helper.setState(core::assistant::State::Off, "off");
    host.end(host.sessions().front()->info().id, {3, std::nullopt, {}});
    grab(window, dir + QStringLiteral("/stale-ended.png"));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString dir = application.arguments().value(1, QStringLiteral("."));
    pictureOf(ui::theme::Scheme::Dark, dir);
    pictureOf(ui::theme::Scheme::Light, dir);
    tabsOf(ui::theme::Scheme::Dark, dir);
    tabsOf(ui::theme::Scheme::Light, dir);
    emptyStates(dir);
    return 0;
}
