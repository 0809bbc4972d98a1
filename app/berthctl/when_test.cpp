#include "app/berthctl/when.h"

#include "tests/support/test_main.h"

#include <QTest>

class WhenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void timesAsTheyAreWritten_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("time"); // empty: none
        const auto row = [](const char *written, const char *time) { QTest::newRow(written) << QString::fromLatin1(written) << QString::fromLatin1(time); };
        row("30s", "2026-03-10T11:59:30");
        row("30 seconds ago", "2026-03-10T11:59:30");
        row("1 sec", "2026-03-10T11:59:59");
        row("10m", "2026-03-10T11:50:00");
        row("90min", "2026-03-10T10:30:00");
        row("10 minutes ago", "2026-03-10T11:50:00");
        row("2h", "2026-03-10T10:00:00");
        row("1 hour ago", "2026-03-10T11:00:00");
        row("3d", "2026-03-07T12:00:00");
        row("2 weeks ago", "2026-02-24T12:00:00");
        row("1w", "2026-03-03T12:00:00");
        row("today", "2026-03-10T00:00:00");
        row("yesterday", "2026-03-09T00:00:00");
        row("9:15", "2026-03-10T09:15:00");
        row("09:15:20", "2026-03-10T09:15:20");
        row("2026-01-31", "2026-01-31T00:00:00");
        row("2026-01-31 12:30", "2026-01-31T12:30:00");
        row("30", "");
        row("30x", "");
        row("s", "");
        row("-5s", "");
        row("5 s s", "");
        row("9999999999s", "");
        row("", "");
    }
    void timesAsTheyAreWritten()
    {
        QFETCH(QString, written);
        QFETCH(QString, time);
        const QDateTime now(QDate(2026, 3, 10), QTime(12, 0));
        const auto found = berthctl::parseWhen(written.toStdString(), now);
        QCOMPARE(found ? found->toString(Qt::ISODate) : QString(), time);
    }
};
BERTH_TEST(WhenTest)
#include "when_test.moc"
