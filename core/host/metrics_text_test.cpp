#include "core/host/metrics_text.h"

#include "tests/support/test_main.h"

#include <QRegularExpression>
#include <QTest>

using namespace core::host;

class MetricsTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isPrometheusText()
    {
        InstanceMetrics metrics;
        metrics.sessions = 2;
        metrics.engines = {{"docker:/run/docker.sock", "Docker \"20\"\\x", true, {{"exited", 1}, {"running", 3}}}, {"podman:/p", "Podman", false, {}}};
        core::control::Instance::UsageRow row;
        row.engine = "docker:/run/docker.sock";
        row.id = std::string(64, 'a');
        row.name = "line\nbreak\x1b]2;x\a";
        row.hasSample = true;
        row.cpuNs = 1'500'000'000;
        row.memoryBytes = 42;
        metrics.usage = {row, {}};
        const QString text = QString::fromStdString(metricsText(metrics));
        QVERIFY(text.contains(QStringLiteral("berth_sessions 2\n")));
        QVERIFY(text.contains(QStringLiteral("berth_engine_up{engine=\"docker:/run/docker.sock\",title=\"Docker \\\"20\\\"\\\\x\"} 1\n")));
        QVERIFY(text.contains(QStringLiteral("berth_containers{engine=\"docker:/run/docker.sock\",state=\"running\"} 3\n")));
        QVERIFY(text.contains(QStringLiteral("berth_container_cpu_seconds_total{engine=\"docker:/run/docker.sock\",id=\"aaaaaaaaaaaa\",name=\"line\\nbreak?]2;x?\",project=\"\"} 1.500000\n")));
        QCOMPARE(text.count(QStringLiteral("berth_container_memory_bytes{")), 1); // not of one without a sample
        static const QRegularExpression line(QStringLiteral("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"([^\"\\\\]|\\\\.)*\"(,[a-z]+=\"([^\"\\\\]|\\\\.)*\")*\\})? [0-9.]+)$"));
        for (const QString &each : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            QVERIFY2(line.match(each).hasMatch(), qPrintable(each));
        QVERIFY(text.endsWith(QLatin1Char('\n')));
    }
};

BERTH_TEST(MetricsTextTest)
#include "metrics_text_test.moc"
