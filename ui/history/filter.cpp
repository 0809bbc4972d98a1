#include "ui/history/filter.h"

#include <QCoreApplication>
#include <QTime>

namespace ui::history {
namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("ui::history", text);
}

} // namespace

Filter Filter::everywhere() const
{
    Filter wide;
    wide.text = text;
    wide.fuzzy = fuzzy;
    wide.everyRun = everyRun;
    return wide;
}

core::store::HistoryQuery queryFor(const Filter &filter, const Scope &scope, const QDateTime &now)
{
    core::store::HistoryQuery query;
    query.text = filter.text.left(kMostQueryChars).trimmed().toStdString();
    query.match = filter.fuzzy ? core::store::HistoryQuery::Match::Fuzzy : core::store::HistoryQuery::Match::Words;
    query.failedOnly = filter.failed;
    query.distinct = !filter.everyRun;
    query.limit = filter.fuzzy ? kMostFuzzy : kPageRows;
    if (filter.here && !scope.cwd.isEmpty())
        query.cwd = scope.cwd.toStdString();
    // A folder's name means the same only in one place: "here" is this folder of this container.
    if (filter.place || filter.here) {
        if (scope.container.isEmpty())
            query.container = std::string(); // the host
        else
            query.containerName = scope.container.toStdString();
        if (!scope.engine.isEmpty())
            query.engine = scope.engine.toStdString();
    }
    if (filter.today) {
        const QDateTime midnight(now.date(), QTime(0, 0), now.timeSpec());
        query.since = core::base::WallTime(std::chrono::milliseconds(midnight.toMSecsSinceEpoch()));
    }
    return query;
}

QStringList activeNames(const Filter &filter, const Scope &scope)
{
    QStringList names;
    if (filter.here)
        names << words("this folder (%1)").arg(scope.cwd);
    if (filter.place)
        names << (scope.container.isEmpty() ? words("this computer") : scope.container);
    if (filter.failed)
        names << words("failed");
    if (filter.today)
        names << words("today");
    return names;
}

} // namespace ui::history
