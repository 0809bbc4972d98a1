// What a session shows, as text, for tests that type and read.
#pragma once
#include "core/session/session_handle.h"

#include <QTest>
#include <string>

namespace tests {

inline core::session::Principal user()
{
    return {core::session::Principal::Kind::LocalUser, "test", core::session::Role::Operate};
}

inline bool type(core::session::SessionHandle &session, std::string text)
{
    return session.post(core::session::SendText{std::move(text)}, user()).has_value();
}

inline std::string screenText(const core::session::SessionHandle &session)
{
    const core::session::SessionFramePtr frame = session.frame();
    std::string text;
    if (!frame->screen)
        return text;
    for (const core::vt::RowPtr &row : frame->screen->rows) {
        text += row->trimmedText();
        if (!row->wrapped)
            text += '\n';
    }
    return text;
}

// A session publishes a frame only for a subscriber that asks: keep one and ask while waiting.
class ScreenWatch
{
public:
    explicit ScreenWatch(const core::session::SessionPtr &session)
        : m_session(session)
        , m_subscription(session->subscribe())
    {
    }
    bool waitFor(const std::string &text, int milliseconds = 20'000)
    {
        return waitUntil([&](const core::session::SessionFrame &) { return screenText(*m_session).find(text) != std::string::npos; }, milliseconds);
    }
    template<class Condition>
    bool waitUntil(Condition condition, int milliseconds = 20'000)
    {
        return QTest::qWaitFor([&] {
            (void)m_subscription->takeEvents();
            (void)m_subscription->frameReady();
            return condition(*m_session->frame());
        }, milliseconds);
    }

private:
    core::session::SessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
};

} // namespace tests
