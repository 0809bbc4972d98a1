// The dialects of OSC marks and what they say of folders and commands.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/shell_mark.h"
#include "core/shell/tracker_run.h"

#include <QTest>

using namespace core;
using namespace core::shell;
using namespace core::shell::testing;
using State = Block::State;

class TrackerDialectsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dialects_data()
    {
        QTest::addColumn<QStringList>("marks");
        QTest::addColumn<int>("exit"); // -1: none
        QTest::newRow("finalterm") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 B"), QStringLiteral("133 C"), QStringLiteral("133 D;3")} << 3;
        QTest::newRow("vscode") << QStringList{QStringLiteral("633 A"), QStringLiteral("633 B"), QStringLiteral("633 E;ls"), QStringLiteral("633 C"), QStringLiteral("633 D;3")} << 3;
        QTest::newRow("no exit code") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 C"), QStringLiteral("133 D")} << -1;
        QTest::newRow("fish 4") << QStringList{QStringLiteral("133 A;click_events=1"), QStringLiteral("133 C;cmdline_url=ls"), QStringLiteral("133 D;0")} << 0;
        QTest::newRow("predecessor") << QStringList{QStringLiteral("133 A;pwd=L3RtcA=="), QStringLiteral("133 B;cmd=bHM=;pwd=L3RtcA=="), QStringLiteral("133 D;exit=3;dur=1;cmd=bHM=")} << 3;
        QTest::newRow("only start and end") << QStringList{QStringLiteral("133 C"), QStringLiteral("133 D;1")} << 1;
        QTest::newRow("no end") << QStringList{QStringLiteral("133 A"), QStringLiteral("133 C"), QStringLiteral("133 A")} << -1;
    }
    void dialects()
    {
        QFETCH(QStringList, marks);
        QFETCH(int, exit);
        Run run;
        for (const auto &m : marks)
            run.osc(m.section(QLatin1Char(' '), 0, 0).toInt(), m.section(QLatin1Char(' '), 1).toStdString());
        const auto finished = run.only<CommandFinished>();
        QCOMPARE(finished.size(), std::size_t(1));
        QCOMPARE(finished[0].block.exitCode.value_or(-1), exit);
        QVERIFY(!finished[0].block.trusted);
        QCOMPARE(finished[0].block.command, std::string()); // told, but not by somebody who knows the nonce
        QVERIFY(!run.tracker.sawTrustedMark());
    }

    void predecessorsCommandCountsOnlyWithTheNonce()
    {
        Run run;
        run.osc(133, "B;cmd=bHMgLWw=;nonce=" + kNonce);
        QCOMPARE(run.only<CommandStarted>().at(0).block.command, std::string("ls -l"));
    }

    void cwd_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("path"); // empty: no event
        QTest::addColumn<bool>("trusted");
        const QByteArray nonce = QByteArray::fromStdString(kNonce);
        QTest::newRow("7") << 7 << QByteArray("file://host/a%20b/%c3%bc") << QByteArray("/a b/\xc3\xbc") << false;
        QTest::newRow("7, no host") << 7 << QByteArray("file:///x") << QByteArray("/x") << false;
        QTest::newRow("7, other scheme") << 7 << QByteArray("http://host/x") << QByteArray() << false;
        QTest::newRow("9;9") << 9 << QByteArray("9;\"/x\"") << QByteArray("/x") << false;
        QTest::newRow("9;4 is progress") << 9 << QByteArray("4;1;50") << QByteArray() << false;
        QTest::newRow("1337") << 1337 << QByteArray("CurrentDir=/x/y") << QByteArray("/x/y") << false;
        QTest::newRow("1337, other") << 1337 << QByteArray("SetMark") << QByteArray() << false;
        QTest::newRow("633") << 633 << QByteArray("P;Cwd=/a\\x3bb") << QByteArray("/a;b") << false;
        QTest::newRow("633, nonce") << 633 << QByteArray("P;Cwd=/a\\x3bb;") + nonce << QByteArray("/a;b") << true;
        QTest::newRow("633, unescaped") << 633 << QByteArray("P;Cwd=/a;b;") + nonce << QByteArray("/a;b") << true;
        QTest::newRow("633, wrong nonce") << 633 << QByteArray("P;Cwd=/a;fedcba9876543210") << QByteArray("/a") << false;
        QTest::newRow("relative") << 633 << QByteArray("P;Cwd=a;") + nonce << QByteArray() << false;
        QTest::newRow("too long") << 1337 << QByteArray("CurrentDir=/") + QByteArray(5000, 'x') << QByteArray() << false;
        QTest::newRow("controls and bad bytes") << 1337 << QByteArray("CurrentDir=/\x1b[31m\xff") << QByteArray("/\xef\xbf\xbd[31m\xef\xbf\xbd") << false;
    }
    void cwd()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, payload);
        QFETCH(QByteArray, path);
        QFETCH(bool, trusted);
        Run run;
        run.osc(code, payload.toStdString());
        run.osc(code, payload.toStdString()); // told again: no second event
        const auto events = run.only<CwdChanged>();
        QCOMPARE(events.size(), std::size_t(path.isEmpty() ? 0 : 1));
        if (!path.isEmpty()) {
            QCOMPARE(QByteArray::fromStdString(events[0].path), path);
            QCOMPARE(events[0].trusted, trusted);
        }
        QCOMPARE(run.tracker.cwd(), trusted ? path.toStdString() : std::string());
    }

    void otherFieldsOfTheDialects()
    {
        const auto b64 = [](const char *text) { return QByteArray(text).toBase64().toStdString(); };
        Run run;
        run.own("A;pwd=" + b64("/srv") + ";cl=m;x=1");
        QCOMPARE(run.tracker.cwd(), std::string("/srv"));
        run.own("B;cmd=" + b64("cd /tmp") + ";pwd=" + b64("/srv"));
        run.own("D;exit=1;dur=20;cmd=" + b64("cd /tmp") + ";pwd=" + b64("/tmp"));
        const auto block = run.only<CommandFinished>().at(0).block;
        QCOMPARE(block.command, std::string("cd /tmp"));
        QCOMPARE(block.cwd, std::string("/srv"));
        QCOMPARE(block.exitCode, std::optional<int>(1));
        QCOMPARE(run.tracker.cwd(), std::string("/tmp"));
        run.own("A");
        run.own("D;exit=0;cmd=" + b64("told at its end")); // no B came
        QCOMPARE(run.only<CommandFinished>().at(1).block.command, std::string("told at its end"));
        run.own("A");
        run.own("D;exit=0;cmd=;pwd="); // Enter on an empty line
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(2));
        run.own("C");
        run.own("D;err=SIGINT");
        QCOMPARE(run.only<CommandFinished>().at(2).block.exitCode, std::optional<int>(1));
        run.own("A");
        run.own("C");
        run.own("D;err=0");
        QCOMPARE(run.only<CommandFinished>().at(3).block.exitCode, std::optional<int>(0));
        run.osc(1337, "RemoteHost=ann@far"); // not heard beside the trusted shell
        QVERIFY(run.only<HostTold>().empty());
        run.own("A");
        run.own("C");
        run.osc(1337, "RemoteHost=ann@far");
        run.osc(1337, "RemoteHost=ann@far");
        QCOMPARE(run.only<HostTold>().size(), std::size_t(1));
        QCOMPARE(run.only<HostTold>()[0].host, std::string("ann@far"));
        const auto count = run.all.size();
        for (const char *other : {"P;HasRichCommandDetection=True", "P;Prompt=x", "P;Cwd", "SetMark;Id=1", "EnvSingleStart;1", "H", "I", "J;x", "E"})
            run.osc(633, other);
        QCOMPARE(run.all.size(), count);
    }

    void commandTextIsBoundedAndClean()
    {
        Run run;
        run.command("a\\x1b[2Jb\\x0ac\\x09d\\x", 0);
        QCOMPARE(run.only<CommandFinished>().at(0).block.command, std::string("a\xef\xbf\xbd[2Jb\nc\td\\x"));
        run.command(std::string(kMaxCommandBytes - 1, 'x') + "\xc3\xa9tail", 0);
        QCOMPARE(run.only<CommandFinished>().at(1).block.command, std::string(kMaxCommandBytes - 1, 'x'));
    }

    void theShellsName()
    {
        Run run;
        run.osc(633, "P;Shell=fish");
        run.osc(633, "P;Shell=fish;" + kNonce.substr(1));
        QCOMPARE(run.tracker.shell(), std::string());
        run.osc(633, "P;Shell=zsh;" + kNonce);
        QCOMPARE(run.tracker.shell(), std::string("zsh"));
        QCOMPARE(run.only<ShellTold>().size(), std::size_t(1));
        QVERIFY(!run.tracker.sawTrustedMark()); // the launcher's word, not the shell's
        for (const std::string &odd : {std::string(500, 'x'), std::string(), std::string("a b"), std::string("a\nb"), std::string("\u202eb")})
            run.osc(633, "P;Shell=" + odd + ";" + kNonce);
        QCOMPARE(run.tracker.shell(), std::string("zsh"));
    }
};
BERTH_TEST(TrackerDialectsTest)
#include "tracker_dialects_test.moc"
