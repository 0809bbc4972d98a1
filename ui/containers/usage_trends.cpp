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
    for (const auto &[key, history] : std::exchange(m_histories, {}))
        Q_EMIT changed(key.first, key.second);
}

void UsageTrends::again()
{
    m_board.want(kWish);
    std::vector<std::pair<QString, QString>> gone;
    for (const auto &[key, history] : m_histories) {
        const auto *const engine = m_registry.engine(key.first.toStdString());
        const auto *const container = engine && engine->state() == core::engine::EngineState::Ready ? engine->find(key.second.toStdString()) : nullptr;
        if (!container || !container->isRunning())
            gone.push_back(key);
    }
    for (const auto &key : gone) {
        m_histories.erase(key);
        Q_EMIT changed(key.first, key.second);
    }
}

void UsageTrends::take(const QString &engineId, const QString &containerId)
{
    const auto *const usage = m_board.usage(engineId.toStdString(), containerId.toStdString());
    if (!usage || !isWatched())
        return;
    m_histories.try_emplace({engineId, containerId}, kSpan).first->second.add(*usage);
    Q_EMIT changed(engineId, containerId);
}

const UsageHistory *UsageTrends::history(const QString &engineId, const QString &containerId) const
{
    const auto found = m_histories.find({engineId, containerId});
    return found == m_histories.end() ? nullptr : &found->second;
}

QString UsageTrends::words(const QString &engineId, const QString &containerId) const
{
    const UsageHistory *const known = history(engineId, containerId);
    if (!known || known->points().empty() || !known->points().back().cpuPercent)
        return {};
    const UsagePoint &now = known->points().back();
    const auto bytes = [](double amount) { return QLocale().formattedDataSize(qint64(amount), 0); };
    QStringList parts{tr("CPU %1 %").arg(QLocale().toString(*now.cpuPercent, 'f', *now.cpuPercent < 9.95 ? 1 : 0)), tr("memory %1").arg(bytes(now.memoryBytes))};
    if (now.received && now.sent)
        parts << tr("network %1/s in, %2/s out").arg(bytes(*now.received), bytes(*now.sent));
    return parts.join(QStringLiteral(", "));
}

} // namespace ui::containers
