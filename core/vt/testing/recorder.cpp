#include "core/vt/testing/recorder.h"

#include "core/vt/row_view.h"

namespace core::vt::testing {

void Recorder::mark(base::OscMark &&mark)
{
    events += "mark " + std::to_string(mark.code) + ' ' + mark.payload + " @" + std::to_string(mark.offset) + ' ' + std::to_string(mark.position.line) + ':'
        + std::to_string(mark.position.cell) + '\n';
}

namespace {
std::string describe(Color c)
{
    return c.isDefault() ? "-" : c.isIndexed() ? std::to_string(c.index()) : '#' + std::to_string(c.rgb());
}
} // namespace

std::string describe(const Row &row, const Links &links, Lines lines)
{
    std::string out;
    if (lines == Lines::Compare)
        out += std::to_string(row.line) + '+' + std::to_string(row.firstCell) + ' ';
    out += '|';
    std::size_t n = row.cells.size();
    std::vector<Run> runs; // as they look: without links that are forgotten
    for (Run run : row.runs) {
        if (run.style.link && links.target(run.style.link).empty())
            run.style.link = 0;
        if (!runs.empty() && runs.back().style == run.style && runs.back().start + runs.back().count == run.start)
            runs.back().count = std::uint16_t(runs.back().count + run.count);
        else
            runs.push_back(run);
    }
    const auto isBlank = [&](std::size_t c) {
        for (const Run &run : runs) {
            if (c >= run.start && c < std::size_t(run.start + run.count) && run.style != Style{})
                return false;
        }
        return row.cells[c].text == 0 && row.cells[c].width == 1;
    };
    while (lines == Lines::Ignore && n > 0 && isBlank(n - 1)) // a wrapped row keeps its gap at the end
        --n;
    for (std::size_t c = 0; c < n; ++c) {
        if (row.cells[c].width == 1 && row.cells[c].text == 0)
            out += "\u00b7"; // a blank, not a space
        else
            out += row.text(int(c), int(c) + 1);
        if (row.cells[c].width == 2)
            out += '>';
    }
    out += '|';
    if (lines == Lines::Compare && row.wrapped)
        out += '\\';
    for (const Run &run : runs) {
        const Style &s = run.style;
        if (s == Style{})
            continue;
        out += ' ' + std::to_string(run.start) + '+' + std::to_string(run.count) + '{' + describe(s.fg) + ' ' + describe(s.bg) + ' ' + describe(s.underlineColor) + ' '
            + std::to_string(s.attrs) + ' ' + std::to_string(int(s.underline)) + ' ' + (s.link ? std::string(links.target(s.link)) : "-") + '}';
    }
    return out;
}

std::string describe(const Frame &f, Lines lines)
{
    std::string out = std::to_string(f.size.cols) + 'x' + std::to_string(f.size.rows) + " cursor " + std::to_string(f.cursor.row) + ',' + std::to_string(f.cursor.col)
        + (f.cursor.visible ? " on" : " off") + (f.cursor.blink ? " blink " : " steady ") + std::to_string(int(f.cursor.shape)) + " mouse "
        + std::to_string(int(f.input.mouse)) + ' ' + std::to_string(f.input.bracketedPaste) + std::to_string(f.input.focusReports)
        + std::to_string(f.input.applicationCursor) + std::to_string(f.input.applicationKeypad) + std::to_string(f.input.alternateScroll)
        + (f.alternate ? " alternate" : "") + (f.reverseScreen ? " reverse" : "") + " title " + f.title + '\n';
    RowPtr above;
    const auto add = [&](const char *kind, const RowPtr &row) {
        out += above && wrapsInto(*above, *row, f.size.cols) ? "+" : " ";
        out += kind + describe(*row, *f.links, lines) + '\n';
        above = row;
    };
    for (std::size_t i = 0; i < f.history->rowCount(); ++i)
        add("h ", f.history->row(i));
    for (const RowPtr &row : f.rows)
        add("s ", row);
    return out;
}

} // namespace core::vt::testing
