#include "ui/terminal/search.h"

#include "ui/terminal/background.h"

#include <algorithm>

namespace ui::terminal {
namespace {

constexpr int kPauseMs = 150;

} // namespace

Search::Search(QObject *parent, std::chrono::milliseconds budget)
    : QObject(parent), m_budget(budget)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_watcher, &QFutureWatcher<ScanResult>::finished, this, &Search::finish);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_stale && !m_running)
            start();
    });
}

Search::~Search()
{
    cancel();
}

void Search::cancel()
{
    if (m_cancelled)
        *m_cancelled = true;
    m_cancelled.reset();
    m_running = m_stale = false;
}

void Search::setQuery(const SearchQuery &query, core::base::Position anchor)
{
    cancel();
    m_query = query;
    m_anchor = anchor;
    m_matches.clear();
    m_current.reset();
    m_compiled.reset();
    m_error.clear();
    m_outOfTime = m_announced = false;
    m_refused = 0;
    m_scanned.reset();
    if (!query.pattern.isEmpty()) {
        if (auto compiled = CompiledQuery::compile(query))
            m_compiled = std::make_shared<const CompiledQuery>(std::move(*compiled));
        else
            m_error = compiled.error();
    }
    if (m_compiled && m_document.frame())
        start();
    Q_EMIT changed();
}

void Search::setDocument(const Document &document)
{
    if (m_document.frame() == document.frame())
        return;
    m_document = document;
    m_stale = m_compiled != nullptr;
    if (m_stale && !m_running && !m_pause.isActive())
        start();
}

void Search::start()
{
    const core::vt::FramePtr &frame = m_document.frame();
    // Lines that have settled keep their matches, unless the rows were laid out anew: then lines may have come back.
    const bool goesOn = m_scanned && m_scanned->alternate == frame->alternate && m_scanned->size == frame->size && !frame->alternate;
    m_scannedFrom = goesOn ? std::min(m_settled, lowestLine(*frame)) : 0;
    m_scanned = frame;
    m_stale = false;
    m_running = true;
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    m_watcher.setFuture(inBackground([request = ScanRequest{frame, m_compiled, m_scannedFrom, m_budget, m_cancelled}] { return scan(request); }));
}

void Search::finish()
{
    if (!m_running)
        return;
    ScanResult result = m_watcher.result();
    m_running = false;
    m_cancelled.reset();
    const auto kept = m_scanned->history && !m_scanned->alternate ? m_scanned->history->firstLine() : 0;
    m_matches.replaceFrom(kept, m_scannedFrom, result.found, result.sorted, result.cut);
    m_settled = result.settled;
    // Going on does not look again at what the first scan left out.
    m_outOfTime = result.outOfTime || (m_outOfTime && m_scannedFrom != 0);
    m_refused = m_scannedFrom == 0 ? result.refused : std::max(m_refused, result.refused);

    const bool first = !std::exchange(m_announced, true);
    const auto wanted = m_current ? m_current->start() : m_anchor;
    if (m_matches.isEmpty())
        m_current.reset();
    else if (!m_current || !m_matches.indexOf(*m_current)) // one that flowing output has pushed out: from the newest again
        m_current = m_matches[wanted.line < kept ? m_matches.size() - 1 : m_matches.lastUpTo(wanted).value_or(0)];
    if (m_stale)
        m_pause.start();
    Q_EMIT changed();
    if (first && m_current)
        Q_EMIT currentMoved();
}

std::optional<std::size_t> Search::number() const
{
    const auto index = m_current ? m_matches.indexOf(*m_current) : std::nullopt;
    return index ? std::optional(m_matches.size() - *index) : std::nullopt;
}

void Search::step(int direction)
{
    if (m_matches.isEmpty())
        return;
    const auto size = m_matches.size();
    const auto at = m_current ? m_matches.indexOf(*m_current) : std::nullopt;
    const std::size_t next = !at ? size - 1 : direction > 0 ? (*at + size - 1) % size : (*at + 1) % size;
    m_current = m_matches[next];
    m_anchor = m_current->start();
    Q_EMIT changed();
    Q_EMIT currentMoved();
}

} // namespace ui::terminal
