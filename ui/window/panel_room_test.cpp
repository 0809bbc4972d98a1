#include "ui/window/panel_room.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace ui::window;

class PanelRoomTest : public QObject
{
    Q_OBJECT
private:
    static constexpr int kTerminal = 500;
    static PanelWish left(bool wanted = true) { return {wanted, 251, 200}; }
    static PanelWish right(bool wanted = true) { return {wanted, 343, 260}; }

private Q_SLOTS:
    void table_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("leftWanted");
        QTest::addColumn<bool>("rightWanted");
        QTest::addColumn<PanelSide>("insisted");
        QTest::addColumn<int>("leftIs");
        QTest::addColumn<int>("rightIs");
        const auto none = PanelSide::None;
        QTest::newRow("room for all") << 1440 << true << true << none << 251 << 343;
        QTest::newRow("just enough") << 1096 << true << true << none << 251 << 343;
        QTest::newRow("both narrow") << 1029 << true << true << none << 226 << 301; // the lacking 67 in proportion 51:83
        QTest::newRow("both at their least") << 962 << true << true << none << 200 << 260;
        QTest::newRow("the assistant folds") << 961 << true << true << none << 251 << 0;
        QTest::newRow("the containers narrow") << 720 << true << true << none << 219 << 0;
        QTest::newRow("both fold") << 700 << true << true << none << 0 << 0;
        QTest::newRow("a window for nothing") << 10 << true << true << none << 0 << 0;
        QTest::newRow("only the right one is wanted") << 800 << false << true << none << 0 << 299;
        QTest::newRow("nothing is wanted") << 2000 << false << false << none << 0 << 0;
        QTest::newRow("the assistant was asked for") << 900 << true << true << PanelSide::Right << 0 << 343;
        QTest::newRow("it takes from the terminal") << 600 << true << true << PanelSide::Right << 0 << 260;
        QTest::newRow("but not all of it") << 500 << true << true << PanelSide::Right << 0 << 0;
        QTest::newRow("the containers were asked for") << 450 << true << true << PanelSide::Left << 200 << 0;
        QTest::newRow("insisting on what is not wanted is nothing") << 800 << true << false << PanelSide::Right << 251 << 0;
    }
    void table()
    {
        QFETCH(int, width);
        QFETCH(bool, leftWanted);
        QFETCH(bool, rightWanted);
        QFETCH(PanelSide, insisted);
        const PanelRoom room = panelRoom(width, left(leftWanted), right(rightWanted), kTerminal, insisted);
        QTEST(room.left, "leftIs");
        QTEST(room.right, "rightIs");
    }

    // No width makes the terminal narrower than it must be, and a wider window never narrows a panel that stays.
    void everyWidth()
    {
        PanelRoom before;
        for (int width = 0; width < 2000; ++width) {
            const PanelRoom room = panelRoom(width, left(), right(), kTerminal);
            const int terminal = width - (room.left ? room.left + kPanelLine : 0) - (room.right ? room.right + kPanelLine : 0);
            QVERIFY(room == PanelRoom{} || terminal >= kTerminal);
            QVERIFY(room.left == 0 || (room.left >= 200 && room.left <= 251));
            QVERIFY(room.right == 0 || (room.right >= 260 && room.right <= 343));
            QVERIFY(room.right >= before.right);
            QVERIFY(before.left == 0 || room.left > 0);
            before = room;
        }
    }
};
BERTH_TEST(PanelRoomTest)
#include "panel_room_test.moc"
