// What a container uses, about once a second. Docker streams that; Podman streams every five seconds only, and answers
// at once when asked for one sample, so it is asked each second.
#pragma once
#include "core/engine/container_streams.h"
#include "core/engine/json_lines.h"
#include "core/engine/stream_task.h"

namespace core::engine {

class StatsTask final : public StreamTask
{
    Q_OBJECT
public:
    StatsTask(const ApiClient &api, std::string container, OnUsage usage, Done<void> done, QObject *parent);
    void start();

private:
    void stream();
    void ask();
    void take(const QJsonObject &sample);

    std::string m_path;
    OnUsage m_usage;
    UsageMeter m_meter;
    JsonLines m_lines;
    QTimer m_next;
    int m_empty = 0; // samples in a row that say nothing
};

} // namespace core::engine
