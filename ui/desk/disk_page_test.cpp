#include "ui/desk/disk_page.h"

#include "tests/support/test_main.h"
#include "ui/desk/disk_rows.h"
#include "ui/desk/job_view.h"
#include "ui/desk/table_view.h"
#include "ui/desk/testing_engine.h"
#include "ui/desk/usage_bars.h"
#include "ui/theme/confirm_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace ui::desk;
using core::engine::DiskItem;
using core::engine::ScriptedEngine;
using testing::DeskEngine;

class DiskPageTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<DeskEngine> desk;
    std::unique_ptr<DiskPage> page;

    TableView *table() const { return page->findChild<TableView *>(); }
    QString words(const char *name) const { return page->findChild<QLabel *>(QLatin1String(name))->text(); }
    QPushButton *button(const char *name) const { return page->findChild<QPushButton *>(QLatin1String(name)); }
    QCheckBox *box(const char *name) const { return page->findChild<QCheckBox *>(QLatin1String(name)); }
    bool planned() const
    {
        return QTest::qWaitFor([this] { return button("prune")->isVisible(); });
    }
    void open(ScriptedEngine::Script script = testing::desk)
    {
        desk = std::make_unique<DeskEngine>(std::move(script));
        QVERIFY(QTest::qWaitFor([&] { return desk->engine.containers().size() == 2; }));
        page = std::make_unique<DiskPage>(desk->engine);
        page->resize(900, 560);
        page->show();
        QVERIFY(QTest::qWaitFor([&] { return button("dryRun")->isVisible(); }));
    }

private Q_SLOTS:
    void cleanup()
    {
        page.reset();
        desk.reset();
    }

    void useIsToldByKind()
    {
        open();
        const QString told = page->findChild<UsageBars *>()->accessibleDescription();
        QVERIFY2(told.contains(QStringLiteral("Images: 3, 1 in use")) && told.contains(QStringLiteral("Volumes: 3, 1 in use, 1.5 GiB, of which 1.3 GiB not in use")), qPrintable(told));
    }

    void nothingIsRemovedThatWasNotShown()
    {
        open();
        QVERIFY(!button("prune")->isVisible());
        button("dryRun")->click();
        QVERIFY(planned());
        QCOMPARE(table()->shownRows(), 3); // the stopped container, the image without a name, the network nobody is on
        QVERIFY2(words("planWords").contains(QStringLiteral("1 container, 1 image and 1 network")), qPrintable(words("planWords")));
        QCOMPARE(desk->server.count("DELETE"), 0);
        box("named")->setChecked(true); // another choice: the plan is no longer what is shown
        QVERIFY(!button("prune")->isVisible());
        button("dryRun")->click();
        QVERIFY(planned());
        QCOMPARE(table()->shownRows(), 4);
        QCOMPARE(table()->model()->index(0, 0).data().toString(), QStringLiteral("old_uploads")); // the largest first
    }

    void clearingUpAsksSaysWhatIsLostAndReports()
    {
        open([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.startsWith("DELETE") && request.contains("/containers/"))
                return {ScriptedEngine::status(409, R"({"message":"it was started"})")};
            return testing::desk(request);
        });
        box("named")->setChecked(true);
        button("dryRun")->click();
        QVERIFY(planned());
        button("prune")->click();
        auto *const question = page->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(question->findChild<QLabel *>(QStringLiteral("question"))->text().contains(QStringLiteral("What is in these volumes is lost")));
        QCOMPARE(desk->server.count("DELETE"), 0);
        QSignalSpy changed(page.get(), &DiskPage::changed);
        question->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(QTest::qWaitFor([&] { return changed.count() == 1; }));
        QCOMPARE(desk->server.count("DELETE"), 4);
        const QString report = words("jobTitle");
        QVERIFY2(report.contains(QStringLiteral("1 image, 1 volume and 1 network")) && report.contains(QStringLiteral("scratch stayed")), qPrintable(report));
        QVERIFY(!button("prune")->isVisible());
    }

    void clearingUpCanBeCancelled()
    {
        open([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.startsWith("DELETE"))
                return {{}, false}; // never answered
            return testing::desk(request);
        });
        button("dryRun")->click();
        QVERIFY(planned());
        button("prune")->click();
        page->findChild<ui::theme::ConfirmDialog *>()->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("DELETE") == 1; }));
        QVERIFY2(words("jobDetail").startsWith(QStringLiteral("1 of 3")), qPrintable(words("jobDetail")));
        button("jobButton")->click();
        QVERIFY(words("jobTitle").startsWith(QStringLiteral("Cancelled")));
        QVERIFY(button("dryRun")->isEnabled());
        QCOMPARE(desk->server.count("DELETE"), 1);
    }

    void aMeasureThatFailsSaysWhy()
    {
        desk = std::make_unique<DeskEngine>([](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.contains("/system/df") ? ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"a disk operation is already running"})")} : testing::desk(request);
        });
        page = std::make_unique<DiskPage>(desk->engine);
        page->show();
        QVERIFY(QTest::qWaitFor([&] {
            const auto labels = page->findChildren<QLabel *>();
            return std::ranges::any_of(labels, [](const QLabel *label) { return label->isVisible() && label->text().contains(QStringLiteral("already running")); });
        }));
    }

    void sentences()
    {
        core::engine::PrunePlan plan{{.kind = DiskItem::Kind::Image, .id = "x", .name = "x", .sizeBytes = 2048, .project = {}}};
        QCOMPARE(planSummary(plan), QStringLiteral("1 image, 2.0 KiB"));
        QCOMPARE(planSummary({}), QStringLiteral("nothing"));
        QVERIFY(!planLoss(plan).contains(QStringLiteral("volumes")));
    }
};
BERTH_TEST(DiskPageTest)
#include "disk_page_test.moc"
