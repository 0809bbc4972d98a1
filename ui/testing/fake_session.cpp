#include "ui/testing/fake_session.h"

#include <QString>
#include <algorithm>

namespace ui::testing {

using namespace core;
using namespace core::session;

struct FakeSession::Mailbox
{
    base::WakeFd wake;
    std::vector<Event> events;
    bool fresh = true;
};

class FakeSession::View : public Subscription
{
public:
    explicit View(std::shared_ptr<Mailbox> box) : m_box(std::move(box)) {}
    int wakeFd() const override { return m_box->wake.fd(); }
    std::vector<Event> takeEvents() override
    {
        m_box->wake.clear();
        return std::exchange(m_box->events, {});
    }
    bool frameReady() override { return std::exchange(m_box->fresh, false); }

private:
    std::shared_ptr<Mailbox> m_box;
};

namespace {

// What does not fit the screen; lines are numbered from 0 and none is wrapped.
class Above : public vt::History
{
public:
    explicit Above(std::vector<vt::RowPtr> rows) : m_rows(std::move(rows)) {}
    std::size_t rowCount() const override { return m_rows.size(); }
    vt::RowPtr row(std::size_t index) const override { return index < m_rows.size() ? m_rows[index] : nullptr; }
    base::LineId firstLine() const override { return 0; }
    std::size_t rowOf(base::Position position) const override { return m_rows.empty() ? 0 : std::min<std::size_t>(position.line, m_rows.size() - 1); }

private:
    std::vector<vt::RowPtr> m_rows;
};

// Text with SGR foreground colours ("\033[32m", "\033[0m"), as much as a picture of a shell needs.
vt::RowPtr rowOf(const std::string &line, base::LineId id)
{
    auto row = std::make_shared<vt::Row>();
    row->line = id;
    vt::Style style;
    const std::u32string text = QString::fromStdString(line).toStdU32String();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == U'\033') {
            std::uint8_t code = 0;
            for (i += 2; i < text.size() && text[i] != U'm'; ++i)
                code = std::uint8_t(code * 10 + (text[i] - U'0'));
            style = {};
            if (code >= 90)
                style.fg = vt::Color::indexed(std::uint8_t(code - 82));
            else if (code >= 30)
                style.fg = vt::Color::indexed(std::uint8_t(code - 30));
            continue;
        }
        const auto column = std::uint16_t(row->cells.size());
        if (row->runs.empty() || row->runs.back().style != style)
            row->runs.push_back({column, 0, style});
        ++row->runs.back().count;
        row->cells.push_back({std::uint32_t(text[i]), 1});
    }
    return row;
}

} // namespace

vt::FramePtr screenOf(const std::vector<std::string> &lines, base::GridSize size)
{
    auto frame = std::make_shared<vt::Frame>();
    frame->serial = 1;
    frame->size = size;
    const std::size_t above = lines.size() > std::size_t(size.rows) ? lines.size() - std::size_t(size.rows) : 0;
    std::vector<vt::RowPtr> history;
    for (std::size_t line = 0; line < above; ++line)
        history.push_back(rowOf(lines[line], line));
    for (std::size_t line = above; line < above + std::size_t(size.rows); ++line)
        frame->rows.push_back(rowOf(line < lines.size() ? lines[line] : std::string(), line));
    frame->history = std::make_shared<Above>(std::move(history));
    frame->links = std::make_shared<vt::Links>();
    if (!lines.empty()) {
        frame->cursor.row = int(lines.size() - above) - 1;
        frame->cursor.col = int(frame->rows[std::size_t(frame->cursor.row)]->cells.size());
        frame->cursor.blink = false;
    }
    return frame;
}

FakeSession::FakeSession(SessionInfo info) : m_info(std::move(info))
{
    auto frame = std::make_shared<SessionFrame>();
    frame->serial = 1;
    frame->screen = screenOf({}, {80, 24});
    frame->blocks = std::make_shared<shell::BlockList>();
    m_frame = std::move(frame);
}

base::Result<void> FakeSession::post(Command command, const Principal &)
{
    if (m_frame->ended && !std::holds_alternative<Resize>(command))
        return base::fail("session.ended", "This session has ended.");
    posted.push_back(std::move(command));
    return {};
}

std::string FakeSession::typed() const
{
    std::string all;
    for (const Command &command : posted) {
        if (const auto *text = std::get_if<SendText>(&command))
            all += text->utf8;
        else if (const auto *paste = std::get_if<Paste>(&command))
            all += paste->text;
    }
    return all;
}

std::unique_ptr<Subscription> FakeSession::subscribe(Delivery)
{
    auto box = std::make_shared<Mailbox>();
    m_views.push_back(box);
    return std::make_unique<View>(box);
}

void FakeSession::change(const std::function<void(SessionFrame &)> &edit)
{
    auto next = std::make_shared<SessionFrame>(*m_frame);
    ++next->serial;
    edit(*next);
    m_frame = std::move(next);
    for (const auto &weak : m_views) {
        if (const auto box = weak.lock()) {
            box->fresh = true;
            box->wake.signal();
        }
    }
}

void FakeSession::emitEvent(Event event)
{
    for (const auto &weak : m_views) {
        if (const auto box = weak.lock()) {
            box->events.push_back(event);
            box->wake.signal();
        }
    }
}

} // namespace ui::testing
