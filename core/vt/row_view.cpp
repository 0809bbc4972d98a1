#include "core/vt/row_view.h"

#include "core/vt/utf8.h"

#include <algorithm>

namespace core::vt {

void appendCell(Row &row, std::uint32_t codePoint, const std::u32string &cluster, int width)
{
    Cell cell{codePoint, std::uint8_t(width)};
    if (!cluster.empty()) {
        cell.text = Cell::kCluster | std::uint32_t(row.clusters.size());
        row.clusters.push_back(cluster);
    }
    row.cells.push_back(cell);
    if (width == 2)
        row.cells.push_back({0, 0});
}

void appendRun(Row &row, int count, const Style &style)
{
    if (count == 0)
        return;
    const std::uint16_t start = row.runs.empty() ? 0 : std::uint16_t(row.runs.back().start + row.runs.back().count);
    if (!row.runs.empty() && row.runs.back().style == style)
        row.runs.back().count = std::uint16_t(row.runs.back().count + count);
    else
        row.runs.push_back({start, std::uint16_t(count), style});
}

RowPtr makeRowView(const GridRow &row, const StyleTable &styles)
{
    auto out = std::make_shared<Row>();
    out->line = row.line;
    out->firstCell = row.firstCell;
    out->wrapped = row.wrapped;
    const int n = row.length();
    out->cells.reserve(std::size_t(n));
    static const std::u32string none;
    StyleId style = n ? row.cells[0].style : 0;
    int count = 0;
    for (int i = 0; i < n; ++i) {
        const GridCell cell = row.cells[std::size_t(i)];
        if (cell.style != style) {
            appendRun(*out, count, styles[style]);
            style = cell.style;
            count = 0;
        }
        ++count;
        if (cell.isTrail())
            continue; // appended with its first half
        appendCell(*out, cell.isCluster() ? 0 : cell.text(), cell.isCluster() ? row.clusters[cell.text()] : none,
                   cell.isWide() ? 2 : 1);
    }
    appendRun(*out, count, styles[style]);
    if (out->runs.size() == 1 && out->runs[0].style == Style{})
        out->runs.clear();
    return out;
}

bool wrapsInto(const Row &row, const Row &next, int cols)
{
    if (!row.wrapped || row.line != next.line || row.cells.empty() || next.cells.empty() || next.cells[0].text == 0)
        return false;
    const Cell &last = row.cells.back();
    if (last.text == 0 && last.width == 1)
        return false;
    return row.cells.size() == std::size_t(cols) || (row.cells.size() + 1 == std::size_t(cols) && next.cells[0].width == 2);
}

std::string Row::text(int fromCol, int toCol) const
{
    std::string out;
    for (int c = std::max(fromCol, 0); c < toCol; ++c) {
        if (std::size_t(c) >= cells.size()) {
            out += ' ';
            continue;
        }
        const Cell &cell = cells[std::size_t(c)];
        if (cell.width == 0)
            continue;
        if (cell.text & Cell::kCluster) {
            for (const char32_t part : clusters[cell.text & ~Cell::kCluster])
                appendUtf8(out, part);
        } else {
            appendUtf8(out, cell.text ? char32_t(cell.text) : U' ');
        }
    }
    return out;
}

std::string Row::trimmedText() const
{
    std::string out = text(0, int(cells.size()));
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

} // namespace core::vt
