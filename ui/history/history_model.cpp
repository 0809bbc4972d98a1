#include "ui/history/history_model.h"

#include "ui/history/history_text.h"

#include <QCoreApplication>
#include <QPointer>
#include <iterator>

namespace ui::history {

using core::store::CommandRecord;

HistoryModel::HistoryModel(core::store::Store &store, QObject *parent, int mostKept)
    : QAbstractListModel(parent), m_store(store), m_searches([this](Question question) { send(std::move(question)); }), m_mostKept(mostKept)
{
}

void HistoryModel::search(const Filter &filter, const Scope &scope)
{
    m_filter = filter;
    m_searches.ask({queryFor(filter, scope, QDateTime::currentDateTime()), false});
}

void HistoryModel::clear()
{
    m_searches.drop();
    m_filter = {};
    m_error = {};
    replace({});
    m_complete = true;
}

void HistoryModel::send(Question question)
{
    m_query = question.query;
    m_store.search(std::move(question.query), [self = QPointer(this), further = question.further](core::base::Result<Records> found) {
        // On the store's thread: only post. The application object outlives the store's readers.
        QMetaObject::invokeMethod(qApp, [self, further, found = std::move(found)]() mutable {
            if (self)
                self->receive(std::move(found), further);
        }, Qt::QueuedConnection);
    });
}

void HistoryModel::receive(core::base::Result<Records> found, bool further)
{
    if (!m_searches.answered())
        return;
    m_error = found ? core::base::Error{} : found.error();
    if (!found) {
        m_complete = true;
        if (!further)
            replace({});
        Q_EMIT searched();
        return;
    }
    // Fuzzy matches are ordered by how well they match, so there is no page behind the last of them.
    m_complete = int(found->size()) < m_query.limit || m_query.match == core::store::HistoryQuery::Match::Fuzzy;
    if (!found->empty())
        m_query.beforeId = found->back().id;
    if (further) {
        append(std::move(*found));
        Q_EMIT grown();
    } else {
        replace(std::move(*found));
        Q_EMIT searched();
    }
}

void HistoryModel::replace(std::vector<CommandRecord> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void HistoryModel::append(std::vector<CommandRecord> rows)
{
    if (rows.empty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
    endInsertRows();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CommandRecord &command = record(index.row());
    switch (role) {
    case Qt::DisplayRole: return oneLine(QString::fromStdString(command.command));
    case Qt::AccessibleTextRole: return spoken(command, QDateTime::currentDateTime());
    case Qt::ToolTipRole: {
        const QString tip = whenExact(command.start) + QLatin1Char('\n') + QString::fromStdString(command.cwd);
        return tip.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>")); // a folder's name is not markup
    }
    default: return {};
    }
}

// A page is asked for only when nothing else is on its way: a search that waits is worth more.
bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_searches.isBusy() && !m_rows.empty() && int(m_rows.size()) < m_mostKept;
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_searches.ask({m_query, true});
}

} // namespace ui::history
