#include "ui/terminal/terminal_view.h"

#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>

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

// Below the last row of the document, as its line says: no block begins or ends there.
RowPtr emptyRow()
{
    static const auto row = [] {
        auto made = std::make_shared<Row>();
        made->line = std::numeric_limits<core::base::LineId>::max();
        return std::shared_ptr<const Row>(std::move(made));
    }();
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
    layOut();
    if (flipped)
        m_selection.clear();
    if (reversed)
        setPalette(m_palette);
}

void TerminalView::layOut()
{
    static const core::shell::BlockList kNone;
    m_shown = m_folds.apply(Document(m_frame->screen), m_frame->blocks ? *m_frame->blocks : kNone);
    m_viewport.show(m_shown);
}

void TerminalView::setFolded(core::base::BlockId block, bool folded)
{
    m_folds.setFolded(block, folded);
    layOut();
}

void TerminalView::setFailuresOnly(bool on)
{
    m_folds.setFailuresOnly(on);
    layOut();
}

void TerminalView::unfoldAll()
{
    m_folds.unfoldAll();
    layOut();
}

bool TerminalView::canFold(core::base::BlockId block) const
{
    const auto index = indexOf(block);
    return index && Folds::canFold(document(), *m_frame->blocks, *index);
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

// Text like any other, so that it is read out too. It lies where the first row that it stands for did.
RowPtr TerminalView::foldRow(const ShownRows::Piece &piece) const
{
    const RowPtr first = document().row(piece.first), last = document().row(piece.end - 1);
    if (!first || !last)
        return nullptr;
    // Lines are numbered as they come, so their count needs no reading of them. Scroll regions may have changed their order.
    const auto lines = last->line >= first->line ? std::min<std::uint64_t>(last->line - first->line + 1, piece.end - piece.first) : piece.end - piece.first;
    const QString words = lines == 1 ? QCoreApplication::translate("Block", "1 line folded") : QCoreApplication::translate("Block", "%1 lines folded").arg(lines);
    const QString text = QStringLiteral("  ") + words;
    auto row = std::make_shared<Row>();
    row->line = first->line;
    row->firstCell = first->firstCell;
    for (const char32_t c : text.toStdU32String().substr(0, std::size_t(screen().size.cols)))
        row->cells.push_back({c, 1});
    const QColor dim = theme::color(theme::Role::Dim);
    core::vt::Style style;
    style.fg = core::vt::Color::rgb(std::uint8_t(dim.red()), std::uint8_t(dim.green()), std::uint8_t(dim.blue()));
    row->runs.push_back({0, std::uint16_t(row->cells.size()), style});
    return row;
}

// A row of the history is made anew each time it is asked for. The one already on show is kept when it says the same, so
// that it need not be painted again.
void TerminalView::takeRows()
{
    const std::size_t count = m_frame->screen->rows.size() + (m_viewport.offset() > 0 ? 1 : 0);
    const std::vector<RowPtr> before = std::exchange(m_rows, {});
    m_rows.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = m_viewport.top() + i;
        const ShownRows::Piece *const fold = m_shown.foldAt(place);
        const auto index = m_shown.rowAt(place);
        RowPtr row = fold ? foldRow(*fold) : index ? document().row(*index) : nullptr;
        if (row && (fold || *index < document().historyRows())) {
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
    if (m_frame->blocks && !screen().alternate) {
        const auto top = m_shown.rowAt(m_viewport.top());
        m_spans = layoutBlocks(m_rows, *m_frame->blocks, failuresOnly(), top && *top > 0 ? std::optional(document().positionAt(*top - 1, 0)) : std::nullopt);
    }
    m_selected = m_selection.span(document());
    m_hasBlinkingText = false;
    std::vector<RowPaint> wanted;
    wanted.reserve(m_rows.size());
    for (int i = 0; i < int(m_rows.size()); ++i) {
        wanted.push_back(paintFor(i));
        const bool blinks = hasBlink(*m_rows[std::size_t(i)]);
        wanted.back().blinkHidden = blinks && !m_blinkOn;
        m_hasBlinkingText |= blinks;
    }
    return m_inSight ? m_painter.paint(std::move(wanted), screen().size.cols) : GridPainter::Damage();
}

void TerminalView::setInSight(bool on)
{
    m_inSight = on;
    if (!on)
        m_painter.release();
}

RowPaint TerminalView::paintFor(int viewRow) const
{
    RowPaint paint;
    paint.row = m_rows[std::size_t(viewRow)];
    const std::size_t place = m_viewport.top() + std::size_t(viewRow);
    const ShownRows::Piece *const fold = m_shown.foldAt(place);
    const auto index = m_shown.rowAt(place);
    if (m_selected && fold && m_selected->firstRow < fold->end && m_selected->lastRow >= fold->first)
        paint.selectTo = screen().size.cols; // what is copied has the folded lines
    else if (m_selected && index && !fold)
        std::tie(paint.selectFrom, paint.selectTo) = m_selected->columns(*index, screen().size.cols);
    if (m_cursor != CursorPaint::None && cursorRow() == viewRow)
        paint.cursor = {m_cursor, std::clamp(screen().cursor.col, 0, screen().size.cols - 1)};
    if (m_hovered != 0 && hasLink(*paint.row, m_hovered))
        paint.hovered = m_hovered;
    paint.failed = isFailed(viewRow);
    if (m_highlighter && index && !fold)
        paint.highlights = m_highlighter(*index);
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
    const auto row = document().historyRows() + std::size_t(std::max(0, screen().cursor.row));
    const std::size_t place = m_shown.placeOf(row);
    if (!m_shown.isShown(row) || place < m_viewport.top() || place >= m_viewport.top() + m_rows.size())
        return {};
    return int(place - m_viewport.top());
}

std::optional<int> TerminalView::screenRow(int viewRow) const
{
    const auto row = documentRow(viewRow);
    if (!row || !isScreenShown() || foldAt(viewRow).isValid() || *row < document().historyRows())
        return {};
    return int(*row - document().historyRows());
}

core::base::BlockId TerminalView::foldAt(int viewRow) const
{
    const ShownRows::Piece *const fold = m_shown.foldAt(m_viewport.top() + std::size_t(std::max(0, viewRow)));
    return fold ? fold->folded : core::base::BlockId{};
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
    return links ? std::string(links->target(link)) : std::string();
}

std::optional<std::size_t> TerminalView::indexOf(core::base::BlockId id) const
{
    if (!m_frame || !m_frame->blocks)
        return {};
    const auto &blocks = *m_frame->blocks;
    const auto it = blocks.find(id);
    return it != blocks.end() ? std::optional(std::size_t(it - blocks.begin())) : std::nullopt;
}

const Block *TerminalView::findBlock(core::base::BlockId id) const
{
    const auto index = indexOf(id);
    return index ? &(*m_frame->blocks)[*index] : nullptr;
}

Selection TerminalView::blockOutput(const Block &block) const
{
    Selection output;
    const auto first = document().find(block.outputStart);
    const auto last = document().find(block.end);
    if (block.state == Block::State::Prompt || !last)
        return output;
    const std::size_t from = first ? *first : firstRowFrom(document(), block.outputStart);
    if (from > *last)
        return output; // it was erased: what stands there now is others'
    const auto column = [&](std::size_t row, core::base::Position position) { return int(position.cell - document().row(row)->firstCell); };
    output.start(document(), from, first ? column(from, block.outputStart) : 0, SelectionMode::Character);
    output.extend(document(), *last, column(*last, block.end));
    return output;
}

} // namespace ui::terminal
