// The list behind the overlay, on a real store.
#include "tests/support/test_main.h"
#include "ui/history/history_fixture.h"
#include "ui/history/history_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace ui::history;
using core::store::CommandRecord;

namespace {

struct Listed
{
    TestStore store;
    HistoryModel model{store};
    QSignalSpy searched{&model, &HistoryModel::searched};

    void search(const Filter &filter, const Scope &scope = {})
    {
        const auto before = searched.count();
        model.search(filter, scope);
        QTRY_COMPARE(searched.count(), before + 1);
    }
    QStringList commands() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row).data().toString();
        return all;
    }
};

Filter text(const char *words)
{
    Filter filter;
    filter.text = QLatin1String(words);
    return filter;
}

std::vector<CommandRecord> many(int count)
{
    std::vector<CommandRecord> records;
    for (int i = 0; i < count; ++i)
        records.push_back(command("echo run-" + std::to_string(i)));
    return records;
}

} // namespace

class HistoryModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itKeepsToTheContractOfModels()
    {
        Listed f;
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest); // fetches all pages, too
        f.store.add(many(2 * kPageRows + 50));
        f.search({});
        QTRY_COMPARE(f.model.rowCount(), 2 * kPageRows + 50);
        f.search(text("run-7"));
        f.search(text("nothing like it"));
        QCOMPARE(f.model.rowCount(), 0);
        f.search({});
        f.model.clear();
        QCOMPARE(f.model.rowCount(), 0);
    }

    void newestFirstAndEqualOnesOnce()
    {
        Listed f;
        f.store.add({command("make"), command("git status"), command("make", 2), command("make")});
        f.search({});
        QCOMPARE(f.commands(), (QStringList{QStringLiteral("make"), QStringLiteral("git status")}));
        QCOMPARE(f.model.record(0).count, 3);
        Filter each;
        each.everyRun = true;
        f.search(each);
        QCOMPARE(f.model.rowCount(), 4);
        QCOMPARE(f.model.record(1).exitCode.value(), 2);
        QVERIFY(f.model.isComplete());
    }

    void pagesComeAsTheyAreAskedFor()
    {
        Listed f;
        f.store.add(many(2 * kPageRows + 50));
        for (const bool everyRun : {true, false}) {
            Filter filter;
            filter.everyRun = everyRun;
            f.search(filter);
            QCOMPARE(f.model.rowCount(), kPageRows);
            QVERIFY(!f.model.isComplete());
            QVERIFY(f.model.canFetchMore({}));
            f.model.fetchMore({});
            QVERIFY(!f.model.canFetchMore({})); // one page at a time
            QTRY_COMPARE(f.model.rowCount(), 2 * kPageRows);
            f.model.fetchMore({});
            QTRY_COMPARE(f.model.rowCount(), 2 * kPageRows + 50);
            QVERIFY(f.model.isComplete() && !f.model.canFetchMore({}));
            for (int row = 1; row < f.model.rowCount(); ++row)
                QVERIFY(f.model.record(row).id < f.model.record(row - 1).id);
        }
    }

    void whatIsKeptIsBounded()
    {
        TestStore store;
        store.add(many(5 * kPageRows));
        HistoryModel model(store, nullptr, 3 * kPageRows);
        model.search({}, {});
        QTRY_COMPARE(model.rowCount(), kPageRows);
        while (model.canFetchMore({})) {
            const int before = model.rowCount();
            model.fetchMore({});
            QTRY_VERIFY(model.rowCount() > before);
        }
        QCOMPARE(model.rowCount(), 3 * kPageRows);
        QVERIFY(!model.isComplete());
    }

    void theNewestSearchWinsAndOnlyOneWaits()
    {
        Listed f;
        f.store.add({command("abacus"), command("abc"), command("alpha")});
        f.store.held = true;
        for (const char *typed : {"a", "ab", "abc"})
            f.model.search(text(typed), {});
        QCOMPARE(f.store.asked.size(), std::size_t(1));
        QVERIFY(f.model.isSearching());
        f.store.release();
        QTRY_COMPARE(f.searched.count(), 1);
        QCOMPARE(f.store.asked.size(), std::size_t(2));
        QCOMPARE(f.commands(), QStringList{QStringLiteral("abc")});
        QVERIFY(!f.model.isSearching());
    }

    void aSearchReplacesAPageOnItsWay()
    {
        Listed f;
        f.store.add(many(kPageRows + 1));
        f.search({});
        f.store.held = true;
        f.model.fetchMore({});
        f.model.search(text("run-7"), {});
        f.store.release();
        QTRY_COMPARE(f.searched.count(), 2);
        for (const QString &shown : f.commands())
            QVERIFY2(shown.startsWith(QLatin1String("echo run-7")), qPrintable(shown));
    }

    void filtersHold()
    {
        Listed f;
        CommandRecord old = command("make old");
        old.start -= std::chrono::hours(24 * 30);
        CommandRecord now = command("make now", 0, "shop-api");
        now.start = std::chrono::system_clock::now();
        f.store.add({old, command("make", 1, "shop-api"), command("make it", 1, "shop-api-2"), command("make", 0), now});
        Scope scope{QStringLiteral("/srv/app"), QStringLiteral("shop-api"), QStringLiteral("docker:/var/run/docker.sock")};
        Filter filter;
        filter.place = true;
        f.search(filter, scope);
        QCOMPARE(f.commands(), (QStringList{QStringLiteral("make now"), QStringLiteral("make")})); // and not shop-api-2's
        filter.failed = true;
        f.search(filter, scope);
        QCOMPARE(f.commands(), QStringList{QStringLiteral("make")});
        filter = {};
        filter.place = true;
        f.search(filter, {});
        QCOMPARE(f.commands(), (QStringList{QStringLiteral("make"), QStringLiteral("make old")})); // the host's
        filter = {};
        filter.here = true;
        f.search(filter, {QStringLiteral("/home/ada"), {}, {}});
        QCOMPARE(f.commands(), (QStringList{QStringLiteral("make"), QStringLiteral("make old")}));
        filter = {};
        filter.today = true;
        f.search(filter, scope);
        QVERIFY(f.commands().contains(QStringLiteral("make now")) && !f.commands().contains(QStringLiteral("make old")));
    }

    void fuzzyFindsLettersInOrder()
    {
        Listed f;
        f.store.add({command("docker compose up"), command("git rebase -i main")});
        Filter filter = text("grb");
        f.search(filter);
        QCOMPARE(f.model.rowCount(), 0);
        filter.fuzzy = true;
        f.search(filter);
        QCOMPARE(f.commands(), QStringList{QStringLiteral("git rebase -i main")});
        QVERIFY(f.model.isComplete());
    }

    void aFailureIsSaid()
    {
        Listed f;
        f.store.add({command("make")});
        f.search({});
        f.store.failure = core::base::Error{"store.corrupt", "The history file is damaged and cannot be searched.", {}};
        f.search({});
        QCOMPARE(f.model.error().code, std::string("store.corrupt"));
        QCOMPARE(f.model.rowCount(), 0);
        f.search({});
        QVERIFY(f.model.error().code.empty());
        QCOMPARE(f.model.rowCount(), 1);
    }

    void anAnswerAfterItsEndIsNotMissed()
    {
        TestStore store;
        store.held = true;
        {
            HistoryModel gone(store);
            gone.search({}, {});
        }
        store.release();
        store.flush(std::chrono::seconds(1));
        QCoreApplication::processEvents();
    }
};
BERTH_TEST(HistoryModelTest)
#include "history_model_test.moc"
