// Pictures of the overlay in its states: history_gallery DIR. For eyes, not a test. With --rows N it fills a real store
// instead, shows what each step costs with it, and leaves no picture.
#include "core/telemetry/redactor.h"
#include "ui/history/history_fixture.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/history/preview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <cstdio>
#include <ctime>

using namespace ui::history;
using core::store::CommandRecord;

namespace {

class Ground : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), ui::theme::color(ui::theme::Role::Terminal)); }
};

CommandRecord ran(const char *text, int exit, const char *container, std::chrono::seconds ago, std::chrono::milliseconds took = std::chrono::milliseconds(320))
{
    CommandRecord record = command(text, exit, container);
    record.start = std::chrono::system_clock::now() - ago;
    record.duration = took;
    return record;
}

std::vector<CommandRecord> examples()
{
    using namespace std::chrono_literals;
    std::vector<CommandRecord> all{
        ran("apt-get update && apt-get install --no-install-recommends ca-certificates curl postgresql-client-15 redis-tools", 0, "pg-scratch", 900h, 41s),
        ran("docker compose up -d --build", 0, "", 290h, 93s),
        ran("psql -h shop-db -U shop -c 'select count(*) from orders where state = ''open'''", 0, "shop-api", 49h, 90ms),
        ran("git rebase -i origin/main", 0, "", 27h, 64s),
        ran("for f in src/*.test.ts\ndo\n    npx vitest run \"$f\" || break\ndone", 1, "shop-api", 26h, 21s),
        ran("npm run build", 0, "shop-api", 5h, 1800ms),
        ran("npm run build", 0, "shop-api", 4h, 1800ms),
        ran("npm run build", 2, "shop-api", 3h, 2100ms),
        ran("npm run build", 0, "shop-api", 2h, 1750ms),
        ran("curl -H 'Authorization: Bearer ‹redacted›' https://api.example.com/v1/orders", 22, "shop-api", 95min, 410ms),
        ran("tar czf backup.tar.gz --exclude node_modules .", 0, "shop-api", 80min, 6s),
        ran("git push --force-with-lease", 0, "", 61min, 2300ms),
        ran("pg_isready -h shop-db -t 30", 0, "shop-api", 12min, 30ms),
        ran("git status --short", 0, "shop-api", 8min, 40ms),
        ran("npm test", 1, "shop-api", 3min, 6200ms),
    };
    all[9].masked = true;
    all.back().output = "> shop-api@2.4.0 test\n> vitest run\n\n  ✓ adds an item (4 ms)\n  ✗ totals with discount\n    Error: connect ECONNREFUSED 172.18.0.3:5432\n"
                        "      at TCPConnectWrap.afterConnect [as oncomplete]\n  Tests: 1 failed, 11 passed\n";
    CommandRecord forged = ran("sudo rm -rf /srv/app", 0, "shop-db", 30h);
    forged.trusted = false;
    all.insert(all.begin() + 3, forged);
    CommandRecord imported = ran("ssh build@ci.example.org -- make -j8", 0, "", 2000h);
    imported.session.clear();
    imported.exitCode.reset();
    all.insert(all.begin(), imported);
    return all;
}

struct Scene
{
    TestStore store;
    Ground window;
    QWidget terminal{&window};
    HistoryOverlay overlay{store, QStringLiteral("/home/ada"), &window};

    explicit Scene(QSize size)
    {
        window.resize(size);
        terminal.setGeometry(window.rect());
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
        window.activateWindow();
    }
    void open(const Opening &opening)
    {
        overlay.open(opening, &terminal);
        QTest::qWait(500); // the skeleton's delay, and the store
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(window.focusWidget(), Qt::Key(key), modifiers); }
    void grab(const QString &path)
    {
        QTest::qWait(300);
        window.grab().save(path);
    }
};

Opening overShop(const char *text = "")
{
    Opening opening;
    opening.scope = {QStringLiteral("/srv/app"), QStringLiteral("shop-api"), QStringLiteral("docker:/var/run/docker.sock")};
    opening.filter.text = QLatin1String(text);
    return opening;
}

