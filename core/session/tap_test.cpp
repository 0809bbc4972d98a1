#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/session/tap_hub.h"

#include <QTest>
#include <atomic>
#include <thread>

using namespace core;
using namespace core::session;
using namespace std::chrono_literals;

namespace {

std::string textOf(const std::vector<TapChunk> &chunks)
{
    std::string out;
    for (const auto &c : chunks)
        if (auto *b = std::get_if<TapBytes>(&c.data))
            out += b->bytes;
    return out;
}

base::Seq after(const TapChunk &chunk)
{
    auto *bytes = std::get_if<TapBytes>(&chunk.data);
    return chunk.seq + (bytes ? bytes->bytes.size() : 0);
}

} // namespace

class TapTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ringIsFollowedFromAnySeqItHolds()
    {
        TapRing ring(1000);
        ring.append("hello ");
        ring.append("world");
        QCOMPARE(textOf(*ring.read(0, 100)), std::string("hello world"));
        QCOMPARE(textOf(*ring.read(3, 100)), std::string("lo world"));
        QCOMPARE(textOf(*ring.read(3, 4)), std::string("lo w"));
        QCOMPARE(ring.read(11, 100)->size(), std::size_t(0));
        QVERIFY(!ring.read(12, 100)); // never reached
    }

    void ringIsBounded()
    {
        TapRing ring(64 * 1024);
        for (int i = 0; i < 1000; ++i)
            ring.append(std::string(1000, char('a' + i % 26)));
        QCOMPARE(ring.head(), base::Seq(1'000'000));
        QVERIFY(!ring.read(0, 1));
        base::Seq oldest = 0;
        while (!ring.read(oldest, 1))
            ++oldest;
        QVERIFY(ring.head() - oldest <= 64 * 1024);
        QVERIFY(ring.head() - oldest > 32 * 1024);
        for (int i = 0; i < 10'000; ++i)
            ring.appendResize({80, 24});
        QVERIFY(ring.read(ring.head() - 500, 1000));
        QVERIFY(!ring.read(oldest, 1)); // resizes have a cost too
    }

    void resizeIsGivenOnceAndInItsPlace()
    {
        TapRing ring(1000);
        ring.append("before");
        ring.appendResize({10, 5});
        ring.append("after");
        const auto all = *ring.read(0, 100);
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(std::get<TapResize>(all[1].data).size.cols, 10);
        QCOMPARE(all[1].seq, all[2].seq);
        QCOMPARE(textOf(*ring.read(after(all[1]), 100)), std::string("after"));
        QCOMPARE(ring.read(after(all[1]), 100)->size(), std::size_t(1));
        QCOMPARE(ring.read(after(all[0]), 100)->size(), std::size_t(2));
        QCOMPARE(ring.read(after(all[2]), 100)->size(), std::size_t(0));
    }

    void gapCannotBeFollowed()
    {
        TapHub hub(1000);
        auto now = base::SteadyTime{} + 1h;
        QVERIFY(!hub.read(0, 10));
        const auto first = hub.open();
        QVERIFY(hub.needsAttention());
        QVERIFY(hub.updateRecording(now));
        QVERIFY(!hub.needsAttention());
        hub.append("abc");
        const auto seq = hub.head();
        QVERIFY(hub.read(seq - 3, 10));
        hub.close(first, now);
        QVERIFY(hub.updateRecording(now + TapHub::kLinger - 1s)); // a browser may come back
        hub.append("def");
        QCOMPARE(textOf(*hub.read(seq, 10)), std::string("def"));
        QVERIFY(!hub.updateRecording(now + TapHub::kLinger));
        QVERIFY(!hub.read(seq, 10));
        const auto second = hub.open();
        QVERIFY(hub.updateRecording(now + 2h));
        QVERIFY(!hub.read(hub.head() - 1, 10));
        QVERIFY(hub.read(hub.head(), 10));
        hub.close(second, now);
    }

    // For ThreadSanitizer, and for order: several followers of one writer see the same bytes or are told to start anew.
    void followersOnOtherThreads()
    {
        TapHub hub(32 * 1024);
        const auto keeper = hub.open();
        hub.updateRecording(base::Clock::system().now());
        const base::Seq start = hub.head();
        constexpr base::Seq kTotal = 2'000'000;
        const auto byteAt = [start](base::Seq seq) { return char('A' + (seq - start) % 23); };
        std::atomic<int> wrong = 0;
        std::vector<std::thread> followers;
        for (int i = 0; i < 3; ++i)
            followers.emplace_back([&] {
                const auto client = hub.open();
                for (base::Seq seq = start; seq < start + kTotal;) {
                    hub.clearWake(client);
                    const auto chunks = hub.read(seq, 5000);
                    if (!chunks) {
                        seq = hub.head();
                        continue;
                    }
                    for (const auto &c : *chunks) {
                        const auto &bytes = std::get<TapBytes>(c.data).bytes;
                        wrong += c.seq != seq || bytes.front() != byteAt(seq) || bytes.back() != byteAt(seq + bytes.size() - 1);
                        seq += bytes.size();
                    }
                }
                hub.close(client, base::Clock::system().now());
            });
        for (base::Seq seq = start; seq < start + kTotal;) {
            std::string piece;
            for (int i = 0; i < 777 && seq < start + kTotal; ++i)
                piece += byteAt(seq++);
            hub.append(piece);
        }
        for (auto &f : followers)
            f.join();
        QCOMPARE(wrong.load(), 0);
        hub.close(keeper, {});
    }
};
BERTH_TEST(TapTest)
#include "tap_test.moc"
