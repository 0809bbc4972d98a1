// What the tests with the real window share: a real Host in a folder of its own, with a real bash in the window.
#pragma once
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/main_window.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"

#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

namespace ui::window {

struct RealWindow
{
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

    // Further settings as "key=value".
    void open(std::vector<std::string> settings = {})
    {
        settings.push_back("assistant.enabled=false");
        dir = std::make_unique<QTemporaryDir>();
        core::host::Host::Options options;
        std::vector<core::config::Problem> problems;
        options.settings = std::make_shared<core::config::Settings>(core::config::Settings::load({}, {}, settings, problems));
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
        const auto atPrompt = [this] {
            const auto frame = current()->session()->frame();
            return frame->blocksOn && !frame->blocks->empty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(atPrompt(), kPatience);
    }
    void close()
    {
        window.reset();
        bool done = false;
        host->shutdown([&] { done = true; });
        QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
        host.reset();
    }
};

} // namespace ui::window
