#include "tests/support/test_main.h"
#include "ui/desk/details_dialog.h"
#include "ui/desk/network_dialog.h"
#include "ui/desk/networks_page.h"
#include "ui/desk/testing_engine.h"
#include "ui/desk/text_dialog.h"
#include "ui/desk/volume_rows.h"
#include "ui/desk/volumes_page.h"
#include "ui/theme/confirm_dialog.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace ui::desk;
using testing::DeskEngine;

class StoresPagesTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<DeskEngine> desk;
    std::unique_ptr<ListPage> page;

    TableView *table() const { return page->findChild<TableView *>(); }
    QString words(const char *name) const { return page->findChild<QLabel *>(QLatin1String(name))->text(); }
    void trigger(const char *name) const { page->findChild<QAction *>(QLatin1String(name))->trigger(); }
    QString cell(const QString &name, int column) const
    {
        for (int row = 0; row < table()->shownRows(); ++row) {
            if (table()->model()->index(row, 0).data().toString() == name)
                return table()->model()->index(row, column).data().toString();
        }
        return QStringLiteral("no such row");
    }
    template<class Page>
    void open(int rows)
    {
        desk = std::make_unique<DeskEngine>();
        QVERIFY(QTest::qWaitFor([&] {
            const auto *const api = desk->engine.find("shop-api-1");
            return api && desk->engine.containers().size() == 2;
        }));
        page = std::make_unique<Page>(desk->engine);
        page->resize(900, 500);
        page->show();
        QVERIFY(QTest::qWaitFor([&] { return table()->shownRows() == rows; }));
    }

