#include "ui/containers/usage_trends.h"

#include <QLocale>

namespace ui::containers {

using namespace std::chrono_literals;

namespace {
constexpr auto kAskEvery = 2s, kWish = 5s; // who stops looking stops the sampling within seconds, whatever happens
}

UsageTrends::UsageTrends(core::engine::Registry &registry, QObject *parent) : QObject(parent), m_registry(registry), m_board(registry, kMostStreams)
{
    m_again.setInterval(kAskEvery);
    connect(&m_again, &QTimer::timeout, this, &UsageTrends::again);
    connect(&m_board, &core::engine::UsageBoard::sampled, this, &UsageTrends::take);
}

void UsageTrends::setWatched(bool watched)
{
    if (watched == isWatched())
        return;
    if (watched) {
        m_again.start();
        again();
        return;
    }
    m_again.stop();
    for (const auto &[key, cpu] : std::exchange(m_cpu, {}))
        Q_EMIT changed(key.first, key.second);
}

void UsageTrends::again()
{
    m_board.want(kWish);
    std::vector<std::pair<QString, QString>> gone;
    for (const auto &[key, cpu] : m_cpu) {
        const auto *const engine = m_registry.engine(key.first.toStdString());
        const auto *const container = engine && engine->state() == core::engine::EngineState::Ready ? engine->find(key.second.toStdString()) : nullptr;
        if (!container || !container->isRunning())
            gone.push_back(key);
    }
    for (const auto &key : gone) {
        m_cpu.erase(key);
        Q_EMIT changed(key.first, key.second);
    }
}

void UsageTrends::take(const QString &engineId, const QString &containerId)
{
    const auto *const usage = m_board.usage(engineId.toStdString(), containerId.toStdString());
    if (!usage || !usage->cpuPercent || !isWatched())
        return;
    QList<qreal> &cpu = m_cpu[{engineId, containerId}];
    cpu << *usage->cpuPercent;
    if (cpu.size() > kLength)
        cpu.removeFirst();
    Q_EMIT changed(engineId, containerId);
}

QList<qreal> UsageTrends::cpu(const QString &engineId, const QString &containerId) const
{
    const auto found = m_cpu.find({engineId, containerId});
    return found == m_cpu.end() ? QList<qreal>() : found->second;
}

QString UsageTrends::words(const QString &engineId, const QString &containerId) const
{
    const auto *const usage = isWatched() ? m_board.usage(engineId.toStdString(), containerId.toStdString()) : nullptr;
    if (!usage || !usage->cpuPercent)
        return {};
    return tr("CPU %1 %, memory %2").arg(QLocale().toString(*usage->cpuPercent, 'f', *usage->cpuPercent < 9.95 ? 1 : 0), QLocale().formattedDataSize(usage->memoryBytes, 0));
}

} // namespace ui::containers
