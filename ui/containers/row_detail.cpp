#include "ui/containers/row_detail.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace ui::containers {

using namespace ui::theme;

namespace {

QString between()
{
    return QStringLiteral(" · ");
}

} // namespace

RowDetail layOutDetail(const RowWords &words, const QRect &line)
{
    const QFontMetrics metrics(textFont(11));
    const auto widthOf = [&](const QString &text) { return text.isEmpty() ? 0 : metrics.horizontalAdvance(text) + 1; }; // widths are rounded, and eliding is not
    const int gap = widthOf(between()), port = widthOf(words.port), health = widthOf(words.health);
    const int rest = (port > 0 ? gap + port : 0) + (health > 0 ? gap + health : 0);
    RowDetail out;
    // What is wrong with it is worth more than a few letters of its image.
    const int letters = metrics.averageCharWidth() * 4, room = line.width() - rest;
    const bool leads = room >= letters || health == 0;
    int left = line.left();
    const auto place = [&](int width) {
        const QRect box(left, line.top(), std::clamp(width, 0, std::max(0, line.right() + 1 - left)), line.height());
        left = box.right() + 1 + gap;
        return box;
    };
    if (leads)
        out.lead = place(std::min(std::max(room, letters), widthOf(metrics.elidedText(words.lead, Qt::ElideRight, std::max(room, letters)))));
    if (port > 0)
        out.port = place(port);
    if (health > 0)
        out.health = place(health);
    return out;
}

void paintDetail(QPainter &painter, const RowWords &words, const QRect &line, bool overPort)
{
    const RowDetail where = layOutDetail(words, line);
    const QFont plain = textFont(11);
    const auto write = [&](const QRect &box, const QFont &font, Role ink, const QString &text) {
        painter.setFont(font);
        painter.setPen(color(ink));
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, QFontMetrics(font).elidedText(text, Qt::ElideRight, box.width()));
    };
    const int gap = QFontMetrics(plain).horizontalAdvance(between()) + 1;
    const auto separate = [&](const QRect &next) {
        if (next.left() > line.left())
            write(QRect(next.left() - gap, next.top(), gap, next.height()), plain, Role::Dim, between());
    };
    if (!where.lead.isEmpty())
        write(where.lead, plain, Role::Dim, words.lead);
    if (!where.port.isEmpty()) {
        QFont link = plain;
        link.setUnderline(overPort);
        separate(where.port);
        write(where.port, link, words.portUrl.isEmpty() ? Role::Dim : Role::Accent, words.port);
    }
    if (!where.health.isEmpty()) {
        separate(where.health);
        write(where.health, plain, words.isUnhealthy ? Role::Fail : words.isStarting ? Role::Warn : Role::Dim, words.health);
    }
}

} // namespace ui::containers
