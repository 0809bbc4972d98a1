#include "ui/history/history_delegate.h"

#include "ui/history/history_model.h"
#include "ui/history/history_text.h"
#include "ui/history/matches.h"
#include "ui/terminal/block_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

namespace ui::history {

using namespace ui::theme;
using core::store::CommandRecord;

namespace {

constexpr int kMark = 14, kTextLeft = kSpace3 + kMark + kSpace3;
constexpr int kLineHeight = 19;

void paintMark(QPainter &painter, const QRectF &box, Outcome outcome)
{
    switch (outcome) {
    case Outcome::Succeeded: drawIcon(painter, box, QStringLiteral("check"), color(Role::Ok)); break;
    case Outcome::Failed: drawIcon(painter, box, QStringLiteral("x"), color(Role::Fail)); break;
    case Outcome::Stopped: drawIcon(painter, box, QStringLiteral("pause"), color(Role::Dim)); break;
    case Outcome::Unknown:
        painter.setPen(QPen(color(Role::Dim), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.center(), 3, 3);
        break;
    }
}

// Draws at the right end of the line and shortens it by what was used.
void paintRight(QPainter &painter, QRect &line, const QString &text, Role role)
{
    if (text.isEmpty())
        return;
    painter.setPen(color(role));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
    line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(text) - kSpace3);
}

} // namespace

HistoryDelegate::HistoryDelegate(const HistoryModel &model, QString home, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model), m_home(std::move(home))
{
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, kRowHeight}; // the list gives it its own width
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const CommandRecord &record = m_model.record(index.row());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect card = option.rect.adjusted(kSpace2, 1, -kSpace2, -1);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Role::Hover));
        painter->drawRoundedRect(card, kRadius, kRadius);
        painter->setBrush(color(Role::Accent));
        painter->drawRoundedRect(QRectF(card.left(), card.top() + 8, 3, card.height() - 16), 1.5, 1.5);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(QPen(color(Role::Line), 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    }
    const int top = card.top() + (card.height() - 2 * kLineHeight) / 2;
    const QRect first(card.left() + kTextLeft, top, card.width() - kTextLeft - kSpace3, kLineHeight);
    paintMark(*painter, QRectF(card.left() + kSpace3, first.center().y() - kMark / 2 + 0.5, kMark, kMark), outcomeOf(record));
    paintCommand(*painter, first, index.row());
    paintFacts(*painter, first.translated(0, kLineHeight), index.row());
    painter->restore();
}

void HistoryDelegate::paintCommand(QPainter &painter, const QRect &line, int row) const
{
    const CommandRecord &record = m_model.record(row);
    const QString command = QString::fromStdString(record.command);
    QRect rest = line;
    painter.setFont(textFont(11));
    paintRight(painter, rest, whenText(record.start, QDateTime::currentDateTime()), Role::Dim);
    if (record.count > 1)
        paintRight(painter, rest, tr("%1×").arg(record.count), Role::Dim);
    if (const int lines = lineCount(command); lines > 1)
        paintRight(painter, rest, tr("%1 lines").arg(lines), Role::Dim);

    const QFont mono = commandFont(kTextPx);
    const QString shown = QFontMetrics(mono).elidedText(oneLine(command), Qt::ElideRight, rest.width());
    QList<QTextLayout::FormatRange> formats;
    for (const Span &span : matchesOf(m_model.filter().text, m_model.filter().fuzzy, shown)) {
        QTextCharFormat format;
        format.setForeground(color(Role::Accent));
        format.setFontWeight(QFont::Bold); // not by colour alone
        formats.append({int(span.from), int(span.count), format});
    }
    QTextLayout layout(shown, mono, painter.device());
    QTextOption one(Qt::AlignLeft);
    one.setWrapMode(QTextOption::NoWrap);
    one.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(one);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine text = layout.createLine();
    text.setLineWidth(rest.width());
    layout.endLayout();
    painter.setPen(color(Role::Text));
    painter.save();
    painter.setClipRect(rest);
    layout.draw(&painter, QPointF(rest.left(), rest.top() + (rest.height() - text.height()) / 2));
    painter.restore();
}

void HistoryDelegate::paintFacts(QPainter &painter, const QRect &line, int row) const
{
    const CommandRecord &record = m_model.record(row);
    QRect rest = line;
    painter.setFont(textFont(11));
    if (outcomeOf(record) == Outcome::Failed)
        paintRight(painter, rest, outcomeText(record), Role::Fail);
    else if (outcomeOf(record) == Outcome::Stopped)
        paintRight(painter, rest, outcomeText(record), Role::Dim);
    if (!record.session.empty())
        paintRight(painter, rest, terminal::durationLabel(record.duration), Role::Dim);
    paintRight(painter, rest, originText(record), Role::Warn);
    if (record.masked)
        paintRight(painter, rest, tr("secret masked"), Role::Warn);

    painter.setPen(Qt::NoPen);
    painter.setBrush(placeColor(record));
    painter.drawRoundedRect(QRectF(rest.left(), rest.center().y() - 3.5, 8, 8), 2, 2);
    rest.setLeft(rest.left() + 8 + 6);
    const QFontMetrics metrics = painter.fontMetrics();
    const QString place = metrics.elidedText(placeText(record), Qt::ElideMiddle, rest.width() / 2);
    painter.setPen(color(Role::Dim));
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, place);
    rest.setLeft(rest.left() + metrics.horizontalAdvance(place) + kSpace3);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(folderText(record, m_home), Qt::ElideMiddle, rest.width()));
}

} // namespace ui::history
