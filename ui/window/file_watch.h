// Says when a small file's contents are others, however that came: written in place, replaced, made or removed (editors do
// all of these). Many changes at once are one.
//
// Threads: GUI thread.
#pragma once
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace ui::window {

class FileWatch : public QObject
{
    Q_OBJECT
public:
    FileWatch(const QString &path, QObject *parent); // its folder need not exist yet

Q_SIGNALS:
    void changed();

private:
    void watch();
    void look();
    QByteArray contents() const;

    const QString m_path;
    QByteArray m_contents;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
};

} // namespace ui::window
