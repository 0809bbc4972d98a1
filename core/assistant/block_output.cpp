#include "core/assistant/block_output.h"

#include <algorithm>

namespace core::assistant {
namespace {

// History and screen as one sequence of rows. On the alternate screen the frame's rows belong to another picture.
class Rows
{
public:
    explicit Rows(const vt::Frame &frame)
        : m_frame(frame)
        , m_history(frame.history ? frame.history->rowCount() : 0)
        , m_screen(frame.alternate ? 0 : frame.rows.size())
    {
    }
    std::size_t count() const { return m_history + m_screen; }
    vt::RowPtr at(std::size_t index) const
    {
        if (index < m_history)
            return m_frame.history->row(index);
        return index - m_history < m_screen ? m_frame.rows[index - m_history] : nullptr;
    }
    static bool isBefore(const vt::Row &row, base::Position p) // ends before p
    {
        return row.line < p.line || (row.line == p.line && row.wrapped && row.firstCell + row.cells.size() <= p.cell);
    }
    // The first row that does not end before this position; rows are in order, so a search by halves.
    std::size_t find(base::Position p) const
    {
        std::size_t low = 0, high = count();
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const vt::RowPtr row = at(middle);
            if (row && isBefore(*row, p))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

private:
    const vt::Frame &m_frame;
    std::size_t m_history, m_screen;
};

int column(const vt::Row &row, base::Position p)
{
    return p.line == row.line && p.cell > row.firstCell ? static_cast<int>(std::min<std::size_t>(p.cell - row.firstCell, row.cells.size())) : 0;
}

} // namespace

std::string textBetween(const vt::Frame &frame, base::Position from, base::Position to, std::size_t maxBytes)
{
    const Rows rows(frame);
    const std::size_t begin = rows.find(from), end = rows.find(to); // the row of `to` is read up to its column
    const auto textOf = [&](std::size_t index) -> std::string {
        const vt::RowPtr row = rows.at(index);
        if (!row || row->line > to.line)
            return {};
        const int first = column(*row, from);
        const int last = row->line == to.line && index == end ? column(*row, to) : static_cast<int>(row->cells.size());
        std::string text = first < last ? row->text(first, last) : std::string();
        if (!row->wrapped) {
            text.resize(text.find_last_not_of(' ') + 1);
            text += '\n';
        }
        return text;
    };

    const std::size_t past = std::min(end + 1, rows.count());
    std::string head, tail;
    std::size_t top = begin;
    for (; top < past && head.size() < maxBytes / 3; ++top)
        head += textOf(top);
    std::size_t bottom = past;
    while (bottom > top && tail.size() < maxBytes - maxBytes / 3)
        tail.insert(0, textOf(--bottom));
    if (bottom > top)
        head += "… " + std::to_string(bottom - top) + " lines left out …\n";
    head += tail;
    head.resize(head.find_last_not_of(" \n") + 1);
    return head;
}

} // namespace core::assistant
