#include "ui/terminal/overlay_scroll_bar.h"

#include "ui/theme/tokens.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionSlider>
#include <utility>

namespace ui::terminal {
namespace {
constexpr qreal kMark = 6;
}

OverlayScrollBar::OverlayScrollBar(QWidget *parent)
    : QScrollBar(Qt::Vertical, parent)
{
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::ArrowCursor);
    setAttribute(Qt::WA_OpaquePaintEvent, false);
    setAccessibleName(tr("Scrollback"));
    hide();
}

void OverlayScrollBar::display(int history, int page, int top, bool unseen)
{
    const QSignalBlocker quiet(this);
    if (std::exchange(m_unseen, unseen) != unseen) {
        setToolTip(unseen ? tr("New output below") : QString());
        update();
    }
    setPageStep(page);
    setRange(0, history);
    setValue(top);
    setVisible(history > 0);
}

void OverlayScrollBar::paintEvent(QPaintEvent *)
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRectF handle = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, this);
    const bool strong = isSliderDown() || underMouse();
    const qreal thickness = strong ? 6 : 4;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::color(strong ? theme::Role::Faint : theme::Role::Line));
    painter.drawRoundedRect(QRectF(width() - thickness - 2, handle.top() + 2, thickness, handle.height() - 4), thickness / 2, thickness / 2);
    if (!m_unseen)
        return;
    painter.setBrush(theme::color(theme::Role::Accent));
    painter.drawEllipse(QRectF(width() - kMark - 1, height() - kMark - 3, kMark, kMark));
}

void OverlayScrollBar::enterEvent(QEnterEvent *event)
{
    QScrollBar::enterEvent(event);
    update();
}

void OverlayScrollBar::leaveEvent(QEvent *event)
{
    QScrollBar::leaveEvent(event);
    update();
}

} // namespace ui::terminal
