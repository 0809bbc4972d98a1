// Waits in a test for the end of an asynchronous operation.
#pragma once
#include "core/base/result.h"

#include <QTest>
#include <memory>
#include <optional>

namespace tests {

template<class T>
class Waiting
{
public:
    auto done()
    {
        return [state = m_state](core::base::Result<T> result) {
            if (state->has_value())
                qFatal("an operation has ended twice");
            state->emplace(std::move(result));
        };
    }
    bool isDone() const { return m_state->has_value(); }
    bool wait(int milliseconds = 60'000)
    {
        return QTest::qWaitFor([this] { return isDone(); }, milliseconds);
    }
    core::base::Result<T> &value() { return m_state->value(); }

private:
    std::shared_ptr<std::optional<core::base::Result<T>>> m_state = std::make_shared<std::optional<core::base::Result<T>>>();
};

} // namespace tests
