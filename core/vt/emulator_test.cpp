#include "core/vt/emulator.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::vt;
using core::base::GridSize;

class EmulatorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void printsAndWraps()
    {
        EmulatorEvents events;
        Emulator e({.size = {10, 3}, .limits = {}}, events);
        e.feed("hello world\r\nsecond");
        const FramePtr f = e.frame();
        QCOMPARE(f->rows[0]->trimmedText(), std::string("hello worl"));
        QVERIFY(f->rows[0]->wrapped);
        QCOMPARE(f->rows[1]->trimmedText(), std::string("d"));
        QCOMPARE(f->rows[1]->line, f->rows[0]->line);
        QCOMPARE(f->rows[1]->firstCell, 10u);
        QCOMPARE(f->rows[2]->trimmedText(), std::string("second"));
        QCOMPARE(f->cursor.row, 2);
        QCOMPARE(f->cursor.col, 6);
        QVERIFY(!e.isDirty());
        QCOMPARE(e.frame(), f);
    }
};

BERTH_TEST(EmulatorTest)
#include "emulator_test.moc"
