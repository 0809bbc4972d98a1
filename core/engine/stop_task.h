// Stops or restarts a container and gives its program the time that the container was made with: asked for first, so that
// this call waits as long as the engine does.
#pragma once
#include "core/engine/result_task.h"

namespace core::engine {

class StopTask : public ResultTask<void>
{
    Q_OBJECT
public:
    enum class Then : unsigned char { Stay, StartAgain };
    StopTask(const ApiClient &api, std::string container, Then then, Done<void> done, QObject *parent);
    void start();

private:
    void stop(std::optional<int> timeout);

    const std::string m_container;
    const Then m_then;
};

} // namespace core::engine
