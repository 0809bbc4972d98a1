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

    void aSmallWindowHasRoomForIt()
    {
        open();
        page->resize(420, 260);
        QVERIFY2(page->minimumSizeHint().width() <= 420, qPrintable(QString::number(page->minimumSizeHint().width())));
        QTRY_VERIFY(box("named")->width() >= box("named")->sizeHint().width());
        const auto *const scope = box("named")->parentWidget();
        for (const QCheckBox *each : scope->findChildren<QCheckBox *>())
            QVERIFY2(scope->rect().contains(each->geometry()), qPrintable(each->text()));
        page->resize(900, 560);
        QTRY_VERIFY(box("dangling")->y() == box("containers")->y());
    }

    void aDiskThatCannotBeMeasuredSaysWhyAndIsAskedAgain()
    {
        bool isBroken = true;
        desk = std::make_unique<DeskEngine>([&isBroken](const QByteArray &request) {
            return isBroken && request.contains("/system/df") ? ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"the storage is broken"})")} : testing::desk(request);
        });
        QTRY_COMPARE(desk->engine.containers().size(), std::size_t(2));
        page = std::make_unique<DiskPage>(desk->engine);
        page->show();
        QPushButton *again = nullptr;
        QTRY_VERIFY((again = button("noticeOffer")) && again->isVisible());
        QString said;
        for (const QLabel *label : page->findChildren<QLabel *>())
            said += label->isVisible() ? label->text() + QLatin1Char('\n') : QString();
        QVERIFY2(said.contains(QStringLiteral("The disk could not be measured")) && said.contains(QStringLiteral("the storage is broken")), qPrintable(said));
        QVERIFY(!button("dryRun")->isVisible());
        isBroken = false;
        again->click();
        QTRY_VERIFY(button("dryRun")->isVisible());
        QVERIFY(page->findChild<UsageBars *>()->accessibleDescription().contains(QStringLiteral("Images: 3")));
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

    // There is more that nobody uses: only not of that kind.
    void nothingToClearUpIsSaidOfWhatIsChosen()
    {
        open();
        for (const char *name : {"containers", "dangling", "networks"})
            box(name)->setChecked(false);
        button("dryRun")->click();
        QTRY_COMPARE(words("planWords"), QStringLiteral("Nothing would go: all of what is chosen above is in use."));
    }

    void whatWasSaidWithoutTheEngineGoesWhenItIsBack()
    {
        open();
        desk->server.stop();
        QTRY_VERIFY(desk->engine.state() == core::engine::EngineState::Stale);
        button("dryRun")->click();
        QTRY_VERIFY2(words("planWords").contains(QStringLiteral("no socket")), qPrintable(words("planWords")));
        QVERIFY(desk->server.listen());
        QTRY_VERIFY2(words("planWords").isEmpty(), qPrintable(words("planWords")));
        page = std::make_unique<DiskPage>(desk->engine);
        desk->server.stop();
        QTRY_VERIFY(desk->engine.state() == core::engine::EngineState::Stale);
        page->show(); // it cannot be measured now
        QTRY_VERIFY(button("noticeOffer") && button("noticeOffer")->isVisible());
        QVERIFY(desk->server.listen());
        QTRY_VERIFY(button("dryRun")->isVisible());
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

    // A row that the user keeps out stays; an image of two names goes by its names, unless it is used by now.
    void rowsThatAreKeptOutAndImagesOfTwoNames()
    {
        bool isUsed = true;
        open([&isUsed](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/system/df"))
                return {ScriptedEngine::ok(QByteArray(testing::diskJson()).replace("\"debian:12\"", "\"debian:12\",\"mirror:5000/debian:12\""))};
            if (request.endsWith("debian%3A12/json")) // by either name
                return {ScriptedEngine::ok("{\"Id\":\"sha256:" + testing::hex('b') + "\"}")};
            if (isUsed && request.contains("/containers/json"))
                return {ScriptedEngine::ok(QByteArray(testing::containersJson()).replace("sha256:" + testing::hex('a'), "sha256:" + testing::hex('b')))};
            return testing::desk(request);
        });
        box("images")->setChecked(true);
        const auto plan = [this] {
            button("dryRun")->click();
            return planned();
        };
        const auto clearUp = [this] {
            QSignalSpy changed(page.get(), &DiskPage::changed);
            button("prune")->click();
            page->findChild<ui::theme::ConfirmDialog *>()->findChild<QPushButton *>(QStringLiteral("agree"))->click();
            return QTest::qWaitFor([&] { return changed.count() == 1; });
        };
        const auto keepAllBut = [this](const QByteArray &key) {
            for (const QByteArray &other : {"0" + testing::hex('2'), "1sha256:" + testing::hex('c'), "3" + testing::hex('7')}) {
                table()->setCurrentKey(QString::fromLatin1(other));
                QTest::keyClick(table(), Qt::Key_Space);
            }
            return table()->shownRows() == 1 && table()->model()->index(0, 0).data(TableModel::KeyRole).toString() == QString::fromLatin1(key);
        };
        QVERIFY(plan());
        QCOMPARE(table()->shownRows(), 4);
        QVERIFY(keepAllBut("1sha256:" + testing::hex('b')));
        QVERIFY2(words("planWords").contains(QStringLiteral("Would go: 1 image")), qPrintable(words("planWords")));
        QVERIFY(clearUp());
        QCOMPARE(desk->server.count("DELETE"), 0); // it would have lost a name
        QVERIFY2(words("jobTitle").contains(QStringLiteral("has come to use it")), qPrintable(words("jobTitle")));
        QCOMPARE(page->findChild<QLabel *>(QStringLiteral("jobTitle"))->property("tone").toString(), QStringLiteral("warn"));
        isUsed = false;
        QVERIFY(plan());
        QVERIFY(keepAllBut("1sha256:" + testing::hex('b')));
        QVERIFY(clearUp());
        QCOMPARE(desk->server.count("DELETE"), 2);
        QCOMPARE(desk->server.count("DELETE /v1.41/images/debian%3A12?force=0"), 1);
        QCOMPARE(desk->server.count("DELETE /v1.41/images/mirror%3A5000%2Fdebian%3A12?force=0"), 1);
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
