#include "ui/containers/container_delegate.h"

#include "ui/containers/container_model.h"
#include "ui/containers/row_detail.h"
#include "ui/containers/usage_lanes.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>
#include <algorithm>
#include <array>

namespace ui::containers {
namespace {

using namespace ui::theme;

constexpr int kMargin = 14;
constexpr int kTextLeft = 34;   // after the dot
constexpr int kButton = 22;
constexpr int kWideTrend = 44, kNarrowTrend = 24, kWideFrom = 230, kNarrowFrom = 190; // a narrower row is for names
constexpr std::array kRowButtons = {RowButton::Shell, RowButton::StartStop, RowButton::Menu};

ContainerModel::Kind kindOf(const QModelIndex &index)
{
    return ContainerModel::Kind(index.data(ContainerModel::KindRole).toInt());
}

Light lightOf(const QModelIndex &index)
{
    return Light(index.data(ContainerModel::LightRole).toInt());
}

QRect buttonRect(const QRect &row, std::size_t which)
{
    const int fromRight = int(kRowButtons.size() - which);
    return {row.right() - 8 - fromRight * (kButton + 2), row.center().y() - kButton / 2 + 1, kButton, kButton};
}

// An engine's or a group's own row, below what keeps it from those above. It has a second line for words that do not fit beside its name.
constexpr int kEngineLine = 32, kGroupLine = 24, kTwoLines = 40;

QRect engineLine(const QRect &row)
{
    return row.adjusted(0, row.height() - (row.height() >= kTwoLines ? kTwoLines : kEngineLine), 0, 0);
}

QRect engineMenuRect(const QRect &row)
{
    return {row.right() - 8 - kButton - 2, engineLine(row).center().y() - kButton / 2 + 1, kButton, kButton};
}

void paintButton(QPainter &painter, const QRect &box, const QString &name, bool over)
{
    if (over) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Line));
        painter.drawRoundedRect(box, 5, 5);
    }
    drawIcon(painter, QRectF(box).adjusted(4, 4, -4, -4), name, color(over ? Role::Text : Role::Dim));
}

bool hasActions(const QModelIndex &group) // what belongs to no project has none
{
    return !group.data(ContainerModel::ProjectRole).toString().isEmpty();
}

int groupButtonsWidth()
{
    return 2 * (kButton + 2) + 12;
}

int widthOf(const QString &text, int size)
{
    return QFontMetrics(textFont(size)).horizontalAdvance(text);
}

QString groupWords(const QModelIndex &group) // how it goes with what is done to it
{
    const QString error = group.data(ContainerModel::ErrorRole).toString();
    return error.isEmpty() ? group.data(ContainerModel::PendingRole).toString() : error;
}

// Beside its buttons, too: they come with the pointer, and what is read then must not go.
bool needsTwoLines(const QModelIndex &index, int width)
{
    const bool isEngine = kindOf(index) == ContainerModel::Kind::Engine;
    const QString words = isEngine ? index.data(ContainerModel::SubtitleRole).toString() : groupWords(index);
    if (words.isEmpty())
        return false;
    const int size = isEngine ? 12 : 11;
    const int right = isEngine ? kMargin + widthOf(QString::number(index.data(ContainerModel::CountRole).toInt()), size) + kSpace2 : hasActions(index) ? groupButtonsWidth() : kMargin;
    return (isEngine ? 30 : kMargin + 14) + widthOf(index.data().toString(), size) + kSpace2 + widthOf(words, 11) > width - right;
}

QRect detailRect(const QRect &row, int right)
{
    QRect line = row.adjusted(kTextLeft, 21, -right, 0);
    line.setHeight(15);
    return line;
}

int buttonsWidth()
{
    return int(kRowButtons.size()) * (kButton + 2) + 12;
}

QRect whyRect(const QRect &row)
{
    const int width = QFontMetrics(textFont(12)).horizontalAdvance(ContainerDelegate::tr("Why?"));
    return {row.right() - kMargin - width, row.top(), width + 1, row.height()};
}

void drawLight(QPainter &painter, const QRect &row, Light light, bool stale)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF centre(kMargin + row.left() + 4, row.center().y() + 0.5);
    if (light == Light::Stopped) {
        painter.setPen(QPen(color(Role::Faint), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, 3.25, 3.25);
        return;
    }
    QColor fill = color(light == Light::Running ? Role::Ok : light == Light::Paused ? Role::Warn : Role::Fail);
    if (stale)
        fill.setAlphaF(0.45F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(centre, 4, 4);
}

void drawText(QPainter &painter, const QRect &box, const QFont &font, const QColor &ink, const QString &text, int flags = Qt::AlignVCenter | Qt::AlignLeft)
{
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(box, flags | Qt::TextSingleLine, QFontMetrics(font).elidedText(text, Qt::ElideRight, box.width()));
}

// Where a row's name is and where what is said of it: behind the name, or on a line of its own.
std::pair<QRect, QRect> nameAndWords(const QRect &box, const QFont &font, const QString &name)
{
    if (box.height() < kTwoLines)
        return {box, box.adjusted(QFontMetrics(font).horizontalAdvance(name) + kSpace2, 0, 0, 0)};
    QRect above = box.adjusted(0, 4, 0, 0), below = box.adjusted(0, 20, 0, 0);
    above.setHeight(16);
    below.setHeight(15);
    return {above, below};
}

} // namespace

