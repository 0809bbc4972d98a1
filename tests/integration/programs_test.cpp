// The shipped programs as a user starts them: berthd and berthctl, by their command lines, exit codes and JSON lines.
#include "tests/support/programs.h"
#include "tests/support/terminal_reader.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <memory>

using tests::Ran;

class ProgramsTest : public QObject, private tests::Programs
{
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void noInstanceIsExitCodeThree()
    {
        const Ran ran = ctl({QStringLiteral("ls")});
        QCOMPARE(ran.code, 3);
        QVERIFY(ran.err.contains("No Berth is running"));
    }

    void usageErrorsAreExitCodeTwo()
    {
        QCOMPARE(ctl({}).code, 2);
        QCOMPARE(ctl({QStringLiteral("frobnicate")}).code, 2);
        QCOMPARE(ctl({QStringLiteral("vt"), QStringLiteral("render"), QStringLiteral("--size"), QStringLiteral("80")}).code, 2);
        QCOMPARE(run("berthd", {QStringLiteral("--share"), QStringLiteral("everything")}).code, 2);
        QCOMPARE(run("berthd", {QStringLiteral("--listen"), QStringLiteral("nonsense")}).code, 2);
    }

    void anUnknownCommandIsNamedWithTheNearest()
    {
        const auto says = [this](const char *arguments) { return ctl(QString::fromLatin1(arguments).split(QLatin1Char(' '))).err; };
        QVERIFY(says("histroy").contains("There is no command 'histroy'. Did you mean 'history'?"));
        QVERIFY(says("--instance abc atach").contains("Did you mean 'attach'?"));
        QVERIFY(says("vt rendr").contains("Did you mean 'render'?"));
        QVERIFY(says("frobnicate").contains("There is no command 'frobnicate'. berthctl --help lists them."));
        QVERIFY(says("history ls-like words").contains("No Berth is running")); // words of a command are no commands
    }

    void overridesCountWhereSettingsAreReadAndAreRefusedElsewhere()
    {
        const Ran before = ctl({QStringLiteral("-o"), QStringLiteral("terminal.font_size=21"), QStringLiteral("config")});
        QVERIFY(before.out.contains("21") && before.out.contains("# flag"));
        QCOMPARE(ctl({QStringLiteral("config"), QStringLiteral("-o"), QStringLiteral("terminal.font_size=21")}).out, before.out);
        const QString file = m_dir->filePath(QStringLiteral("other.toml"));
        QFile toml(file);
        QVERIFY(toml.open(QIODevice::WriteOnly) && toml.write("[window]\nrows = 41\n") > 0);
        toml.close();
        QVERIFY(ctl({QStringLiteral("config"), QStringLiteral("--config"), file}).out.contains("# file"));
        const Ran refused = ctl({QStringLiteral("ls"), QStringLiteral("-o"), QStringLiteral("terminal.font_size=21")});
        QCOMPARE(refused.code, 2);
        QVERIFY(refused.err.contains("-o has no effect here"));
    }

