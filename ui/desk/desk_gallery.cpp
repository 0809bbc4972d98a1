// Pictures of the windows beside the terminal: desk_gallery DIR; with QT_SCALE_FACTOR=2 twice as large. For eyes, not a test.
#include "ui/desk/container_window.h"
#include "ui/desk/files_page.h"
#include "ui/desk/inspect_page.h"
#include "ui/desk/log_view.h"
#include "ui/desk/logs_page.h"
#include "ui/desk/stats_page.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <cmath>

namespace {

using namespace ui::desk;

void grab(QWidget &widget, const QString &path)
{
    QTest::qWait(400);
    widget.grab().save(path + (widget.devicePixelRatioF() > 1 ? QStringLiteral("@2x.png") : QStringLiteral(".png")));
}

void pictures(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    const QString name = scheme == ui::theme::Scheme::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
    testing::Desk desk;
    testing::addLogs(desk);
    testing::addFiles(desk);
    desk.special.push_back({"/top", [](const QByteArray &) {
                                return testing::Desk::Answer{core::engine::ScriptedEngine::ok(R"({"Titles":["UID","PID","PPID","C","STIME","TTY","TIME","CMD"],"Processes":[
                                    ["app","4120","4101","2","08:01","?","00:03:11","node server.js --name two words"],["app","4188","4120","0","08:01","?","00:00:09","node worker.js --queue carts"],
                                    ["root","5012","4120","0","09:12","pts/0","00:00:00","bash -i"],["root","5044","5012","1","09:14","pts/0","00:00:00","top"]]})")};
                            }});
    if (!desk.waitUntilListed())
        return;
    ContainerWindow window(desk.engine(), testing::kApi.toStdString());
    window.show();
    grab(window, dir + QStringLiteral("/overview") + name);
    window.showPage(ContainerPage::Logs);
    grab(window, dir + QStringLiteral("/logs") + name);
    auto *const logs = window.findChild<LogsPage *>();
    logs->setWholeProject(true);
    logs->findChild<QPushButton *>(QStringLiteral("times"))->click();
    grab(window, dir + QStringLiteral("/logs-project") + name);
    logs->findChild<QLineEdit *>(QStringLiteral("logFilter"))->setText(QStringLiteral("cart"));
    QTest::keyClick(&logs->view(), Qt::Key_Home);
    grab(window, dir + QStringLiteral("/logs-filter") + name);
    window.showPage(ContainerPage::Statistics);
    auto *const stats = window.findChild<StatsPage *>();
    const auto now = core::base::Clock::system().wall();
    core::engine::Usage usage;
    usage.cpus = 2;
    usage.memoryLimit = 512 << 20;
    usage.processes = 7;
    for (int i = 0; i < 300; ++i) {
        usage.at = now - std::chrono::seconds(300 - i);
        usage.cpuPercent = 40 + 35 * std::sin(i / 17.0) + (i * 7919 % 13) + (i > 210 && i < 225 ? 90 : 0);
        usage.memoryBytes = (150LL << 20) + i * 800'000LL - (i > 200 ? 90'000'000LL : 0);
        usage.networkReceived += 40'000 + 30'000 * (i % 40 < 12) + i * 7919 % 9000;
        usage.networkSent += 15'000 + 12'000 * (i % 25 < 6);
        usage.blockWritten += i % 60 < 4 ? 3'000'000 : 0;
        usage.blockRead += i < 20 ? 900'000 : 0;
        if (i < 90 || i > 115) // nobody looked
            stats->take(usage);
    }
    grab(window, dir + QStringLiteral("/stats") + name);
    window.showPage(ContainerPage::Processes);
    grab(window, dir + QStringLiteral("/processes") + name);
    window.showPage(ContainerPage::Files);
    grab(window, dir + QStringLiteral("/files") + name);
    window.findChild<FilesPage *>()->go("/srv/app/README.md");
    grab(window, dir + QStringLiteral("/files-look") + name);
    window.showPage(ContainerPage::Inspect);
    grab(window, dir + QStringLiteral("/inspect") + name);
    auto *const inspect = window.findChild<InspectPage *>();
    inspect->findChild<QLineEdit *>(QStringLiteral("inspectSearch"))->setText(QStringLiteral("shop"));
    grab(window, dir + QStringLiteral("/inspect-search") + name);
    inspect->showAs(InspectPage::As::Text);
    grab(window, dir + QStringLiteral("/inspect-text") + name);
    inspect->showAs(InspectPage::As::RunLine);
    grab(window, dir + QStringLiteral("/inspect-run") + name);
    window.showPage(ContainerPage::Overview);
    window.resize(560, 640);
    grab(window, dir + QStringLiteral("/overview-narrow") + name);
    window.resize(960, 680);
    desk.changeState("exited");
    grab(window, dir + QStringLiteral("/overview-exited") + name);
    desk.removeApi();
    grab(window, dir + QStringLiteral("/overview-gone") + name);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString dir = application.arguments().value(1, QStringLiteral("."));
    pictures(ui::theme::Scheme::Dark, dir);
    pictures(ui::theme::Scheme::Light, dir);
    return 0;
}
