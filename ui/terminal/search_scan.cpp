#include "ui/terminal/search_scan.h"

#include "ui/terminal/document.h"
#include "ui/terminal/line_text.h"

#include <algorithm>

namespace ui::terminal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlockRows = 2048;

class Scanner
{
public:
    explicit Scanner(const ScanRequest &request)
        : m_request(request), m_document(request.frame), m_end(Clock::now() + request.budget)
    {
    }

    ScanResult run()
    {
        // All of the screen always: its lines may be in any order.
        const std::size_t first = m_request.fromLine == 0 ? 0 : std::min(m_document.nearest({m_request.fromLine, 0}), m_document.historyRows());
        for (std::size_t end = m_document.rowCount(); end > first && !mustStop();) {
            const std::size_t start = end - first > kBlockRows ? std::max(first, m_document.firstRowOfLine(end - kBlockRows)) : first;
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

    void scanRows(std::size_t row, std::size_t end)
    {
        std::vector<SearchMatch> &found = m_blocks.emplace_back();
        while (row < end && !*m_request.cancelled) {
            if (Clock::now() >= m_end) {
                m_result.outOfTime = true;
                break;
            }
            const LineText line(m_document, row, end);
            if (line.line() < m_request.fromLine) {
                row = line.nextRow();
                continue;
            }
            m_found.clear();
            if (!m_request.query->findAll(line.text(), m_found))
                ++m_result.refused;
            for (const auto &match : m_found)
                found.push_back({line.line(), line.cellAt(match.start), line.cellAt(match.end)});
            m_result.sorted += row < m_document.historyRows() ? m_found.size() : 0;
            m_count += m_found.size();
            row = line.nextRow();
        }
    }

    void collect()
    {
        m_result.found.reserve(m_count);
        for (auto block = m_blocks.rbegin(); block != m_blocks.rend(); ++block)
            m_result.found.insert(m_result.found.end(), block->begin(), block->end());
    }

    const ScanRequest &m_request;
    Document m_document;
    Clock::time_point m_end;
    ScanResult m_result;
    std::vector<std::vector<SearchMatch>> m_blocks; // newest first
    std::vector<CompiledQuery::Found> m_found;
    std::size_t m_count = 0;
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
