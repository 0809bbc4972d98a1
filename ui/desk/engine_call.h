// One thing at a time that a view asks of an engine. Its result, and what it reports on the way, come only while this
// exists and was not told to cancel; so a view need not ask whether it is still there.
//
// Threads: the engine's. Use: `call.keep(store.list(call.begin<T>(take)))`.
#pragma once
#include "core/engine/operation.h"

#include <utility>

namespace ui::desk {

class EngineCall
{
public:
    EngineCall() = default;
    ~EngineCall() { cancel(); }
    EngineCall(const EngineCall &) = delete;
    EngineCall &operator=(const EngineCall &) = delete;

    // What was under way is cancelled and does not report any more.
    template<class T, class Take>
    core::engine::Done<T> begin(Take take)
    {
        cancel();
        m_token = std::make_shared<char>();
        return [this, token = std::weak_ptr(m_token), take = std::move(take)](core::base::Result<T> &&result) mutable {
            if (token.expired())
                return;
            m_token.reset();
            const auto ended = std::exchange(m_operation, nullptr);
            take(std::move(result)); // may destroy this
        };
    }
    // Between begin() and keep().
    core::engine::OnProgress progress(core::engine::OnProgress show) const
    {
        return [token = std::weak_ptr(m_token), show = std::move(show)](const core::engine::Progress &progress) {
            if (!token.expired())
                show(progress);
        };
    }
    void keep(core::engine::OperationPtr operation)
    {
        if (m_token) // else it has ended already
            m_operation = std::move(operation);
    }
    bool isBusy() const { return m_token != nullptr; }
    void cancel()
    {
        m_token.reset();
        if (const auto operation = std::exchange(m_operation, nullptr))
            operation->cancel();
    }

private:
    std::shared_ptr<char> m_token; // lives as long as the result is wanted
    core::engine::OperationPtr m_operation;
};

} // namespace ui::desk
