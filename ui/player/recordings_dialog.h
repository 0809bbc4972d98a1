// The recordings in the data folder: what was recorded, when, how long and how large; to play, to find, to remove.
//
// Threads: GUI; the folder is read on the global thread pool.
#pragma once
#include "core/recording/recording_files.h"

#include <QAbstractListModel>
#include <QDialog>

class QListView;
class QPushButton;
class QStackedWidget;

namespace ui::player {

class RecordingModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setFiles(std::vector<core::recording::RecordingFile> files);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    const core::recording::RecordingFile &file(const QModelIndex &index) const { return m_files[std::size_t(index.row())]; }

private:
    std::vector<core::recording::RecordingFile> m_files;
};

class RecordingsDialog : public QDialog
{
    Q_OBJECT
public:
    // `mayRecord`: there is a session that the first recording could be made of.
    RecordingsDialog(const std::string &folder, bool mayRecord, QWidget *parent);
    void reload();

Q_SIGNALS:
    void playRequested(const QString &path);
    void openRequested();   // a file from elsewhere
    void recordRequested(); // the first one
    void removeRequested(const QString &path); // to be asked about; then reload()

private:
    QWidget *makeEmpty(bool mayRecord);
    void choose();
    void play();

    std::string m_folder;
    RecordingModel *m_model;
    QListView *m_list;
    QStackedWidget *m_pages;
    QWidget *m_loading, *m_empty;
    QPushButton *m_play, *m_remove, *m_show;
};

} // namespace ui::player
