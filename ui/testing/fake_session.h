// A session made of values: its frame is what the test says, and what is posted to it is recorded.
#pragma once
#include "core/base/wake_fd.h"
#include "core/session/session_handle.h"

#include <functional>
#include <memory>
#include <vector>

namespace ui::testing {

class FakeSession : public core::session::SessionHandle
{
public:
    explicit FakeSession(core::session::SessionInfo info);

    const core::session::SessionInfo &info() const override { return m_info; }
    core::base::Result<void> post(core::session::Command command, const core::session::Principal &from) override;
    core::session::SessionFramePtr frame() const override { return m_frame; }
    std::unique_ptr<core::session::Subscription> subscribe(core::session::Delivery delivery) override;
    std::unique_ptr<core::session::Tap> openTap(core::session::TapUse) override { return nullptr; }
    std::string foregroundJob() const override { return job; }
    std::size_t viewers() const override { return viewerCount; }

    // Publishes a changed copy of the frame and wakes every subscriber.
    void change(const std::function<void(core::session::SessionFrame &)> &edit);
    void emitEvent(core::session::Event event);

    std::string job;
    std::size_t viewerCount = 0;
    std::vector<core::session::Command> posted;
    std::string typed() const; // all text that was sent or pasted

private:
    struct Mailbox;
    class View;

    core::session::SessionInfo m_info;
    core::session::SessionFramePtr m_frame;
    std::vector<std::weak_ptr<Mailbox>> m_views;
};

// A screen from text with SGR foreground colours, what does not fit above it as history; the cursor stands at the end of the
// last line.
core::vt::FramePtr screenOf(const std::vector<std::string> &lines, core::base::GridSize size);

} // namespace ui::testing
