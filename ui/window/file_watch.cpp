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
    const auto wait = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    const QString folder = QFileInfo(path).absolutePath();
    if (QFileInfo(folder).isDir())
        m_watcher.addPath(folder);
    if (QFileInfo::exists(path))
        m_watcher.addPath(path);
}

void FileWatch::look()
{
    // A file that was replaced is no longer watched: its name stands for another one.
    if (!m_watcher.files().contains(m_path) && QFileInfo::exists(m_path))
        m_watcher.addPath(m_path);
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
