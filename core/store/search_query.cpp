#include "core/store/search_query.h"

#include "core/store/history_table.h"

#include <QStringList>
#include <algorithm>

namespace core::store {
namespace {

// How one word of the query is looked for.
//   git         the index: words that begin so
//   a/b.txt     exactly this, case aside: LIKE; and the index narrows it down by the parts that start in it ("b", "txt")
//   &&          LIKE alone
struct Term
{
    QString phrase; // for the index; empty: none
    QString like;   // empty: none
};

bool isWord(const QString &text)
{
    const QList<uint> points = text.toUcs4();
    return std::ranges::all_of(points, [](uint c) { return QChar::isLetterOrNumber(c); });
}

bool isAsciiWordChar(QChar c)
{
    return c.unicode() < 128 && c.isLetterOrNumber();
}

// "oo/x.py" occurs in "foo/x.py", so what stands before the first separator may be the end of a longer word and cannot
// be asked of the index; after it, words are whole, and the last one is a beginning.
QString wholeParts(const QString &text)
{
    if (std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 128; }))
        return {}; // which characters separate is then the tokenizer's business
    const auto separator = std::ranges::find_if_not(text, isAsciiWordChar);
    QString parts(separator, text.end() - separator);
    std::ranges::replace_if(parts, [](QChar c) { return !isAsciiWordChar(c); }, QLatin1Char(' '));
    const bool endsInside = !parts.isEmpty() && parts.back() != QLatin1Char(' ');
    parts = parts.simplified();
    if (parts.isEmpty())
        return {};
    return QLatin1Char('"') + parts + QLatin1Char('"') + (endsInside ? QStringLiteral("*") : QString());
}

QString escapedForLike(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('%'), QLatin1String("\\%"));
    text.replace(QLatin1Char('_'), QLatin1String("\\_"));
    return QLatin1Char('%') + text + QLatin1Char('%');
}

Term termFor(const QString &word)
{
    if (isWord(word))
        return {QLatin1Char('"') + word + QStringLiteral("\"*"), {}};
    return {wholeParts(word), escapedForLike(word)};
}

// '/' and the character after it bound everything below a folder, so that an index could serve.
void addFolder(const std::string &folder, QStringList &where, std::vector<QVariant> &values)
{
    QString path = QString::fromStdString(folder);
    while (path.size() > 1 && path.endsWith(QLatin1Char('/')))
        path.chop(1);
    const QString below = path == QLatin1String("/") ? path : path + QLatin1Char('/');
    QString after = below;
    after.back() = QChar(QLatin1Char('/').unicode() + 1);
    where << QStringLiteral("(c.cwd = ? OR (c.cwd >= ? AND c.cwd < ?))");
    values.insert(values.end(), {path, below, after});
}

} // namespace

SearchSql searchSql(const HistoryQuery &query)
{
    constexpr qsizetype kMostWords = 32;
    QStringList where;
    std::vector<QVariant> values;
    QStringList phrases;
    const QStringList words = QString::fromStdString(query.text).remove(QChar::Null).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words.mid(0, kMostWords)) {
        const Term term = termFor(word);
        if (!term.phrase.isEmpty())
            phrases << term.phrase;
        if (!term.like.isEmpty()) {
            where << QStringLiteral("c.command LIKE ? ESCAPE '\\'");
            values.emplace_back(term.like);
        }
    }
    QString from = QStringLiteral("command c");
    QString order = QStringLiteral("c.id");
    if (!phrases.isEmpty()) {
        from = QStringLiteral("command_words w JOIN command c ON c.id = w.rowid");
        order = QStringLiteral("w.rowid");
        where << QStringLiteral("w.command_words MATCH ?");
        values.emplace_back(phrases.join(QStringLiteral(" AND ")));
    }
    if (query.container && query.container->empty()) {
        where << QStringLiteral("c.container_id = ''");
    } else if (query.container) {
        where << QStringLiteral("(substr(c.container_name, 1, length(?)) = ? OR substr(c.container_id, 1, length(?)) = ?)");
        values.insert(values.end(), 4, QString::fromStdString(*query.container));
    }
    if (query.cwd && !query.cwd->empty())
        addFolder(*query.cwd, where, values);
    if (query.failedOnly)
        where << QStringLiteral("c.exit_code IS NOT NULL AND c.exit_code <> 0");
    if (query.since) {
        where << QStringLiteral("c.start_ms >= ?");
        values.emplace_back(millisecondsOf(*query.since));
    }
    QString sql = QStringLiteral("SELECT %1 FROM %2").arg(QLatin1String(kCommandColumns), from);
    if (!where.isEmpty())
        sql += QStringLiteral(" WHERE ") + where.join(QStringLiteral(" AND "));
    sql += QStringLiteral(" ORDER BY %1 DESC LIMIT ?").arg(order);
    values.emplace_back(std::clamp(query.limit, 0, kMostRows));
    return {sql, values};
}

} // namespace core::store
