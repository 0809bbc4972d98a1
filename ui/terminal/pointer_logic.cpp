#include "ui/terminal/pointer_logic.h"

#include "ui/terminal/key_translator.h"

#include <cmath>

namespace ui::terminal {
namespace {

using core::vt::MouseAction;
using core::vt::MouseButton;
using core::vt::MouseMode;

MouseButton vtButton(Qt::MouseButton button)
{
    switch (button) {
    case Qt::LeftButton: return MouseButton::Left;
    case Qt::MiddleButton: return MouseButton::Middle;
    case Qt::RightButton: return MouseButton::Right;
    case Qt::BackButton: return MouseButton::Back;
    case Qt::ForwardButton: return MouseButton::Forward;
    default: return MouseButton::None;
    }
}

Qt::MouseButton firstHeld(Qt::MouseButtons held)
{
    for (const Qt::MouseButton button : {Qt::LeftButton, Qt::MiddleButton, Qt::RightButton, Qt::BackButton, Qt::ForwardButton}) {
        if (held & button)
            return button;
    }
    return Qt::NoButton;
}

PointerOutcome report(MouseAction action, Qt::MouseButton button, CellHit hit, const PointerSituation &now)
{
    return {PointerOutcome::Report, {action, vtButton(button), vtModifiers(now.modifiers), hit.row, hit.col, hit.x, hit.y}, {}};
}

} // namespace

// Shift always belongs to the terminal: selecting stays possible in every program.
bool PointerLogic::reports(const PointerSituation &now)
{
    return now.mode != MouseMode::Off && now.reportable && !(now.modifiers & Qt::ShiftModifier);
}

PointerOutcome PointerLogic::press(Qt::MouseButton button, int clicks, CellHit hit, const PointerSituation &now)
{
    if (button == Qt::LeftButton && now.overLink && (now.modifiers & Qt::ControlModifier))
        return {PointerOutcome::OpenLink, {}, {}};
    if (reports(now) && vtButton(button) != MouseButton::None) {
        m_reported = button;
        m_lastMove = hit;
        return report(MouseAction::Press, button, hit, now);
    }
    switch (button) {
    case Qt::LeftButton: {
        m_selecting = true;
        const bool extends = (now.modifiers & Qt::ShiftModifier) && clicks == 1 && now.mode == MouseMode::Off;
        if (extends)
            return {PointerOutcome::ExtendSelection, {}, {}};
        const SelectionMode mode = clicks == 2 ? SelectionMode::Word
            : clicks >= 3                      ? SelectionMode::Line
            : now.modifiers & Qt::AltModifier  ? SelectionMode::Block
                                               : SelectionMode::Character;
        return {PointerOutcome::StartSelection, {}, mode};
    }
    case Qt::MiddleButton:
        return {PointerOutcome::PasteSelection, {}, {}};
    default:
        return {};
    }
}

PointerOutcome PointerLogic::move(Qt::MouseButtons held, CellHit hit, const PointerSituation &now)
{
    if (m_selecting)
        return {PointerOutcome::ExtendSelection, {}, {}};
    const bool dragging = m_reported != Qt::NoButton && now.mode >= MouseMode::Drag;
    const bool hovering = m_reported == Qt::NoButton && now.mode == MouseMode::Any && reports(now);
    // Whether cells or pixels count is a mode of the program's: the emulator leaves out what it did not ask for.
    if ((!dragging && !hovering) || (m_lastMove && m_lastMove->x == hit.x && m_lastMove->y == hit.y && m_lastMove->row == hit.row && m_lastMove->col == hit.col))
        return {};
    m_lastMove = hit;
    return report(MouseAction::Move, dragging ? m_reported : firstHeld(held), hit, now);
}

PointerOutcome PointerLogic::release(Qt::MouseButton button, CellHit hit, const PointerSituation &now)
{
    if (button == Qt::LeftButton && m_selecting) {
        m_selecting = false;
        return {PointerOutcome::FinishSelection, {}, {}};
    }
    if (button != m_reported || button == Qt::NoButton)
        return {};
    m_reported = Qt::NoButton;
    if (now.mode == MouseMode::Off)
        return {};
    return report(MouseAction::Release, button, hit, now);
}

int WheelSteps::rows(int pixels, int angle, int rowPixels, int perNotch)
{
    constexpr double kNotch = 120; // 15 degrees in eighths, the unit of QWheelEvent::angleDelta
    const double delta = pixels != 0 ? double(pixels) / std::max(rowPixels, 1) : double(angle) / kNotch * perNotch;
    if ((delta > 0) != (m_rest > 0))
        m_rest = 0; // turned around: do not make the user undo the rest first
    m_rest += delta;
    const double whole = std::trunc(m_rest);
    m_rest -= whole;
    return int(whole);
}

} // namespace ui::terminal
