#include "ui/terminal/fake_session.h"

#include <utility>

namespace ui::terminal {

using namespace core::session;

class FakeSession::FakeSubscription : public Subscription
{
public:
    explicit FakeSubscription(FakeSession &session) : m_session(session) {}
    int wakeFd() const override { return m_session.m_wake.fd(); }
    std::vector<Event> takeEvents() override
    {
        m_session.m_wake.clear();
        return std::exchange(m_session.m_events, {});
    }
    bool frameReady() override
    {
        m_session.asked += m_session.m_newer;
        return std::exchange(m_session.m_newer, false);
    }

private:
    FakeSession &m_session;
};

FakeSession::FakeSession(SessionFramePtr frame)
    : m_frame(std::move(frame))
{
}

void FakeSession::publish(SessionFramePtr frame)
{
    m_frame = std::move(frame);
    m_newer = true;
    m_wake.signal();
}

void FakeSession::tell(Event event)
{
    m_events.push_back(std::move(event));
    m_wake.signal();
}

core::base::Result<void> FakeSession::post(Command command, const Principal &)
{
    if (m_refusal)
        return std::unexpected(*m_refusal);
    posted.push_back(std::move(command));
    return {};
}

std::unique_ptr<Subscription> FakeSession::subscribe(Delivery)
{
    return std::make_unique<FakeSubscription>(*this);
}

} // namespace ui::terminal
