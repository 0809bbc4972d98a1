#include "ui/terminal/test_screen.h"

#include <algorithm>

namespace ui::terminal {
namespace {

using core::base::LineId;
using core::base::Position;
using core::vt::Cell;
using core::vt::Row;
using core::vt::RowPtr;

class TestHistory : public core::vt::History
{
public:
    explicit TestHistory(std::vector<RowPtr> rows) : m_rows(std::move(rows)) {}
    std::size_t rowCount() const override { return m_rows.size(); }
    RowPtr row(std::size_t index) const override { return index < m_rows.size() ? std::make_shared<const Row>(*m_rows[index]) : nullptr; }
    LineId firstLine() const override { return m_rows.empty() ? 0 : m_rows.front()->line; }
    std::size_t rowOf(Position position) const override
    {
        const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), position,
                                            [](Position p, const RowPtr &row) { return p < Position{row->line, row->firstCell}; });
        return after == m_rows.begin() ? 0 : std::size_t(after - m_rows.begin()) - 1;
    }

private:
    std::vector<RowPtr> m_rows;
};

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0x1f300 && c <= 0x1faff);
}

bool combines(char32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || c == 0x200d || c == 0xfe0f;
}

void addToCluster(Row &row, char32_t c)
{
    Cell &base = row.cells[row.cells.size() - (row.cells.back().width == 0 ? 2 : 1)];
    if (!(base.text & Cell::kCluster)) {
        row.clusters.push_back(std::u32string(1, char32_t(base.text)));
        base.text = Cell::kCluster | std::uint32_t(row.clusters.size() - 1);
    }
    row.clusters[base.text & ~Cell::kCluster].push_back(c);
}

} // namespace

LineId TestScreen::print(const std::vector<StyledText> &line)
{
    const LineId id = m_nextLine++;
    Row row;
    row.line = id;
    const auto finish = [&](bool wrapped) {
        row.wrapped = wrapped;
        const auto next = row.firstCell + std::uint32_t(m_size.cols);
        m_rows.push_back(std::make_shared<const Row>(std::move(row)));
        row = {};
        row.line = id;
        row.firstCell = next;
    };
    bool joins = false; // after a zero-width joiner
    for (const StyledText &part : line) {
        for (const char32_t c : part.text) {
            if ((combines(c) || joins) && !row.cells.empty()) {
                addToCluster(row, c);
                joins = c == 0x200d;
                continue;
            }
            const int width = isWide(c) ? 2 : 1;
            if (int(row.cells.size()) + width > m_size.cols)
                finish(true);
            if (row.runs.empty() || row.runs.back().style != part.style)
                row.runs.push_back({std::uint16_t(row.cells.size()), 0, part.style});
            row.runs.back().count = std::uint16_t(row.runs.back().count + width);
            row.cells.push_back({c, std::uint8_t(width)});
            if (width == 2)
                row.cells.push_back({0, 0});
        }
    }
    finish(false);
    return id;
}

void TestScreen::replace(std::size_t screenRow, const std::u32string &text)
{
    const std::size_t history = m_rows.size() > std::size_t(m_size.rows) ? m_rows.size() - std::size_t(m_size.rows) : 0;
    RowPtr &row = m_rows[history + screenRow];
    Row changed;
    changed.line = row->line;
    changed.firstCell = row->firstCell;
    for (const char32_t c : text)
        changed.cells.push_back({c, 1});
    row = std::make_shared<const Row>(std::move(changed));
}

void TestScreen::forgetHistory(std::size_t rows)
{
    m_rows.erase(m_rows.begin(), m_rows.begin() + std::ptrdiff_t(std::min(rows, m_rows.size())));
}

void TestScreen::setCursor(int row, int col)
{
    screen.cursor.row = row;
    screen.cursor.col = col;
}

core::shell::Block &TestScreen::addBlock(LineId prompt, LineId output, LineId end)
{
    core::shell::Block block;
    block.id = {++m_lastBlock};
    block.trusted = true;
    block.state = core::shell::Block::State::Finished;
    block.exitCode = 0;
    block.promptStart = {prompt, 0};
    block.commandStart = {prompt, 2};
    block.outputStart = {output, 0};
    block.end = {end, 0};
    blocks.push_back(block);
    return blocks.back();
}

core::session::SessionFramePtr TestScreen::frame()
{
    while (m_rows.size() < std::size_t(m_size.rows))
        print(U"");
    const auto split = m_rows.end() - m_size.rows;
    auto shown = std::make_shared<core::vt::Frame>(screen);
    shown->serial = ++m_serial;
    shown->size = m_size;
    shown->rows.assign(split, m_rows.end());
    shown->history = std::make_shared<const TestHistory>(std::vector<RowPtr>(m_rows.begin(), split));
    auto frame = std::make_shared<core::session::SessionFrame>();
    frame->serial = m_serial;
    frame->screen = std::move(shown);
    frame->blocks = std::make_shared<const core::shell::BlockList>(blocks);
    frame->blocksOn = !blocks.empty();
    return frame;
}

} // namespace ui::terminal
