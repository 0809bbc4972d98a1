#include "ui/window/scale_change.h"

#include "tests/support/test_main.h"

#include <QBackingStore>
#include <QImage>
#include <QPaintEvent>
#include <QTest>
#include <QWidget>

namespace {

// Says of itself that it is on a display of `scale`.
class Sheet : public QWidget
{
public:
    int scale = 1;
    QRegion painted;

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmDevicePixelRatio: return scale;
        case PdmDevicePixelRatioScaled: return int(scale * devicePixelRatioFScale());
        default: return QWidget::metric(metric);
        }
    }
    void paintEvent(QPaintEvent *event) override { painted += event->region(); }
};

} // namespace

class ScaleChangeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aWindowOfAnotherScaleIsPaintedWhole()
    {
        Sheet sheet;
        sheet.resize(200, 100);
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        QTRY_COMPARE(sheet.painted.boundingRect(), sheet.rect());
        QCoreApplication::processEvents();
        const ui::window::ScaleChange watching(qApp);
        for (const auto &[scale, rows] : {std::pair{1, 10}, std::pair{2, 100}, std::pair{2, 10}, std::pair{1, 100}}) {
            sheet.scale = scale;
            sheet.painted = {};
            sheet.update(0, 0, 200, 10);
            QTRY_VERIFY(!sheet.painted.isEmpty());
            QCOMPARE(sheet.painted.boundingRect().height(), rows);
        }
    }

    // The window's scale was told before its image had it.
    void anImageOfAnotherScaleIsPaintedWhole()
    {
        const ui::window::ScaleChange watching(qApp);
        Sheet sheet;
        sheet.resize(200, 100);
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        QTRY_COMPARE(sheet.painted.boundingRect(), sheet.rect());
        QCoreApplication::processEvents();
        sheet.painted = {};
        sheet.update(0, 0, 200, 10);
        QTRY_VERIFY(!sheet.painted.isEmpty());
        QCOMPARE(sheet.painted.boundingRect().height(), 10);
        auto *const image = dynamic_cast<QImage *>(sheet.backingStore()->paintDevice());
        QVERIFY(image);
        image->setDevicePixelRatio(2);
        sheet.update(0, 0, 200, 10);
        QTRY_COMPARE(sheet.painted.boundingRect(), sheet.rect());
    }
};
BERTH_TEST(ScaleChangeTest)
#include "scale_change_test.moc"
