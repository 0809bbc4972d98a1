#include "core/store/search_query.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::store;

class SearchQueryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("match");  // empty: the index is not asked
        QTest::addColumn<QStringList>("like");
        const auto row = [](const char *text, const char *match, QStringList like = {}) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(match) << like;
        };
        row("git", "\"git\"*");
        row("  git   Che ", "\"git\"* AND \"Che\"*");
        row("über", "\"über\"*");
        row("&&", "", {QStringLiteral("%&&%")});
        row("--no-cache", "\"no cache\"*", {QStringLiteral("%--no-cache%")});
        row("oo/x.py", "\"x py\"*", {QStringLiteral("%oo/x.py%")});
        row("make/", "", {QStringLiteral("%make/%")});
        row("/a/b/", "\"a b\"", {QStringLiteral("%/a/b/%")});
        row("50%_\\", "", {QStringLiteral("%50\\%\\_\\\\%")});
        row("git \"x\"", "\"git\"* AND \"x\"", {QStringLiteral("%\"x\"%")});
        row("é/x", "", {QString::fromUtf8("%é/x%")});
    }
    void words()
    {
        QFETCH(QString, text);
        QFETCH(QString, match);
        QFETCH(QStringList, like);
        HistoryQuery query;
        query.text = text.toStdString();
        const SearchSql search = searchSql(query);
        QStringList values;
        for (std::size_t i = 0; i + 1 < search.values.size(); ++i) // the last one is the limit
            values << search.values[i].toString();
        QCOMPARE(values, match.isEmpty() ? like : like + QStringList{match});
        QCOMPARE(search.sql.contains(QLatin1String("MATCH")), !match.isEmpty());
        QCOMPARE(search.sql.count(QLatin1Char('?')), static_cast<qsizetype>(search.values.size()));
    }

    void boundsAndFilters()
    {
        HistoryQuery query;
        query.limit = 1'000'000;
        QCOMPARE(searchSql(query).values.back().toInt(), kMostRows);
        query.limit = -5;
        QCOMPARE(searchSql(query).values.back().toInt(), 0);
        query.cwd = "/srv/app//";
        const SearchSql folder = searchSql(query);
        QCOMPARE(folder.values[0].toString(), QStringLiteral("/srv/app"));
        QCOMPARE(folder.values[1].toString(), QStringLiteral("/srv/app/"));
        QCOMPARE(folder.values[2].toString(), QStringLiteral("/srv/app0"));
        query.text = std::string(100'000, 'a').append(" b").append(50, ' ');
        for (int i = 0; i < 1000; ++i)
            query.text += " w" + std::to_string(i);
        QCOMPARE(searchSql(query).values[0].toString().count(QLatin1String(" AND ")), 31);
    }
};

BERTH_TEST(SearchQueryTest)
#include "search_query_test.moc"
