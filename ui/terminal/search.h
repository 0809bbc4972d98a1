// A search that follows its terminal: what was found, which of it is the current one, and how it stands. New output is
// looked at as it comes; what left the screen is not looked at twice.
//
// Threads: GUI. The scan itself runs on the global thread pool with a time budget; a newer query cancels it.
#pragma once
#include "ui/terminal/document.h"
#include "ui/terminal/search_scan.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

namespace ui::terminal {

class Search : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kBudget{5000};
    explicit Search(QObject *parent, std::chrono::milliseconds budget = kBudget);
    ~Search() override;

    // The match at or before `anchor` becomes the current one. An empty pattern ends the search.
    void setQuery(const SearchQuery &query, core::base::Position anchor);
    void setDocument(const Document &document); // of every new frame, while searching
    const SearchQuery &query() const { return m_query; }

    const SearchMatches &matches() const { return m_matches; }
    const std::optional<SearchMatch> &current() const { return m_current; }
    std::optional<std::size_t> number() const; // of the current match, 1 is the newest
    void step(int direction);                  // +1: to the next older one; goes round

    bool isRunning() const { return m_running && !m_announced; } // nothing is known yet
    const QString &error() const { return m_error; }             // of the pattern
    bool isOutOfTime() const { return m_outOfTime; }
    std::size_t refusedLines() const { return m_refused; }

Q_SIGNALS:
    void changed();      // anything above
    void currentMoved(); // the user went to another match: show it

private:
    void start();
    void finish();
    void cancel();

    std::chrono::milliseconds m_budget;
    SearchQuery m_query;
    std::shared_ptr<const CompiledQuery> m_compiled; // null: nothing to look for
    Document m_document;
    core::base::Position m_anchor;
    SearchMatches m_matches;
    std::optional<SearchMatch> m_current;
    QString m_error;
    bool m_outOfTime = false, m_running = false, m_stale = false;
    bool m_announced = false; // the first result of this query is in
    std::size_t m_refused = 0;

    // What the matches were found in.
    core::vt::FramePtr m_scanned;
    core::base::LineId m_scannedFrom = 0;
    core::base::LineId m_settled = 0;

    QFutureWatcher<ScanResult> m_watcher;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    QTimer m_pause; // between two looks at flowing output
};

} // namespace ui::terminal
