#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include "tests/support/test_main.h"
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace ui::theme;

class ThemeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyPlaceholderOfTheSheetIsFilled()
    {
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            const QString sheet = styleSheet(scheme);
            QVERIFY(!sheet.contains(QLatin1Char('@')));
            QVERIFY(sheet.contains(color(Role::Accent, scheme).name()));
        }
    }

    void anIconTakesTheTokensColourAndFollowsTheTheme()
    {
        const QIcon play = icon(QStringLiteral("play"), Role::Accent);
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            setCurrent(scheme);
            const QImage image = play.pixmap(QSize(64, 64), 1.0).toImage();
            bool found = false;
            for (int x = 0; x < image.width() && !found; ++x)
                found = image.pixelColor(x, image.height() / 2) == color(Role::Accent, scheme);
            QVERIFY(found);
        }
        setCurrent(Scheme::Dark);
    }

    void anUnknownIconDrawsNothing()
    {
        QImage canvas(16, 16, QImage::Format_ARGB32);
        canvas.fill(Qt::transparent);
        QPainter painter(&canvas);
        drawIcon(painter, QRectF(0, 0, 16, 16), QStringLiteral("no-such-icon"), Qt::red);
        painter.end();
        QCOMPARE(canvas.pixelColor(8, 8).alpha(), 0);
    }

    void theSettingNamesTheScheme()
    {
        QCOMPARE(schemeFor("light"), Scheme::Light);
        QCOMPARE(schemeFor("dark"), Scheme::Dark);
    }

    void aMissingFontFallsBackToAFixedOne()
    {
        const QString family = monoFamily(QStringLiteral("No Such Font Anywhere"));
        QVERIFY(!family.isEmpty());
        QVERIFY(family != QStringLiteral("No Such Font Anywhere"));
    }
};
BERTH_TEST(ThemeTest)
#include "theme_test.moc"
