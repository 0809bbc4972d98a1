#include "ui/player/timeline.h"

#include "ui/player/time_text.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>

namespace ui::player {

using namespace ui::theme;
using core::recording::RecordedCommand;
using core::recording::Time;

namespace {

constexpr double kInset = 8;     // so that the handle stays inside
constexpr double kTrack = 4, kHandle = 6;
constexpr double kMarkReach = 5; // how far from its middle a mark is hit
constexpr double kMarkGap = 3;   // closer ones are drawn as one

int rank(const RecordedCommand &command) // what is drawn where several fall together
{
    return command.hasFailed() ? 2 : command.isMarker ? 0 : 1;
}

// Failure is a triangle that stands out of the line, success a short stroke, a mark of somebody else a ring.
void paintMark(QPainter &painter, double x, double middle, const RecordedCommand &command, bool current)
{
    painter.setPen(Qt::NoPen);
    if (command.hasFailed()) {
        painter.setBrush(color(Role::Fail));
        QPainterPath path({x, middle - 4});
        path.lineTo(x - 4.5, middle - 12);
        path.lineTo(x + 4.5, middle - 12);
        path.closeSubpath();
        painter.drawPath(path);
        painter.drawRect(QRectF(x - 1, middle - 6, 2, 12));
    } else if (command.isMarker) {
        painter.setPen(QPen(color(Role::Dim), 1.5));
        painter.setBrush(color(Role::Panel));
        painter.drawEllipse(QPointF(x, middle - 9), 3, 3);
    } else {
        painter.setBrush(color(command.exitCode == 0 ? Role::Ok : Role::Dim));
        painter.drawRoundedRect(QRectF(x - 1, middle - 8, 2, 14), 1, 1);
    }
    if (current) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Text));
        painter.drawRoundedRect(QRectF(x - 4, middle + 9, 8, 2), 1, 1);
    }
}

} // namespace

Timeline::Timeline(QWidget *parent) : QAbstractSlider(parent)
{
    setOrientation(Qt::Horizontal);
    setAccessibleName(tr("Position"));
    setFocusPolicy(Qt::NoFocus); // the arrows are the player's
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Timeline::setIndex(core::recording::CastIndexPtr index)
{
    if (index == m_index)
        return;
    m_index = std::move(index);
    setRange(0, m_index ? int(std::min<qint64>(m_index->length.count() / 1000, INT_MAX)) : 0);
    update();
}

void Timeline::showPosition(Time position)
{
    if (m_position == position)
        return;
    m_position = position;
    const QSignalBlocker blocker(this);
    setValue(int(std::min<qint64>(position.count() / 1000, INT_MAX)));
    update();
}

void Timeline::setCurrent(int command)
{
    if (std::exchange(m_current, command) != command)
        update();
}

double Timeline::xOf(Time time) const
{
    const double length = m_index ? double(m_index->length.count()) : 0;
    const double part = length > 0 ? std::clamp(double(time.count()) / length, 0.0, 1.0) : 0;
    return kInset + part * (width() - 2 * kInset);
}

Time Timeline::timeAt(int x) const
{
    const double part = std::clamp((x - kInset) / std::max(1.0, width() - 2 * kInset), 0.0, 1.0);
    return m_index ? Time(qint64(part * double(m_index->length.count()))) : Time(0);
}

int Timeline::commandAt(int x) const
{
    int best = -1;
    double distance = kMarkReach;
    if (!m_index)
        return best;
    const auto &commands = m_index->commands;
    const Time from = timeAt(x - int(kMarkReach) - 1), to = timeAt(x + int(kMarkReach) + 1);
    const auto first = std::ranges::lower_bound(commands, from, {}, &RecordedCommand::start);
    for (auto it = first; it != commands.end() && it->start <= to; ++it) {
        // A failure is easier to hit than what lies beside it.
        const double away = std::abs(xOf(it->start) - x) - (it->hasFailed() ? 2 : 0);
        if (away < distance) {
            distance = away;
            best = int(it - commands.begin());
        }
    }
    return best;
}

void Timeline::paintMarks(QPainter &painter) const
{
    const double middle = height() / 2.0;
    const auto &commands = m_index->commands;
    for (std::size_t i = 0; i < commands.size();) {
        const double x = xOf(commands[i].start);
        std::size_t shown = i;
        std::size_t next = i + 1;
        for (; next < commands.size() && xOf(commands[next].start) - x < kMarkGap; ++next) {
            if (rank(commands[next]) > rank(commands[shown]))
                shown = next;
        }
        const bool current = m_current >= int(i) && m_current < int(next);
        paintMark(painter, xOf(commands[shown].start), middle, commands[shown], current);
        i = next;
    }
}

void Timeline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const QRectF track(kInset, middle - kTrack / 2, width() - 2 * kInset, kTrack);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Role::Line));
    painter.drawRoundedRect(track, kTrack / 2, kTrack / 2);
    if (!m_index)
        return;
    const double x = xOf(m_position);
    painter.setBrush(color(Role::Accent));
    painter.drawRoundedRect(QRectF(track.left(), track.top(), std::max(0.0, x - track.left()), kTrack), kTrack / 2, kTrack / 2);
    paintMarks(painter);
    if (m_hover >= 0) {
        QColor guide = color(Role::Text);
        guide.setAlphaF(0.35F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(guide);
        painter.drawRect(QRectF(m_hover, middle - 8, 1, 16));
    }
    painter.setPen(QPen(color(Role::Panel), 2));
    painter.setBrush(color(Role::Accent));
    painter.drawEllipse(QPointF(x, middle), kHandle, kHandle);
}

bool Timeline::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_index)
        return QAbstractSlider::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QString text = clockText(timeAt(help->pos().x()));
    if (const int found = commandAt(help->pos().x()); found >= 0) {
        const RecordedCommand &command = m_index->commands[std::size_t(found)];
        text = clockText(command.start) + QStringLiteral("  ") + plainLine(command.command, 80).toHtmlEscaped();
        if (command.hasFailed())
            text += tr(" · exit %1").arg(*command.exitCode);
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void Timeline::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_index)
        return;
    const int x = int(event->position().x());
    if (const int command = commandAt(x); command >= 0)
        Q_EMIT commandRequested(command);
    else
        Q_EMIT seekRequested(timeAt(x));
}

void Timeline::mouseMoveEvent(QMouseEvent *event)
{
    m_hover = int(event->position().x());
    if (event->buttons().testFlag(Qt::LeftButton) && m_index)
        Q_EMIT seekRequested(timeAt(m_hover));
    update();
}

void Timeline::mouseReleaseEvent(QMouseEvent *) {}

void Timeline::leaveEvent(QEvent *)
{
    m_hover = -1;
    update();
}

} // namespace ui::player
