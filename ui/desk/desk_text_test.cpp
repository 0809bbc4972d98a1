#include "ui/desk/desk_text.h"

#include "tests/support/test_main.h"

#include <QLocale>
#include <QTest>

using namespace ui::desk;
using namespace std::chrono_literals;

class DeskTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void bytes()
    {
        QCOMPARE(bytesText(0), QStringLiteral("0 B"));
        QCOMPARE(bytesText(1023), QStringLiteral("1023 B"));
        QCOMPARE(bytesText(1024), QStringLiteral("1.0 KiB"));
        QCOMPARE(bytesText(1536), QStringLiteral("1.5 KiB"));
        QCOMPARE(bytesText(512 << 20), QStringLiteral("512 MiB"));
        QCOMPARE(bytesText(1023 * 1024), QStringLiteral("1.0 MiB")); // not "1023 KiB": four digits are hard to read
        QCOMPARE(bytesText(INT64_MAX), QStringLiteral("8.0 EiB"));
    }

    void durations()
    {
        QCOMPARE(durationText(-5s), QStringLiteral("0 s"));
        QCOMPARE(durationText(59s), QStringLiteral("59 s"));
        QCOMPARE(durationText(61s), QStringLiteral("1 min"));
        QCOMPARE(durationText(3600s), QStringLiteral("1 h"));
        QCOMPARE(durationText(2h + 5min), QStringLiteral("2 h 5 min"));
        QCOMPARE(durationText(99h), QStringLiteral("4 d 3 h"));
    }

    void neverIsNoTime()
    {
        QVERIFY(!isKnown({}));
        QCOMPARE(timeText({}), QStringLiteral("never"));
        QCOMPARE(agoText({}, core::base::Clock::system().wall()), QStringLiteral("never"));
    }

    void hostileBytesStayOnTheirLine()
    {
        QCOMPARE(oneLine("a\nb\x1b[31mc"), QStringLiteral("a b [31mc"));
        QCOMPARE(oneLine("x\xe2\x80\xaey"), QStringLiteral("x y")); // U+202E turns text around
        QCOMPARE(oneLine("\xff").size(), 1);
        QCOMPARE(oneLine(std::string(1'000'000, 'x'), 10).size(), 10);
    }
};

BERTH_TEST(DeskTextTest)
#include "desk_text_test.moc"
