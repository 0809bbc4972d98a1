// What the running containers have used over the last minute, for the panel's rows: sampled only while somebody looks.
//
// Threads: GUI. Watches a Registry that must outlive it.
#pragma once
#include "core/engine/usage_board.h"

#include <QList>
#include <QTimer>
#include <map>

namespace ui::containers {

class UsageTrends : public QObject
{
    Q_OBJECT
public:
    static constexpr int kLength = 60;             // samples, about one a second
    static constexpr std::size_t kMostStreams = 48; // running containers beyond that have no line

    explicit UsageTrends(core::engine::Registry &registry, QObject *parent = nullptr);

    void setWatched(bool watched); // false: nothing is asked for, and what was known is forgotten
    bool isWatched() const { return m_again.isActive(); }
    // CPU share in percent of one CPU, oldest first; empty: not known.
    QList<qreal> cpu(const QString &engineId, const QString &containerId) const;
    QString words(const QString &engineId, const QString &containerId) const; // "CPU 12 %, memory 120 MiB"; may be empty

Q_SIGNALS:
    void changed(const QString &engineId, const QString &containerId);

private:
    void take(const QString &engineId, const QString &containerId);
    void again();

    core::engine::Registry &m_registry;
    core::engine::UsageBoard m_board;
    std::map<std::pair<QString, QString>, QList<qreal>> m_cpu;
    QTimer m_again;
};

} // namespace ui::containers
