#include "ui/window/frozen_session.h"

#include "core/base/wake_fd.h"

#include <algorithm>

namespace ui::window {

using namespace core;

namespace {

class KeptRows : public vt::History
{
public:
    explicit KeptRows(std::vector<vt::RowPtr> rows) : m_rows(std::move(rows)) {}
    std::size_t rowCount() const override { return m_rows.size(); }
    vt::RowPtr row(std::size_t index) const override { return index < m_rows.size() ? m_rows[index] : nullptr; }
    base::LineId firstLine() const override { return m_rows.empty() ? 0 : m_rows.front()->line; }
    std::size_t rowOf(base::Position position) const override
    {
        const auto after = std::partition_point(m_rows.begin(), m_rows.end(), [&](const vt::RowPtr &row) {
            return row->line < position.line || (row->line == position.line && row->firstCell <= position.cell);
        });
        return after == m_rows.begin() ? 0 : std::size_t(after - m_rows.begin()) - 1;
    }

private:
    std::vector<vt::RowPtr> m_rows;
};

class StillSubscription : public session::Subscription
{
public:
    int wakeFd() const override { return m_wake.fd(); }
    std::vector<session::Event> takeEvents() override { return {}; }
    bool frameReady() override { return std::exchange(m_fresh, false); }

private:
    base::WakeFd m_wake;
    bool m_fresh = true;
};

class FrozenSession : public session::SessionHandle
{
public:
    FrozenSession(session::SessionInfo info, session::SessionFramePtr frame) : m_info(std::move(info)), m_frame(std::move(frame)) {}
    const session::SessionInfo &info() const override { return m_info; }
    base::Result<void> post(session::Command, const session::Principal &) override
    {
        return base::fail("session.ended", "This is what the closed tab showed last.");
    }
    session::SessionFramePtr frame() const override { return m_frame; }
    std::unique_ptr<session::Subscription> subscribe(session::Delivery) override { return std::make_unique<StillSubscription>(); }
    std::unique_ptr<session::Tap> openTap(session::TapUse) override { return nullptr; }
    std::string foregroundJob() const override { return {}; }
    std::size_t viewers() const override { return 0; }

private:
    session::SessionInfo m_info;
    session::SessionFramePtr m_frame;
};

// The newest rows, of the main screen: what an editor drew on the alternate one is gone with it.
std::vector<vt::RowPtr> newestRows(const vt::Frame &screen)
{
    std::vector<vt::RowPtr> rows;
    const std::size_t above = screen.history ? screen.history->rowCount() : 0;
    for (std::size_t i = above > kKeptRows ? above - kKeptRows : 0; i < above; ++i) {
        if (const vt::RowPtr row = screen.history->row(i))
            rows.push_back(row);
    }
    if (!screen.alternate)
        rows.insert(rows.end(), screen.rows.begin(), screen.rows.end());
    while (!rows.empty() && rows.back()->cells.empty())
        rows.pop_back();
    if (rows.size() > kKeptRows)
        rows.erase(rows.begin(), rows.end() - std::ptrdiff_t(kKeptRows));
    return rows;
}

} // namespace

session::SessionPtr freeze(const session::SessionHandle &closed)
{
    const session::SessionFramePtr last = closed.frame();
    std::vector<vt::RowPtr> rows = newestRows(*last->screen);
    if (rows.empty())
        return nullptr;
    auto screen = std::make_shared<vt::Frame>();
    screen->serial = 1;
    screen->size = {last->screen->size.cols, std::min(int(rows.size()), last->screen->size.rows)};
    screen->rows.assign(rows.end() - screen->size.rows, rows.end());
    rows.resize(rows.size() - screen->rows.size());
    screen->history = std::make_shared<KeptRows>(std::move(rows));
    screen->links = last->screen->links;
    screen->cursor.visible = false;
    auto frame = std::make_shared<session::SessionFrame>();
    frame->serial = 1;
    frame->screen = std::move(screen);
    frame->blocks = std::make_shared<shell::BlockList>();
    frame->cwd = last->cwd;
    frame->ended = last->ended.value_or(pty::ExitStatus{});
    session::SessionInfo info = closed.info();
    info.integration = false;
    return std::make_shared<FrozenSession>(std::move(info), std::move(frame));
}

} // namespace ui::window
