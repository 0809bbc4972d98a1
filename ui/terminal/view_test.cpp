// When and how much is painted: the pace of frames, blinking, scrolling by pixels, the bell.
#include "tests/support/test_main.h"

#include "core/vt/emulator.h"
#include "ui/terminal/blink.h"
#include "ui/terminal/frame_pace.h"
#include "ui/terminal/smooth_scroll.h"
#include "ui/terminal/terminal_fixture.h"
#include "ui/terminal/terminal_view.h"
#include "ui/terminal/viewport.h"

#include <QPaintEvent>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

using namespace ui::terminal;
using namespace std::chrono_literals;

namespace {

// What the widget is asked to paint again.
class PaintSpy : public QObject
{
public:
    explicit PaintSpy(QWidget *widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            painted += static_cast<QPaintEvent *>(event)->region();
        return false;
    }
    QRegion painted;
};

void finger(const Fixture &f, int pixels)
{
    const QPoint where = f.at(2, 3);
    QWheelEvent event(where, f.widget->mapToGlobal(where), {0, pixels}, {0, pixels * 8}, Qt::NoButton, {}, Qt::ScrollUpdate, false);
    QCoreApplication::sendEvent(f.widget.get(), &event);
}

constexpr auto smooth = [](Appearance &appearance) { appearance.smoothScroll = true; };

} // namespace

class ViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void framesFollowTheDisplay()
    {
        FramePace pace;
        pace.setRefresh(16ms);
        FramePace::Time now{1h};
        QCOMPARE(pace.shown(now, 0ns, false), FramePace::Duration(16ms));
        QCOMPARE(pace.shown(now += 16ms, 1ms, false), FramePace::Duration(16ms)); // cheap ones, one after the other
    }

    // With the emulator's own reflow.
    void aWidthChangeKeepsTheSelectionAndThePlace()
    {
        core::vt::EmulatorEvents nobody;
        core::vt::Emulator::Options options;
        options.size = {40, 10};
        core::vt::Emulator emulator(options, nobody);
        for (int i = 0; i < 300; ++i)
            emulator.feed("line " + std::to_string(i) + " with words enough, 日本語 among them, for more rows than one\r\n");
        TerminalView view;
        view.setFont(ui::theme::monoFont(), 1, 1);
        const auto show = [&] {
            auto frame = std::make_shared<core::session::SessionFrame>();
            frame->screen = emulator.liveFrame();
            frame->blocks = std::make_shared<core::shell::BlockList>();
            view.show(std::move(frame));
            view.refresh();
        };
        show();
        view.viewport().scrollTo(view.shown(), 201);
        view.selection().start(view.document(), 203, 7, SelectionMode::Character);
        view.selection().extend(view.document(), 206, 21);
        const QString selected = view.selection().text(view.document());
        QVERIFY(selected.contains(QStringLiteral("日本語")) && selected.contains(QLatin1Char('\n')));
        const auto top = view.document().positionAt(201, 0);
        for (const int cols : {17, 100, 3, 61, 40}) {
            emulator.resize({cols, 10});
            show();
            QCOMPARE(view.selection().text(view.document()), selected);
            QCOMPARE(view.document().find(top), std::optional(view.viewport().top()));
            QVERIFY(!view.viewport().isAtBottom());
        }
        QCOMPARE(view.viewport().top(), std::size_t(201));
    }

    void costlyFramesComeLessOften()
    {
        FramePace pace;
        pace.setRefresh(16ms);
        FramePace::Time now{1h};
        FramePace::Duration cpu{0}, wait{0};
        pace.shown(now, cpu, false);
        for (int i = 0; i < 30; ++i)
            wait = pace.shown(now += 40ms, cpu += 10ms, false);
        QVERIFY(wait > 35ms && wait <= 40ms);
        for (int i = 0; i < 30; ++i)
            wait = pace.shown(now += 100ms, cpu += 500ms, false);
        QCOMPARE(wait, FramePace::Duration(100ms)); // never slower
        wait = pace.shown(now += 10s, cpu += 5s, false); // what was done while nothing moved was not for a frame
        QCOMPARE(wait, FramePace::Duration(100ms));
    }

    void unreadableOutputIsShownLessOften()
    {
        FramePace pace;
        pace.setRefresh(16ms);
        FramePace::Time now{1h};
        QCOMPARE(pace.shown(now, 0ns, true), FramePace::Duration(16ms)); // one burst
        QCOMPARE(pace.shown(now += 16ms, 0ns, true), FramePace::Duration(100ms));
        // A key's answer does not wait for that.
        QCOMPARE(pace.answerExpected(now += 5ms), FramePace::Duration(11ms));
        QCOMPARE(pace.answerExpected(now += 20ms), FramePace::Duration(0));
        QCOMPARE(pace.shown(now += 1ms, 0ns, true), FramePace::Duration(16ms));
        QCOMPARE(pace.shown(now += 250ms, 0ns, true), FramePace::Duration(16ms));
        QCOMPARE(pace.shown(now += 16ms, 0ns, true), FramePace::Duration(100ms)); // the flood goes on
    }

    void endlessPicturesAreHalved()
    {
        FramePace pace;
        pace.setRefresh(16ms);
        FramePace::Time now{1h};
        FramePace::Duration wait{0};
        for (int i = 0; i < 50; ++i)
            wait = pace.shown(now += 16ms, 0ns, false);
        QCOMPARE(wait, FramePace::Duration(16ms));
        for (int i = 0; i < 20; ++i)
            wait = pace.shown(now += 16ms, 0ns, false);
        QCOMPARE(wait, FramePace::Duration(33ms));
    }

    void whatASmallerGridLeavesIsPaintedAgain() // after zooming, a row of the larger grid stood below
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 10); });
        f.widget->repaint();
        QCoreApplication::processEvents();
        PaintSpy spy(f.widget.get());
        TestScreen smaller({kGrid.cols, kGrid.rows - 2});
        printLines(smaller, 3);
        f.session->publish(smaller.frame());
        const int below = f.at(kGrid.rows - 1, 0).y();
        QTRY_VERIFY(spy.painted.contains(QRect(0, below, f.widget->width(), 1)));
    }

    void theViewportStopsBetweenRows()
    {
        TestScreen screen({20, 10});
        printLines(screen, 100);
        const ShownRows document{Document(screen.frame()->screen)};
        Viewport viewport;
        viewport.show(document);
        const std::size_t bottom = viewport.top();
        viewport.scrollPixels(document, -25, 20);
        QCOMPARE(viewport.top(), bottom - 2);
        QCOMPARE(viewport.offset(), 15);
        QVERIFY(!viewport.isAtBottom());
        viewport.scrollPixels(document, 15, 20);
        QCOMPARE(viewport.top(), bottom - 1);
        QCOMPARE(viewport.offset(), 10);
        viewport.show(document);
        QCOMPARE(viewport.offset(), 10);
        viewport.scrollPixels(document, 10'000, 20);
        QVERIFY(viewport.isAtBottom());
        QCOMPARE(viewport.offset(), 0);
        viewport.scrollPixels(document, -1'000'000, 20);
        QCOMPARE(viewport.top(), std::size_t(0));
        QCOMPARE(viewport.offset(), 0);
    }

    void aWheelStepGlidesToWholeRows()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 100); }, smooth);
        const QString bottom = f.widget->visibleText();
        f.wheel(120);
        QTRY_COMPARE(f.widget->visibleText().section(QLatin1Char('\n'), 3), bottom.section(QLatin1Char('\n'), 0, 6));
        f.wheel(-120);
        QTRY_VERIFY(f.widget->isAtBottom());
        QCOMPARE(f.widget->visibleText(), bottom);
    }

    void aFingerScrollsByPixelsAndItSettles()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 100); }, smooth);
        const QImage before = f.widget->grab().toImage();
        finger(f, 5);
        QVERIFY(!f.widget->isAtBottom());
        QCOMPARE(f.widget->visibleText().count(QLatin1Char('\n')), 10); // a row more than the screen has
        const QImage moved = f.widget->grab().toImage();
        QVERIFY(moved != before);
        // The margins above and below the cells stay as they are.
        const int margin = 8 * before.width() / f.widget->width();
        QCOMPARE(moved.copy(0, 0, before.width() / 2, margin - 1), before.copy(0, 0, before.width() / 2, margin - 1));
        QTRY_VERIFY(f.widget->isAtBottom()); // the nearest row is the one it came from
        QTRY_COMPARE(f.widget->visibleText().count(QLatin1Char('\n')), 9);
    }

    void typingEndsAGlide()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 100); }, smooth);
        f.wheel(1200);
        QTRY_VERIFY(!f.widget->isAtBottom());
        QTest::keyClick(f.widget.get(), Qt::Key_A);
        QVERIFY(f.widget->isAtBottom());
        QSignalSpy moved(f.widget.get(), &TerminalWidget::frameShown);
        QVERIFY(!f.widget->findChild<SmoothScroll *>()->isMoving());
        QVERIFY(f.widget->isAtBottom());
        QVERIFY(moved.isEmpty());
    }

    void onlyTheChangedRowIsAskedFor()
    {
        Fixture f([](TestScreen &screen) { printLines(screen, 10); });
        QTRY_VERIFY(f.shown);
        QCoreApplication::processEvents();
        PaintSpy spy(f.widget.get());
        f.screen.replace(4, U"changed");
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("changed")));
        QTRY_VERIFY(!spy.painted.isEmpty());
        const int row = (f.at(5, 0) - f.at(4, 0)).y();
        QVERIFY2(spy.painted.boundingRect().height() <= row + 2, qPrintable(QString::number(spy.painted.boundingRect().height())));
        QVERIFY(spy.painted.contains(f.at(4, 0)));
    }

    void theMarginsReverseWithTheScreen()
    {
        Fixture f;
        const QImage before = f.widget->grab().toImage();
        PaintSpy spy(f.widget.get());
        f.screen.screen.reverseScreen = true;
        f.publish();
        QTRY_VERIFY(spy.painted.contains(QPoint(1, 1)));
        QVERIFY(spy.painted.contains(f.widget->rect().bottomRight()));
        const QImage after = f.widget->grab().toImage();
        const QRgb text = ui::theme::color(ui::theme::Role::Text).rgb();
        QVERIFY(before.pixel(1, 1) != text);
        QCOMPARE(after.pixel(1, 1), text);
        QCOMPARE(after.pixel(1, after.height() / 2), text);
        QCOMPARE(after.pixel(after.width() - 2, after.height() - 2), text);
    }

    void textBlinksWhileFocused()
    {
        Fixture f([](TestScreen &screen) {
            core::vt::Style style;
            style.attrs = core::vt::Blink;
            screen.print(U"blinking", style);
        });
        const QImage shown = f.widget->grab().toImage();
        QTRY_VERIFY(f.widget->grab().toImage() != shown);
        QTRY_COMPARE(f.widget->grab().toImage(), shown);
        const auto blinks = f.widget->findChildren<Blink *>();
        const auto ticks = [&] { return std::count_if(blinks.begin(), blinks.end(), [](const Blink *blink) { return blink->isTicking(); }); };
        QCOMPARE(ticks(), 1); // the text's; this cursor does not blink
        QTRY_VERIFY(f.widget->grab().toImage() != shown);
        f.widget->clearFocus(); // while it is off
        QCOMPARE(ticks(), 0);
        QCOMPARE(std::count_if(blinks.begin(), blinks.end(), [](const Blink *blink) { return blink->isOn(); }), blinks.size());
    }

    void theCursorRestsAndOutputDoesNotWakeIt()
    {
        Blink blink(1ms, nullptr);
        QSignalSpy toggled(&blink, &Blink::toggled);
        blink.setEnabled(true);
        QTRY_COMPARE(toggled.count(), 2); // off, on, and that was it
        QVERIFY(blink.isOn());
        blink.show();
        QVERIFY(!blink.isTicking());
        QCOMPARE(toggled.count(), 2);
        blink.restart();
        QTRY_COMPARE(toggled.count(), 4);
    }

    void theBellIsSeenAndLimited()
    {
        Fixture f;
        const QRgb quiet = f.widget->grab().toImage().pixel(1, 1);
        QSignalSpy rang(f.widget.get(), &TerminalWidget::bell);
        f.session->tell(core::session::BellRang{});
        QTRY_COMPARE(rang.count(), 1);
        QCOMPARE(f.widget->grab().toImage().pixel(1, 1), ui::theme::color(ui::theme::Role::Warn).rgb());
        QTRY_COMPARE(f.widget->grab().toImage().pixel(1, 1), quiet);
        f.session->tell(core::session::BellRang{}); // too soon for another flash
        QTRY_COMPARE(rang.count(), 2);
        QCOMPARE(f.widget->grab().toImage().pixel(1, 1), quiet);
    }
};

BERTH_TEST(ViewTest)
#include "view_test.moc"
