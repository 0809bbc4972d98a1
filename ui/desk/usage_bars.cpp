#include "ui/desk/usage_bars.h"

#include "ui/desk/engine_text.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kUsageLine = 30;
constexpr int kNameWidth = 96, kDetailWidth = 120, kSizeWidth = 84, kFreeWidth = 148;
constexpr int kDetailFrom = 560, kFreeFrom = 420; // narrower, they are left out; the bar shows what is not in use, too
}

UsageBars::UsageBars(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void UsageBars::setUsage(std::vector<KindUsage> usage)
{
    m_usage = std::move(usage);
    QStringList words;
    for (const KindUsage &each : m_usage)
        words << tr("%1: %2, %3, of which %4 not in use").arg(each.name, each.detail, bytesText(each.bytes), bytesText(each.free));
    setAccessibleName(tr("Disk use"));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    setToolTip(words.join(QLatin1Char('\n')).toHtmlEscaped());
    updateGeometry();
    update();
}

QSize UsageBars::sizeHint() const
{
    return {500, std::max(1, int(m_usage.size())) * kUsageLine};
}

void UsageBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    std::int64_t most = 1;
    for (const KindUsage &each : m_usage)
        most = std::max(most, each.bytes);
    const int barLeft = kNameWidth + (width() >= kDetailFrom ? kDetailWidth : 0), freeWidth = width() >= kFreeFrom ? kFreeWidth : 0;
    const int barWidth = std::max(40, width() - barLeft - kSizeWidth - freeWidth);
    for (int i = 0; i < int(m_usage.size()); ++i) {
        const KindUsage &each = m_usage[std::size_t(i)];
        const QRect line(0, i * kUsageLine, width(), kUsageLine);
        const auto text = [&](QRect box, Role ink, const QString &words, int align = Qt::AlignLeft) {
            painter.setPen(color(ink));
            painter.drawText(box, Qt::AlignVCenter | align | Qt::TextSingleLine, words);
        };
        painter.setFont(textFont());
        text(line, Role::Text, each.name);
        if (width() >= kDetailFrom)
            text(line.adjusted(kNameWidth, 0, 0, 0), Role::Dim, each.detail);
        const QString free = each.free > 0 ? tr("%1 not in use").arg(bytesText(each.free)) : QString();
        if (freeWidth > 0)
            text(line, Role::Dim, free, Qt::AlignRight);
        text(line.adjusted(0, 0, -freeWidth, 0), Role::Text, bytesText(each.bytes), Qt::AlignRight);

        const QRectF bar(barLeft, line.center().y() - 4, barWidth * double(each.bytes) / double(most), 8);
        if (each.bytes <= 0)
            continue;
        painter.setPen(Qt::NoPen);
        painter.save();
        QPainterPath shape;
        shape.addRoundedRect(bar.width() < 4 ? QRectF(bar.topLeft(), QSizeF(4, 8)) : bar, 4, 4);
        painter.setClipPath(shape);
        painter.fillRect(shape.boundingRect(), color(Role::Accent));
        QRectF idle = shape.boundingRect();
        idle.setLeft(idle.right() - idle.width() * double(each.free) / double(each.bytes));
        QColor quiet = color(Role::Accent);
        quiet.setAlphaF(0.35F);
        painter.fillRect(idle, color(Role::Panel));
        painter.fillRect(idle, quiet);
        painter.restore();
    }
}

} // namespace ui::desk
