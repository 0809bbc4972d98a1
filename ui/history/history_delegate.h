// Draws a past command: how it ended, the command with what was found in it, when, where and how long.
#pragma once
#include <QStyledItemDelegate>

namespace ui::history {

class HistoryModel;

class HistoryDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kRowHeight = 46;

    HistoryDelegate(const HistoryModel &model, QString home, QObject *parent);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintCommand(QPainter &painter, const QRect &line, int row) const;
    void paintFacts(QPainter &painter, const QRect &line, int row) const;

    const HistoryModel &m_model;
    QString m_home;
};

} // namespace ui::history
