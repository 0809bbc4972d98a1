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
        + R"(},"online_cpus":2},"memory_stats":{"usage":1048576,"limit":536870912}})" "\n";
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
        QTRY_COMPARE(trends.cpu(e, aaaa), (QList<qreal>{25.0, 100.0}));
        QCOMPARE(changed.size(), 2);
        QModelIndex row;
        for (int i = 0; i < model.rowCount(); ++i)
            row = model.index(i).data(ContainerModel::ContainerIdRole) == aaaa ? model.index(i) : row;
        QVERIFY(row.isValid());
        QCOMPARE(row.data(ContainerModel::TrendRole).value<QList<qreal>>().size(), 2);
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("CPU 100 %")));

        // It is drawn where there is room, and only there.
        const auto blue = [&](int width) {
            QImage image(width, 40, QImage::Format_RGB32);
            image.fill(ui::theme::color(ui::theme::Role::Panel));
            QPainter painter(&image);
            QStyleOptionViewItem option;
            option.rect = image.rect();
            ContainerDelegate().paint(&painter, option, row);
            painter.end();
            int found = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = width / 2; x < width; ++x)
                    found += qBlue(image.pixel(x, y)) > qRed(image.pixel(x, y)) + 60;
            }
            return found;
        };
        QVERIFY(blue(260) > 3);
        QCOMPARE(blue(200), 0);
        for (int i = 0; i < 100; ++i)
            server.send(ScriptedEngine::chunk(sample(4 + i % 50, 3'000'000'000 + i)));
        trends.setWatched(false);
        QVERIFY(trends.cpu(e, aaaa).isEmpty());
        QCOMPARE(trends.words(e, aaaa), QString());
    }
};

BERTH_TEST(UsageTrendsTest)
#include "usage_trends_test.moc"