private Q_SLOTS:
    void cleanup()
    {
        page.reset();
        desk.reset();
    }

    void volumesTellWhoUsesThemAndTheirSize()
    {
        open<VolumesPage>(3);
        QCOMPARE(cell(QStringLiteral("old_uploads"), 1), QStringLiteral("nothing"));
        QCOMPARE(cell(QStringLiteral("old_uploads"), 2), QString());
        page->findChild<QPushButton *>(QStringLiteral("measure"))->click();
        QVERIFY(QTest::qWaitFor([&] { return cell(QStringLiteral("old_uploads"), 2) == QStringLiteral("1.3 GiB"); }));
        QVERIFY(page->findChild<QPushButton *>(QStringLiteral("measure"))->isEnabled());
    }

    void aVolumeIsRemovedOnlyWhenItsLossWasAgreedTo()
    {
        open<VolumesPage>(3);
        table()->setCurrentKey(QStringLiteral("old_uploads"));
        QCOMPARE(words("chosen"), QStringLiteral("old_uploads"));
        QTest::keyClick(table(), Qt::Key_Delete);
        auto *const question = page->findChild<ui::theme::ConfirmDialog *>();
        QVERIFY(question->findChild<QLabel *>(QStringLiteral("question"))->text().contains(QStringLiteral("All files in it are lost")));
        QCOMPARE(desk->server.count("DELETE"), 0);
        question->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/volumes/old_uploads") == 1 && !page->isBusy(); }));
        QCOMPARE(words("jobTitle"), QStringLiteral("old_uploads was removed."));
    }

    void aVolumeInUseTellsByWhom()
    {
        core::engine::Container user;
        user.name = "shop-api-1";
        user.mounts.push_back({core::engine::Mount::Type::Volume, "shop_data", {}, "/data", true});
        core::engine::Volume volume;
        volume.name = "shop_data";
        QVERIFY(volumeLoss(volume, {}, {&user}).contains(QStringLiteral("shop-api-1")));
        QVERIFY(volumeDetails(volume, {&user}).contains(QStringLiteral("in shop-api-1 at /data, writable")));
    }

    void aVolumeIsMadeAndLookedAt()
    {
        open<VolumesPage>(3);
        page->findChild<QPushButton *>(QStringLiteral("create"))->click();
        auto *const dialog = page->findChild<TextDialog *>();
        auto *const line = dialog->findChild<QLineEdit *>(QStringLiteral("line"));
        line->setText(QStringLiteral("bad name"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        line->setText(QStringLiteral("fresh"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/volumes/create") == 1 && !page->isBusy(); }));
        table()->setCurrentKey(QStringLiteral("shop_data"));
        QTest::keyClick(table(), Qt::Key_Return);
        const QString told = page->findChild<DetailsDialog *>()->findChild<QPlainTextEdit *>()->toPlainText();
        QVERIFY2(told.contains(QStringLiteral("stored at /var/lib/docker/volumes/shop_data/_data")), qPrintable(told));
    }

    void networksTellTheirMembers()
    {
        open<NetworksPage>(4);
        QCOMPARE(cell(QStringLiteral("shop_default"), 2), QStringLiteral("172.18.0.0/16"));
        QCOMPARE(cell(QStringLiteral("shop_default"), 3), QStringLiteral("shop-api-1"));
        QCOMPARE(cell(QStringLiteral("lab_back"), 4), QStringLiteral("internal"));
        QCOMPARE(cell(QStringLiteral("host"), 4), QStringLiteral("built in"));
    }

    void aNetworkIsMadeOfWhatIsValid()
    {
        open<NetworksPage>(4);
        page->findChild<QPushButton *>(QStringLiteral("create"))->click();
        auto *const dialog = page->findChild<NetworkDialog *>();
        dialog->findChild<QLineEdit *>(QStringLiteral("name"))->setText(QStringLiteral("lab"));
        auto *const subnet = dialog->findChild<QLineEdit *>(QStringLiteral("subnet"));
        subnet->setText(QStringLiteral("10.1.2.3/24"));
        dialog->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("problem"))->text().contains(QStringLiteral("10.1.2.0/24")));
        subnet->setText(QStringLiteral("10.1.2.0/24"));
        dialog->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("/networks/create") == 1 && !page->isBusy(); }));
        QCOMPARE(words("jobTitle"), QStringLiteral("lab is there."));
    }

    void networksInUseAndBuiltInOnesStay()
    {
        open<NetworksPage>(4);
        for (const char digit : {'5', '6'}) { // bridge, and one on which a container runs
            table()->setCurrentKey(QString::fromLatin1(testing::hex(digit)));
            trigger("remove");
            const auto questions = page->findChildren<ui::theme::ConfirmDialog *>();
            QVERIFY(!questions.last()->findChild<QPushButton *>(QStringLiteral("agree"))->isEnabled());
            delete questions.last();
        }
        table()->setCurrentKey(QString::fromLatin1(testing::hex('7')));
        trigger("remove");
        page->findChild<ui::theme::ConfirmDialog *>()->findChild<QPushButton *>(QStringLiteral("agree"))->click();
        QVERIFY(QTest::qWaitFor([&] { return desk->server.count("DELETE") == 1 && !page->isBusy(); }));
    }

    void subnets_data()
    {
        QTest::addColumn<QString>("subnet");
        QTest::addColumn<bool>("valid");
        QTest::newRow("none") << QString() << true;
        QTest::newRow("v4") << QStringLiteral("10.1.2.0/24") << true;
        QTest::newRow("v6") << QStringLiteral("fd00:1::/64") << true;
        QTest::newRow("words") << QStringLiteral("the big one") << false;
        QTest::newRow("no length") << QStringLiteral("10.1.2.0") << false;
        QTest::newRow("long") << QStringLiteral("10.1.2.0/33") << false;
        QTest::newRow("a host") << QStringLiteral("10.1.2.7/24") << false;
    }
    void subnets()
    {
        QFETCH(QString, subnet);
        QFETCH(bool, valid);
        QCOMPARE(subnetProblem(subnet).isEmpty(), valid);
    }
};
BERTH_TEST(StoresPagesTest)
#include "stores_pages_test.moc"
