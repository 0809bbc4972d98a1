// What is said of a past command, what is found in it, and what a filter asks the store for.
#include "tests/support/test_main.h"
#include "ui/history/filter.h"
#include "ui/history/history_text.h"
#include "ui/history/matches.h"
#include "ui/history/newest.h"

#include <QTest>

using namespace ui::history;
using core::store::CommandRecord;

namespace {

core::base::WallTime wall(const QDateTime &time)
{
    return core::base::WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

// The text with what matches in brackets.
QString marked(const QString &query, bool fuzzy, const QString &text)
{
    QString out;
    qsizetype at = 0;
    for (const Span &span : matchesOf(query, fuzzy, text)) {
        out += text.mid(at, span.from - at) + QLatin1Char('[') + text.mid(span.from, span.count) + QLatin1Char(']');
        at = span.from + span.count;
    }
    return out + text.mid(at);
}

} // namespace

class HistoryTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void when_data()
    {
        QTest::addColumn<QDateTime>("then");
        QTest::addColumn<QString>("said");
        const QDate day(2026, 11, 26); // a Thursday
        QTest::newRow("now") << QDateTime(day, {15, 0, 0}) << QStringLiteral("just now");
        QTest::newRow("a clock a little behind") << QDateTime(day, {15, 0, 40}) << QStringLiteral("just now");
        QTest::newRow("minutes") << QDateTime(day, {14, 57, 0}) << QStringLiteral("3 min ago");
        QTest::newRow("hours") << QDateTime(day, {9, 30, 0}) << QStringLiteral("5 h ago");
        QTest::newRow("yesterday") << QDateTime(day.addDays(-1), {14, 2, 0}) << QStringLiteral("yesterday 14:02");
        QTest::newRow("this week") << QDateTime(day.addDays(-3), {8, 0, 0}) << QStringLiteral("Mon 08:00");
        QTest::newRow("this year") << QDateTime(QDate(2026, 3, 1), {8, 0, 0}) << QStringLiteral("1 Mar");
        QTest::newRow("long ago") << QDateTime(QDate(2024, 3, 1), {8, 0, 0}) << QStringLiteral("1 Mar 2024");
    }
    void when()
    {
        QFETCH(QDateTime, then);
        QFETCH(QString, said);
        QCOMPARE(whenText(wall(then), QDateTime(QDate(2026, 11, 26), {15, 0, 0})), said);
    }
    void noTimeIsSaidToBeKnown()
    {
        QCOMPARE(whenText({}, QDateTime::currentDateTime()), QString());
        QCOMPARE(whenExact({}), QStringLiteral("time unknown"));
    }

