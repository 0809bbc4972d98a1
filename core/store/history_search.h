// Answers a HistoryQuery on one connection. Private to core/store.
//
// Rows come newest first and in pieces (candidates.h), so that a broad question stops early. What SQL does not decide
// (words by their text, distinct, fuzzy) is decided here, over at most kDistinctRows or kFuzzyRows rows.
#pragma once
#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/store.h"

#include <vector>

namespace core::store {

base::Result<std::vector<CommandRecord>> searchHistory(const Connection &connection, const HistoryQuery &query);

// The ids of at most `most` matching rows, newest first; for Match::Words, whatever `limit` and `distinct` say.
// Code: store.query for a fuzzy one.
base::Result<std::vector<std::int64_t>> matchingIds(const Connection &connection, const HistoryQuery &query, std::size_t most);
base::Result<std::size_t> countMatching(const Connection &connection, const HistoryQuery &query);

base::Result<KeptOutput> readOutput(const Connection &connection, std::int64_t id);

} // namespace core::store
