// Test support: a widget on a screen made by hand.
#pragma once
#include "ui/terminal/fake_session.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/terminal/test_screen.h"
#include "ui/theme/theme.h"

#include <QTest>
#include <algorithm>
#include <QWheelEvent>
#include <functional>

namespace ui::terminal {

inline constexpr core::base::GridSize kGrid{40, 10};

// A widget on a hand-made screen, shown and with the focus.
struct Fixture
{
    explicit Fixture(const std::function<void(TestScreen &)> &fill = {}, const std::function<void(Appearance &)> &change = {})
        : screen(kGrid)
    {
        if (fill)
            fill(screen);
        session = std::make_shared<FakeSession>(screen.frame());
        Appearance appearance;
        appearance.font = ui::theme::monoFont();
        appearance.cursorBlink = false;
        appearance.smoothScroll = false;
        if (change)
            change(appearance);
        widget = std::make_unique<TerminalWidget>(session, appearance);
        widget->resize(widget->pixelSizeFor(kGrid));
        widget->show();
        widget->activateWindow();
        widget->setFocus();
        // The first size is told after the first picture.
        const auto sized = [this] {
            return std::ranges::any_of(session->posted, [](const auto &c) { return std::holds_alternative<core::session::Resize>(c); });
        };
        shown = QTest::qWaitForWindowActive(widget.get()) && QTest::qWaitFor(sized);
        session->posted.clear();
    }

    void publish() const { session->publish(const_cast<TestScreen &>(screen).frame()); }
    bool waitFor(const QString &text) const
    {
        return QTest::qWaitFor([&] { return widget->visibleText().contains(text); });
    }
    // The middle of a cell.
    QPoint at(int row, int col) const
    {
        const QSize one = widget->pixelSizeFor({2, 1}), two = widget->pixelSizeFor({42, 11});
        const double width = (two.width() - one.width()) / 40.0, height = (two.height() - one.height()) / 10.0;
        const double left = one.width() - 8 - 2 * width, top = (one.height() - height) / 2;
        return QPointF(left + (col + 0.5) * width, top + (row + 0.5) * height).toPoint();
    }
    // The left edge of a cell, for selecting.
    QPoint edge(int row, int col) const { return (at(row, col) + at(row, col - 1)) / 2 + QPoint(1, 0); }
    void wheel(int angle, Qt::KeyboardModifiers modifiers = {}) const
    {
        const QPoint where = at(2, 3);
        QWheelEvent event(where, widget->mapToGlobal(where), {}, {0, angle}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(widget.get(), &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mousePress(widget.get(), Qt::LeftButton, modifiers, from);
        QMouseEvent move(QEvent::MouseMove, to, widget->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(widget.get(), &move);
        QTest::mouseRelease(widget.get(), Qt::LeftButton, modifiers, to);
    }

    core::base::GridSize toldSize() const
    {
        const auto sent = session->sent<core::session::Resize>();
        return sent.empty() ? core::base::GridSize{} : sent.back().size;
    }

    TestScreen screen;
    std::shared_ptr<FakeSession> session;
    std::unique_ptr<TerminalWidget> widget;
    bool shown = false;
};

inline void printLines(TestScreen &screen, int count)
{
    for (int i = 0; i < count; ++i) {
        const std::string text = "line " + std::to_string(i);
        screen.print(std::u32string(text.begin(), text.end()));
    }
}

} // namespace ui::terminal
