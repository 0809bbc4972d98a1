#include "tests/support/test_main.h"

#include <QTest>

class EngineTest : public QObject
{
    Q_OBJECT
};

BERTH_TEST(EngineTest)
#include "engine_test.moc"
