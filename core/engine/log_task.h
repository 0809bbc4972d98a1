// A container's log as it was written. Whether it comes in frames depends on whether the container has a terminal, which
// is asked first: engines before API 1.42 do not say it in the answer.
#pragma once
#include "core/engine/container_streams.h"
#include "core/engine/stdcopy.h"
#include "core/engine/stream_task.h"

namespace core::engine {

class LogTask final : public StreamTask
{
    Q_OBJECT
public:
    LogTask(const ApiClient &api, std::string container, LogOptions options, OnLog log, Done<void> done, QObject *parent);
    void start();

    static std::string query(const LogOptions &options);

private:
    void read(bool framed);
    base::Result<void> take(std::string_view bytes);

    std::string m_container;
    LogOptions m_options;
    OnLog m_log;
    bool m_framed = false;
    int m_tries = 0; // see isHalfLine()
    StdcopyDemultiplexer m_frames;
};

} // namespace core::engine
