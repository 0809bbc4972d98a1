// What the running containers have used over the last minute, for the panel's rows: sampled only while somebody looks.
//
// Threads: GUI. Watches a Registry that must outlive it.
#pragma once
#include "core/engine/usage_board.h"
#include "ui/containers/usage_history.h"

#include <QTimer>
#include <map>

namespace ui::containers {

class UsageTrends : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kSpan{60};
    static constexpr std::size_t kMostStreams = 48; // running containers beyond that have no lines

    explicit UsageTrends(core::engine::Registry &registry, QObject *parent = nullptr);

    void setWatched(bool watched); // false: nothing is asked for, and what was known is forgotten
    bool isWatched() const { return m_again.isActive(); }
    // Null: nothing is known. Good until the next event.
    const UsageHistory *history(const QString &engineId, const QString &containerId) const;
    // "CPU 12 %, memory 120 MiB, network 4 KiB/s in, 1 KiB/s out"; may be empty
    QString words(const QString &engineId, const QString &containerId) const;

Q_SIGNALS:
    void changed(const QString &engineId, const QString &containerId);

private:
    void take(const QString &engineId, const QString &containerId);
    void again();

    core::engine::Registry &m_registry;
    core::engine::UsageBoard m_board;
    std::map<std::pair<QString, QString>, UsageHistory> m_histories;
    QTimer m_again;
};

} // namespace ui::containers
