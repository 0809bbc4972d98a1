#include "ui/terminal/search_scan.h"

#include "ui/terminal/document.h"
#include "ui/terminal/line_text.h"

#include <algorithm>
#include <limits>

namespace ui::terminal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlockRows = 2048;
constexpr std::size_t kOverlapCells = 4096; // a match of so many is found wherever it lies in a long line, but in one of many combining marks

class Scanner
{
public:
    explicit Scanner(const ScanRequest &request)
        : m_request(request), m_document(request.frame), m_overlap(2 + kOverlapCells / std::size_t(std::max(m_document.cols(), 1))), m_end(Clock::now() + request.budget)
    {
    }

    ScanResult run()
    {
        // All of the screen always: its lines may be in any order.
        const std::size_t first = m_request.fromLine == 0 ? 0 : std::min(m_document.nearest({m_request.fromLine, 0}), m_document.historyRows());
        for (std::size_t end = m_document.rowCount(); end > first && !mustStop();) {
            const std::size_t start = end - first > kBlockRows ? std::max(first, startOfLine(end - kBlockRows)) : first;
            scanRows(start, end);
            end = start;
        }
        collect();
        if (!m_request.frame->alternate)
            m_result.settled = lowestLine(*m_request.frame);
        return std::move(m_result);
    }

private:
    bool mustStop()
    {
        if (*m_request.cancelled)
            return true;
        m_result.cut = m_result.cut || m_count > SearchMatches::kMost;
        m_result.outOfTime = m_result.outOfTime || Clock::now() >= m_end;
        return m_result.cut || m_result.outOfTime;
    }

    // A line is never in two blocks, however many rows it has.
    std::size_t startOfLine(std::size_t row) const { return std::min(row, m_document.nearest({m_document.row(row)->line, 0})); }

    void scanRows(std::size_t row, std::size_t end)
    {
        std::vector<SearchMatch> &found = m_blocks.emplace_back();
        std::size_t sorted = 0;
        m_from = 0;
        while (row < end && !*m_request.cancelled) {
            if (Clock::now() >= m_end) {
                m_result.outOfTime = true;
                break;
            }
            const LineText piece(m_document, row, end);
            if (piece.line() < m_request.fromLine) {
                row = piece.nextRow();
                m_from = 0;
                continue;
            }
            const std::size_t before = found.size();
            const std::size_t next = scanPiece(piece, row, found);
            sorted += row < m_document.historyRows() ? found.size() - before : 0;
            if (found.size() > 2 * SearchMatches::kMost) { // a line of many megabytes: the newest are kept
                const std::size_t over = found.size() - SearchMatches::kMost;
                found.erase(found.begin(), found.begin() + std::ptrdiff_t(over));
                sorted -= std::min(sorted, over);
                m_result.cut = true;
            }
            row = next;
        }
        m_result.sorted += sorted;
        m_count += found.size();
    }

    // A line of megabytes is looked at in pieces that overlap; a match belongs to the one that has its first character and what
    // stands around it. Returns where the next piece or line begins.
    std::size_t scanPiece(const LineText &piece, std::size_t row, std::vector<SearchMatch> &found)
    {
        const std::size_t overlap = std::min(m_overlap, (piece.nextRow() - row) / 2);
        const std::size_t next = piece.goesOn() ? piece.nextRow() - overlap : piece.nextRow();
        const std::uint32_t until = piece.goesOn() ? m_document.row(next + 1)->firstCell : std::numeric_limits<std::uint32_t>::max();
        m_found.clear();
        if (!m_request.query->findAll(piece.text(), m_found, m_from > 0 ? piece.unitAt(m_from) : 0))
            ++m_result.refused;
        for (const auto &match : m_found) {
            const SearchMatch at{piece.line(), piece.cellAt(match.start), piece.cellAt(match.end)};
            if (at.from >= until)
                break;
            found.push_back(at);
            m_from = at.end;
        }
        m_from = piece.goesOn() ? std::max(m_from, until) : 0;
        return next;
    }

    void collect()
    {
        m_result.found.reserve(m_count);
        for (auto block = m_blocks.rbegin(); block != m_blocks.rend(); ++block)
            m_result.found.insert(m_result.found.end(), block->begin(), block->end());
    }

    const ScanRequest &m_request;
    Document m_document;
    std::size_t m_overlap; // rows; one of them for what stands before
    Clock::time_point m_end;
    ScanResult m_result;
    std::vector<std::vector<SearchMatch>> m_blocks; // newest first
    std::vector<CompiledQuery::Found> m_found;
    std::size_t m_count = 0;
    std::uint32_t m_from = 0; // the cell from which the line that is under way is to be searched
};

} // namespace

core::base::LineId lowestLine(const core::vt::Frame &frame)
{
    const auto lowest = std::min_element(frame.rows.begin(), frame.rows.end(), [](const auto &a, const auto &b) { return a->line < b->line; });
    return lowest == frame.rows.end() ? 0 : (*lowest)->line;
}

ScanResult scan(const ScanRequest &request)
{
    return Scanner(request).run();
}

} // namespace ui::terminal
