#include "core/store/history_search.h"

#include "core/store/candidates.h"
#include "core/store/failure.h"
#include "core/store/fuzzy.h"
#include "core/store/history_table.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace core::store {
namespace {

constexpr std::size_t kIdsAtOnce = 16'384;
constexpr std::size_t kRowsAtOnce = 500;  // of full rows
constexpr qint64 kWordRows = 500, kWordRowsApart = 100; // what the words' index adds to a fuzzy search
constexpr qint64 kWordLook = 4000, kWordLookApart = 1500; // rows that are looked at for them

std::unexpected<base::Error> explain(const QSqlError &error)
{
    if (causeOf(error) == Cause::Corrupt)
        return std::unexpected(errorOf(error, "store.corrupt", "The history file is damaged and cannot be searched."));
    return std::unexpected(errorOf(error, "store.query", "The history cannot be searched at the moment."));
}

struct Hit
{
    qint64 id = 0;
    int count = 1;
    int score = 0;
};

// Equal texts; of one that was cut, its beginning and length decide. The texts outlive it.
class Equals
{
public:
    // The place of `candidate` among the different ones, and whether it is the first of its kind.
    std::pair<std::size_t, bool> add(const Candidate &candidate)
    {
        const auto [at, isNew] = m_seen.try_emplace({candidate.text, candidate.characters}, m_seen.size());
        return {at->second, isNew};
    }

private:
    struct Hash
    {
        std::size_t operator()(const std::pair<std::string_view, qint64> &key) const { return std::hash<std::string_view>()(key.first); }
    };
    std::unordered_map<std::pair<std::string_view, qint64>, std::size_t, Hash> m_seen;
};

base::Result<std::vector<Hit>> wordHits(const Connection &connection, const QueryScope &scope, const HistoryQuery &query, std::size_t most)
{
    QSqlError error;
    CandidateSource source(connection, scope, termsOf(query.text), query.beforeId);
    if (!source.choose(error))
        return explain(error);
    std::vector<Hit> hits;
    while (hits.size() < most && !source.isAtEnd()) {
        if (!source.needsText()) {
            const auto ids = source.nextIds(static_cast<qint64>(std::min(most - hits.size(), kIdsAtOnce)), error);
            if (!ids)
                return explain(error);
            for (const qint64 id : *ids)
                hits.push_back({id, 1, 0});
            continue;
        }
        const auto piece = source.next(static_cast<qint64>(most - hits.size()), error);
        if (!piece)
            return explain(error);
        for (const Candidate &candidate : piece->rows)
            hits.push_back({candidate.id, 1, 0});
    }
    hits.resize(std::min(hits.size(), most));
    return hits;
}

// The newest kWordRows that match, or a few more; fewer where they lie too far apart.
std::optional<std::vector<Piece>> byWords(CandidateSource &source, qint64 wanted, qint64 most, QSqlError &error)
{
    std::vector<Piece> pieces;
    while (wanted > 0 && !source.isAtEnd() && source.rowsLookedAt() < most) {
        auto piece = source.next(wanted, error, most - source.rowsLookedAt());
        if (!piece)
            return {};
        wanted -= static_cast<qint64>(piece->rows.size());
        pieces.push_back(std::move(*piece));
    }
    return pieces;
}

// A page begins behind what the pages before showed, so those are looked at again: equal ones must not come back.
base::Result<std::vector<Hit>> distinctHits(const Connection &connection, const QueryScope &scope, const HistoryQuery &query, std::size_t most)
{
    QSqlError error;
    CandidateSource source(connection, scope, termsOf(query.text), {});
    if (!source.choose(error))
        return explain(error);
    std::vector<Piece> pieces; // Equals keeps their texts
    std::vector<Hit> hits;
    std::size_t before = 0; // of them, on the pages before
    Equals equals;
    int looked = 0;
    while (looked < kDistinctRows && !source.isAtEnd() && (looked < kCountedRows || hits.size() - before < most)) {
        auto piece = source.next((looked < kCountedRows ? kCountedRows : kDistinctRows) - looked, error);
        if (!piece)
            return explain(error);
        for (const Candidate &candidate : pieces.emplace_back(std::move(*piece)).rows) {
            if (++looked > kDistinctRows)
                break;
            const auto [at, isNew] = equals.add(candidate);
            if (!isNew) {
                ++hits[at].count;
                continue;
            }
            hits.push_back({candidate.id, 1, 0});
            before += query.beforeId && candidate.id >= *query.beforeId ? 1 : 0;
        }
    }
    hits.erase(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(before));
    hits.resize(std::min(hits.size(), most));
    return hits;
}

int recencyBonus(qint64 ids)
{
    const qint64 hours = ids / kIdsPerMillisecond / 3'600'000;
    return hours < 1 ? 24 : hours < 24 ? 18 : hours < 24 * 7 ? 12 : hours < 24 * 30 ? 8 : hours < 24 * 365 ? 4 : 0;
}

base::Result<std::vector<Hit>> fuzzyHits(const Connection &connection, const QueryScope &scope, const HistoryQuery &query, std::size_t most)
{
    QSqlError error;
    const FuzzyPattern pattern(query.text);
    CandidateSource newest(connection, scope, {}, query.beforeId);
    const bool areApart = scope.narrowest() != nullptr;
    auto near = newest.choose(error) ? newest.window(areApart ? kFuzzyRowsApart : kFuzzyRows, pattern.likes(), error) : std::nullopt;
    if (!near)
        return explain(error);
    std::vector<Piece> pieces;
    const auto terms = termsOf(query.text);
    if (std::ranges::all_of(terms, [](const Term &term) { return !term.quick.isEmpty(); })) {
        CandidateSource words(connection, scope, terms, query.beforeId);
        auto more = words.choose(error) ? byWords(words, areApart ? kWordRowsApart : kWordRows, areApart ? kWordLookApart : kWordLook, error) : std::nullopt;
        if (!more)
            return explain(error);
        pieces = std::move(*more);
    }
    pieces.push_back(std::move(*near));
    std::vector<Candidate> candidates;
    for (const Piece &piece : pieces)
        candidates.insert(candidates.end(), piece.rows.begin(), piece.rows.end());
    std::ranges::sort(candidates, std::ranges::greater(), &Candidate::id);
    const auto twice = std::ranges::unique(candidates, {}, &Candidate::id);
    candidates.erase(twice.begin(), twice.end());
    struct Kind
    {
        std::optional<int> score; // looked at once for all that are equal
        std::size_t hit = 0;      // the newest of them
    };
    std::vector<Kind> kinds;
    std::vector<Hit> hits;
    Equals equals;
    for (const Candidate &candidate : candidates) {
        const auto [at, isNew] = equals.add(candidate);
        if (isNew)
            kinds.push_back({pattern.score(QString::fromUtf8(candidate.text.data(), static_cast<qsizetype>(candidate.text.size()))), hits.size()});
        if (!kinds[at].score)
            continue;
        if (query.distinct && !isNew)
            ++hits[kinds[at].hit].count;
        else
            hits.push_back({candidate.id, 1, *kinds[at].score + recencyBonus(candidates.front().id - candidate.id)});
    }
    std::ranges::stable_sort(hits, std::ranges::greater(), &Hit::score); // newest first among equals
    hits.resize(std::min(hits.size(), most));
    return hits;
}

base::Result<std::vector<CommandRecord>> readRows(const Connection &connection, const std::vector<Hit> &hits, bool withOutput)
{
    std::unordered_map<std::int64_t, std::size_t> order;
    for (std::size_t i = 0; i < hits.size(); ++i)
        order.emplace(hits[i].id, i);
    std::vector<CommandRecord> rows(hits.size());
    for (std::size_t from = 0; from < hits.size(); from += kRowsAtOnce) {
        QString ids;
        for (std::size_t i = from; i < std::min(hits.size(), from + kRowsAtOnce); ++i)
            ids += (ids.isEmpty() ? QString() : QStringLiteral(",")) + QString::number(hits[i].id);
        QSqlError error;
        const SqlPart part{QStringLiteral("SELECT %1 FROM %2 WHERE c.id IN (%3)").arg(QLatin1String(kCommandColumns), QLatin1String(kCommandTables), ids), {}};
        auto query = part.run(connection, error);
        if (!query)
            return explain(error);
        while (query->next()) {
            CommandRecord record = recordOf(*query);
            const std::size_t at = order.at(record.id);
            record.count = hits[at].count;
            rows[at] = std::move(record);
        }
        if (query->lastError().isValid())
            return explain(query->lastError());
    }
    std::erase_if(rows, [](const CommandRecord &record) { return record.id == 0; }); // removed meanwhile
    for (CommandRecord &record : rows) {
        if (!withOutput || !record.hasOutput)
            continue;
        auto kept = readOutput(connection, record.id);
        if (kept)
            record.output = std::move(kept->text);
        else if (!kept.error().is("store.no_output"))
            return std::unexpected(kept.error());
    }
    return rows;
}

} // namespace

