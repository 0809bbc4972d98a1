#include "ui/containers/usage_history.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace ui::containers;
using namespace std::chrono_literals;
using core::engine::Usage;

namespace {

Usage sample(int second, std::int64_t received = 0, std::optional<double> cpu = 10.0)
{
    Usage usage;
    usage.at = core::base::WallTime(1'764'300'000s + std::chrono::seconds(second));
    usage.cpuPercent = cpu;
    usage.networkReceived = received;
    return usage;
}

} // namespace

class UsageHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ratesFromCounters()
    {
        UsageHistory history;
        history.add(sample(0, 1000));
        history.add(sample(2, 5000));
        QVERIFY(!history.points()[0].received && history.points()[0].afterGap);
        QCOMPARE(*history.points()[1].received, 2000.0);
        QVERIFY(!history.points()[1].afterGap);
    }

    void aPauseIsAGapAndNoRate()
    {
        UsageHistory history;
        history.add(sample(0, 0));
        history.add(sample(60, 600'000)); // nobody looked: 10 kB/s would be made up
        QVERIFY(history.points()[1].afterGap);
        QVERIFY(!history.points()[1].received && !history.points()[1].cpuPercent);
        history.breakOff();
        history.add(sample(61, 600'001));
        QVERIFY(history.points()[2].afterGap);
        history.add(sample(62, 600'002));
        QVERIFY(!history.points()[3].afterGap);
    }

    void countersOfANewStartAreNoNegativeRate()
    {
        UsageHistory history;
        history.add(sample(0, 5000));
        history.add(sample(1, 10));
        QVERIFY(!history.points()[1].received);
    }

    void boundedInTimeAndNumber()
    {
        UsageHistory history(60s);
        for (int i = 0; i < 500; ++i)
            history.add(sample(i));
        QCOMPARE(history.points().size(), std::size_t(61));
        UsageHistory dense(24h);
        for (int i = 0; i < 5000; ++i)
            dense.add(sample(i));
        QCOMPARE(dense.points().size(), std::size_t(2000));
    }

    void aClockThatWasSetBackStartsAnew()
    {
        UsageHistory history;
        history.add(sample(100));
        history.add(sample(50));
        QCOMPARE(history.points().size(), std::size_t(1));
        QVERIFY(history.points()[0].afterGap);
    }
};

BERTH_TEST(UsageHistoryTest)
#include "usage_history_test.moc"