QSize ContainerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *const view = qobject_cast<const QAbstractItemView *>(option.widget); // a list asks without a rectangle
    const int width = view ? view->viewport()->width() : option.rect.width();
    int height = 40;
    switch (kindOf(index)) {
    case ContainerModel::Kind::Engine: height = (needsTwoLines(index, width) ? kTwoLines : kEngineLine) + (index.row() == 0 ? 0 : 4); break;
    case ContainerModel::Kind::Group: height = needsTwoLines(index, width) ? kTwoLines : kGroupLine; break;
    case ContainerModel::Kind::Container: height = 40; break;
    case ContainerModel::Kind::Failed: height = 40; break;
    }
    return {option.rect.width(), height};
}

void ContainerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    switch (kindOf(index)) {
    case ContainerModel::Kind::Engine: paintEngine(*painter, option, index); break;
    case ContainerModel::Kind::Group: paintGroup(*painter, option, index); break;
    case ContainerModel::Kind::Container: paintContainer(*painter, option, index); break;
    case ContainerModel::Kind::Failed: paintFailed(*painter, option, index); break;
    }
    painter->restore();
}

void ContainerDelegate::paintEngine(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect &rect = option.rect;
    const QRect line = engineLine(rect);
    const bool chosen = option.state.testFlag(QStyle::State_Selected), focused = chosen && option.state.testFlag(QStyle::State_HasFocus);
    if (focused) {
        painter.fillRect(line, color(Role::Hover));
        painter.fillRect(QRect(line.left(), line.top(), 2, line.height()), color(Role::Accent));
    }
    drawLight(painter, line, lightOf(index), false);
    const QFont font = textFont(12);
    const QString count = QString::number(index.data(ContainerModel::CountRole).toInt());
    const int countWidth = QFontMetrics(font).horizontalAdvance(count);
    if (option.state.testFlag(QStyle::State_MouseOver))
        paintButton(painter, engineMenuRect(rect), QStringLiteral("ellipsis"), m_hovered == RowButton::Menu);
    else
        drawText(painter, line.adjusted(0, 0, -kMargin, 0), font, color(Role::Dim), count, Qt::AlignVCenter | Qt::AlignRight);
    const QRect box = line.adjusted(30, 0, -kMargin - countWidth - kSpace2, 0);
    const auto [title, words] = nameAndWords(box, font, index.data().toString());
    drawText(painter, title, font, color(Role::Dim), index.data().toString());
    const bool stale = index.data(ContainerModel::StaleRole).toBool();
    drawText(painter, words, textFont(11), color(stale ? Role::Warn : Role::Dim), index.data(ContainerModel::SubtitleRole).toString());
}

void ContainerDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect &rect = option.rect;
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver), focused = option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus);
    if (focused) {
        painter.fillRect(rect, color(Role::Hover));
        painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), color(Role::Accent));
    }
    const bool folded = index.data(ContainerModel::FoldedRole).toBool();
    drawIcon(painter, QRectF(rect.left() + kMargin - 2, nameAndWords(rect, textFont(11), {}).first.center().y() - 5, 12, 12),
             folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"), color(Role::Dim));
    const QRect box = rect.adjusted(kMargin + 14, 0, hovered && hasActions(index) ? -groupButtonsWidth() : -kMargin, 0);
    const auto [title, words] = nameAndWords(box, textFont(11), index.data().toString());
    drawText(painter, title, textFont(11), color(Role::Dim), index.data().toString());
    const QString error = index.data(ContainerModel::ErrorRole).toString(), pending = index.data(ContainerModel::PendingRole).toString();
    drawText(painter, words, textFont(11), color(error.isEmpty() ? Role::Accent : Role::Fail), groupWords(index));
    if (!hovered || !hasActions(index))
        return;
    const QString act = !pending.isEmpty() ? QStringLiteral("x") : lightOf(index) == Light::Stopped ? QStringLiteral("play") : QStringLiteral("square"); // while it runs: waits no longer
    paintButton(painter, buttonRect(rect, 1), act, m_hovered == RowButton::StartStop);
    paintButton(painter, buttonRect(rect, 2), QStringLiteral("ellipsis"), m_hovered == RowButton::Menu);
}

