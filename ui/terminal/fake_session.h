// Test support: a session without a shell. It records what is posted and shows the frames it is given.
#pragma once
#include "core/base/wake_fd.h"
#include "core/session/session_handle.h"

#include <vector>

namespace ui::terminal {

class FakeSession : public core::session::SessionHandle
{
public:
    explicit FakeSession(core::session::SessionFramePtr frame);

    void publish(core::session::SessionFramePtr frame);
    void tell(core::session::Event event);
    void refuse(core::base::Error error) { m_refusal = std::move(error); } // every command from now on

    std::vector<core::session::Command> posted;
    int asked = 0; // frames taken

    // The commands of one kind, in order.
    template<class T>
    std::vector<T> sent() const
    {
        std::vector<T> result;
        for (const auto &command : posted) {
            if (const T *one = std::get_if<T>(&command))
                result.push_back(*one);
        }
        return result;
    }

    const core::session::SessionInfo &info() const override { return m_info; }
    core::base::Result<void> post(core::session::Command command, const core::session::Principal &from) override;
    core::session::SessionFramePtr frame() const override { return m_frame; }
    std::unique_ptr<core::session::Subscription> subscribe(core::session::Delivery) override;
    std::unique_ptr<core::session::Tap> openTap(core::session::TapUse) override { return nullptr; }
    std::string foregroundJob() const override { return {}; }
    std::size_t viewers() const override { return 0; }

private:
    class FakeSubscription;

    core::session::SessionInfo m_info;
    core::session::SessionFramePtr m_frame;
    std::optional<core::base::Error> m_refusal;
    core::base::WakeFd m_wake; // for the one subscriber
    std::vector<core::session::Event> m_events;
    bool m_newer = false;
};

} // namespace ui::terminal
