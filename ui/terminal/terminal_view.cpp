#include "ui/terminal/terminal_view.h"

#include <algorithm>

namespace ui::terminal {
namespace {

using core::shell::Block;
using core::vt::LinkId;
using core::vt::Row;
using core::vt::RowPtr;
using core::vt::Run;

bool looksSame(const Row &a, const Row &b)
{
    return a.line == b.line && a.firstCell == b.firstCell && a.wrapped == b.wrapped && a.cells == b.cells && a.runs == b.runs && a.clusters == b.clusters;
}

bool hasLink(const Row &row, LinkId link)
{
    return std::any_of(row.runs.begin(), row.runs.end(), [link](const Run &run) { return run.style.link == link; });
}

bool hasBlink(const Row &row)
{
    return std::any_of(row.runs.begin(), row.runs.end(), [](const Run &run) { return run.style.attrs & core::vt::Blink; });
}

RowPtr emptyRow()
{
    static const auto row = std::make_shared<const Row>();
    return row;
}

} // namespace

void TerminalView::setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio)
{
    m_painter.setFont(font, lineSpacing, devicePixelRatio);
    m_viewport.align();
}

void TerminalView::setPalette(const Palette &palette)
{
    m_palette = palette;
    m_palette.setReversed(m_frame && screen().reverseScreen);
    m_painter.setPalette(m_palette);
}

void TerminalView::show(core::session::SessionFramePtr frame)
{
    const bool first = !m_frame;
    const bool flipped = !first && frame->screen->alternate != screen().alternate;
    const bool reversed = frame->screen->reverseScreen != (!first && screen().reverseScreen);
    m_frame = std::move(frame);
    m_document = Document(m_frame->screen);
    m_viewport.show(m_document);
    if (flipped)
        m_selection.clear();
    if (reversed)
        setPalette(m_palette);
}

void TerminalView::setCursorForm(CursorPaint::Form form)
{
    m_cursor = form;
}

void TerminalView::setBlinkOn(bool on)
{
    m_blinkOn = on;
}

void TerminalView::setHovered(LinkId link)
{
    m_hovered = link;
}

void TerminalView::setHighlighter(Highlighter highlighter)
{
    m_highlighter = std::move(highlighter);
}

// A row of the history is made anew each time it is asked for. The one already on show is kept when it says the same, so
// that it need not be painted again.
void TerminalView::takeRows()
{
    const std::size_t count = m_frame->screen->rows.size() + (m_viewport.offset() > 0 ? 1 : 0);
    const std::vector<RowPtr> before = std::exchange(m_rows, {});
    m_rows.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t index = m_viewport.top() + i;
        RowPtr row = m_document.row(index);
        if (row && index < m_document.historyRows()) {
            const auto same = std::find_if(before.begin(), before.end(), [&](const RowPtr &old) {
                return old && old->line == row->line && old->firstCell == row->firstCell && looksSame(*old, *row);
            });
            if (same != before.end())
                row = *same;
        }
        m_rows.push_back(row ? std::move(row) : emptyRow());
    }
}

GridPainter::Damage TerminalView::refresh()
{
    takeRows();
    m_spans.clear();
    if (m_frame->blocks && !screen().alternate)
        m_spans = layoutBlocks(m_rows, *m_frame->blocks);
    m_selected = m_selection.span(m_document);
    m_hasBlinkingText = false;
    std::vector<RowPaint> wanted;
    wanted.reserve(m_rows.size());
    for (int i = 0; i < int(m_rows.size()); ++i) {
        wanted.push_back(paintFor(i));
        const bool blinks = hasBlink(*m_rows[std::size_t(i)]);
        wanted.back().blinkHidden = blinks && !m_blinkOn;
        m_hasBlinkingText |= blinks;
    }
    return m_painter.paint(std::move(wanted), screen().size.cols);
}

RowPaint TerminalView::paintFor(int viewRow) const
{
    RowPaint paint;
    paint.row = m_rows[std::size_t(viewRow)];
    if (m_selected)
        std::tie(paint.selectFrom, paint.selectTo) = m_selected->columns(m_viewport.top() + std::size_t(viewRow), screen().size.cols);
    if (m_cursor != CursorPaint::None && cursorRow() == viewRow)
        paint.cursor = {m_cursor, std::clamp(screen().cursor.col, 0, screen().size.cols - 1)};
    if (m_hovered != 0 && hasLink(*paint.row, m_hovered))
        paint.hovered = m_hovered;
    paint.failed = isFailed(viewRow);
    if (m_highlighter)
        paint.highlights = m_highlighter(m_viewport.top() + std::size_t(viewRow));
    return paint;
}

const BlockSpan *TerminalView::spanAt(int viewRow) const
{
    const auto it = std::find_if(m_spans.begin(), m_spans.end(), [viewRow](const BlockSpan &span) { return span.firstRow <= viewRow && viewRow <= span.lastRow; });
    return it == m_spans.end() ? nullptr : &*it;
}

bool TerminalView::isFailed(int viewRow) const
{
    const BlockSpan *span = spanAt(viewRow);
    return span && span->look == BlockLook::Failed && span->block->trusted;
}

int TerminalView::occupiedColumns(int viewRow) const
{
    const auto &cells = m_rows[std::size_t(viewRow)]->cells;
    const auto last = std::find_if(cells.rbegin(), cells.rend(), [](const core::vt::Cell &cell) { return cell.text != 0 && cell.text != U' '; });
    return last == cells.rend() ? 0 : int(cells.rend() - last) - 1 + std::max<int>(1, last->width);
}

std::optional<int> TerminalView::cursorRow() const
{
    const auto index = m_document.historyRows() + std::size_t(std::max(0, screen().cursor.row));
    if (index < m_viewport.top() || index >= m_viewport.top() + m_rows.size())
        return {};
    return int(index - m_viewport.top());
}

LinkId TerminalView::linkAt(int viewRow, int col) const
{
    if (viewRow < 0 || viewRow >= int(m_rows.size()))
        return 0;
    for (const Run &run : m_rows[std::size_t(viewRow)]->runs) {
        if (col >= run.start && col < run.start + run.count)
            return run.style.link;
    }
    return 0;
}

std::string TerminalView::linkTarget(LinkId link) const
{
    const auto &links = screen().links;
    return link != 0 && links && link <= links->size() ? (*links)[link - 1] : std::string();
}

const Block *TerminalView::findBlock(core::base::BlockId id) const
{
    if (!m_frame || !m_frame->blocks)
        return nullptr;
    const auto it = std::find_if(m_frame->blocks->rbegin(), m_frame->blocks->rend(), [id](const Block &block) { return block.id == id; });
    return it == m_frame->blocks->rend() ? nullptr : &*it;
}

QString TerminalView::blockOutput(const Block &block) const
{
    const auto first = m_document.find(block.outputStart);
    const auto last = m_document.find(block.end);
    if (block.state == Block::State::Prompt || !last)
        return {};
    Selection output;
    const std::size_t from = first ? *first : m_document.nearest(block.outputStart);
    const auto column = [&](std::size_t row, core::base::Position position) { return int(position.cell - m_document.row(row)->firstCell); };
    output.start(m_document, from, first ? column(from, block.outputStart) : 0, SelectionMode::Character);
    output.extend(m_document, *last, column(*last, block.end));
    QString text = output.text(m_document);
    while (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return text;
}

} // namespace ui::terminal