void ContainerDelegate::paintContainer(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool active = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (active || hovered) {
        QColor ground = color(Role::Hover);
        if (!active)
            ground.setAlphaF(0.5F);
        painter.fillRect(option.rect, ground);
    }
    if (active && option.state.testFlag(QStyle::State_HasFocus))
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), color(Role::Accent));

    const bool stale = index.data(ContainerModel::StaleRole).toBool();
    const Light light = lightOf(index);
    drawLight(painter, option.rect, light, stale);

    const bool notable = index.data(ContainerModel::NotableRole).toBool();
    const auto *const trend = index.data(ContainerModel::TrendRole).value<const UsageHistory *>();
    const int trendWidth = hovered || !trend || trend->points().size() < 2 ? 0 : option.rect.width() >= kWideFrom ? kWideTrend : option.rect.width() >= kNarrowFrom ? kNarrowTrend : 0;
    const int edge = hovered ? buttonsWidth() : notable ? 36 : kMargin;
    const int right = edge + (trendWidth > 0 ? trendWidth + kSpace2 : 0);
    QRect name = option.rect.adjusted(kTextLeft, 5, -right, 0);
    name.setHeight(16);
    const QRect detail = detailRect(option.rect, right);
    const auto words = index.data(ContainerModel::WordsRole).value<RowWords>();
    const QFont nameFont = textFont(13, QFont::Medium);
    drawText(painter, name, nameFont, color(light == Light::Stopped || stale ? Role::Dim : Role::Text), index.data().toString());
    // Where the name leaves room for it.
    if (QFontMetrics(nameFont).horizontalAdvance(index.data().toString()) + kSpace2 + QFontMetrics(textFont(11)).horizontalAdvance(words.uptime) <= name.width())
        drawText(painter, name, textFont(11), color(Role::Dim), words.uptime, Qt::AlignVCenter | Qt::AlignRight);

    const QString pending = index.data(ContainerModel::PendingRole).toString();
    const QString error = index.data(ContainerModel::ErrorRole).toString();
    if (!error.isEmpty())
        drawText(painter, detail, textFont(11), color(Role::Fail), error);
    else if (!pending.isEmpty())
        drawText(painter, detail, textFont(11), color(Role::Accent), pending);
    else
        paintDetail(painter, words, detail, hovered && m_hovered == RowButton::Port);

    if (trendWidth > 0)
        paintLanes(painter, QRectF(option.rect.right() - edge - trendWidth, option.rect.top() + 5, trendWidth, 30), *trend);
    if (hovered) {
        paintButtons(painter, option.rect, index);
    } else if (notable) {
        drawIcon(painter, QRectF(option.rect.right() - kMargin - 14, option.rect.center().y() - 7, 15, 15), QStringLiteral("shield-alert"),
                 color(Role::Warn));
    }
}

void ContainerDelegate::paintButtons(QPainter &painter, const QRect &row, const QModelIndex &index) const
{
    for (std::size_t i = 0; i < kRowButtons.size(); ++i) {
        const QRect box = buttonRect(row, i);
        const QString name = kRowButtons[i] == RowButton::Shell ? QStringLiteral("terminal")
            : kRowButtons[i] == RowButton::Menu                  ? QStringLiteral("ellipsis")
            : lightOf(index) == Light::Stopped                   ? QStringLiteral("play")
                                                                 : QStringLiteral("square");
        paintButton(painter, box, name, m_hovered == kRowButtons[i]);
    }
}

void ContainerDelegate::paintFailed(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, color(Role::Hover));
    drawLight(painter, option.rect, Light::Stopped, false);
    const QRect why = whyRect(option.rect);
    painter.setFont(textFont(12));
    painter.setPen(color(Role::Dim));
    painter.drawText(QRect(option.rect.left() + 30, option.rect.top(), why.left() - 38 - option.rect.left(), option.rect.height()),
                     Qt::AlignVCenter | Qt::TextWordWrap, index.data().toString());
    QFont font = textFont(12);
    font.setUnderline(m_hovered == RowButton::Why && option.state.testFlag(QStyle::State_MouseOver));
    drawText(painter, why, font, color(Role::Accent), ContainerDelegate::tr("Why?"));
}

std::optional<RowButton> ContainerDelegate::buttonAt(const QRect &row, const QModelIndex &index, const QPoint &pos) const
{
    if (kindOf(index) == ContainerModel::Kind::Failed)
        return whyRect(row).contains(pos) ? std::optional(RowButton::Why) : std::nullopt;
    if (kindOf(index) == ContainerModel::Kind::Engine)
        return engineMenuRect(row).contains(pos) ? std::optional(RowButton::Menu) : std::nullopt;
    if (kindOf(index) == ContainerModel::Kind::Group && hasActions(index))
        return buttonRect(row, 1).contains(pos) ? std::optional(RowButton::StartStop) : buttonRect(row, 2).contains(pos) ? std::optional(RowButton::Menu) : std::nullopt;
    if (kindOf(index) != ContainerModel::Kind::Container)
        return std::nullopt;
    const auto words = index.data(ContainerModel::WordsRole).value<RowWords>();
    const bool saysWords = index.data(ContainerModel::ErrorRole).toString().isEmpty() && index.data(ContainerModel::PendingRole).toString().isEmpty();
    if (saysWords && !words.portUrl.isEmpty() && layOutDetail(words, detailRect(row, buttonsWidth())).port.adjusted(-2, -3, 2, 3).contains(pos))
        return RowButton::Port;
    for (std::size_t i = 0; i < kRowButtons.size(); ++i) {
        if (buttonRect(row, i).contains(pos))
            return kRowButtons[i];
    }
    return std::nullopt;
}

} // namespace ui::containers
