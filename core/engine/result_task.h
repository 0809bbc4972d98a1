// A task of one call after the other whose end is a value.
#pragma once
#include "core/engine/api_client.h"

namespace core::engine {

template<class T>
class ResultTask : public Task
{
public:
    ResultTask(const ApiClient &api, Done<T> done, QObject *parent)
        : Task(parent)
        , m_api(api)
        , m_done(std::move(done))
    {
    }
    void cancel() override { end(std::unexpected(cancelledError())); }

protected:
    void run(HttpCall *call)
    {
        m_call = call;
        call->start();
    }
    bool hasEnded() const { return m_ended; }
    void end(base::Result<T> result)
    {
        if (std::exchange(m_ended, true))
            return;
        if (m_call)
            m_call->abandon();
        deleteLater();
        auto done = std::move(m_done);
        done(std::move(result));
    }
    HttpCall *call() const { return m_call; }

    const ApiClient &m_api;

private:
    Done<T> m_done;
    QPointer<HttpCall> m_call;
    bool m_ended = false;
};

} // namespace core::engine
