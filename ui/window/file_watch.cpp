#include "ui/window/file_watch.h"

#include <QFile>
#include <QFileInfo>

namespace ui::window {
namespace {

constexpr int kSettleMs = 200;               // editors write in several steps
constexpr qint64 kMostBytes = 1024 * 1024; // of what is compared

} // namespace

FileWatch::FileWatch(const QString &path, QObject *parent) : QObject(parent), m_path(path), m_contents(contents())
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &FileWatch::look);
    const auto wait = [this] {
        if (!m_settle.isActive()) // not put off by each further event: a folder may be busy without end
            m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    watch();
}

// A file that was replaced is no longer watched: its name stands for another one. Where its folder does not exist yet the
// nearest one that does is watched.
void FileWatch::watch()
{
    QString folder = QFileInfo(m_path).absolutePath();
    while (!QFileInfo(folder).isDir() && folder != QLatin1String("/"))
        folder = QFileInfo(folder).absolutePath();
    if (!m_watcher.directories().contains(folder)) {
        if (const QStringList before = m_watcher.directories(); !before.isEmpty())
            m_watcher.removePaths(before);
        m_watcher.addPath(folder);
    }
    if (!m_watcher.files().contains(m_path) && QFileInfo::exists(m_path))
        m_watcher.addPath(m_path);
}

void FileWatch::look()
{
    watch();
    if (QByteArray now = contents(); now != m_contents) {
        m_contents = std::move(now);
        Q_EMIT changed();
    }
}

QByteArray FileWatch::contents() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.read(kMostBytes) : QByteArray();
}

} // namespace ui::window
