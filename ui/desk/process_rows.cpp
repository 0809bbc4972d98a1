#include "ui/desk/process_rows.h"

#include "ui/desk/desk_text.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace ui::desk {

using core::engine::ProcessTable;

namespace {

bool isCommand(const std::string &title)
{
    return title == "CMD" || title == "COMMAND" || title == "ARGS";
}

bool isNumber(const std::string &title)
{
    static const std::set<std::string> kNumbers = {"PID", "PPID", "C", "%CPU", "%MEM", "VSZ", "RSS", "NI", "PRI", "SZ", "LWP", "NLWP", "TIME"};
    return kNumbers.contains(title);
}

// The engine's columns in the order in which they are shown.
std::vector<std::size_t> order(const ProcessTable &table)
{
    std::vector<std::size_t> out(table.titles.size());
    std::iota(out.begin(), out.end(), 0);
    std::stable_partition(out.begin(), out.end(), [&](std::size_t i) { return isCommand(table.titles[i]); });
    return out;
}

QVariant orderOf(const std::string &cell)
{
    bool ok = false;
    const double number = text(cell).toDouble(&ok);
    return ok ? QVariant(number) : QVariant();
}

} // namespace

std::vector<TableColumn> processColumns(const ProcessTable &table)
{
    std::vector<TableColumn> out;
    for (const std::size_t i : order(table)) {
        const std::string &title = table.titles[i];
        out.push_back({.title = oneLine(title, 20), .width = isCommand(title) ? 240 : title == "C" ? 48 : title == "PID" || title == "PPID" || title == "TTY" ? 72 : title == "TIME" || title == "ELAPSED" ? 104 : 84, .isNumber = isNumber(title), .isFixedWidth = isCommand(title)});
    }
    return out;
}

std::vector<TableRow> processRows(const ProcessTable &table)
{
    const auto columns = order(table);
    const auto pid = std::find(table.titles.begin(), table.titles.end(), "PID");
    std::vector<TableRow> out;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto &cells = table.rows[r];
        const auto at = [&](std::size_t i) { return i < cells.size() ? cells[i] : std::string(); };
        TableRow row;
        row.key = pid == table.titles.end() ? QStringLiteral("#%1").arg(r) : oneLine(at(std::size_t(pid - table.titles.begin())), 30);
        for (const std::size_t i : columns) {
            const QString shown = oneLine(at(i), 1000);
            row.cells.push_back({.text = shown, .order = orderOf(at(i)), .ink = isCommand(table.titles[i]) ? theme::Role::Text : theme::Role::Dim, .tip = isCommand(table.titles[i]) ? shown : QString()});
        }
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace ui::desk
