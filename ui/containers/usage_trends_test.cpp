#include "ui/containers/usage_trends.h"

#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "tests/support/test_main.h"
#include "ui/containers/container_delegate.h"
#include "ui/containers/container_model.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace ui::containers;
using namespace core::engine;

namespace {

class OneEngine : public Registry
{
public:
    explicit OneEngine(Engine &engine) : m_engine(engine) {}
    void discover() override {}
    std::vector<Engine *> engines() const override { return {&m_engine}; }
    const std::vector<Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return false; }

private:
    Engine &m_engine;
    std::vector<Candidate> m_failed;
};

QByteArray sample(int second, qint64 cpu)
{
    return R"({"read":"2025-11-28T08:00:)" + QByteArray::number(100 + second).mid(1) + R"(.000000000Z","cpu_stats":{"cpu_usage":{"total_usage":)" + QByteArray::number(cpu)
        + R"(},"online_cpus":2},"memory_stats":{"usage":1048576,"limit":536870912},"networks":{"eth0":{"rx_bytes":)" + QByteArray::number(2048 * second) + R"(,"tx_bytes":)" + QByteArray::number(1024 * second)
        + R"(}}})" "\n";
}

} // namespace

class UsageTrendsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void sampledWhileWatchedOnly()
    {
        ScriptedEngine server([](const QByteArray &request) {
            return request.contains("/stats") ? ScriptedEngine::Answer{ScriptedEngine::openStream(), false} : wellBehaved(request);
        });
        Dialect dialect;
        dialect.apiPath = "/v1.41";
        Timings timings = fastTimings();
        timings.heartbeat = std::chrono::minutes(10);
        SocketEngine engine("e", server.endpoint(), dialect, timings);
        QTRY_COMPARE(engine.containers().size(), std::size_t(1));
        OneEngine registry(engine);
        ContainerModel model(registry);
        UsageTrends trends(registry);
        model.setTrends(&trends);
        QTest::qWait(0);
        QCOMPARE(server.count("/stats"), 0);
        trends.setWatched(true);
        QTRY_COMPARE(server.count("/stats"), 1);
        QSignalSpy changed(&trends, &UsageTrends::changed);
        server.send(ScriptedEngine::chunk(sample(1, 1'000'000'000) + sample(2, 1'250'000'000) + sample(3, 2'250'000'000)));
        const QString e = QStringLiteral("e"), aaaa = QStringLiteral("aaaa");
        const auto points = [&] { return trends.history(e, aaaa) ? trends.history(e, aaaa)->points() : std::deque<UsagePoint>(); };
        QTRY_COMPARE(points().size(), std::size_t(3));
        QCOMPARE(points()[2].cpuPercent, std::optional(100.0));
        QCOMPARE(points()[2].received, std::optional(2048.0));
        QCOMPARE(changed.size(), 3);
        QModelIndex row;
        for (int i = 0; i < model.rowCount(); ++i)
            row = model.index(i).data(ContainerModel::ContainerIdRole) == aaaa ? model.index(i) : row;
        QVERIFY(row.isValid());
        QCOMPARE(row.data(ContainerModel::TrendRole).value<const UsageHistory *>(), trends.history(e, aaaa));
        const QString spoken = row.data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QStringLiteral("CPU 100 %, memory 1 MiB, network 2 KiB/s in, 1 KiB/s out")), qPrintable(spoken));

        // CPU, memory and network are drawn where there is room, and only there.
        const auto drawn = [&](int width, ui::theme::Role ink, int from, int to) {
            QImage image(width, 40, QImage::Format_RGB32);
            image.fill(ui::theme::color(ui::theme::Role::Panel));
            QPainter painter(&image);
            painter.setRenderHint(QPainter::TextAntialiasing, false); // its fringes have all colours
            QStyleOptionViewItem option;
            option.rect = image.rect();
            ContainerDelegate().paint(&painter, option, row);
            painter.end();
            const QColor wanted = ui::theme::color(ink);
            int found = 0;
            for (int y = from; y < to; ++y) {
                for (int x = width / 2; x < width; ++x) {
                    const QColor seen(image.pixel(x, y));
                    found += seen.value() > 60 && seen.hsvSaturation() > 105 && std::abs(seen.hsvHue() - wanted.hsvHue()) < 20; // thin lines are blended with the ground
                }
            }
            return found;
        };
        using enum ui::theme::Role;
        for (const int width : {260, 200}) {
            QVERIFY(drawn(width, Accent, 0, 15) > 0); // CPU
            QVERIFY(drawn(width, Ok, 15, 25) > 0);    // memory
            QVERIFY(drawn(width, Accent, 30, 40) > 0 && drawn(width, Warn, 30, 40) > 0); // network: in, out; above is the shield
        }
        QCOMPARE(drawn(180, Accent, 0, 40) + drawn(180, Ok, 0, 40) + drawn(180, Warn, 30, 40), 0);
        for (int i = 0; i < 100; ++i)
            server.send(ScriptedEngine::chunk(sample(4 + i % 50, 3'000'000'000 + i)));
        trends.setWatched(false);
        QVERIFY(!trends.history(e, aaaa));
        QCOMPARE(trends.words(e, aaaa), QString());
    }
};

BERTH_TEST(UsageTrendsTest)
#include "usage_trends_test.moc"
