#include "ui/desk/plot.h"

#include "ui/desk/desk_text.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kHead = 46; // title and value above the lines
}

Plot::Plot(const QString &title, std::vector<Line> lines, std::function<QString(double)> words, const UsageHistory &history, QWidget *parent)
    : QWidget(parent), m_title(title), m_lines(std::move(lines)), m_words(std::move(words)), m_history(history)
{
    setMouseTracking(true);
    setAccessibleName(title);
}

void Plot::setLimit(double limit)
{
    m_limit = limit;
}

void Plot::setLeast(double top)
{
    m_least = top;
}

void Plot::setWords(const QString &now, const QString &detail)
{
    m_now = now;
    m_detail = detail;
    setAccessibleDescription(now + QLatin1Char(' ') + detail);
    update();
}

void Plot::setNow(core::base::WallTime now)
{
    m_edge = now;
    update();
}

QString Plot::plainText() const
{
    return QStringLiteral("%1: %2 %3").arg(m_title, m_now, m_detail);
}

QRectF Plot::area() const
{
    return QRectF(rect()).adjusted(kSpace4, kSpace3 + kHead, -kSpace4, -kSpace3);
}

double Plot::top() const
{
    double most = m_least;
    for (const UsagePoint &point : m_history.points()) {
        for (const Line &line : m_lines)
            most = std::max(most, line.value(point).value_or(0));
    }
    // A limit that is near belongs into the picture.
    return m_limit > 0 && most * 2 >= m_limit ? std::max(m_limit * 1.05, most) : most * 1.1;
}

double Plot::xOf(core::base::WallTime at) const
{
    const double back = std::chrono::duration<double>(m_edge - at).count() / double(m_history.shown(m_edge).count());
    return area().right() - back * area().width();
}

void Plot::paintLine(QPainter &painter, const Line &line, double top, bool dashed) const
{
    const QRectF box = area();
    QPainterPath path, ground;
    bool isDown = false;
    QPointF last;
    const auto finish = [&] {
        if (isDown && !dashed) {
            ground.lineTo(last.x(), box.bottom());
            ground.closeSubpath();
        }
        isDown = false;
    };
    QColor ink = color(line.ink);
    for (const UsagePoint &point : m_history.points()) {
        const auto value = line.value(point);
        if (!value || point.afterGap)
            finish();
        if (!value)
            continue;
        const QPointF at(xOf(point.at), box.bottom() - std::clamp(*value / top, 0.0, 1.0) * box.height());
        if (isDown) {
            path.lineTo(at);
            ground.lineTo(at);
        } else {
            path.moveTo(at);
            ground.moveTo(at.x(), box.bottom());
            ground.lineTo(at);
            isDown = true;
        }
        last = at;
    }
    const bool ends = isDown;
    finish();
    painter.setClipRect(box.adjusted(-1, -2, 4, 1));
    if (!dashed) {
        QColor tint = ink;
        tint.setAlphaF(0.12F);
        painter.fillPath(ground, tint);
    }
    QPen pen(ink, 1.5);
    if (dashed)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (ends) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(last, 2.5, 2.5);
    }
    painter.setClipping(false);
}

void Plot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Role::Line), 1));
    painter.setBrush(color(Role::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius, kCardRadius);
    const QRectF box = area();
    const double scale = top();
    // Head: title, newest value, and what the lines are.
    painter.setFont(labelFont());
    painter.setPen(color(Role::Dim));
    painter.drawText(QRectF(box.left(), kSpace3, box.width(), 16), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    double right = box.right();
    painter.setFont(textFont(11));
    for (auto line = m_lines.rbegin(); line != m_lines.rend() && m_lines.size() > 1; ++line) {
        const int width = painter.fontMetrics().horizontalAdvance(line->name);
        painter.setPen(color(Role::Dim));
        painter.drawText(QRectF(right - width, kSpace3, width + 1, 16), Qt::AlignVCenter, line->name);
        QPen pen(color(line->ink), 1.5);
        if (&*line != &m_lines.front())
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.drawLine(QPointF(right - width - 20, kSpace3 + 8.5), QPointF(right - width - 5, kSpace3 + 8.5));
        right -= width + 32;
    }
    painter.setFont(textFont(18, QFont::DemiBold));
    painter.setPen(color(Role::Text));
    const int wide = painter.fontMetrics().horizontalAdvance(m_now);
    painter.drawText(QRectF(box.left(), kSpace3 + 16, box.width(), 24), Qt::AlignLeft | Qt::AlignVCenter, m_now);
    painter.setFont(textFont(12));
    painter.setPen(color(Role::Dim));
    const QRectF rest(box.left() + wide + kSpace2, kSpace3 + 18, box.width() - wide - kSpace2, 22);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, int(rest.width())));
    // Ground: bottom and top of the scale.
    painter.setPen(QPen(color(Role::Line), 1));
    painter.drawLine(QPointF(box.left(), std::floor(box.bottom()) + 0.5), QPointF(box.right(), std::floor(box.bottom()) + 0.5));
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        paintLine(painter, m_lines[i], scale, i > 0);
    if (m_limit > 0 && m_limit <= scale) {
        const double y = std::floor(box.bottom() - m_limit / scale * box.height()) + 0.5;
        painter.setPen(QPen(color(Role::Warn), 1, Qt::DotLine));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        painter.setFont(textFont(10));
        painter.drawText(QRectF(box.left(), y + 1, box.width(), 14), Qt::AlignRight, tr("limit %1").arg(m_words(m_limit)));
    }
    if (m_mouse >= 0)
        paintUnderMouse(painter);
}

void Plot::paintUnderMouse(QPainter &painter) const
{
    const UsagePoint *nearest = nullptr;
    constexpr double kReach = 12; // px; further away nothing is known there
    for (const UsagePoint &point : m_history.points()) {
        if (!nearest || std::abs(xOf(point.at) - m_mouse) < std::abs(xOf(nearest->at) - m_mouse))
            nearest = &point;
    }
    if (!nearest || std::abs(xOf(nearest->at) - m_mouse) > kReach)
        return;
    const QRectF box = area();
    const double x = std::floor(xOf(nearest->at)) + 0.5;
    painter.setPen(QPen(color(Role::Faint), 1));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    QStringList words{momentText(nearest->at)};
    for (const Line &line : m_lines) {
        if (const auto value = line.value(*nearest))
            words << (line.name.isEmpty() ? m_words(*value) : line.name + QLatin1Char(' ') + m_words(*value));
    }
    painter.setFont(textFont(11));
    const QString text = words.join(QStringLiteral("  "));
    const double width = painter.fontMetrics().horizontalAdvance(text) + 2 * kSpace2;
    const QRectF tip(std::clamp(x - width / 2, box.left(), std::max(box.left(), box.right() - width)), box.top(), width, 20);
    painter.setBrush(color(Role::Hover));
    painter.setPen(QPen(color(Role::Line), 1));
    painter.drawRoundedRect(tip, 4, 4);
    painter.setPen(color(Role::Text));
    painter.drawText(tip, Qt::AlignCenter, text);
}

void Plot::mouseMoveEvent(QMouseEvent *event)
{
    m_mouse = event->pos().x();
    update();
}

void Plot::leaveEvent(QEvent *)
{
    m_mouse = -1;
    update();
}

} // namespace ui::desk
