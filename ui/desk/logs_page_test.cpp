#include "ui/desk/logs_page.h"

#include "tests/support/test_main.h"
#include "ui/desk/log_view.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/testing_desk.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ui::desk;
using core::engine::ScriptedEngine;

namespace {

using testing::frame;

QByteArray at(int second, const QByteArray &words)
{
    return "2025-11-28T08:00:" + QByteArray::number(100 + second).mid(1) + ".000000000Z " + words + "\n";
}

ScriptedEngine::Answer listed(const QList<std::pair<QByteArray, QByteArray>> &idsAndNames, const QByteArray &stateOfLast = "running")
{
    QByteArray out;
    for (const auto &[id, name] : idsAndNames) {
        const QByteArray state = id == idsAndNames.back().first ? stateOfLast : "running";
        out += (out.isEmpty() ? "" : ",") + (R"({"Id":")" + id + R"(","Names":["/)" + name + R"("],"State":")" + state + R"(","Labels":{"com.docker.compose.project":"shop"}})");
    }
    return {ScriptedEngine::ok("[" + out + "]")};
}

} // namespace

class LogsPageTest : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        testing::Desk desk;
        std::unique_ptr<WatchedContainer> watched;
        std::unique_ptr<LogsPage> page;

        // Answers of the engine, by container: the backlog; following stays open.
        void log(const QByteArray &id, const QByteArray &backlog)
        {
            desk.special.push_back({id + "/logs?follow=0", [backlog](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::ok(backlog)}; }});
            desk.special.push_back({id + "/logs?follow=1", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::openStream(), false}; }});
        }
        bool open(LogBuffer::Limits limits = {})
        {
            if (!desk.waitUntilListed())
                return false;
            watched = std::make_unique<WatchedContainer>(desk.engine(), testing::kApi.toStdString());
            page = std::make_unique<LogsPage>(*watched, nullptr, limits);
            page->resize(800, 400);
            page->show();
            return QTest::qWaitFor([this] { return page->feed().state() != LogFeed::State::Loading; });
        }
        void come(const QByteArray &frames) { desk.server.send(ScriptedEngine::chunk(frames)); } // on every open stream
        bool follows()
        {
            return QTest::qWaitFor([this] { return desk.server.count("follow=1") > 0; });
        }
        template<class T> T *find(const char *name) const { return page->template findChild<T *>(QLatin1String(name)); }
        QStringList lines() const { return page->view().newestText(1'000'000).split(QLatin1Char('\n'), Qt::SkipEmptyParts); }
        QString notice() const { return page->template findChild<PageStack *>()->noticeText(); }
    };

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    void backlogThenWhatComes()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "one")) + frame(2, at(2, "two")));
        QVERIFY(f.open());
        QCOMPARE(f.lines(), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
        QVERIFY(f.page->feed().buffer().at(1).stream == core::engine::LogSource::Error);
        QVERIFY(f.follows());
        const QByteArray asked = f.desk.server.requests().join();
        QVERIFY2(asked.contains("follow=1&") && asked.contains("&tail=50000&since=1764316802.000000000"), asked.constData()); // a long log is not read from its beginning
        f.come(frame(2, at(2, "two")) + frame(1, at(3, "three"))); // the engine repeats the last one
        QTRY_COMPARE(f.lines().size(), 3);
        QCOMPARE(f.lines().last(), QStringLiteral("three"));
        QCOMPARE(f.find<QLabel>("logState")->text(), QStringLiteral("Following"));
    }

    void nothingPrintedIsSaid()
    {
        Fixture f;
        f.log(testing::kApi, {});
        QVERIFY(f.open());
        QVERIFY(f.notice().contains(QStringLiteral("Nothing printed yet")));
        QVERIFY(f.follows());
        f.come(frame(1, at(1, "first")));
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("first")});
        QTRY_VERIFY(f.notice().isEmpty());
    }

    void failureIsSaidAndTriedAgain()
    {
        Fixture f;
        f.desk.special.push_back({"/logs", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"configured logging driver does not support reading"})")}; }});
        QVERIFY(f.open());
        QVERIFY(f.notice().contains(QStringLiteral("does not support reading")));
        f.desk.special.clear();
        f.log(testing::kApi, frame(1, at(1, "well")));
        QTest::mouseClick(f.find<QPushButton>("noticeOffer"), Qt::LeftButton);
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("well")});
    }

    void filterTextRegexAndStreams()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "GET /cart 200")) + frame(2, at(2, "\x1b[31mError\x1b[0m: no cart")) + frame(1, at(3, "GET /x 404")));
        QVERIFY(f.open());
        auto *const filter = f.find<QLineEdit>("logFilter");
        QTest::keyClick(&f.page->view(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("error: no")); // across a change of colour
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("Error: no cart")});
        QVERIFY(f.find<QLabel>("amount")->text().startsWith(QStringLiteral("1 of 3")));
        filter->setText(QStringLiteral("GET .* (2|3)\\d\\d"));
        QTRY_COMPARE(f.lines().size(), 0);
        f.find<QPushButton>("regex")->click();
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("GET /cart 200")});
        filter->setText(QStringLiteral("GET ("));
        QVERIFY(!f.page->findChild<NoticeBar *>()->text().isEmpty());
        f.find<QPushButton>("only")->click();
        filter->setText(QStringLiteral("GET"));
        QTRY_COMPARE(f.lines().size(), 3); // marked, not hidden
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(filter->text().isEmpty());
        f.find<QPushButton>("output")->click();
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("Error: no cart")});
    }

    void severalContainersByTime()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "api 1") + at(4, "api 2")));
        f.log(testing::kDb, frame(1, at(2, "db 1") + at(3, "db 2")));
        f.log(testing::kWorker, {});
        QVERIFY(f.open());
        QCOMPARE(f.lines().size(), 2);
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines().size(), 4);
        QCOMPARE(f.lines(), (QStringList{QStringLiteral("shop-api: api 1"), QStringLiteral("shop-db: db 1"), QStringLiteral("shop-db: db 2"), QStringLiteral("shop-api: api 2")}));
        f.page->grab();
    }

    // More than is held of one for the others: it waits for them, nothing is lost, and all is in the order of its times.
    void whatSeveralPrintedWhileHiddenIsInOrder()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "api 1")));
        f.log(testing::kDb, frame(1, at(2, "db 1")));
        f.log(testing::kWorker, {});
        QVERIFY(f.open({.lines = 100'000, .bytes = 1500u << 10, .line = 1024}));
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines().size(), 2);
        QTRY_VERIFY(f.desk.server.count(testing::kDb + "/logs?follow=1") == 1 && f.desk.server.count(testing::kApi + "/logs?follow=1") >= 1);
        f.page->hide();
        constexpr int kLines = 3000;
        QByteArray api = at(1, "api 1"), db = at(2, "db 1"); // engines repeat the last one
        for (int i = 0; i < 2 * kLines; ++i)
            (i % 2 == 0 ? api : db) += "2025-11-28T08:01:00." + QByteArray::number(100'000'000 + i) + "Z line " + QByteArray::number(i) + " and some more words\n";
        f.desk.server.send(ScriptedEngine::chunk(frame(1, api)), testing::kApi + "/logs?follow=1");
        f.desk.server.send(ScriptedEngine::chunk(frame(1, db)), testing::kDb + "/logs?follow=1");
        f.page->show();
        const LogBuffer &buffer = f.page->feed().buffer();
        QTRY_COMPARE(buffer.size(), std::size_t(2 * kLines + 2));
        for (std::size_t i = 1; i < buffer.size(); ++i)
            QVERIFY2(buffer.at(i - 1).time < buffer.at(i).time, buffer.at(i).bytes.c_str());
        QCOMPARE(buffer.dropped(), std::uint64_t(0));
        QVERIFY(!buffer.hasHeld());
        f.desk.server.send(ScriptedEngine::chunk(frame(1, "2025-11-28T08:02:00.000000000Z live\n")), testing::kApi + "/logs?follow=1");
        QTRY_VERIFY(f.lines().last() == QStringLiteral("shop-api: live")); // nobody else prints: it does not wait for them
    }

    void whatSeveralPrintedWhileTheirEngineWasAwayIsInOrder()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "api 1")));
        f.log(testing::kDb, frame(1, at(2, "db 1")));
        f.log(testing::kWorker, {});
        QVERIFY(f.open());
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines().size(), 2);
        QTRY_COMPARE(f.desk.server.count(testing::kDb + "/logs?follow=1"), 1);
        const auto now = [&](const QByteArray &id, const QByteArray &lines) {
            f.desk.special.insert(f.desk.special.begin(), {id + "/logs?follow=1", [lines](const QByteArray &) {
                return ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(frame(1, lines)), false};
            }});
        };
        now(testing::kApi, at(1, "api 1") + at(4, "api 2") + at(6, "api 3"));
        now(testing::kDb, at(2, "db 1") + at(3, "db 2") + at(5, "db 3"));
        f.desk.server.stop();
        QTRY_VERIFY(f.page->feed().state() == LogFeed::State::Ended);
        QVERIFY(f.desk.server.listen());
        QTRY_COMPARE(f.lines(), (QStringList{QStringLiteral("shop-api: api 1"), QStringLiteral("shop-db: db 1"), QStringLiteral("shop-db: db 2"), QStringLiteral("shop-api: api 2"),
                                             QStringLiteral("shop-db: db 3"), QStringLiteral("shop-api: api 3")}));
    }

    // One member's driver keeps nothing to read; the rest is shown, and who is missing is said.
    void oneOfSeveralThatCannotBeRead()
    {
        Fixture f;
        f.desk.special.push_back({testing::kDb + "/logs", [](const QByteArray &) {
            return ScriptedEngine::Answer{ScriptedEngine::status(500, R"({"message":"configured logging driver does not support reading"})")};
        }});
        f.log(testing::kApi, frame(1, at(1, "api 1")));
        f.log(testing::kWorker, frame(1, at(2, "worker 1")));
        QVERIFY(f.open());
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines(), (QStringList{QStringLiteral("shop-api: api 1"), QStringLiteral("shop-worker: worker 1")}));
        auto *const missing = f.find<NoticeBar>("missing");
        QVERIFY2(missing->text().startsWith(QStringLiteral("Without shop-db")) && missing->text().contains(QStringLiteral("does not support reading")), qPrintable(missing->text()));
        QTRY_COMPARE(f.find<QLabel>("logState")->text(), QStringLiteral("Following"));
        f.desk.special.push_back({"/containers/json", [](const QByteArray &) { return listed({{testing::kApi, "shop-api"}, {testing::kWorker, "shop-worker"}}); }});
        f.desk.server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"destroy\"}\n"));
        QTRY_VERIFY(missing->text().isEmpty()); // one that was removed is not missed
        f.page->setWholeProject(false);
        QTRY_COMPARE(f.lines(), QStringList{QStringLiteral("api 1")});
        QVERIFY(missing->text().isEmpty());
    }

    // Compose makes containers anew: the new one joins, and what the old one printed stays.
    void aContainerThatComesLaterJoins()
    {
        Fixture f;
        const QByteArray later(64, 'd');
        f.log(testing::kApi, frame(1, at(1, "api 1")));
        f.log(testing::kDb, frame(1, at(2, "db 1")));
        f.log(testing::kWorker, {});
        f.desk.special.push_back({later + "/json", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::ok(R"({"Config":{},"HostConfig":{},"Mounts":[]})")}; }});
        f.desk.special.push_back({later + "/logs?follow=1", [](const QByteArray &) {
            return ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(frame(1, at(3, "anew 1"))), false};
        }});
        QVERIFY(f.open());
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines().size(), 2);
        f.desk.special.push_back({"/containers/json", [later](const QByteArray &) { return listed({{testing::kApi, "shop-api"}, {later, "shop-db"}}); }});
        f.desk.server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"start\"}\n"));
        QTRY_COMPARE(f.lines().size(), 3);
        QCOMPARE(f.lines().last(), QStringLiteral("shop-db: anew 1"));
        QVERIFY(f.desk.server.requests().join().contains(later + "/logs?follow=1&timestamps=1&stdout=1&stderr=1&tail=1000"));
    }

    // Compose creates before it starts: the log of a container that has not run ends at once, and is not yet read by that.
    void aContainerThatWasOnlyCreatedJoinsWhole()
    {
        Fixture f;
        const QByteArray later(64, 'd');
        bool isStarted = false;
        f.log(testing::kApi, frame(1, at(1, "api 1")));
        f.log(testing::kDb, {});
        f.log(testing::kWorker, {});
        f.desk.special.push_back({later + "/json", [](const QByteArray &) { return ScriptedEngine::Answer{ScriptedEngine::ok(R"({"Config":{},"HostConfig":{},"Mounts":[]})")}; }});
        f.desk.special.push_back({later + "/logs?follow=1", [&](const QByteArray &) {
            return isStarted ? ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(frame(1, at(3, "anew 1"))), false} : ScriptedEngine::Answer{ScriptedEngine::ok({})};
        }});
        QVERIFY(f.open());
        f.page->setWholeProject(true);
        QTRY_COMPARE(f.lines().size(), 1);
        f.desk.special.push_back({"/containers/json", [&, later](const QByteArray &) {
            return listed({{testing::kApi, "shop-api"}, {later, "shop-db"}}, isStarted ? "running" : "created");
        }});
        f.desk.server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"create\"}\n"));
        QTRY_COMPARE(f.desk.server.count(later + "/logs?follow=1"), 1);
        isStarted = true;
        f.desk.server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"start\"}\n"));
        QTRY_VERIFY(!f.lines().isEmpty() && f.lines().last() == QStringLiteral("shop-db: anew 1"));
        QCOMPARE(f.desk.server.count(later + "/logs?follow=1&timestamps=1&stdout=1&stderr=1&tail=1000"), 2);
    }

    // The container ended while its engine was away: what it still printed is fetched when the engine is back.
    void theLastLinesOfOneThatEndedMeanwhileAreFetched()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "one")));
        QVERIFY(f.open());
        QVERIFY(f.follows());
        f.desk.special.insert(f.desk.special.begin(), {testing::kApi + "/logs?follow=1", [](const QByteArray &) {
            return ScriptedEngine::Answer{ScriptedEngine::ok(frame(1, at(1, "one")) + frame(1, at(2, "and its last words")))};
        }});
        f.desk.server.stop();
        QTRY_VERIFY(f.page->feed().state() == LogFeed::State::Ended);
        f.desk.apiState = "exited";
        QVERIFY(f.desk.server.listen());
        QTRY_COMPARE(f.lines(), (QStringList{QStringLiteral("one"), QStringLiteral("and its last words")}));
        QTRY_VERIFY(f.page->feed().state() == LogFeed::State::Ended);
        QTRY_VERIFY(f.desk.engine().find("shop-api")->state == "exited");
        const int asked = f.desk.server.count(testing::kApi + "/logs?follow=1");
        // More news is no reason to ask again.
        QSignalSpy changed(&f.desk.engine(), &core::engine::Engine::containersChanged);
        f.desk.removeApi();
        QTRY_VERIFY(changed.count() > 0);
        QCOMPARE(f.desk.server.count(testing::kApi + "/logs?follow=1"), asked);
    }

    void scrolledUpItStaysAndLosesNothing()
    {
        Fixture f;
        QByteArray many;
        for (int i = 0; i < 50; ++i)
            many += at(i, "line " + QByteArray::number(i));
        f.log(testing::kApi, frame(1, many));
        QVERIFY(f.open({.lines = 60, .bytes = 1u << 20, .line = 1024}));
        QVERIFY(f.follows());
        QVERIFY(QTest::qWaitForWindowExposed(f.page.get()));
        QVERIFY(f.page->view().isFollowing());
        const auto *const bar = f.page->view().verticalScrollBar();
        const int bottom = bar->value();
        QVERIFY(bottom > 0);
        QTest::keyClick(&f.page->view(), Qt::Key_Up);
        QCOMPARE(bar->value(), bottom - bar->singleStep()); // a line, and not to somewhere
        QTest::keyClick(&f.page->view(), Qt::Key_Down);
        QVERIFY(f.page->view().isFollowing());
        QTest::keyClick(&f.page->view(), Qt::Key_Home);
        QVERIFY(!f.page->view().isFollowing());
        auto *const jump = f.find<QPushButton>("jump");
        QVERIFY(jump->isVisible());
        QByteArray more = at(49, "line 49"); // engines repeat the last one
        for (int i = 0; i < 30; ++i)
            more += "2025-11-28T08:01:00.000000001Z more " + QByteArray::number(i) + "\n";
        f.come(frame(1, more));
        QTRY_VERIFY(f.page->feed().isHeld());
        QCOMPARE(f.page->feed().buffer().dropped(), std::uint64_t(0)); // what is read does not go away
        QTRY_VERIFY(jump->text().contains(QStringLiteral("30 new")));
        QTest::mouseClick(jump, Qt::LeftButton);
        QVERIFY(f.page->view().isFollowing() && !jump->isVisible());
        QVERIFY(!f.page->feed().isHeld());
        f.come(frame(1, "2025-11-28T08:01:00.000000002Z last\n"));
        QTRY_COMPARE(f.page->feed().buffer().size(), std::size_t(60));
        QVERIFY(f.page->feed().buffer().dropped() > 0);
        QCOMPARE(f.lines().last(), QStringLiteral("last"));
    }

    void selectionIsCopied()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "alpha beta") + at(2, "gamma")));
        QVERIFY(f.open());
        LogView &view = f.page->view();
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedText(), QStringLiteral("alpha beta\ngamma"));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("alpha beta\ngamma"));
        f.find<QPushButton>("times")->click();
        view.selectAll();
        QVERIFY(view.selectedText().contains(QStringLiteral(".000 alpha beta")));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.selectedText().isEmpty());
    }

    void savedAsShown()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "\x1b[31mred\x1b[0m") + at(2, "plain")));
        QVERIFY(f.open());
        QTemporaryDir dir;
        QSignalSpy saved(f.page.get(), &LogsPage::saved);
        f.page->save(dir.filePath(QStringLiteral("out.log")));
        QTRY_COMPARE(saved.size(), 1);
        QFile file(dir.filePath(QStringLiteral("out.log")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("red\nplain\n"));
        f.page->save(dir.filePath(QStringLiteral("no/such/folder.log")));
        QTRY_VERIFY(f.page->findChild<NoticeBar *>()->text().contains(QStringLiteral("was not written")));
    }

    // The engine gives as fast as the socket takes it: each turn takes a bounded part, the rest waits in the engine.
    void aFloodIsTakenInTurns()
    {
        Fixture f;
        f.log(testing::kApi, {});
        QVERIFY(f.open({.lines = 5000, .bytes = 4u << 20, .line = 16u << 10}));
        QVERIFY(f.follows());
        QByteArray block;
        for (int i = 0; block.size() < 60'000; ++i)
            block += at(i % 60, "flood of words that nobody can read " + QByteArray::number(i));
        block = ScriptedEngine::chunk(frame(1, block));
        constexpr int kBlocks = 400; // 24 MB
        for (int i = 0; i < kBlocks; ++i)
            f.desk.server.send(block);
        std::uint64_t before = 0;
        std::uint64_t mostInATurn = 0;
        connect(&f.page->feed(), &LogFeed::grown, f.page.get(), [&] {
            const auto now = f.page->feed().buffer().nextId();
            mostInATurn = std::max(mostInATurn, now - before);
            before = now;
        });
        f.come(frame(1, "2025-11-28T08:59:59.000000000Z the end\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!f.lines().isEmpty() && f.lines().last() == QStringLiteral("the end"), 60'000);
        QVERIFY(f.page->feed().buffer().bytes() <= 4u << 20);
        QVERIFY(f.page->feed().buffer().dropped() > 100'000);
        constexpr std::uint64_t kShortest = 70; // bytes of a line of it
        QVERIFY2(mostInATurn * kShortest < 2u << 20, qPrintable(QString::number(mostInATurn)));
    }

    void anotherPageStopsTheReading()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "one")));
        QVERIFY(f.open());
        QVERIFY(f.follows());
        f.page->hide();
        f.page->show();
        f.come(frame(1, at(1, "one") + at(2, "two")));
        QTRY_COMPARE(f.lines().size(), 2);
    }

    void engineMayGoFirst()
    {
        Fixture f;
        f.log(testing::kApi, frame(1, at(1, "one")));
        QVERIFY(f.open());
        f.desk.dropEngine();
        f.page->grab();
        QCOMPARE(f.lines().size(), 1);
    }
};

BERTH_TEST(LogsPageTest)
#include "logs_page_test.moc"
