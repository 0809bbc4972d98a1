// The pages of a container's window over a real dockerd and a real Podman.
#include "tests/integration/engine_contract.h"
#include "ui/desk/files_page.h"
#include "ui/desk/inspect_page.h"
#include "ui/desk/log_view.h"
#include "ui/desk/logs_page.h"
#include "ui/desk/overview_page.h"
#include "ui/desk/processes_page.h"
#include "ui/desk/stats_page.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QTemporaryDir>

using namespace ui::desk;
using tests::EngineContract;

class DeskTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    static constexpr int kPatience = 60'000; // ms; an engine on a busy machine

    static QStringList linesOf(const LogsPage &page) { return page.view().newestText(10'000).split(QLatin1Char('\n'), Qt::SkipEmptyParts); }

private Q_SLOTS:
    void init() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void overviewProcessesInspectAndStatistics()
    {
        Spec with = spec("desk-shown", {"sh", "-c", "while :; do :; done"});
        with.environment = {"API_TOKEN=abcdef0123456789", "COLOUR=red"};
        with.restart.name = "always";
        const std::string id = run(with);
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "running"));
        WatchedContainer watched(*m_engine, id);
        OverviewPage overview(watched, nullptr);
        overview.show();
        QTRY_VERIFY_WITH_TIMEOUT(watched.details(), kPatience);
        QVERIFY2(overview.plainText().contains(QStringLiteral("always")), qPrintable(overview.plainText()));

        ProcessesPage processes(watched, nullptr);
        processes.show();
        QTRY_VERIFY_WITH_TIMEOUT(processes.plainText().contains(QStringLiteral("while")), kPatience);
        processes.hide();

        InspectPage inspect(watched, nullptr);
        inspect.show();
        QVERIFY(inspect.plainText().contains(QStringLiteral("COLOUR=red")));
        QVERIFY(!inspect.plainText().contains(QStringLiteral("abcdef0123456789")));
        inspect.showAs(InspectPage::As::RunLine);
        QVERIFY2(inspect.plainText().contains(isPodman() ? QStringLiteral("podman run") : QStringLiteral("docker run")) && inspect.plainText().contains(QStringLiteral("--restart always")),
                 qPrintable(inspect.plainText()));

        StatsPage stats(watched, nullptr);
        stats.show();
        QTRY_VERIFY2_WITH_TIMEOUT(stats.plainText().contains(QRegularExpression(QStringLiteral("CPU: [1-9]"))), qPrintable(stats.plainText()), kPatience);
        discard(id);
        QTRY_VERIFY_WITH_TIMEOUT(watched.isGone(), kPatience);
        QVERIFY(overview.plainText().contains(QStringLiteral("always"))); // what was known stays
    }

    void logsGoOnOverARestartWithoutGapOrTwice()
    {
        const std::string id = run("desk-logged", {"sh", "-c", "echo begun; echo wrong >&2; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.1; done"});
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "running"));
        WatchedContainer watched(*m_engine, id);
        LogsPage page(watched, nullptr);
        page.resize(600, 400);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(linesOf(page).contains(QStringLiteral("line 25")), kPatience);
        const auto count = [&](const QString &line) { return linesOf(page).count(line); };
        for (int i = 1; i <= 25; ++i)
            QCOMPARE(count(QStringLiteral("line %1").arg(i)), 1);
        QCOMPARE(count(QStringLiteral("wrong")), 1);
        QVERIFY(succeeds([&](auto done) { m_engine->control()->restart(id, std::move(done)); }));
        QTRY_VERIFY2_WITH_TIMEOUT(count(QStringLiteral("begun")) == 2, qPrintable(QStringLiteral("%1: %2").arg(int(page.feed().state())).arg(linesOf(page).mid(linesOf(page).size() - 20).join(QLatin1Char(' ')))), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(count(QStringLiteral("line 5")), 2, kPatience);
        QCOMPARE(page.feed().state(), LogFeed::State::Following);
        discard(id);
        QTRY_COMPARE_WITH_TIMEOUT(page.feed().state(), LogFeed::State::Ended, kPatience);
    }

    // Podman's containers do not need its service: this one ends while that is away, and its last words are in the log.
    void theLastWordsOfOneThatEndedMeanwhileAreFetched()
    {
        if (!isPodman())
            QSKIP("expected: Docker's containers end with it, and what they print then is lost");
        QTemporaryDir signs;
        Spec with = spec("desk-ended", {"sh", "-c", "echo begun; until [ -e /signs/go ]; do sleep 0.05; done; echo last words; : >/signs/ended"});
        with.mounts = {{core::engine::Mount::Type::Bind, "", signs.path().toStdString(), "/signs", true}};
        const std::string id = run(with);
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "running"));
        WatchedContainer watched(*m_engine, id);
        LogsPage page(watched, nullptr);
        page.show();
        QTRY_COMPARE_WITH_TIMEOUT(linesOf(page), QStringList{QStringLiteral("begun")}, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page.feed().state(), LogFeed::State::Following, kPatience);
        real().kill();
        QTRY_VERIFY_WITH_TIMEOUT(page.feed().state() == LogFeed::State::Ended, kPatience);
        QFile go(signs.filePath(QStringLiteral("go")));
        QVERIFY(go.open(QIODevice::WriteOnly));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(signs.filePath(QStringLiteral("ended"))), kPatience);
        QVERIFY(real().restart());
        QTRY_COMPARE_WITH_TIMEOUT(linesOf(page), (QStringList{QStringLiteral("begun"), QStringLiteral("last words")}), kPatience);
        QVERIFY(becomes(id, "exited"));
        discard(id);
    }

    void filesInAndOut()
    {
        const std::string id = run("desk-files", {"sh", "-c", "mkdir -p /srv/app; echo '# Shop' > /srv/app/README.md; sleep 1000"});
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "running"));
        WatchedContainer watched(*m_engine, id);
        FilesPage page(watched, nullptr);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(page.plainText().contains(QStringLiteral("srv/")), kPatience);
        page.go("/srv/app");
        QTRY_COMPARE_WITH_TIMEOUT(page.plainText(), QStringLiteral("README.md"), kPatience);
        QTemporaryDir dir;
        page.copyOut("README.md", dir.path());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(dir.filePath(QStringLiteral("README.md"))), kPatience);
        QFile made(dir.filePath(QStringLiteral("two words.txt")));
        QVERIFY(made.open(QIODevice::WriteOnly) && made.write("from outside") > 0);
        made.close();
        const auto *const in = page.findChild<QPushButton *>(QStringLiteral("copyIn"));
        QTRY_VERIFY_WITH_TIMEOUT(in->isEnabled(), kPatience); // the copy out has ended
        page.copyIn({made.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(page.plainText().contains(QStringLiteral("two words.txt")), kPatience);
        QCOMPARE(output(id, {"cat", "/srv/app/two words.txt"}), std::string("from outside"));
        page.go("/srv/nowhere");
        QTRY_VERIFY_WITH_TIMEOUT(!page.findChildren<QWidget *>(QStringLiteral("noticeText")).isEmpty(), kPatience);
        QCOMPARE(page.path(), std::string("/srv/app"));
        discard(id);
    }
};

BERTH_ENGINE_TEST(DeskTest)
#include "desk_test.moc"
