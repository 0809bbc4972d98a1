#include "core/engine/action_turns.h"

#include "core/engine/task.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::engine;

class ActionTurnsTest : public QObject
{
    Q_OBJECT
private:
    QStringList begun, ended;
    std::vector<std::chrono::milliseconds> waits;

    OperationPtr ask(ActionTurns &turns, const QString &name, std::string_view principal = kWindowPrincipal)
    {
        return turns.run<int>(principal,
                              [this, name](Done<int> done) -> OperationPtr {
                                  begun << name;
                                  done(1);
                                  return nullptr;
                              },
                              [this, name](core::base::Result<int> result) { ended << name + QLatin1Char(' ') + (result ? QStringLiteral("ok") : QString::fromStdString(result.error().code)); },
                              [this](std::chrono::milliseconds until) { waits.push_back(until); });
    }

private Q_SLOTS:
    void init()
    {
        begun.clear();
        ended.clear();
        waits.clear();
    }

    void whatIsBeyondTheBurstWaitsInOrder()
    {
        ActionTurns turns({.perSecond = 4, .burst = 2});
        QStringList all;
        for (int i = 0; i < 6; ++i) {
            all << QString::number(i);
            ask(turns, all.back());
        }
        QCOMPARE(begun, all.mid(0, 2));
        QCOMPARE(turns.waiting(), std::size_t(4));
        QCOMPARE(waits.size(), std::size_t(4));
        QVERIFY(waits[0].count() > 0 && std::ranges::is_sorted(waits) && waits[3] - waits[1] >= std::chrono::milliseconds(250));
        QTRY_COMPARE(ended.size(), 6);
        QCOMPARE(begun, all);
    }

    void onePrincipalsHasteIsNotAnothersWait()
    {
        ActionTurns turns({.perSecond = 0.01, .burst = 1});
        ask(turns, QStringLiteral("a"));
        ask(turns, QStringLiteral("b"));
        ask(turns, QStringLiteral("c"), "agent");
        QCOMPARE(begun, QStringList({QStringLiteral("a"), QStringLiteral("c")}));
    }

    void oneThatWaitsCanBeCancelled()
    {
        ActionTurns turns({.perSecond = 4, .burst = 1});
        ask(turns, QStringLiteral("a"));
        const auto waiting = ask(turns, QStringLiteral("b"));
        ask(turns, QStringLiteral("c"));
        waiting->cancel();
        waiting->cancel();
        QCOMPARE(ended, QStringList({QStringLiteral("a ok"), QStringLiteral("b engine.cancelled")}));
        QTRY_COMPARE(begun, QStringList({QStringLiteral("a"), QStringLiteral("c")}));
        ActionTurns slow({.perSecond = 0.01, .burst = 1});
        for (const char *name : {"first", "d"})
            ask(slow, QLatin1String(name));
        slow.cancelAll();
        QCOMPARE(ended.back(), QStringLiteral("d engine.unreachable"));
    }

    void cancellingReachesWhatHasBegunMeanwhile()
    {
        struct Call final : Operation
        {
            void cancel() override { ++cancels; }
            int cancels = 0;
        };
        const auto call = std::make_shared<Call>();
        ActionTurns turns({.perSecond = 4, .burst = 1});
        ask(turns, QStringLiteral("a"));
        bool began = false;
        const auto operation = turns.run<int>(kWindowPrincipal, [&](const Done<int> &) -> OperationPtr { began = true; return call; }, [](const auto &) {});
        QTRY_VERIFY(began);
        operation->cancel();
        QCOMPARE(call->cancels, 1);
    }

    void tooManyAreRefusedWithAReason()
    {
        ActionTurns turns({.perSecond = 0.1, .burst = 1, .waiting = 1});
        for (const char *name : {"a", "b", "c"})
            ask(turns, QLatin1String(name));
        QCOMPARE(ended, QStringList({QStringLiteral("a ok"), QStringLiteral("c engine.rate")}));
    }
};
BERTH_TEST(ActionTurnsTest)
#include "action_turns_test.moc"
