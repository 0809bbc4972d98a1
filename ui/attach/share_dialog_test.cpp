#include "ui/attach/share_dialog.h"

#include "tests/support/test_main.h"
#include "ui/attach/qr_code.h"
#include "ui/attach/share_text.h"
#include "ui/testing/fake_host.h"
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <algorithm>

using namespace ui::attach;
using core::session::Role;
using ui::testing::FakeHost;

class ShareDialogTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<FakeHost> host;
    std::unique_ptr<ShareDialog> dialog;

    template<class T> T *find(const char *name) const { return dialog->findChild<T *>(QLatin1String(name)); }

private Q_SLOTS:
    void init()
    {
        host = std::make_unique<FakeHost>();
        const auto session = host->add({});
        dialog = std::make_unique<ShareDialog>(host->front, ShareSubject{session, QStringLiteral("shop-api · bash"), QStringLiteral("shop-api"),
                                               QStringLiteral("A shell in here can reach docker.sock.")}, std::chrono::minutes(60), nullptr);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
    }
    void cleanup()
    {
        dialog.reset();
        host.reset();
    }

    void aLinkIsMadeHiddenAndCopiedWhole()
    {
        QCOMPARE(dialog->role(), Role::View);
        QTest::mouseClick(find<QPushButton>("make"), Qt::LeftButton);
        QCOMPARE(host->front.list.size(), std::size_t(1));
        const QString link = QString::fromStdString(host->front.list.front().link);
        QVERIFY(!dialog->findChild<QLineEdit *>()->text().contains(link.section(QLatin1Char('#'), 1)));
        QTest::mouseClick(find<QPushButton>("copy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), link);
    }

    void operatingIsWarnedAbout()
    {
        for (auto *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Can type"))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(find<QLabel>("warning")->text().contains(QStringLiteral("shop-api")));
        QVERIFY(find<QLabel>("reach")->isVisible());
        QTest::mouseClick(find<QPushButton>("make"), Qt::LeftButton);
        QCOMPARE(host->front.list.front().role, Role::Operate);
    }

    void aRevokedLinkIsGone()
    {
        QTest::mouseClick(find<QPushButton>("make"), Qt::LeftButton);
        QTRY_VERIFY(find<QPushButton>("revoke"));
        QTest::mouseClick(find<QPushButton>("revoke"), Qt::LeftButton);
        QVERIFY(host->front.list.empty());
        QVERIFY(!dialog->findChild<QrCode *>()->isVisible());
    }

    void theTimeThatIsLeftCountsDown()
    {
        QTest::mouseClick(find<QPushButton>("make"), Qt::LeftButton);
        const auto says = [this](const QString &time) {
            return std::ranges::any_of(dialog->findChildren<QLabel *>(), [&](const QLabel *label) { return label->text().endsWith(time); });
        };
        QTRY_COMPARE(dialog->findChildren<QPushButton *>(QStringLiteral("revoke")).size(), 1); // the list was made twice
        QVERIFY(says(QStringLiteral(" min left")));
        const auto *const revoke = find<QPushButton>("revoke");
        host->front.list.front().expires = std::chrono::system_clock::now() + std::chrono::minutes(7) + std::chrono::seconds(30);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral(" · 7 min left")), 10'000);
        QVERIFY(find<QPushButton>("revoke") == revoke); // under the pointer, it stays
    }

    void aFailureIsSaidInTheDialog()
    {
        host->front.next = core::base::Error{"attach.listen", "Port 80 is not permitted.", {}};
        QTest::mouseClick(find<QPushButton>("make"), Qt::LeftButton);
        QVERIFY(find<QLabel>("problem")->isVisible());
        QCOMPARE(find<QLabel>("problem")->text(), QStringLiteral("Port 80 is not permitted."));
    }

    void theQrCodeHasFinderPatternsAndAQuietZone()
    {
        const QImage image = qrImage(QStringLiteral("http://127.0.0.1:7681/#abc"));
        QVERIFY(image.width() >= 21 + 8);
        QCOMPARE(image.pixelColor(3, 3), QColor(Qt::white));
        for (const QPoint corner : {QPoint(4, 4), QPoint(image.width() - 5, 4), QPoint(4, image.height() - 5)})
            QCOMPARE(image.pixelColor(corner), QColor(Qt::black));
        QVERIFY(qrImage(QString(10'000, QLatin1Char('x'))).isNull());
    }

    void summariesAreShort()
    {
        core::attach::Share share;
        share.role = Role::Operate;
        share.viewers = 2;
        const auto now = std::chrono::system_clock::now();
        share.expires = now + std::chrono::minutes(42);
        QCOMPARE(shareSummary(share, now), QStringLiteral("operate · 2 viewing · 42 min left"));
        share.expires = now - std::chrono::minutes(1);
        QCOMPARE(shareSummary(share, now), QStringLiteral("operate · 2 viewing · expires now"));
        QVERIFY(maskedLink(QStringLiteral("http://x/#secret")).startsWith(QStringLiteral("http://x/#•")));
    }
};
BERTH_TEST(ShareDialogTest)
#include "share_dialog_test.moc"
