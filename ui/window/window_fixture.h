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
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        // Shortcuts want it, also on a display without a window manager.
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
        QApplication::setActiveWindow(window.get());
#else
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
#endif
    }
    TabStrip *strip() const { return window->findChild<TabStrip *>(); }
    SessionView *current() const { return window->tabs().current(); }
    TabPage *page() const { return window->tabs().currentPage(); }
    const ActionSet &actions() const { return window->actions(); }
    ui::testing::FakeSession *fake(const SessionView *view) const { return host.fake(view->id()).get(); }
    template<class T> T *find(const char *name) const { return window->findChild<T *>(QLatin1String(name)); }
};

} // namespace ui::window
