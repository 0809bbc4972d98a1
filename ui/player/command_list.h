// The commands of a recording, one below the other: how each ended, what it was, when, and how long it took.
#pragma once
#include "core/recording/cast_index.h"

#include <QAbstractListModel>
#include <QListView>

namespace ui::player {

class CommandModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum { CommandRole = Qt::UserRole + 1 }; // index into CastIndex::commands

    using QAbstractListModel::QAbstractListModel;
    void setIndex(core::recording::CastIndexPtr index);
    void setFailuresOnly(bool failuresOnly);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    const core::recording::RecordedCommand &command(const QModelIndex &index) const;
    QModelIndex indexOf(int command) const; // invalid: it is not shown

private:
    void choose();
    core::recording::CastIndexPtr m_index;
    std::vector<int> m_shown;
    bool m_failuresOnly = false;
};

class CommandList : public QListView
{
    Q_OBJECT
public:
    explicit CommandList(QWidget *parent = nullptr);
    CommandModel &commands() { return *m_model; }
    void setCurrentCommand(int command); // marked, and scrolled to when it is another one

Q_SIGNALS:
    void commandRequested(int command);

private:
    CommandModel *m_model;
    int m_current = -1;
};

} // namespace ui::player
