#include "ui/window/pane_geometry.h"

#include "tests/support/test_main.h"
#include <QTest>

using namespace ui::window;

class PaneGeometryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // 0 at the left over the whole height; 1 over 2 at the right; 3 right of 2.
    void neighbours_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("direction");
        QTest::addColumn<QPoint>("at");
        QTest::addColumn<int>("to");
        QTest::newRow("right, cursor high") << 0 << int(Direction::Right) << QPoint(10, 20) << 1;
        QTest::newRow("right, cursor low") << 0 << int(Direction::Right) << QPoint(10, 190) << 2;
        QTest::newRow("left from the far one") << 3 << int(Direction::Left) << QPoint(250, 150) << 2;
        QTest::newRow("left from the upper one") << 1 << int(Direction::Left) << QPoint(150, 50) << 0;
        QTest::newRow("down, cursor at the right") << 1 << int(Direction::Down) << QPoint(250, 50) << 3;
        QTest::newRow("up") << 2 << int(Direction::Up) << QPoint(120, 150) << 1;
        QTest::newRow("nothing above") << 1 << int(Direction::Up) << QPoint(150, 50) << -1;
        QTest::newRow("nothing left") << 0 << int(Direction::Left) << QPoint(10, 10) << -1;
    }
    void neighbours()
    {
        QFETCH(int, from);
        QFETCH(int, direction);
        QFETCH(QPoint, at);
        QFETCH(int, to);
        const std::vector<QRect> panes = {{0, 0, 100, 201}, {101, 0, 201, 100}, {101, 101, 100, 100}, {202, 101, 100, 100}};
        QCOMPARE(neighbour(panes, from, Direction(direction), at), to);
    }
};
BERTH_TEST(PaneGeometryTest)
#include "pane_geometry_test.moc"
