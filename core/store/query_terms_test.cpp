#include "core/store/fuzzy.h"
#include "core/store/query_terms.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <random>

using namespace core::store;

class QueryTermsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("exact"); // empty: the index is not asked
        QTest::addColumn<QString>("quick");
        QTest::addColumn<QStringList>("literal");
        const auto row = [](const char *text, const char *exact, const char *quick, QStringList like = {}) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(exact) << QString::fromUtf8(quick) << like;
        };
        row("git", "\"git\"*", "\"git\"*");
        row("gith", "\"gith\"*", "\"git\"*");
        row("g", "\"g\"*", "");
        row("g it", "\"g\"* AND \"it\"*", "\"it\"*");
        row("  git   Chec ", "\"git\"* AND \"Chec\"*", "\"git\"* AND \"Che\"*");
        row("über", "\"über\"*", "\"über\"*");
        row("&&", "", "", {QStringLiteral("%&&%")});
        row("--no-cache", "\"no\" AND \"cache\"*", "\"no\" AND \"cac\"*", {QStringLiteral("%--no-cache%")});
        row("oo/x.py", "\"x\" AND \"py\"*", "\"x\" AND \"py\"*", {QStringLiteral("%oo/x.py%")});
        row("./x", "", "", {QStringLiteral("%./x%")});
        row("make/", "", "", {QStringLiteral("%make/%")});
        row("/a/b/", "\"a\" AND \"b\"", "\"a\" AND \"b\"", {QStringLiteral("%/a/b/%")});
        row("50%_\\", "", "", {QStringLiteral("%50\\%\\_\\\\%")});
        row("git \"x\"", "\"git\"* AND \"x\"", "\"git\"* AND \"x\"", {QStringLiteral("%\"x\"%")});
        row("é/x", "", "", {QString::fromUtf8("%é/x%")});
    }
    void words()
    {
        QFETCH(QString, text);
        QFETCH(QString, exact);
        QFETCH(QString, quick);
        QFETCH(QStringList, literal);
        const auto terms = termsOf(text.toStdString());
        QStringList likes;
        for (const Term &term : terms) {
            if (term.likeDecides)
                likes << term.like;
        }
        QCOMPARE(matchExpression(terms, &Term::phrase), exact);
        QCOMPARE(matchExpression(terms, &Term::quick), quick);
        QCOMPARE(likes, literal);
    }

    void manyWordsAreBounded()
    {
        std::string text = std::string(100'000, 'a').append(" b").append(50, ' ');
        for (int i = 0; i < 1000; ++i)
            text += " w" + std::to_string(i);
        QCOMPARE(termsOf(text).size(), std::size_t(32));
    }

    void beginningsOfWords_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        const auto row = [](const char *query, const char *text, bool found) {
            QTest::addRow("%s in %s", query, text) << QString::fromUtf8(query) << QString::fromUtf8(text) << found;
        };
        row("git", "git status", true);
        row("git", "GIT status", true);
        row("stat", "git status", true);
        row("tatus", "git status", false);
        row("s", "git status", true);
        row("s", "make tests", false);
        row("cache", "--no-cache", true);
        row("x", "a_x", true); // '_' separates, as in the index
        row("ü", "echo über", true);
        row("b", "über", false);
        row("git stat", "git status", true);
        row("git push", "git status", false);
    }
    void beginningsOfWords()
    {
        QFETCH(QString, query);
        QFETCH(QString, text);
        QFETCH(bool, found);
        QCOMPARE(hasWords(text, termsOf(query.toStdString())), found);
    }

    void fuzzyOrder_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("best"); // best first; after an empty one those that do not match
        const auto row = [](const char *query, std::initializer_list<const char *> best) {
            QStringList texts;
            for (const char *text : best)
                texts << QString::fromUtf8(text);
            QTest::newRow(query) << QString::fromUtf8(query) << texts;
        };
        row("gco", {"git commit -a", "git checkout main", "flag checked so", "", "git push", "ocg"});
        row("make", {"make", "make test", "makefile", "cmake"});
        row("gch", {"git checkout main", "git commit --help", "", "git push"});
        row("git", {"git", "git status", "cd git", "g i t h i", "digit", "", "gi"});
        row("dcu", {"docker compose up", "docker-compose build --up", "", "docker compose down"});
        row("Make", {"Make", "", "make", "MAKE"});
        row("make", {"make", "Make"});
        row("mk tst", {"mkdir tests/it", "make test", "", "make", "test"});
        row("é", {"É x", "", "e"});
        row("50%", {"echo 50%", "", "echo 50"});
    }
    void fuzzyOrder()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, best);
        const FuzzyPattern pattern(query.toStdString());
        int last = 1'000'000;
        bool matching = true;
        for (const QString &text : best) {
            if (text.isEmpty()) {
                matching = false;
                continue;
            }
            const auto score = pattern.score(text);
            QVERIFY2(score.has_value() == matching, qPrintable(text));
            if (score)
                QVERIFY2(*score <= last, qPrintable(QStringLiteral("%1: %2 > %3").arg(text).arg(*score).arg(last)));
            last = score.value_or(last);
        }
    }

    // Against the plain definition: a text matches exactly when the characters occur in order.
    void fuzzyMatchesSubsequences()
    {
        std::mt19937 random(7);
        const auto word = [&](int longest) {
            QString text;
            for (int n = static_cast<int>(random() % static_cast<unsigned>(longest)) + 1; n > 0; --n)
                text += QLatin1Char("abcAB -/."[random() % 9]);
            return text;
        };
        for (int i = 0; i < 20'000; ++i) {
            const QString query = word(5).remove(QLatin1Char(' '));
            if (query.isEmpty())
                continue;
            const QString text = word(20);
            const bool ignoresCase = query == query.toLower();
            qsizetype at = 0;
            for (const QChar c : text) {
                if (at < query.size() && (ignoresCase ? c.toLower() : c) == query[at])
                    ++at;
            }
            const FuzzyPattern pattern(query.toStdString());
            QVERIFY2(pattern.score(text).has_value() == (at == query.size()), qPrintable(query + QStringLiteral(" in ") + text));
        }
    }
};

BERTH_TEST(QueryTermsTest)
#include "query_terms_test.moc"
