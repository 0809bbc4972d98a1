// The start of a file in a container. Engines send a link as a link, so links are followed first.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/container_files.h"

namespace core::engine {

class ReadFileTask final : public Task
{
    Q_OBJECT
public:
    ReadFileTask(const ApiClient &api, std::string container, std::string path, std::size_t maxBytes, Done<std::string> done, QObject *parent);
    void start() { look(0); }
    void cancel() override { end(std::unexpected(cancelledError())); }

private:
    void look(int links);
    void read();
    void end(base::Result<std::string> result);
    std::string request() const;

    const ApiClient &m_api;
    std::string m_container;
    std::string m_path;
    std::size_t m_maxBytes;
    Done<std::string> m_done;
    QPointer<Task> m_step;
    bool m_ended = false;
};

} // namespace core::engine
