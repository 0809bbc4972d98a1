// From what a person asks to SQL: a pure function.
#pragma once
#include "core/store/store.h"

#include <QString>
#include <QVariant>
#include <vector>

namespace core::store {

struct SearchSql
{
    QString sql;                   // selects kCommandColumns (history_table.h)
    std::vector<QVariant> values;  // for its '?', in order
};

SearchSql searchSql(const HistoryQuery &query);

} // namespace core::store
