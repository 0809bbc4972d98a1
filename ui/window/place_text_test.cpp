#include "ui/window/place_text.h"

#include "tests/support/test_main.h"
#include "ui/testing/fake_session.h"
#include "ui/theme/tokens.h"
#include "ui/window/fuzzy.h"
#include <QTest>

using namespace ui::window;

class PlaceTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTabIsNamedAfterItsPlaceAndShell()
    {
        core::session::SessionInfo info;
        info.shell = "fish";
        QCOMPARE(tabTitle(info.place, info, {}), QStringLiteral("host · fish"));
        QCOMPARE(shortTabTitle(info.place, info, {}), QStringLiteral("fish"));
        QCOMPARE(identityOf(info.place), ui::theme::hostIdentity(ui::theme::current()));
        info.place.containerId = "abc";
        info.place.containerName = "shop-api";
        info.shell = "bash";
        QCOMPARE(tabTitle(info.place, info, {}), QStringLiteral("shop-api · bash"));
        QCOMPARE(shortTabTitle(info.place, info, {}), QStringLiteral("shop-api"));
        core::session::SessionFrame told;
        told.shell = "zsh";
        QCOMPARE(tabTitle(info.place, info, told), QStringLiteral("shop-api · zsh"));
        QVERIFY(identityOf(info.place) != ui::theme::hostIdentity(ui::theme::current()));
    }

    void theEndSaysHow()
    {
        QCOMPARE(endedText({3, std::nullopt, {}}), QStringLiteral("Process exited with 3"));
        QVERIFY(endedText({std::nullopt, 9, {}}).contains(QStringLiteral("signal 9")));
        QCOMPARE(endedText({3, std::nullopt, "The main process has ended with status 3, and the container was removed."}),
                 QStringLiteral("The main process has ended with status 3, and the container was removed."));
        QCOMPARE(endedText({std::nullopt, std::nullopt, "The engine went away."}), QStringLiteral("The engine went away."));
    }

    void onlySomethingRunningIsAskedAbout()
    {
        ui::testing::FakeSession session({});
        QVERIFY(runningText(session).isEmpty());
        session.job = "vim";
        QVERIFY(runningText(session).startsWith(QStringLiteral("vim is running")));
        session.job.clear();
        session.change([](core::session::SessionFrame &frame) { frame.commandRunning = true; });
        QVERIFY(runningText(session).startsWith(QStringLiteral("A command is running")));
        session.change([](core::session::SessionFrame &frame) { frame.ended = core::pty::ExitStatus{0, std::nullopt, {}}; });
        QVERIFY(runningText(session).isEmpty());
    }

    void itSaysWhereThereAreNoBlocks()
    {
        core::session::SessionInfo info;
        info.shell = "bash";
        core::session::SessionFrame frame;
        QCOMPARE(blocksText(info, frame), QStringLiteral("bash · blocks unavailable"));
        frame.blocksOn = true;
        QCOMPARE(blocksText(info, frame), QStringLiteral("bash · blocks on"));
        frame.nested = core::shell::NestedShell{core::shell::NestedShell::Kind::Remote, "ssh"};
        QCOMPARE(blocksText(info, frame), QStringLiteral("bash · ssh: blocks unavailable here"));
        frame.nested = core::shell::NestedShell{};
        QCOMPARE(blocksText(info, frame), QStringLiteral("bash · another shell: blocks unavailable here"));
    }

    void fuzzyMatchesLettersInOrderAndPrefersWords()
    {
        QVERIFY(!fuzzyScore(QStringLiteral("xyz"), QStringLiteral("New tab")));
        QVERIFY(fuzzyScore(QStringLiteral("nt"), QStringLiteral("New tab")));
        QVERIFY(*fuzzyScore(QStringLiteral("tab"), QStringLiteral("New tab")) > *fuzzyScore(QStringLiteral("tab"), QStringLiteral("Start a bar")));
        QVERIFY(*fuzzyScore(QStringLiteral("nt"), QStringLiteral("New tab")) > *fuzzyScore(QStringLiteral("nt"), QStringLiteral("Containers panel")));
        QCOMPARE(*fuzzyScore(QString(), QStringLiteral("anything")), 0);
    }
};
BERTH_TEST(PlaceTextTest)
#include "place_text_test.moc"
