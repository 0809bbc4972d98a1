// The wheel and the touchpad: scrolling, reports and arrow keys.
#include "ui/terminal/terminal_widget_private.h"

#include <QWheelEvent>
#include <algorithm>
#include <cstdlib>

namespace ui::terminal {
namespace {
constexpr int kRowsPerNotch = 3;
constexpr int kNotch = 120; // of QWheelEvent::angleDelta
} // namespace

using namespace core::session;

void TerminalWidget::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (std::abs(event->angleDelta().y()) >= kNotch)
            zoom(event->angleDelta().y() > 0 ? 1 : -1);
    } else {
        d->wheel(*event);
    }
    event->accept();
}

void TerminalWidget::Private::wheel(const QWheelEvent &event)
{
    if (PointerLogic::reports(situationAt(event.position(), event.modifiers()))) {
        reportWheel(event);
        return;
    }
    const bool arrows = view.screen().alternate && view.screen().input.alternateScroll && !readOnly && !(event.modifiers() & Qt::ShiftModifier);
    const bool smooth = appearance.smoothScroll;
    if (smooth && !arrows) {
        wheelScroll(event);
        return;
    }
    const int rowPixels = std::max(1, qRound(view.metrics().height / dpr));
    const int rows = wheelRows.rows(event.pixelDelta().y(), event.angleDelta().y(), rowPixels, kRowsPerNotch);
    if (arrows) {
        for (int i = 0; i < std::abs(rows); ++i)
            post(SendKey{{rows > 0 ? core::vt::Key::Up : core::vt::Key::Down, core::vt::NoModifier, 0}});
    } else if (rows != 0) {
        view.viewport().scrollBy(view.shown(), -rows);
        viewMoved();
    }
}

void TerminalWidget::Private::wheelScroll(const QWheelEvent &event)
{
    if (view.screen().alternate)
        return;
    if (const int pixels = event.pixelDelta().y())
        scroll->follow(-qRound(pixels * dpr));
    else if (const int angle = event.angleDelta().y())
        scroll->glide(-double(angle) / kNotch * kRowsPerNotch * view.metrics().height);
}

void TerminalWidget::Private::reportWheel(const QWheelEvent &event)
{
    using core::vt::MouseButton;
    const int rowPixels = std::max(1, qRound(view.metrics().height / dpr));
    const int rows = wheelRows.rows(event.pixelDelta().y(), event.angleDelta().y(), rowPixels, 1);
    const int columns = wheelColumns.rows(event.pixelDelta().x(), event.angleDelta().x(), rowPixels, 1);
    const CellHit hit = hitAt(event.position());
    const auto send = [&](MouseButton button, int count) {
        for (int i = 0; i < count; ++i)
            post(SendMouse{{core::vt::MouseAction::Press, button, vtModifiers(event.modifiers()), hit.row, hit.col, hit.x, hit.y}});
    };
    send(rows > 0 ? MouseButton::WheelUp : MouseButton::WheelDown, std::abs(rows));
    send(columns > 0 ? MouseButton::WheelLeft : MouseButton::WheelRight, std::abs(columns));
}

} // namespace ui::terminal
