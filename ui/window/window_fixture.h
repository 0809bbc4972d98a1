// What the tests of the window share: a window on a FakeHost, on show and active.
#pragma once
#include "ui/testing/mockup.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/main_window.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_page.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

namespace ui::window {

// Shortcuts want the active window, also on a display without a window manager.
inline bool showActive(QWidget &window)
{
    window.show();
    if (!QTest::qWaitForWindowExposed(&window))
        return false;
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    QApplication::setActiveWindow(&window);
    return true;
#else
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window);
#endif
}

struct WindowFixture
{
    QTemporaryDir dir;
    ui::testing::FakeHost host;
    std::unique_ptr<MainWindow> window;

    explicit WindowFixture(std::map<std::string, std::string> settings = {}) : host(std::move(settings)) {}

    std::string file() const { return dir.filePath(QStringLiteral("berth.toml")).toStdString(); }
    void show(std::optional<core::base::GridSize> geometry = {}, std::optional<WindowLayout> restore = {})
    {
        WindowOptions options;
        options.geometry = geometry;
        options.restore = std::move(restore);
        options.configFile = file();
        options.reload = [this](std::vector<core::config::Problem> &problems) { return core::config::Settings::load(file(), {}, {}, problems); };
        window = std::make_unique<MainWindow>(host, std::move(options));
        QVERIFY(showActive(*window));
    }
    TabStrip *strip() const { return window->findChild<TabStrip *>(); }
    SessionView *current() const { return window->tabs().current(); }
    TabPage *page() const { return window->tabs().currentPage(); }
    const ActionSet &actions() const { return window->actions(); }
    ui::testing::FakeSession *fake(const SessionView *view) const { return host.fake(view->id()).get(); }
    template<class T> T *find(const char *name) const { return window->findChild<T *>(QLatin1String(name)); }
};

} // namespace ui::window