void picturesOf(ui::theme::Scheme scheme, const QString &dir)
{
    ui::theme::apply(*qApp, scheme);
    const QString name = scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
    const auto path = [&](const char *what) { return QStringLiteral("%1/history-%2-%3.png").arg(dir, QLatin1String(what), name); };
    Scene scene({1100, 700});
    scene.open(overShop());
    scene.grab(path("empty"));
    Opening off = overShop();
    off.historyOn = false;
    scene.open(off);
    scene.grab(path("off"));
    scene.store.held = true;
    scene.open(overShop());
    scene.grab(path("loading"));
    scene.store.release();

    scene.store.add(examples());
    scene.open(overShop());
    scene.grab(path("list"));
    scene.key(Qt::Key_Z, Qt::AltModifier);
    scene.open(overShop("npb"));
    scene.grab(path("fuzzy"));
    scene.key(Qt::Key_Z, Qt::AltModifier);
    scene.open(overShop("git"));
    scene.grab(path("words"));
    scene.open(overShop("vitest"));
    scene.key(Qt::Key_Tab);
    scene.grab(path("multiline"));
    scene.open(overShop("curl"));
    scene.grab(path("masked"));
    scene.open(overShop());
    scene.key(Qt::Key_C, Qt::AltModifier);
    scene.key(Qt::Key_R, Qt::AltModifier);
    scene.grab(path("container"));
    scene.open(overShop("sudo"));
    scene.grab(path("unverified"));
    scene.key(Qt::Key_Delete);
    scene.grab(path("remove"));
    Opening elsewhere = overShop("mak");
    elsewhere.scope.container = QStringLiteral("shop-database-primary-eu-west");
    elsewhere.scope.elsewhere = true;
    elsewhere.filter.place = elsewhere.filter.failed = true;
    elsewhere.canInsert = false;
    scene.open(elsewhere);
    scene.grab(path("nomatch"));
    scene.store.trouble = {"store.write", "The history cannot be written: the disk is full. It is tried again.", {}};
    scene.open(overShop());
    scene.grab(path("trouble"));
    scene.store.failure = core::base::Error{"store.corrupt", "The history file is damaged and cannot be searched.", {}};
    scene.open(overShop());
    scene.grab(path("error"));
    scene.store.trouble = {};
    scene.window.resize(620, 620);
    scene.terminal.resize(620, 620);
    scene.open(overShop());
    scene.grab(path("narrow"));
}

// What the GUI thread spends on a step by itself, whatever else runs on the machine.
double spentMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

void measure(int rows)
{
    ui::theme::apply(*qApp, ui::theme::Scheme::Dark);
    Scene scene({1100, 700});
    std::vector<CommandRecord> records;
    for (int i = 0; i < rows; ++i)
        records.push_back(command("make target-" + std::to_string(i * 7919 % rows) + " in module " + std::to_string(i % 977), i % 11 == 0 ? 1 : 0, i % 3 ? "" : "shop-api"));
    scene.store.add(std::move(records));
    double worst = 0;
    const auto turn = [&] {
        const double before = spentMs();
        QCoreApplication::processEvents();
        worst = std::max(worst, spentMs() - before);
    };
    const auto step = [&](const char *what, auto run) {
        QElapsedTimer timer;
        timer.start();
        const double before = spentMs();
        run();
        const double key = spentMs() - before;
        worst = std::max(worst, key);
        do {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            turn();
        } while (scene.overlay.model().isSearching());
        turn();
        std::printf("%-12s key %.1f ms, GUI thread in all %.1f ms, answer after %.1f ms, rows %d\n", what, key, spentMs() - before, double(timer.nsecsElapsed()) / 1e6,
                    scene.overlay.model().rowCount());
    };
    auto *const line = scene.overlay.findChild<QLineEdit *>();
    step("open", [&] { scene.overlay.open(overShop(), &scene.terminal); });
    for (const char *part : {"t", "a", "r", "g", "e", "t", "-", "1", "2"})
        step(part, [&] { QTest::keyClicks(line, QLatin1String(part)); });
    step("fuzzy", [&] { scene.key(Qt::Key_Z, Qt::AltModifier); });
    step("every run", [&] {
        scene.key(Qt::Key_Z, Qt::AltModifier);
        scene.key(Qt::Key_R, Qt::AltModifier);
        line->clear();
    });
    while (scene.overlay.model().canFetchMore({})) {
        const int before = scene.overlay.model().rowCount();
        step(before % 4000 ? "" : "further", [&] { scene.key(Qt::Key_End, Qt::ControlModifier); });
    }
    std::printf("the GUI thread's longest turn: %.1f ms\n", worst);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == QLatin1String("--rows")) {
        measure(arguments.value(2).toInt());
        return 0;
    }
    picturesOf(ui::theme::Scheme::Dark, arguments.value(1, QStringLiteral(".")));
    picturesOf(ui::theme::Scheme::Light, arguments.value(1, QStringLiteral(".")));
    return 0;
}
