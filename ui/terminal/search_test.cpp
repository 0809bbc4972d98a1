// Searching: lines joined, queries bounded, everything kept looked through, matches held while output and width change.
#include "tests/support/test_main.h"
#include "ui/terminal/line_text.h"
#include "ui/terminal/search.h"
#include "ui/terminal/test_screen.h"

#include <QSignalSpy>
#include <QTest>

using namespace ui::terminal;
using core::base::GridSize;

namespace {

std::u32string u32(const std::string &text)
{
    return {text.begin(), text.end()};
}

Document documentOf(TestScreen &screen)
{
    return Document(screen.frame()->screen);
}

ScanResult scanAll(TestScreen &screen, const SearchQuery &query, std::chrono::milliseconds budget = std::chrono::seconds(60))
{
    const auto compiled = CompiledQuery::compile(query);
    if (!compiled)
        return {};
    return scan({screen.frame()->screen, std::make_shared<const CompiledQuery>(*compiled), 0, budget, std::make_shared<std::atomic<bool>>(false)});
}

std::vector<CompiledQuery::Found> found(const SearchQuery &query, const QString &line)
{
    std::vector<CompiledQuery::Found> result;
    const auto compiled = CompiledQuery::compile(query);
    if (compiled)
        compiled->findAll(line, result);
    return result;
}

} // namespace

class SearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesAreJoined()
    {
        TestScreen screen({10, 4});
        screen.print(U"0123456789abcdef"); // two rows
        screen.print(U"日本語です!");       // a wide character does not fit the last column of nine
        const Document document = documentOf(screen);
        const LineText first(document, 0);
        QCOMPARE(first.text(), QStringLiteral("0123456789abcdef"));
        QCOMPARE(first.nextRow(), std::size_t(2));
        QCOMPARE(first.cellAt(12), 12u);
        QCOMPARE(first.cellAt(16), 16u);
        const LineText wide(document, 2);
        QVERIFY(wide.text().startsWith(QStringLiteral("日本語です!")));
        QCOMPARE(wide.cellAt(1), 2u);
        QCOMPARE(wide.unitAt(2), 1);
        QCOMPARE(wide.unitAt(3), 2); // inside a wide character: the next one
    }

    void clustersAndPairsKeepTheirCells()
    {
        TestScreen screen({20, 3});
        screen.print(U"e\u0301x\U0001F600y");
        const LineText line(documentOf(screen), 0);
        QCOMPARE(line.text(), QStringLiteral("e\u0301x\U0001F600y"));
        QCOMPARE(line.cellAt(line.text().indexOf(QLatin1Char('x'))), 1u);
        QCOMPARE(line.cellAt(line.text().indexOf(QLatin1Char('y'))), 4u);
    }

    void queries()
    {
        using F = std::vector<CompiledQuery::Found>;
        QCOMPARE(found({QStringLiteral("a.c"), false, false}, QStringLiteral("abc A.C a.c")), (F{{4, 7}, {8, 11}}));
        QCOMPARE(found({QStringLiteral("a.c"), true, true}, QStringLiteral("abc A.C a.c")), (F{{0, 3}, {8, 11}}));
        QCOMPARE(found({QStringLiteral("x*"), true, false}, QStringLiteral("axxb")), (F{{1, 3}})); // empty matches are none
        QCOMPARE(found({QStringLiteral("É"), false, false}, QStringLiteral("é")), (F{{0, 1}}));
        QCOMPARE(found({QStringLiteral("aa"), false, false}, QStringLiteral("aaaa")), (F{{0, 2}, {2, 4}}));
        const auto wrong = CompiledQuery::compile({QStringLiteral("a(b"), true, false});
        QVERIFY(!wrong);
        QVERIFY2(wrong.error().contains(QStringLiteral("(at 4)")), qPrintable(wrong.error())); // counted in what the user wrote
    }

    void aCatastrophicPatternGivesUp()
    {
        const auto compiled = CompiledQuery::compile({QStringLiteral("^(a+)+$"), true, false});
        QVERIFY(compiled);
        std::vector<CompiledQuery::Found> result;
        QVERIFY(!compiled->findAll(QString(60, QLatin1Char('a')) + QLatin1Char('b'), result));
        QVERIFY(result.empty());
        QVERIFY(compiled->findAll(QStringLiteral("aaa"), result));
        QCOMPARE(result.size(), std::size_t(1));
    }

    void everythingKeptIsLookedThrough()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 5000; ++i)
            screen.print(u32(i % 1000 == 7 ? "needle " + std::to_string(i) : "hay " + std::to_string(i)));
        screen.print(U"a wrapped line with needle"); // split between "wi" and "th" … and the word over the edge
        const ScanResult result = scanAll(screen, {QStringLiteral("needle"), false, false});
        QCOMPARE(result.found.size(), std::size_t(6));
        QVERIFY(std::is_sorted(result.found.begin(), result.found.end(), [](auto &a, auto &b) { return a.start() < b.start(); }));
        QCOMPARE(result.found.front().line, core::base::LineId(8));
        QCOMPARE(result.found.back().from, 20u);
        QCOMPARE(result.found.back().end, 26u);
        QCOMPARE(result.sorted, std::size_t(5));
    }

    // It is looked at in pieces, and in several blocks where it has thousands of rows.
    void aLongLineHasNoBorders_data()
    {
        QTest::addColumn<int>("cols");
        QTest::addColumn<int>("length");
        QTest::newRow("pieces") << 80 << 40'000;
        QTest::newRow("blocks") << 80 << 600'000;
        QTest::newRow("narrow") << 2 << 30'000;
        QTest::newRow("wide") << 2000 << 100'000;
    }
    void aLongLineHasNoBorders()
    {
        QFETCH(int, cols);
        QFETCH(int, length);
        constexpr int every = 37, word = 6;
        std::u32string line(std::size_t(length), U'x');
        std::vector<SearchMatch> expected;
        for (int at = 5; at + word <= length; at += every) {
            line.replace(std::size_t(at), word, U"needle");
            expected.push_back({1, std::uint32_t(at), std::uint32_t(at + word)});
        }
        TestScreen screen({cols, 5});
        screen.print(line);
        screen.print(U"needle in a line of its own");
        expected.push_back({2, 0, word});
        QVERIFY(scanAll(screen, {QStringLiteral("needle"), false, false}).found == expected);
        QVERIFY(scanAll(screen, {QStringLiteral("ne+dl\\w"), true, false}).found == expected);
        const auto count = [&](const char *pattern) { return scanAll(screen, {QLatin1String(pattern), true, true}).found.size(); };
        QCOMPARE(count("^."), std::size_t(2));
        QCOMPARE(count(".$"), std::size_t(2));
        QCOMPARE(count("(?<=x)needle(?=x)"), expected.size() - 1 - (line.ends_with(U"needle") ? 1 : 0));
    }

    // What could begin anywhere is found where a scan of the whole line finds it, each once.
    void matchesInALongLineDoNotOverlap()
    {
        TestScreen screen({80, 5});
        screen.print(std::u32string(600'000, U'-'));
        const ScanResult result = scanAll(screen, {QStringLiteral("-----------"), false, false});
        QCOMPARE(result.found.size(), std::size_t(600'000 / 11));
        for (std::size_t i = 0; i < result.found.size(); ++i)
            QCOMPARE(result.found[i].from, std::uint32_t(11 * i));
    }

    void aLongLineOfManyMarksHasNoBordersEither()
    {
        std::u32string line;
        for (int i = 0; i < 4000; ++i)
            line += U"e" + std::u32string(12, U'\u0301');
        TestScreen screen({80, 5});
        screen.print(line);
        for (const char *pattern : {"^.", ".$"})
            QCOMPARE(scanAll(screen, {QLatin1String(pattern), true, true}).found.size(), std::size_t(1));
        QCOMPARE(scanAll(screen, {QStringLiteral("e\u0301"), false, false}).found.size(), std::size_t(4000));
    }

    // More in one line than are kept: the newest are.
    void aLineOfNothingButMatchesIsBounded()
    {
        TestScreen screen({80, 5});
        screen.print(std::u32string(500'000, U'-'));
        const ScanResult result = scanAll(screen, {QStringLiteral("-"), false, false});
        QVERIFY(result.cut);
        QVERIFY(result.found.size() <= 2 * SearchMatches::kMost && result.found.size() >= SearchMatches::kMost);
        QCOMPARE(result.found.back().end, 500'000u);
        QVERIFY(result.sorted <= result.found.size());
    }

    void timeIsBounded()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 100; ++i)
            screen.print(U"x");
        const ScanResult result = scanAll(screen, {QStringLiteral("x"), false, false}, std::chrono::milliseconds(0));
        QVERIFY(result.outOfTime);
        QVERIFY(result.found.empty());
    }

    void theNewestAreKept()
    {
        SearchMatches matches;
        std::vector<SearchMatch> many;
        for (std::uint32_t i = 0; i < SearchMatches::kMost + 10; ++i)
            many.push_back({i + 1, 0, 1});
        matches.replaceFrom(0, 0, many, many.size(), false);
        QCOMPARE(matches.size(), SearchMatches::kMost);
        QVERIFY(matches.isCut());
        QCOMPARE(matches[0].line, core::base::LineId(11));
        QVERIFY(matches.inLine(10).empty());
        QCOMPARE(matches.inLine(500).size(), std::size_t(1));
        QCOMPARE(matches.lastUpTo({500, 3}), std::optional<std::size_t>(489));
        QVERIFY(!matches.lastUpTo({3, 0}));
    }

    void aRowAsksForItsCellsOnly()
    {
        SearchMatches matches;
        std::vector<SearchMatch> found{{6, 0, 4}};
        for (std::uint32_t i = 0; i < 1000; ++i) // one line over many rows
            found.push_back({7, i * 10, i * 10 + 6});
        found.push_back({9, 20, 24}); // the screen's
        found.push_back({8, 20, 24});
        matches.replaceFrom(0, 0, found, found.size() - 2, false);
        QCOMPARE(matches.inLine(7, 100, 120), (std::vector<SearchMatch>{{7, 100, 106}, {7, 110, 116}}));
        QCOMPARE(matches.inLine(7, 105, 110), (std::vector<SearchMatch>{{7, 100, 106}})); // begun on the row above
        QVERIFY(matches.inLine(7, 106, 110).empty());
        QCOMPARE(matches.inLine(8, 0, 40).size(), std::size_t(1));
        QVERIFY(matches.inLine(8, 24, 40).empty());
    }

    void aScreensLinesMayBeInAnyOrder()
    {
        SearchMatches matches;
        matches.replaceFrom(0, 0, std::vector<SearchMatch>{{1, 0, 1}, {2, 0, 1}, {9, 0, 1}, {4, 0, 1}}, 2, false);
        QCOMPARE(matches.inLine(4).size(), std::size_t(1));
        QCOMPARE(matches.indexOf({9, 0, 1}), std::optional<std::size_t>(2));
        matches.replaceFrom(2, 9, std::vector<SearchMatch>{{9, 5, 6}}, 0, false); // line 1 is forgotten, the screen anew
        QCOMPARE(matches.size(), std::size_t(2));
        QCOMPARE(matches[0].line, core::base::LineId(2));
        QCOMPARE(matches[1].from, 5u);
    }

    void stepsGoRoundFromTheNewest()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 30; ++i)
            screen.print(u32("hit " + std::to_string(i)));
        Search search(nullptr);
        QSignalSpy moved(&search, &Search::currentMoved);
        search.setDocument(documentOf(screen));
        search.setQuery({QStringLiteral("hit"), false, false}, {100, 0});
        QVERIFY(search.isRunning());
        QTRY_COMPARE(moved.size(), 1);
        QCOMPARE(search.matches().size(), std::size_t(30));
        QCOMPARE(search.number(), std::optional<std::size_t>(1));
        QCOMPARE(search.current()->line, core::base::LineId(30));
        search.step(1);
        QCOMPARE(search.number(), std::optional<std::size_t>(2));
        search.step(-1);
        search.step(-1);
        QCOMPARE(search.number(), std::optional<std::size_t>(30));
        QCOMPARE(search.current()->line, core::base::LineId(1));

        search.setQuery({QStringLiteral("hit 1"), false, false}, {15, 0}); // from where the user looks, upwards
        QTRY_COMPARE(moved.size(), 5); // "hit 14" is the first upwards
        QCOMPARE(search.current()->line, core::base::LineId(15));
    }

    void outputIsFollowed()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 50; ++i)
            screen.print(u32("hit " + std::to_string(i)));
        Search search(nullptr);
        search.setDocument(documentOf(screen));
        search.setQuery({QStringLiteral("hit"), false, false}, {10, 0});
        QTRY_COMPARE(search.matches().size(), std::size_t(50));
        const SearchMatch before = *search.current();
        QCOMPARE(before.line, core::base::LineId(10));

        for (int i = 0; i < 20; ++i)
            screen.print(U"another hit");
        screen.forgetHistory(5);
        search.setDocument(documentOf(screen));
        QTRY_COMPARE(search.matches().size(), std::size_t(65));
        QCOMPARE(*search.current(), before);
        QCOMPARE(search.number(), std::optional<std::size_t>(61));

        screen.replace(4, U"overwritten"); // on the screen text may still change
        search.setDocument(documentOf(screen));
        QTRY_COMPARE(search.matches().size(), std::size_t(64));
    }

    void insertedLinesHideNothing()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 20; ++i)
            screen.print(u32("hit " + std::to_string(i)));
        Search search(nullptr);
        const auto shuffled = [&screen] {
            auto frame = std::make_shared<core::vt::Frame>(*screen.frame()->screen);
            std::rotate(frame->rows.begin(), frame->rows.end() - 1, frame->rows.end()); // the newest line on top
            return Document(frame);
        };
        search.setDocument(shuffled());
        search.setQuery({QStringLiteral("hit"), false, false}, {100, 0});
        QTRY_COMPARE(search.matches().size(), std::size_t(20));
        screen.replace(2, U"gone");
        search.setDocument(shuffled());
        QTRY_COMPARE(search.matches().size(), std::size_t(19));
        QCOMPARE(search.matches().inLine(16).size(), std::size_t(1));
    }

    void aNewerQueryWins()
    {
        TestScreen screen({20, 5});
        for (int i = 0; i < 20000; ++i)
            screen.print(u32("line " + std::to_string(i)));
        Search search(nullptr);
        search.setDocument(documentOf(screen));
        QSignalSpy moved(&search, &Search::currentMoved);
        for (const char *pattern : {"l", "li", "lin", "line 1999"})
            search.setQuery({QLatin1String(pattern), false, false}, {30000, 0});
        QTRY_COMPARE(moved.size(), 1);
        QCOMPARE(search.matches().size(), std::size_t(11)); // 1999 and 19990..19999
        search.setQuery({QStringLiteral("["), true, false}, {});
        QVERIFY(!search.error().isEmpty());
        QVERIFY(search.matches().isEmpty());
        QVERIFY(!search.isRunning());
    }
};

BERTH_TEST(SearchTest)
#include "search_test.moc"