base::Result<std::vector<CommandRecord>> searchHistory(const Connection &connection, const HistoryQuery &query)
{
    QSqlError error;
    const auto scope = QueryScope::resolve(connection, query, error);
    if (!scope)
        return explain(error);
    const auto most = static_cast<std::size_t>(std::clamp(query.limit, 0, kMostRows));
    if (scope->isEmpty() || most == 0)
        return std::vector<CommandRecord>();
    const bool fuzzy = query.match == HistoryQuery::Match::Fuzzy && !FuzzyPattern(query.text).isEmpty();
    const auto hits = fuzzy ? fuzzyHits(connection, *scope, query, most)
        : query.distinct    ? distinctHits(connection, *scope, query, most)
                            : wordHits(connection, *scope, query, most);
    if (!hits)
        return std::unexpected(hits.error());
    return readRows(connection, *hits, query.withOutput);
}

base::Result<std::vector<std::int64_t>> matchingIds(const Connection &connection, const HistoryQuery &query, std::size_t most)
{
    if (query.match == HistoryQuery::Match::Fuzzy && !FuzzyPattern(query.text).isEmpty())
        return base::fail("store.query", "A fuzzy search says what is similar, not which commands are meant; search for words.");
    QSqlError error;
    const auto scope = QueryScope::resolve(connection, query, error);
    if (!scope)
        return explain(error);
    std::vector<std::int64_t> ids;
    if (scope->isEmpty())
        return ids;
    const auto hits = wordHits(connection, *scope, query, most);
    if (!hits)
        return std::unexpected(hits.error());
    for (const Hit &hit : *hits)
        ids.push_back(hit.id);
    return ids;
}

base::Result<std::size_t> countMatching(const Connection &connection, const HistoryQuery &query)
{
    HistoryQuery rest = query;
    std::size_t count = 0;
    while (true) {
        const auto ids = matchingIds(connection, rest, kIdsAtOnce);
        if (!ids)
            return std::unexpected(ids.error());
        count += ids->size();
        if (ids->size() < kIdsAtOnce)
            return count;
        rest.beforeId = ids->back();
    }
}

base::Result<KeptOutput> readOutput(const Connection &connection, std::int64_t id)
{
    QSqlError error;
    auto query = SqlPart{QStringLiteral("SELECT cut, packed FROM command_output WHERE id = ?"), {static_cast<qint64>(id)}}.run(connection, error);
    if (!query)
        return explain(error);
    const bool found = query->next();
    if (!found && query->lastError().isValid())
        return explain(query->lastError());
    auto text = found ? unpackOutput(query->value(1).toByteArray()) : std::nullopt;
    if (!text)
        return base::fail("store.no_output", "No output was kept of this command.");
    return KeptOutput{std::move(*text), query->value(0).toBool()};
}

} // namespace core::store
