#include "ui/player/command_list.h"

#include "ui/player/time_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace ui::player {

using namespace ui::theme;
using core::recording::RecordedCommand;

namespace {

constexpr int kRowHeight = 44;

QString resultText(const RecordedCommand &command)
{
    if (command.isMarker)
        return CommandList::tr("mark");
    if (!command.end)
        return CommandList::tr("did not end");
    QString text = durationText(command.duration);
    if (command.hasFailed())
        text += CommandList::tr(" · exit %1").arg(*command.exitCode);
    else if (command.stopped)
        text += CommandList::tr(" · stopped");
    return text;
}

class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, kRowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &model = static_cast<const CommandModel &>(*index.model());
        const RecordedCommand &command = model.command(index);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect;
        const bool current = option.state.testFlag(QStyle::State_Selected);
        if (current || option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(row, color(Role::Hover));
        if (current)
            painter->fillRect(QRect(row.left(), row.top(), 2, row.height()), color(Role::Accent));
        const QRectF symbol(row.left() + kSpace3, row.top() + 7, 14, 14);
        if (command.hasFailed())
            drawIcon(*painter, symbol, QStringLiteral("circle-alert"), color(Role::Fail));
        else if (command.stopped)
            drawIcon(*painter, symbol, QStringLiteral("pause"), color(Role::Dim));
        else if (command.exitCode)
            drawIcon(*painter, symbol, QStringLiteral("check"), color(Role::Ok));
        else
            drawIcon(*painter, symbol, QStringLiteral("chevron-right"), color(Role::Dim));
        const int left = row.left() + kSpace3 + 14 + kSpace2;
        const QRect text(left, row.top() + 5, row.right() - kSpace3 - left, 18);
        painter->setFont(monoFont(12));
        painter->setPen(color(Role::Text));
        painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, painter->fontMetrics().elidedText(plainLine(command.command), Qt::ElideRight, text.width()));
        const QRect below = text.translated(0, 17);
        painter->setFont(textFont(kLabelPx));
        painter->setPen(color(command.hasFailed() ? Role::Fail : Role::Dim));
        const QString result = resultText(command);
        painter->drawText(below, Qt::AlignVCenter | Qt::AlignRight, result);
        painter->setPen(color(Role::Dim));
        painter->drawText(below, Qt::AlignVCenter | Qt::AlignLeft, clockText(command.start));
        painter->restore();
    }
};

} // namespace

void CommandModel::setIndex(core::recording::CastIndexPtr index)
{
    if (index == m_index)
        return;
    m_index = std::move(index);
    choose();
}

void CommandModel::setFailuresOnly(bool failuresOnly)
{
    if (std::exchange(m_failuresOnly, failuresOnly) != failuresOnly)
        choose();
}

void CommandModel::choose()
{
    beginResetModel();
    m_shown.clear();
    for (int i = 0; m_index && i < int(m_index->commands.size()); ++i) {
        if (!m_failuresOnly || m_index->commands[std::size_t(i)].hasFailed())
            m_shown.push_back(i);
    }
    endResetModel();
}

int CommandModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

const RecordedCommand &CommandModel::command(const QModelIndex &index) const
{
    return m_index->commands[std::size_t(m_shown[std::size_t(index.row())])];
}

QVariant CommandModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_shown.size()))
        return {};
    switch (role) {
    case Qt::DisplayRole: return plainLine(command(index).command);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3").arg(plainLine(command(index).command), clockText(command(index).start), resultText(command(index)));
    case Qt::ToolTipRole: return QString::fromStdString(command(index).cwd).isEmpty() ? QVariant() : plainLine(command(index).cwd);
    case CommandRole: return m_shown[std::size_t(index.row())];
    default: return {};
    }
}

QModelIndex CommandModel::indexOf(int command) const
{
    const auto found = std::ranges::lower_bound(m_shown, command);
    return found != m_shown.end() && *found == command ? index(int(found - m_shown.begin())) : QModelIndex();
}

CommandList::CommandList(QWidget *parent) : QListView(parent), m_model(new CommandModel(this))
{
    setModel(m_model);
    setItemDelegate(new RowDelegate(this));
    setUniformItemSizes(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Commands of the recording"));
    const auto ask = [this](const QModelIndex &index) { Q_EMIT commandRequested(index.data(CommandModel::CommandRole).toInt()); };
    connect(this, &QListView::clicked, this, ask);
    connect(this, &QListView::activated, this, ask);
}

void CommandList::setCurrentCommand(int command)
{
    const QModelIndex index = m_model->indexOf(command);
    if (command == m_current && currentIndex() == index)
        return;
    m_current = command;
    setCurrentIndex(index);
    if (index.isValid())
        scrollTo(index);
}

} // namespace ui::player