    void aBadSettingIsAUsageErrorInEveryProgram_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::addColumn<QByteArray>("says");
        const QList<QStringList> programs{{QStringLiteral("berth")},
                                          {QStringLiteral("berthd")},
                                          {QStringLiteral("berthctl"), QStringLiteral("config")},
                                          {QStringLiteral("berth-agent"), QStringLiteral("--socket"), QStringLiteral("/nonexistent/agent.sock")}};
        for (const QStringList &program : programs) {
            if (!QFile::exists(QStringLiteral(BERTH_BIN_DIR "/") + program.front()))
                continue; // a build without the window
            const auto row = [&](const char *name, const char *setting, const char *says) {
                QTest::addRow("%s, %s", qPrintable(program.front()), name) << program + QStringList{QStringLiteral("-o"), QLatin1String(setting)} << QByteArray(says);
            };
            row("unknown key", "terminal.fontsize=9", "There is no setting 'terminal.fontsize'. Did you mean terminal.font_size?");
            row("a key of nothing", "nonsense.key=1", "There is no setting 'nonsense.key'.");
            row("bad value", "terminal.font_size=big", "terminal.font_size must be a number from 5 to 72");
            row("no value", "terminal.font_size", "Write it as -o terminal.font_size=VALUE");
            row("a secret", "assistant.api_key=sk-1", "Secrets are not kept in the settings.");
        }
    }
    void aBadSettingIsAUsageErrorInEveryProgram()
    {
        QFETCH(QStringList, line);
        QFETCH(QByteArray, says);
        const Ran ran = run(line.front().toLatin1(), line.mid(1));
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QCOMPARE(ran.code, 2);
        QVERIFY2(!ran.err.contains("sk-1"), ran.err.constData());
    }

    void aDisplayThatDoesNotAnswerIsASentence_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("X11") << QByteArray("DISPLAY") << QByteArray(":9876");
        QTest::newRow("Wayland") << QByteArray("WAYLAND_DISPLAY") << QByteArray("no-such-display");
        QTest::newRow("plugin") << QByteArray("QT_QPA_PLATFORM") << QByteArray("no-such-platform");
    }
    void aDisplayThatDoesNotAnswerIsASentence()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, value);
        if (!QFile::exists(program("berth")))
            QSKIP("expected: a build without the window");
        QProcess process;
        QProcessEnvironment env = environment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            env.remove(QLatin1String(name));
        env.insert(QLatin1String(variable), QLatin1String(value));
        process.setProcessEnvironment(env);
        process.start(program("berth"), {});
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("berth: No window can be opened: ") && said.contains("berthd needs no display"), said.constData());
    }

    void listsOpensAndRemembers()
    {
        startDaemon({});
        QList<QJsonObject> sessions = ctl({QStringLiteral("ls"), QStringLiteral("--json")}).lines();
        QCOMPARE(sessions.size(), 1);
        for (const char *key : {"id", "title", "container", "viewers", "created"})
            QVERIFY2(sessions.front().contains(QLatin1String(key)), key);

        const Ran opened = ctl({QStringLiteral("new"), QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("sleep 600")});
        QCOMPARE(opened.code, 0);
        QVERIFY(opened.out.trimmed().toInt() > sessions.front().value(QStringLiteral("id")).toInt());
        QCOMPARE(ctl({QStringLiteral("ls"), QStringLiteral("--json")}).lines().size(), 2);

        // What runs there is the command, and its end is the session's.
        const QString touched = m_dir->filePath(QStringLiteral("touched"));
        QCOMPARE(ctl({QStringLiteral("new"), QStringLiteral("--"), QStringLiteral("touch"), touched}).code, 0);
        QTRY_VERIFY(QFile::exists(touched));
        QTRY_COMPARE(ctl({QStringLiteral("ls"), QStringLiteral("--json")}).lines().size(), 2);
        QCOMPARE(ctl({QStringLiteral("ls"), QStringLiteral("--"), QStringLiteral("x")}).code, 2);

        const Ran refused = ctl({QStringLiteral("new"), QStringLiteral("--container"), QStringLiteral("nowhere")});
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.err.contains("nowhere"));
        QCOMPARE(ctl({QStringLiteral("ps"), QStringLiteral("--json")}).code, 0);
        QVERIFY(ctl({QStringLiteral("doctor")}).out.contains("history"));
    }

    void argumentsAreBytes()
    {
        startDaemon({});
        const std::string file = m_dir->path().toStdString() + "/caf\xe9", recording = file + ".cast";
        const auto said = [this](const std::vector<std::string> &arguments) {
            const auto pty = ctlTerminal(arguments);
            tests::TerminalReader reader(*pty);
            return QTest::qWaitFor([&] { return reader.ended(); }, 15'000) ? reader.all() : "did not end: " + reader.all();
        };
        said({"new", "--", "touch", file});
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(file), 15'000);
        QCOMPARE(said({"record", "start", "1", "--output", recording}), recording + "\r\n");
        QVERIFY(std::filesystem::exists(recording));
        QCOMPARE(said({"history", "caf\xe9"}), std::string());
        for (const std::string &made : {file, recording}) // QTemporaryDir knows no such names
            std::filesystem::remove(made);
    }

    void attachIsATerminalOnTheSession()
    {
        startDaemon({});
        auto pty = ctlTerminal({"attach"});
        QVERIFY(pty);
        tests::TerminalReader terminal(*pty);
        QVERIFY(terminal.waitFor("attached to session"));
        terminal.type("stty size; echo $((6*7))-ok\r");
        QVERIFY2(terminal.waitFor("27 91"), terminal.all().c_str()); // this terminal's size became the session's
        QVERIFY(terminal.waitFor("42-ok"));
        terminal.type("\x1d");
        QVERIFY(terminal.waitFor("[detached]"));
        terminal.stop();

        QTRY_VERIFY(!ctl({QStringLiteral("history"), QStringLiteral("stty"), QStringLiteral("--json")}).lines().isEmpty());
        const QJsonObject command = ctl({QStringLiteral("history"), QStringLiteral("stty"), QStringLiteral("--json")}).lines().front();
        QCOMPARE(command.value(QStringLiteral("command")).toString(), QStringLiteral("stty size; echo $((6*7))-ok"));
        QCOMPARE(command.value(QStringLiteral("exit")).toInt(-1), 0);
        for (const char *key : {"cwd", "start", "duration_ms", "container", "image", "engine", "session", "trusted"})
            QVERIFY2(command.contains(QLatin1String(key)), key);
        const auto sessions = ctl({QStringLiteral("ls"), QStringLiteral("--json")}).lines();
        QCOMPARE(sessions.size(), 1); // the session went on

        // History takes the number that ls gives, and so does a shell that was asked for by name.
        const auto historyOf = [this](const QString &session) {
            return ctl({QStringLiteral("history"), QStringLiteral("--session"), session, QStringLiteral("--since"), QStringLiteral("60 minutes"), QStringLiteral("--json")}).lines();
        };
        QCOMPARE(historyOf(QString::number(sessions.front().value(QStringLiteral("id")).toInt())).size(), 1);
        const QString id = QString::fromLatin1(ctl({QStringLiteral("new"), QStringLiteral("--"), QStringLiteral("zsh"), QStringLiteral("-i")}).out.trimmed());
        auto second = ctlTerminal({"attach", id.toStdString()});
        tests::TerminalReader zsh(*second);
        QVERIFY(zsh.waitFor("attached to session"));
        zsh.type("echo $((6*8))-in-$ZSH_NAME\r");
        QVERIFY2(zsh.waitFor("48-in-zsh"), zsh.all().c_str());
        zsh.stop();
        QTRY_COMPARE(historyOf(id).size(), 1);
        QCOMPARE(historyOf(id).front().value(QStringLiteral("shell")).toString(), QStringLiteral("zsh"));
        QVERIFY(historyOf(id).front().value(QStringLiteral("trusted")).toBool());
    }

    // More than is kept for a program that does not read: what did not arrive is said.
    void attachTellsWhatASessionDidNotTake()
    {
        startDaemon({QStringLiteral("--exec"), QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("stty raw -echo; echo rea''dy; sleep 600")});
        {
            auto pty = ctlTerminal({"attach"});
            QVERIFY(pty);
            tests::TerminalReader terminal(*pty);
            QVERIFY(terminal.waitFor("ready"));
            terminal.type("\x1d");
            QVERIFY(terminal.waitFor("[detached]"));
            terminal.stop();
        }
        const Ran little = ctl({QStringLiteral("attach")}, QByteArray(1000, 'x'));
        QVERIFY2(little.code == 0 && !little.err.contains("arrived"), little.err.constData());
        const Ran much = ctl({QStringLiteral("attach")}, QByteArray(4'000'000, 'x'));
        QVERIFY2(much.code == 1 && much.err.contains("not all that was typed arrived: The program does not read its input"), much.err.constData());
    }

    void anAttachedTerminalIsToldThatBerthIsClosed()
    {
        startDaemon({});
        auto pty = ctlTerminal({"attach"});
        QVERIFY(pty);
        tests::TerminalReader terminal(*pty);
        QVERIFY(terminal.waitFor("attached to session"));
        m_daemon->terminate();
        QVERIFY2(terminal.waitFor("Berth was closed."), terminal.all().c_str());
        QTRY_COMPARE_WITH_TIMEOUT(m_daemon->state(), QProcess::NotRunning, 10'000);
    }

    void historySurvivesTheInstance()
    {
        startDaemon({QStringLiteral("--exec"), QStringLiteral("sleep"), QStringLiteral("600")});
        QCOMPARE(ctl({QStringLiteral("new")}).code, 0);
        auto pty = ctlTerminal({"attach"});
        {
            tests::TerminalReader terminal(*pty);
            QVERIFY(terminal.waitFor("attached"));
            QTRY_VERIFY_WITH_TIMEOUT(terminal.all().find('$') != std::string::npos || terminal.all().find('#') != std::string::npos, 10'000);
            terminal.type("false remember-me\r");
            QTRY_VERIFY_WITH_TIMEOUT(!ctl({QStringLiteral("history"), QStringLiteral("--failed"), QStringLiteral("--json")}).lines().isEmpty(), 10'000);
            terminal.stop();
        }
        m_daemon->terminate();
        QVERIFY(m_daemon->waitForFinished(10'000));
        startDaemon({});
        const auto found = ctl({QStringLiteral("history"), QStringLiteral("remember-me"), QStringLiteral("--json")}).lines();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.front().value(QStringLiteral("exit")).toInt(), 1);
    }

    // A shell that is named is one like any other; and what history prints of a command is on one line.
    void aNamedShellHasItsHistory()
    {
        startDaemon({QStringLiteral("--exec"), QStringLiteral("bash")});
        auto pty = ctlTerminal({"attach"});
        QVERIFY(pty);
        tests::TerminalReader terminal(*pty);
        QVERIFY(terminal.waitFor("attached to session"));
        terminal.type("echo $((6*7))-named\r");
        QVERIFY2(terminal.waitFor("42-named"), terminal.all().c_str());
        terminal.stop();
        QTRY_COMPARE_WITH_TIMEOUT(ctl({QStringLiteral("history"), QStringLiteral("named"), QStringLiteral("--json")}).lines().size(), 1, 10'000);

        QCOMPARE(ctl({QStringLiteral("history"), QStringLiteral("import"), QStringLiteral("--from"), QStringLiteral("json"), QStringLiteral("-")},
                     "{\"command\":\"for i in 1 2\\ndo\\n  waited $i\\ndone\\n\",\"exit\":148,\"stopped\":true}\n").code, 0);
        const Ran shown = ctl({QStringLiteral("history"), QStringLiteral("waited")});
        QVERIFY2(shown.out.contains(" 148 ") && shown.out.contains("  for i in 1 2 ↵ do ↵ waited $i ↵ done  (stopped)\n"), shown.out.constData());
    }

    void requestsBeyondTheSettingsAreRefused()
    {
        startDaemon({QStringLiteral("-o"), QStringLiteral("host.requests_at_once=1"), QStringLiteral("-o"), QStringLiteral("host.requests_per_second=0.1")});
        QCOMPARE(ctl({QStringLiteral("doctor")}).code, 0);
        QCOMPARE(ctl({QStringLiteral("doctor")}).code, 1);
        QCOMPARE(ctl({QStringLiteral("ls")}).code, 0); // costs nothing
    }

    void daemonEndsWithItsCommandAndItsStatus()
    {
        const Ran ran = run("berthd", {QStringLiteral("-o"), QStringLiteral("containers.discover=false"), QStringLiteral("--exec"), QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("exit 7")});
        QCOMPARE(ran.code, 7);
        QVERIFY(ran.out.isEmpty()); // without --share nothing listens and no link is printed
    }

    void shareLinkIsPrintedAndNothingElse()
    {
        startDaemon({QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"), QStringLiteral("--share"), QStringLiteral("view")});
        QTRY_VERIFY(m_daemon->canReadLine());
        const QByteArray line = m_daemon->readLine();
        QVERIFY2(line.startsWith("link: http://127.0.0.1:"), line.constData());
        QVERIFY(line.contains("#"));
    }

    void statsAndMetricsWithoutEngines()
    {
        startDaemon({});
        const Ran stats = ctl({QStringLiteral("stats"), QStringLiteral("--json")});
        QCOMPARE(stats.code, 0);
        QVERIFY(stats.out.isEmpty());
        QCOMPARE(ctl({QStringLiteral("stats"), QStringLiteral("nobody")}).code, 1);
        const Ran metrics = ctl({QStringLiteral("metrics")});
        QCOMPARE(metrics.code, 0);
        QVERIFY2(metrics.out.contains("# TYPE berth_sessions gauge\nberth_sessions 1\n"), metrics.out.constData());
    }

    void twoInstancesSideBySide()
    {
        startDaemon({});
        auto first = std::move(m_daemon);
        startDaemon({});
        const QStringList ids = QDir(m_dir->filePath(QStringLiteral("run/instances"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(ids.size(), 2);
        for (const QString &id : ids)
            QCOMPARE(ctl({QStringLiteral("--instance"), id, QStringLiteral("ls")}).code, 0);
        first->terminate();
        QVERIFY(first->waitForFinished(10'000));
        QTRY_COMPARE(QDir(m_dir->filePath(QStringLiteral("run/instances"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    }

    void configurationProblemsNameTheLine()
    {
        QDir().mkpath(m_dir->filePath(QStringLiteral("config/berth")));
        QFile file(m_dir->filePath(QStringLiteral("config/berth/berth.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[terminal]\nfont_size = \"big\"\n");
        file.close();
        const Ran ran = ctl({QStringLiteral("config")});
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.err.contains("berth.toml:2"), ran.err.constData());
        QVERIFY(ctl({QStringLiteral("config"), QStringLiteral("--defaults")}).out.contains("font_size"));
    }

    void rendersWhatAProgramPrinted()
    {
        QCOMPARE(ctl({QStringLiteral("vt"), QStringLiteral("render"), QStringLiteral("--size"), QStringLiteral("10x3")}, "a\r\nb\033[31mc").out, QByteArray("a\nbc\n\n"));
        const Ran json = ctl({QStringLiteral("vt"), QStringLiteral("render"), QStringLiteral("--json")}, "\033[1;31mX\033[6n");
        const QJsonObject screen = QJsonDocument::fromJson(json.out).object();
        QCOMPARE(screen.value(QStringLiteral("cols")).toInt(), 80);
        const QJsonObject cell = screen.value(QStringLiteral("cells")).toArray().at(0).toArray().at(0).toObject();
        QCOMPARE(cell.value(QStringLiteral("t")).toString(), QStringLiteral("X"));
        QCOMPARE(cell.value(QStringLiteral("fg")).toInt(-1), 1);
        QCOMPARE(cell.value(QStringLiteral("attrs")).toArray(), QJsonArray{QStringLiteral("bold")});
        QCOMPARE(QByteArray::fromBase64(screen.value(QStringLiteral("replies")).toString().toLatin1()), QByteArray("\033[1;2R"));
    }
};

BERTH_TEST(ProgramsTest)
#include "programs_test.moc"
