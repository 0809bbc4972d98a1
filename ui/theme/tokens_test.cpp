#include "ui/theme/tokens.h"

#include "tests/support/test_main.h"
#include <QSet>
#include <QTest>

using namespace ui::theme;

namespace {
constexpr Role kGrounds[] = {Role::Terminal, Role::Window, Role::Panel, Role::Raised, Role::Hover};
} // namespace

class TokensTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("dark") << int(Scheme::Dark);
        QTest::newRow("light") << int(Scheme::Light);
    }

    void textIsLegibleOnEveryGround()
    {
        QFETCH_GLOBAL(int, scheme);
        const auto in = Scheme(scheme);
        for (const Role ground : kGrounds) {
            for (const Role text : {Role::Text, Role::Dim}) {
                const double ratio = contrast(color(text, in), color(ground, in));
                QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("role %1 on %2: %3").arg(int(text)).arg(int(ground)).arg(ratio)));
            }
        }
    }

    void statesAndLinksAreLegibleOnTheirGrounds()
    {
        QFETCH_GLOBAL(int, scheme);
        const auto in = Scheme(scheme);
        for (const Role ground : {Role::Terminal, Role::Panel, Role::Raised}) {
            for (const Role text : {Role::Accent, Role::Ok, Role::Warn, Role::Fail, Role::Assistant})
                QVERIFY(contrast(color(text, in), color(ground, in)) >= 4.0);
        }
        QVERIFY(contrast(color(Role::OnAccent, in), color(Role::Accent, in)) >= 4.5);
    }

    void ansiColoursAreLegibleOnTheTerminal()
    {
        QFETCH_GLOBAL(int, scheme);
        const auto in = Scheme(scheme);
        for (int i = 1; i < 16; ++i) {
            const double ratio = contrast(ansi(i, in), color(Role::Terminal, in));
            QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("ansi %1: %2").arg(i).arg(ratio)));
        }
    }

    void identitiesAreLegibleStableAndVaried()
    {
        QFETCH_GLOBAL(int, scheme);
        const auto in = Scheme(scheme);
        QSet<QRgb> seen;
        for (int i = 0; i < 200; ++i) {
            const QColor one = identity(QStringLiteral("container-%1").arg(i), in);
            seen.insert(one.rgb());
            QVERIFY(contrast(one, color(Role::Panel, in)) >= 4.5);
            QVERIFY(contrast(one, color(Role::Terminal, in)) >= 4.5);
        }
        QCOMPARE(seen.size(), 12);
        QVERIFY(!seen.contains(color(Role::Assistant, in).rgb()));
        QVERIFY(contrast(hostIdentity(in), color(Role::Panel, in)) >= 4.5);
        QCOMPARE(identity(QStringLiteral("shop-api"), Scheme::Dark), QColor(0x4f, 0xb8, 0xff));
    }

    void theSchemeInForceIsTheDefault()
    {
        QFETCH_GLOBAL(int, scheme);
        setCurrent(Scheme(scheme));
        QCOMPARE(color(Role::Text), color(Role::Text, Scheme(scheme)));
        setCurrent(Scheme::Dark);
    }
};
BERTH_TEST(TokensTest)
#include "tokens_test.moc"
