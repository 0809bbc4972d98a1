// What a person asks of the command history. All conditions must hold; an unset one holds always.
#pragma once
#include "core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace core::store {

struct HistoryQuery
{
    enum class Match : unsigned char {
        Words, // every word of `text` occurs: letters and digits as the beginning of a word, anything else literally
        Fuzzy, // the characters of each word of `text` occur in order, case aside unless the word has capitals
    } match = Match::Words;
    std::string text; // UTF-8; empty: everything

    std::optional<std::string> container; // beginning of its name or id; "" means the host only
    std::optional<std::string> cwd;       // this folder and below
    std::optional<std::string> engine;    // its id or the id's beginning ("docker"); "" means the host only
    std::optional<std::string> session;   // "<instance>/<number>", or "<instance>/" for all of an instance
    std::optional<std::string> user, host; // exactly
    std::optional<std::string> image;     // beginning of its name or id
    std::optional<std::string> containerName, command; // exactly
    bool failedOnly = false;              // ended with an exit code that is not 0; a job that was stopped has not
    std::optional<base::WallTime> since, until; // when it ended: since <= end < until

    // Only the newest of equal command texts, with how many there were among the rows that are looked at: of those that
    // match the newest kCountedRows, or as many as fill `limit`, up to kDistinctRows; with Match::Fuzzy what is said at
    // kFuzzyRows. So a count says "at least", and what was run before those rows only is not found: ask without it, or
    // for a time or a place.
    bool distinct = false;

    // The next page: only rows older than this id, which is the last one of the page before. With Match::Fuzzy, which
    // orders by how well a command matches, it narrows what is looked at; ask for a larger `limit` instead.
    std::optional<std::int64_t> beforeId;

    // Words: newest first, by when they ended. Fuzzy: best first; among equals the newest. At most kMostRows.
    int limit = 100;
    bool withOutput = false; // fills CommandRecord::output
};

inline constexpr int kMostRows = 10'000;
inline constexpr int kDistinctRows = 5000, kCountedRows = 2000;
// Fuzzy looks at the newest so many rows that fit the filters, and in the whole history at those in which every word of
// the text begins a word. A place's or a session's rows lie apart, and each costs a page of the file.
inline constexpr int kFuzzyRows = 4000, kFuzzyRowsApart = 1500;

} // namespace core::store
