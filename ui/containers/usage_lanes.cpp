#include "ui/containers/usage_lanes.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>
#include <functional>

namespace ui::containers {

using namespace ui::theme;

namespace {

constexpr qreal kBetween = 3;
// Where the scales end at least, so that what hardly uses anything looks like it.
constexpr double kLeastCpu = 20;                    // percent of one CPU
constexpr double kLeastMemory = 16.0 * 1024 * 1024; // bytes
constexpr double kLeastNetwork = 8.0 * 1024;        // bytes a second
constexpr double kMemoryAir = 1.25;                 // above the highest, or all of it would be a full box

using Value = std::function<std::optional<double>(const UsagePoint &)>;

class Lanes
{
public:
    Lanes(QPainter &painter, const UsageHistory &history) : m_painter(painter), m_history(history) {}

    double most(const Value &value, double least) const
    {
        for (const UsagePoint &point : m_history.points())
            least = std::max(least, value(point).value_or(0));
        return least;
    }

    // The lines between gaps; each as the points of a polyline.
    std::vector<QPolygonF> lines(const QRectF &lane, const Value &value, double most) const
    {
        std::vector<QPolygonF> out;
        bool joined = false;
        for (const UsagePoint &point : m_history.points()) {
            const auto known = value(point);
            if (known && (!joined || point.afterGap || out.empty()))
                out.emplace_back();
            if (known)
                out.back() << QPointF(x(lane, point), lane.bottom() - std::clamp(*known / most, 0.0, 1.0) * lane.height());
            joined = known.has_value();
        }
        return out;
    }

    void line(const QRectF &lane, const Value &value, double least, Role ink)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(color(ink), 1.25, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        for (const QPolygonF &each : lines(lane.adjusted(0, 0.75, 0, -0.75), value, most(value, least)))
            m_painter.drawPolyline(each);
    }

    void area(const QRectF &lane, const Value &value, double least, Role ink)
    {
        QColor ground = color(ink);
        ground.setAlphaF(0.3F);
        for (const QPolygonF &each : lines(lane, value, std::max(least, most(value, least) * kMemoryAir))) {
            QPolygonF filled = each;
            filled << QPointF(each.last().x(), lane.bottom()) << QPointF(each.first().x(), lane.bottom());
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(ground);
            m_painter.drawPolygon(filled);
            m_painter.setPen(QPen(color(ink), 1));
            m_painter.drawPolyline(each);
        }
    }

    void bars(const QRectF &lane, const Value &up, const Value &down, Role upInk, Role downInk)
    {
        const double scale = std::max(most(up, kLeastNetwork), most(down, kLeastNetwork));
        const qreal middle = lane.center().y(), half = lane.height() / 2;
        const qreal width = std::max(1.0, lane.width() / std::chrono::duration<double>(m_history.span()).count());
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.fillRect(QRectF(lane.left(), middle - 0.5, lane.width(), 1), color(Role::Line));
        m_painter.setRenderHint(QPainter::Antialiasing);
        for (const UsagePoint &point : m_history.points()) {
            const auto bar = [&](const Value &value, Role ink, qreal towards) {
                if (const double known = value(point).value_or(0); known > 0) // what is there at all is seen
                    m_painter.fillRect(QRectF(x(lane, point) - width, middle, width, towards * std::max(1.0, known / scale * half)).normalized(), color(ink));
            };
            bar(up, upInk, -1);
            bar(down, downInk, 1);
        }
    }

private:
    qreal x(const QRectF &lane, const UsagePoint &point) const
    {
        const std::chrono::duration<double> ago = m_history.points().back().at - point.at;
        return lane.right() - lane.width() * std::clamp(ago / std::chrono::duration<double>(m_history.span()), 0.0, 1.0);
    }

    QPainter &m_painter;
    const UsageHistory &m_history;
};

Value of(std::optional<double> UsagePoint::*which)
{
    return [which](const UsagePoint &point) { return point.*which; };
}

} // namespace

void paintLanes(QPainter &painter, const QRectF &box, const UsageHistory &history)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal height = (box.height() - 2 * kBetween) / 3;
    QRectF lane(box.left(), box.top(), box.width(), height);
    Lanes lanes(painter, history);
    lanes.line(lane, of(&UsagePoint::cpuPercent), kLeastCpu, Role::Accent);
    lane.translate(0, height + kBetween);
    lanes.area(lane, [](const UsagePoint &point) { return std::optional(point.memoryBytes); }, kLeastMemory, Role::Ok);
    lane.translate(0, height + kBetween);
    lanes.bars(lane, of(&UsagePoint::received), of(&UsagePoint::sent), Role::Accent, Role::Warn);
    painter.restore();
}

} // namespace ui::containers
