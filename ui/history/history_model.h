// The commands found, best or newest first, fetched a page at a time as the list is scrolled. The store answers on its own
// thread; here everything is on the GUI thread, and nothing waits.
#pragma once
#include "ui/history/filter.h"
#include "ui/history/newest.h"

#include <QAbstractListModel>
#include <vector>

namespace ui::history {

class HistoryModel : public QAbstractListModel
{
    Q_OBJECT
public:
    // More rows than anybody looks through; a narrower search shows the rest.
    static constexpr int kMostKept = 20'000;

    explicit HistoryModel(core::store::Store &store, QObject *parent = nullptr, int mostKept = kMostKept); // the store outlives it

    // What was found stays until the answer is there. A newer search replaces one that waits.
    void search(const Filter &filter, const Scope &scope);
    void clear();

    const Filter &filter() const { return m_filter; } // of what is being searched for or on show
    const core::store::CommandRecord &record(int row) const { return m_rows[std::size_t(row)]; }
    bool isSearching() const { return m_searches.isBusy(); }
    bool isComplete() const { return m_complete; }    // the rows are all that there are
    const core::base::Error &error() const { return m_error; } // of the last search; empty code: none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void searched(); // a search's first page, or an error, is there
    void grown();    // a further page is

private:
    using Records = std::vector<core::store::CommandRecord>;
    struct Question
    {
        core::store::HistoryQuery query;
        bool further = false;
    };

    void send(Question question);
    void receive(core::base::Result<Records> found, bool further);
    void replace(Records rows);
    void append(Records rows);

    core::store::Store &m_store;
    Newest<Question> m_searches;
    Filter m_filter;
    core::store::HistoryQuery m_query; // of the next page
    Records m_rows;
    core::base::Error m_error;
    int m_mostKept;
    bool m_complete = true;
};

} // namespace ui::history