    void aCommandOfSeveralLinesIsOneRow()
    {
        QCOMPARE(oneLine(QStringLiteral("for i in 1 2\ndo\techo $i\ndone\n")), QStringLiteral("for i in 1 2 ↵ do echo $i ↵ done"));
        QCOMPARE(lineCount(QStringLiteral("for i in 1 2\ndo\techo $i\ndone\n")), 3);
        QCOMPARE(lineCount(QStringLiteral("ls\n")), 1);
        QVERIFY(oneLine(QString(100'000, QLatin1Char('x'))).size() < 500);
    }
    void whatIsNotSeenIsMarked()
    {
        QCOMPARE(oneLine(QStringLiteral("rm \u202e -rf \x1b[2J")), QStringLiteral("rm ‹U+202E› -rf ‹ESC›[2J"));
    }

    void placesAndFolders()
    {
        CommandRecord record;
        record.cwd = "/home/ada/shop";
        QCOMPARE(placeText(record), QStringLiteral("host"));
        QCOMPARE(folderText(record, QStringLiteral("/home/ada")), QStringLiteral("~/shop"));
        QCOMPARE(folderText(record, QStringLiteral("/home/ad")), QStringLiteral("/home/ada/shop"));
        record.host = "elsewhere.example";
        QCOMPARE(placeText(record), QStringLiteral("elsewhere.example"));
        record.containerId = "0123456789abcdef";
        QCOMPARE(placeText(record), QStringLiteral("0123456789ab"));
        record.containerName = "shop-api";
        QCOMPARE(placeText(record), QStringLiteral("shop-api"));
        QCOMPARE(folderText(record, QStringLiteral("/home/ada")), QStringLiteral("/home/ada/shop"));
    }

    void resultAndOrigin()
    {
        CommandRecord record;
        QCOMPARE(originText(record), QStringLiteral("imported"));
        record.session = "i/1";
        QCOMPARE(originText(record), QString());
        record.trusted = false;
        QCOMPARE(originText(record), QStringLiteral("not verified"));
        QCOMPARE(outcomeOf(record), Outcome::Unknown);
        record.exitCode = 0;
        QCOMPARE(outcomeOf(record), Outcome::Succeeded);
        record.exitCode = 130;
        QCOMPARE(outcomeText(record), QStringLiteral("exit 130"));
        record.command = "make";
        record.count = 3;
        record.masked = true;
        QCOMPARE(spoken(record, QDateTime::currentDateTime()), QStringLiteral("make, exit 130, in host, 3 times, not verified, a secret is masked"));
    }

    void matches_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("fuzzy");
        QTest::addColumn<QString>("result");
        QTest::newRow("nothing") << QString() << false << QStringLiteral("git rebase -i legit/main");
        QTest::newRow("begins a word") << QStringLiteral("git") << false << QStringLiteral("[git] rebase -i legit/main");
        QTest::newRow("inside, for want of better") << QStringLiteral("base") << false << QStringLiteral("git re[base] -i legit/main");
        QTest::newRow("two words, case aside") << QStringLiteral("MAIN re") << false << QStringLiteral("git [re]base -i legit/[main]");
        QTest::newRow("fuzzy run") << QStringLiteral("base") << true << QStringLiteral("git re[base] -i legit/main");
        QTest::newRow("fuzzy letters") << QStringLiteral("grb") << true << QStringLiteral("[g]it [r]e[b]ase -i legit/main");
        QTest::newRow("fuzzy, tightest before its end") << QStringLiteral("tb") << true << QStringLiteral("gi[t] re[b]ase -i legit/main");
        QTest::newRow("fuzzy without a match") << QStringLiteral("zz") << true << QStringLiteral("git rebase -i legit/main");
    }
    void matches()
    {
        QFETCH(QString, query);
        QFETCH(bool, fuzzy);
        QTEST(marked(query, fuzzy, QStringLiteral("git rebase -i legit/main")), "result");
    }

    void aFilterAsksTheStore()
    {
        Filter filter;
        filter.text = QStringLiteral("  make ");
        Scope scope{QStringLiteral("/srv/app"), QStringLiteral("shop-api"), QStringLiteral("docker:/var/run/docker.sock")};
        const QDateTime now(QDate(2026, 11, 26), {15, 0, 0});
        auto query = queryFor(filter, scope, now);
        QCOMPARE(query.text, std::string("make"));
        QVERIFY(query.distinct && !query.containerName && !query.cwd && !query.since && !query.failedOnly);
        QVERIFY(activeNames(filter, scope).isEmpty());
        filter.here = filter.failed = filter.today = filter.everyRun = filter.fuzzy = true;
        query = queryFor(filter, scope, now);
        QCOMPARE(query.cwd.value(), std::string("/srv/app"));
        QCOMPARE(query.containerName.value(), std::string("shop-api"));
        QCOMPARE(query.engine.value(), std::string("docker:/var/run/docker.sock"));
        QCOMPARE(query.since.value(), wall(QDateTime(now.date(), {0, 0})));
        QVERIFY(query.failedOnly && !query.distinct && query.match == core::store::HistoryQuery::Match::Fuzzy);
        QCOMPARE(activeNames(filter, scope), (QStringList{QStringLiteral("this folder (/srv/app)"), QStringLiteral("failed"), QStringLiteral("today")}));
        QVERIFY(!filter.everywhere().isNarrowed());
        QCOMPARE(filter.everywhere().text, filter.text);
        filter = {};
        filter.place = true;
        QCOMPARE(queryFor(filter, {}, now).container.value(), std::string());
    }

    void onlyTheNewestQuestionWaits()
    {
        std::vector<int> sent;
        Newest<int> newest([&](int question) { sent.push_back(question); });
        for (int i = 0; i < 100; ++i)
            newest.ask(i);
        QCOMPARE(sent, std::vector({0}));
        QVERIFY(!newest.answered());
        QCOMPARE(sent, std::vector({0, 99}));
        QVERIFY(newest.answered());
        QVERIFY(!newest.isBusy());
        newest.ask(100);
        newest.drop();
        QVERIFY(!newest.isBusy());
        QVERIFY(!newest.answered());
        newest.ask(101);
        newest.drop();
        newest.ask(102);
        QVERIFY(!newest.answered()); // 101's
        QVERIFY(newest.answered());
        QCOMPARE(sent, std::vector({0, 99, 100, 101, 102}));
    }
};
BERTH_TEST(HistoryTextTest)
#include "history_text_test.moc"
