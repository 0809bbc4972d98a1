#include "ui/window/frozen_session.h"

#include "core/base/wake_fd.h"
#include "ui/window/rewrap.h"

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

struct Pulse
{
    base::WakeFd wake;
    bool fresh = true;
};

class StillSubscription : public session::Subscription
{
public:
    explicit StillSubscription(std::shared_ptr<Pulse> pulse) : m_pulse(std::move(pulse)) {}
    int wakeFd() const override { return m_pulse->wake.fd(); }
    std::vector<session::Event> takeEvents() override
    {
        m_pulse->wake.clear();
        return {};
    }
    bool frameReady() override { return std::exchange(m_pulse->fresh, false); }

private:
    std::shared_ptr<Pulse> m_pulse;
};

// It has as many rows of screen as are shown of it, so that all of it can be scrolled to.
class FrozenSession : public session::SessionHandle
{
public:
    FrozenSession(session::SessionInfo info, session::SessionFrame frame, std::vector<vt::RowPtr> rows, base::GridSize size)
        : m_info(std::move(info)), m_kept(std::move(frame)), m_rows(std::move(rows)), m_cols(size.cols)
    {
        show(size);
    }
    const session::SessionInfo &info() const override { return m_info; }
    base::Result<void> post(session::Command command, const session::Principal &) override
    {
        const auto *const resize = std::get_if<session::Resize>(&command);
        if (!resize)
            return base::fail("session.ended", "This is what the closed tab showed last.");
        show(base::clamped(resize->size));
        return {};
    }
    session::SessionFramePtr frame() const override { return m_frame; }
    std::unique_ptr<session::Subscription> subscribe(session::Delivery) override
    {
        m_pulses.push_back(std::make_shared<Pulse>());
        return std::make_unique<StillSubscription>(m_pulses.back());
    }
    std::unique_ptr<session::Tap> openTap(session::TapUse) override { return nullptr; }
    std::string foregroundJob() const override { return {}; }
    std::size_t viewers() const override { return 0; }

private:
    void show(base::GridSize wanted)
    {
        if (std::exchange(m_cols, wanted.cols) != wanted.cols)
            m_rows = rewrapped(m_rows, m_cols);
        const auto rows = std::ptrdiff_t(std::clamp(wanted.rows, 1, int(m_rows.size())));
        auto screen = std::make_shared<vt::Frame>(*m_kept.screen);
        screen->serial = ++m_kept.serial;
        screen->size = {m_cols, int(rows)};
        screen->rows.assign(m_rows.end() - rows, m_rows.end());
        screen->history = std::make_shared<KeptRows>(std::vector<vt::RowPtr>(m_rows.begin(), m_rows.end() - rows));
        auto frame = std::make_shared<session::SessionFrame>(m_kept);
        frame->screen = std::move(screen);
        m_frame = std::move(frame);
        for (const auto &pulse : m_pulses) {
            pulse->fresh = true;
            pulse->wake.signal();
        }
    }

    session::SessionInfo m_info;
    session::SessionFrame m_kept; // but for its rows
    std::vector<vt::RowPtr> m_rows; // never none
    int m_cols;
    session::SessionFramePtr m_frame;
    std::vector<std::shared_ptr<Pulse>> m_pulses;
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
    screen->links = last->screen->links;
    screen->cursor.visible = false;
    session::SessionFrame frame;
    frame.screen = std::move(screen);
    frame.blocks = std::make_shared<shell::BlockList>();
    frame.cwd = last->cwd;
    frame.ended = last->ended.value_or(pty::ExitStatus{});
    session::SessionInfo info = closed.info();
    info.integration = false;
    return std::make_shared<FrozenSession>(std::move(info), std::move(frame), std::move(rows), last->screen->size);
}

} // namespace ui::window
