#include "core/base/backoff.h"
#include "core/base/mailbox.h"
#include "core/base/random.h"
#include "core/base/principal_limiter.h"
#include "core/base/result.h"
#include "core/base/task_inbox.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <memory>
#include <poll.h>
#include <set>
#include <thread>

using namespace core::base;
using namespace std::chrono_literals;

class BaseTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mailboxKeepsOrderAndRefusesWhenFull()
    {
        Mailbox<int> box(2);
        QVERIFY(box.offer(1));
        QVERIFY(box.offer(2));
        QVERIFY(!box.offer(3));
        QCOMPARE(box.drain(), (std::vector<int>{1, 2}));
        QVERIFY(box.offer(4));
        box.close();
        QVERIFY(!box.offer(5));
        QCOMPARE(box.drain(), (std::vector<int>{4}));
    }

    void mailboxPutWaitsForRoomAndLosesNothing()
    {
        Mailbox<int> box(8);
        constexpr int kWriters = 4, kEach = 2000;
        std::vector<std::jthread> writers;
        for (int w = 0; w < kWriters; ++w)
            writers.emplace_back([&box, w] {
                for (int i = 0; i < kEach; ++i)
                    if (!box.put(w * kEach + i))
                        return;
            });
        std::set<int> seen;
        std::vector<int> last(kWriters, -1);
        while (seen.size() < kWriters * kEach) {
            for (const int v : box.drain()) {
                QVERIFY(v > last[v / kEach]); // each writer's values stay in order
                last[v / kEach] = v;
                seen.insert(v);
            }
            std::this_thread::yield();
        }
        QCOMPARE(seen.size(), std::size_t(kWriters * kEach));
    }

    void aClosedMailboxStaysReadable()
    {
        Mailbox<int> box(2);
        const auto isReadable = [&] {
            pollfd wake{box.wakeFd(), POLLIN, 0};
            return ::poll(&wake, 1, 0) == 1;
        };
        QVERIFY(!isReadable());
        QVERIFY(box.offer(1));
        QVERIFY(isReadable());
        box.drain();
        QVERIFY(!isReadable());
        box.close();
        box.drain(); // whoever asked isClosed() before the close comes round again
        QVERIFY(isReadable());
    }

    void mailboxCloseFreesAWaitingWriter()
    {
        Mailbox<int> box(1);
        QVERIFY(box.offer(1));
        bool refused = false;
        std::thread writer([&] { refused = !box.put(2); });
        box.close();
        writer.join();
        QVERIFY(refused);
    }

    void tasksRunOnTheOwnersThread()
    {
        TaskInbox inbox(16);
        std::thread::id ran;
        std::thread([&] { QVERIFY(inbox.post([&] { ran = std::this_thread::get_id(); })); }).join();
        QTRY_COMPARE(ran, std::this_thread::get_id());
        inbox.close();
        QVERIFY(!inbox.post([] {}));
    }

    void taskMayDeleteItsInbox()
    {
        auto *inbox = new TaskInbox(16);
        bool second = false;
        QVERIFY(inbox->post([inbox] { delete inbox; }));
        QVERIFY(inbox->post([&] { second = true; }));
        QTest::qWait(20);
        QVERIFY(!second);
    }

    void backoffStaysUnderItsCeilingAndResets()
    {
        Backoff backoff(100ms, 2000ms, 7);
        for (int round = 0; round < 2; ++round) {
            std::int64_t ceiling = 100;
            for (int i = 0; i < 40; ++i) {
                const auto wait = backoff.next();
                QVERIFY(wait >= 0ms && wait.count() <= std::min<std::int64_t>(ceiling, 2000));
                ceiling = std::min<std::int64_t>(ceiling * 2, 2000);
            }
            backoff.reset();
        }
    }

    void limiterAllowsTheBurstThenTheRate()
    {
        RateLimiter limiter(10, 3);
        const SteadyTime start{1h};
        for (int i = 0; i < 3; ++i)
            QCOMPARE(limiter.take(start).count(), 0);
        const auto wait = limiter.take(start);
        QVERIFY(wait > 0ms && wait <= 101ms);
        QCOMPARE(limiter.take(start + wait).count(), 0);
        QVERIFY(limiter.take(start + wait).count() > 0);
    }

    void eachPrincipalHasItsOwnLimit()
    {
        PrincipalLimiter limiter(10, 2, 3);
        const SteadyTime start{1h};
        for (int i = 0; i < 2; ++i)
            QCOMPARE(limiter.take("uid:1", start).count(), 0);
        QVERIFY(limiter.take("uid:1", start) > 0ms);
        QCOMPARE(limiter.take("token:a", start).count(), 0); // not the other's fault
        QCOMPARE(limiter.take("uid:1", start + 101ms).count(), 0);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(limiter.take("agent:" + std::to_string(i), start + 1s).count(), 0);
        QCOMPARE(limiter.principals(), std::size_t(3)); // bounded
    }

    void tokensAreLongAndDiffer()
    {
        const std::string a = randomToken(), b = randomToken();
        QCOMPARE(a.size(), std::size_t(43));
        QVERIFY(a != b);
        QVERIFY(a.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
        QCOMPARE(randomHex(5).size(), std::size_t(10));
        QVERIFY(equalConstantTime(a, a));
        QVERIFY(!equalConstantTime(a, b));
        QVERIFY(!equalConstantTime("abc", "abcd"));
    }

    void errorsAreValues()
    {
        const Result<int> r = fail("base.test", "It failed.", "detail");
        QVERIFY(!r);
        QVERIFY(r.error().is("base.test"));
    }
};

BERTH_TEST(BaseTest)
#include "base_test.moc"
