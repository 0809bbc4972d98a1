#include "ui/terminal/selection.h"

#include <algorithm>
#include <array>

namespace ui::terminal {
namespace {

using core::base::Position;
using core::vt::Cell;
using core::vt::Row;
using core::vt::RowPtr;

// A word may cross wrapped rows, but not more than this: a line without blanks can be megabytes long.
constexpr int kMaxWordCells = 8192;

// What paths, URLs and options are made of, besides letters and digits.
bool joinsWords(char32_t c)
{
    constexpr std::u32string_view kMarks = U"@-./_~?&=%+#:";
    return c > 0x7f ? QChar::isLetterOrNumber(c) || c >= 0x10000 : QChar::isLetterOrNumber(c) || kMarks.find(c) != std::u32string_view::npos;
}

enum class CellClass { Blank, Word, Other };

CellClass classOf(const Row &row, int col)
{
    if (col < 0 || col >= int(row.cells.size()))
        return CellClass::Blank;
    if (row.cells[std::size_t(col)].width == 0 && col > 0)
        --col;
    const Cell &cell = row.cells[std::size_t(col)];
    char32_t c = cell.text;
    if (cell.text & Cell::kCluster) {
        const std::size_t index = cell.text & ~Cell::kCluster;
        c = index < row.clusters.size() && !row.clusters[index].empty() ? row.clusters[index][0] : U' ';
    }
    if (c == 0 || c == U' ')
        return CellClass::Blank;
    return joinsWords(c) ? CellClass::Word : CellClass::Other;
}

// An edge inside a wide character belongs before it.
int snapped(const Row &row, int edge)
{
    return edge > 0 && edge < int(row.cells.size()) && row.cells[std::size_t(edge)].width == 0 ? edge - 1 : edge;
}

struct Spot
{
    std::size_t row;
    int col;
};

Spot wordEdge(const Document &document, Spot spot, int step)
{
    RowPtr row = document.row(spot.row);
    const CellClass wanted = classOf(*row, spot.col);
    for (int walked = 0; walked < kMaxWordCells; ++walked) {
        Spot next{spot.row, spot.col + step};
        RowPtr nextRow = row;
        if (next.col >= document.cols() && row->wrapped && next.row + 1 < document.rowCount()) {
            next = {next.row + 1, 0};
            nextRow = document.row(next.row);
        } else if (next.col < 0 && row->firstCell > 0 && next.row > 0) {
            next = {next.row - 1, document.cols() - 1};
            nextRow = document.row(next.row);
        }
        if (!nextRow || nextRow->line != row->line || next.col < 0 || next.col >= document.cols() || classOf(*nextRow, next.col) != wanted)
            break;
        spot = next;
        row = std::move(nextRow);
    }
    return spot;
}

int occupied(const Row &row)
{
    int end = int(row.cells.size());
    while (end > 0 && classOf(row, end - 1) == CellClass::Blank)
        --end;
    return end;
}

QString joined(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

void trimEnd(QString &text)
{
    qsizetype end = text.size();
    while (end > 0 && text[end - 1] == QLatin1Char(' '))
        --end;
    text.truncate(end);
}

} // namespace

Selection::Ends Selection::unitAt(const Document &document, std::size_t row, int col) const
{
    const RowPtr here = document.row(row);
    if (!here)
        return {};
    const auto at = [&](std::size_t r, int c) { return document.positionAt(r, c); };
    switch (m_mode) {
    case SelectionMode::Word: {
        const Spot from = wordEdge(document, {row, col}, -1);
        const Spot to = wordEdge(document, {row, col}, 1);
        return {at(from.row, from.col), at(to.row, to.col + 1)};
    }
    case SelectionMode::Line:
        return {at(document.firstRowOfLine(row), 0), at(document.lastRowOfLine(row), document.cols())};
    case SelectionMode::Character:
    case SelectionMode::Block:
        break;
    }
    const Position edge = at(row, snapped(*here, col));
    return {edge, edge};
}

void Selection::start(const Document &document, std::size_t row, int col, SelectionMode mode)
{
    m_mode = mode;
    m_anchor = m_head = unitAt(document, row, col);
    m_active = true;
}

void Selection::extend(const Document &document, std::size_t row, int col)
{
    if (m_active)
        m_head = unitAt(document, row, col);
}

void Selection::selectAll(const Document &document)
{
    m_mode = SelectionMode::Character;
    m_active = document.rowCount() > 0;
    if (!m_active)
        return;
    m_anchor = {document.positionAt(0, 0), document.positionAt(0, 0)};
    const std::size_t last = document.rowCount() - 1;
    m_head = {document.positionAt(last, document.cols()), document.positionAt(last, document.cols())};
}

void Selection::clear()
{
    m_active = false;
}

std::pair<int, int> Selection::Span::columns(std::size_t row, int cols) const
{
    if (row < firstRow || row > lastRow)
        return {0, 0};
    if (block)
        return {firstCol, endCol};
    return {row == firstRow ? firstCol : 0, row == lastRow ? endCol : cols};
}

std::optional<Selection::Span> Selection::span(const Document &document) const
{
    if (!m_active || document.rowCount() == 0)
        return {};
    struct End
    {
        std::size_t row;
        int col;
        bool kept;
        auto operator<=>(const End &) const = default;
    };
    const auto locate = [&](Position position) {
        // The edge after a row's last cell is also the edge before the next row's first: say it as the former.
        if (const auto row = document.find(position)) {
            const RowPtr shown = document.row(*row);
            const int col = int(position.cell - shown->firstCell);
            if (col == 0 && shown->firstCell > 0 && *row > 0 && m_mode != SelectionMode::Block) {
                const RowPtr above = document.row(*row - 1);
                if (above && above->line == shown->line)
                    return End{*row - 1, document.cols(), true};
            }
            return End{*row, std::min(col, document.cols()), true};
        }
        return End{document.nearest(position), 0, false};
    };
    std::array ends{locate(m_anchor.first), locate(m_anchor.second), locate(m_head.first), locate(m_head.second)};
    if (std::none_of(ends.begin(), ends.end(), [](const End &end) { return end.kept; }))
        return {};
    const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
    Span result{low->row, high->row, low->col, high->col, m_mode == SelectionMode::Block};
    if (result.block) {
        const auto [left, right] = std::minmax(ends[0].col, ends[2].col);
        result.firstCol = left;
        result.endCol = right;
    }
    // A start said as the edge after the row above selects nothing there.
    if (!result.block && result.firstCol >= document.cols() && result.firstRow < result.lastRow) {
        ++result.firstRow;
        result.firstCol = 0;
    }
    const bool empty = result.firstCol == result.endCol && (result.block || result.firstRow == result.lastRow);
    return empty ? std::nullopt : std::optional(result);
}

QString Selection::text(const Document &document, qsizetype most) const
{
    const auto where = span(document);
    if (!where)
        return {};
    QString text;
    for (std::size_t index = where->firstRow; index <= where->lastRow; ++index) {
        const RowPtr row = document.row(index);
        if (!row)
            continue;
        const auto [from, to] = where->columns(index, document.cols());
        const bool joins = row->wrapped && !where->block && index < where->lastRow;
        // A wide character that did not fit leaves its row one cell short: no blank is to be copied for it.
        QString part = joined(row->text(from, std::min(to, int(row->cells.size()))));
        // Blanks between words were chosen; those behind a line's end are not text.
        if (!joins && to >= occupied(*row))
            trimEnd(part);
        text += part;
        if (!joins && index < where->lastRow)
            text += QLatin1Char('\n');
        if (text.size() >= most)
            return text.left(most);
    }
    if (m_mode == SelectionMode::Character && where->lastRow + 1 == document.rowCount())
        while (text.endsWith(QLatin1Char('\n')))
            text.chop(1); // the blank rest of the screen
    return text;
}

} // namespace ui::terminal
