// Whose marks count: the nonce, other shells, forgeries, and marks in any order.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/tracker_run.h"

#include <QTest>
#include <algorithm>
#include <random>

using namespace core;
using namespace core::shell;
using namespace core::shell::testing;
using State = Block::State;

class TrackerTrustTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // A shell in a shell, both behind ssh, and both tell who they are.
    void foreignShellsNest()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        const auto running = [&run] { return std::ranges::count(run.tracker.blocks(), State::Running, &Block::state); };
        for (const char *m : {"A;aid=1", "B;aid=1", "C;aid=1", "A;aid=2", "B;aid=2", "C;aid=2"})
            run.osc(133, m);
        QCOMPARE(running(), 3);
        run.osc(133, "D;4;aid=2");
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>(4));
        run.osc(133, "A;aid=2");
        run.osc(133, "C;aid=2"); // `exit`
        run.osc(133, "D;9;aid=3"); // nobody we know
        QCOMPARE(running(), 3);
        run.osc(133, "D;5;aid=1"); // the outer shell's command has ended, and so has what ran in it
        QCOMPARE(running(), 1);
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>(5));
        QVERIFY(!run.only<CommandFinished>().at(1).block.exitCode);
        run.osc(133, "A;aid=1");
        run.own("D;0");
        QVERIFY(std::ranges::all_of(run.tracker.blocks(), [](const Block &b) { return b.state == State::Finished; }));
        QCOMPARE(run.tracker.blocks().front().command, std::string("ssh far"));
    }

    void printedMarksForgeNothing_data()
    {
        QTest::addColumn<QStringList>("marks");
        const auto s = [](const char *text) { return QString::fromLatin1(text); };
        QTest::newRow("end and command") << QStringList{s("133 D;0"), s("633 E;rm -rf /;"), s("133 C"), s("133 D;0"), s("133 A"), s("133 B")};
        QTest::newRow("wrong nonce") << QStringList{s("133 D;0;nonce=ffffffffffffffff"), s("633 E;rm;ffffffffffffffff"), s("133 C;nonce=ffffffffffffffff")};
        QTest::newRow("empty nonce") << QStringList{s("133 D;0;nonce="), s("633 E;rm;"), s("133 C;nonce=")};
        QTest::newRow("prefix of the nonce") << QStringList{s("133 D;0;nonce=0123"), s("633 E;rm;0123456789abcdef0")};
        QTest::newRow("nonce elsewhere") << QStringList{s("133 D;0123456789abcdef"), s("633 E;0123456789abcdef;"), s("633 D;0;x;0123456789abcdef")};
        QTest::newRow("whole foreign session") << QStringList{s("133 A"), s("133 B"), s("633 E;rm;x"), s("133 C"), s("133 D;1"), s("133 A")};
    }
    void printedMarksForgeNothing()
    {
        QFETCH(QStringList, marks);
        Run run;
        run.osc(633, "P;Cwd=/safe;" + kNonce);
        run.own("A");
        run.own("B");
        run.osc(633, "E;cat evil.txt;" + kNonce);
        run.own("C");
        for (const auto &m : marks)
            run.osc(m.section(QLatin1Char(' '), 0, 0).toInt(), m.section(QLatin1Char(' '), 1).toStdString());
        run.osc(7, "file:///evil");
        QVERIFY(run.tracker.isRunning());
        QCOMPARE(run.tracker.cwd(), std::string("/safe"));
        run.own("D;5");
        for (const auto &b : run.tracker.blocks()) {
            QVERIFY(b.state == State::Finished);
            if (b.trusted) {
                QCOMPARE(b.command, std::string("cat evil.txt"));
                QCOMPARE(b.exitCode, std::optional<int>(5));
            } else {
                QCOMPARE(b.command, std::string());
                QCOMPARE(b.cwd, std::string());
            }
        }
        QCOMPARE(std::ranges::count_if(run.tracker.blocks(), &Block::trusted), 1);
    }

    void withoutANonceNothingIsTrusted()
    {
        Run run("");
        run.osc(133, "A;nonce=");
        run.osc(633, "E;ls;");
        run.osc(133, "C;nonce=");
        QVERIFY(!run.tracker.sawTrustedMark());
        QCOMPARE(run.only<CommandStarted>().at(0).block.command, std::string());
    }

    void foreignMarksBesideATrustedPromptAreIgnored() // fish 4 speaks for itself
    {
        Run run;
        run.osc(133, "A;click_events=1"); // before our first
        for (int i = 0; i < 3; ++i) {
            run.own("A");
            run.osc(133, "A;click_events=1");
            run.own("B");
            run.osc(633, "E;ls;" + kNonce);
            run.own("C");
            run.osc(133, "C;cmdline_url=ls");
            run.own("D;0");
            run.osc(133, "D;0");
        }
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        QVERIFY(std::ranges::all_of(run.tracker.blocks(), &Block::trusted));
    }

    void shellBehindSshGetsItsGutter()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        for (const char *m : {"A", "B", "C", "D;1", "A"})
            run.osc(133, m);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        run.own("D;0"); // ssh ends at the far prompt
        QCOMPARE(run.tracker.blocks().size(), std::size_t(2));
        QVERIFY(run.tracker.blocks()[0].trusted && run.tracker.blocks()[0].exitCode == 0);
        QVERIFY(!run.tracker.blocks()[1].trusted && run.tracker.blocks()[1].exitCode == 1);
    }

    // Any marks in any order: no crash, lists stay bounded and consistent, and no command without the nonce.
    void anyOrderOfMarks()
    {
        std::mt19937 random(20240607);
        const std::vector<std::string> bodies{"A", "B", "C", "D", "D;0", "D;1;implicit=1", "E;cmd", "E", "P;Cwd=/x", "P", "", "Z", "A;A;A", "D;99999999999", "B;cmd=bHM=", ";;;", "E;\\x4", "F", "G", "I", "N;aid=2", "A;k=r", "P;k=s",
                                              "D;0;cmd=bHM=", "A;aid=1", "C;aid=1", "D;aid=1", "C;aid=2", "D;1;aid=2", "A;aid=3", "C;aid=3", "E;x"};
        constexpr int kOpen = 1 + 8; // the own shell and as many foreign ones as may nest
        for (int round = 0; round < 300; ++round) {
            Run run(kNonce, 5);
            const bool mayTrust = round % 2;
            for (int i = 0; i < 200; ++i) {
                auto body = bodies[random() % bodies.size()];
                if (mayTrust && random() % 2)
                    body += body.starts_with("E;") || body.starts_with("P;") ? ";" + kNonce : ";nonce=" + kNonce;
                run.line = random() % 50;
                run.osc(random() % 2 ? 133 : 633, body);
                QVERIFY(run.tracker.blocks().size() <= 5 + kOpen);
                QVERIFY(std::ranges::count_if(run.tracker.blocks(), [](const Block &b) { return b.state != State::Finished; }) <= kOpen);
                if (random() % 40 == 0)
                    run.tracker.forgetBefore(random() % 50);
            }
            std::size_t open = 0;
            for (const auto &e : run.all) {
                if (auto *s = std::get_if<CommandStarted>(&e)) {
                    ++open;
                    QVERIFY(s->block.trusted ? mayTrust : s->block.command.empty());
                } else if (auto *f = std::get_if<CommandFinished>(&e)) {
                    QVERIFY(open-- > 0);
                    QVERIFY(f->block.end >= f->block.outputStart);
                    QVERIFY(f->block.trusted ? mayTrust : f->block.command.empty());
                }
            }
        }
    }
};
BERTH_TEST(TrackerTrustTest)
#include "tracker_trust_test.moc"
