#include "core/telemetry/metrics.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <thread>
#include <vector>

using namespace core::telemetry;

class MetricsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsFromManyThreads()
    {
        Metrics metrics;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&metrics] {
                    for (int i = 0; i < 1000; ++i)
                        metrics.counter(i % 2 ? "odd" : "even").add();
                });
        }
        metrics.counter("odd").add(5);
        QCOMPARE(metrics.snapshot(), (std::map<std::string, std::uint64_t>{{"even", 2000}, {"odd", 2005}}));
    }
};

BERTH_TEST(MetricsTest)
#include "metrics_test.moc"
