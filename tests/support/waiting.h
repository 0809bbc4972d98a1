// Waits in a test for the end of an asynchronous operation.
#pragma once
#include "core/base/result.h"

#include <QEventLoop>
#include <QTimer>
#include <memory>
#include <optional>

namespace tests {

template<class T>
class Waiting
{
    struct State
    {
        std::optional<core::base::Result<T>> result;
        QEventLoop *loop = nullptr; // of who waits
    };

public:
    auto done()
    {
        return [state = m_state](core::base::Result<T> result) {
            if (state->result)
                qFatal("an operation has ended twice");
            state->result.emplace(std::move(result));
            if (state->loop)
                state->loop->quit();
        };
    }
    bool isDone() const { return m_state->result.has_value(); }
    // In one event loop: QTest's own wait sleeps 10 ms between its rounds, which is the speed of a transfer.
    bool wait(int milliseconds = 60'000)
    {
        if (isDone())
            return true;
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        m_state->loop = &loop;
        loop.exec();
        m_state->loop = nullptr;
        return isDone();
    }
    core::base::Result<T> &value() { return *m_state->result; }

private:
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace tests
