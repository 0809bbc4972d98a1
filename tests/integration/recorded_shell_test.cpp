// Real shells recorded through berthd and berthctl, and what berthctl and others make of the files.
#include "core/recording/cast_index.h"
#include "core/recording/player.h"
#include "tests/support/programs.h"
#include "tests/support/terminal_reader.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QStandardPaths>
#include <csignal>

using namespace core::recording;
using tests::Ran;

namespace {

const std::string kToken = "ghp_" + std::string("0123456789abcdefghij0123456789abcdef"); // assembled: no leak

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class RecordedShellTest : public QObject, private tests::Programs
{
    Q_OBJECT
    std::unique_ptr<core::pty::Pty> m_pty;
    std::unique_ptr<tests::TerminalReader> m_terminal;

    void attachTo(const QString &shell)
    {
        startDaemon({QStringLiteral("-o"), QStringLiteral("terminal.shell=") + shell});
        m_pty = ctlTerminal({"attach"});
        QVERIFY(m_pty);
        m_terminal = std::make_unique<tests::TerminalReader>(*m_pty);
        QVERIFY(m_terminal->waitFor("attached to session"));
        m_terminal->type("echo begin-''2\r"); // the same in every shell, and not what is typed
        QVERIFY2(m_terminal->waitFor("begin-2"), m_terminal->all().c_str());
    }
    void detach()
    {
        m_terminal->type("\x1d");
        QVERIFY(m_terminal->waitFor("[detached]"));
        m_terminal.reset();
        m_pty.reset();
    }
    QString record(const QStringList &more = {})
    {
        const Ran started = ctl(QStringList{QStringLiteral("record"), QStringLiteral("start")} + more);
        return started.code == 0 ? QString::fromUtf8(started.out.trimmed()) : QString();
    }
    QList<QJsonObject> indexOf(const QString &file, const QStringList &more = {})
    {
        return ctl(QStringList{QStringLiteral("replay"), file, QStringLiteral("--index"), QStringLiteral("--json")} + more).lines();
    }

private Q_SLOTS:
    void init() { open(); }
    void cleanup()
    {
        m_terminal.reset();
        m_pty.reset();
        close();
    }

    void aShellsSession_data()
    {
        QTest::addColumn<QString>("shell");
        for (const char *shell : {"bash", "zsh", "fish"})
            QTest::newRow(shell) << QString::fromLatin1(shell);
    }
    void aShellsSession()
    {
        QFETCH(QString, shell);
        if (QStandardPaths::findExecutable(shell).isEmpty())
            QSKIP(qPrintable(shell + QStringLiteral(" is not installed")));
        attachTo(shell);
        const QString file = record();
        QVERIFY(file.endsWith(QStringLiteral(".cast")) && file.startsWith(m_dir->path()));
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("start")}).code, 1); // it is being recorded already
        const auto listed = ctl({QStringLiteral("record"), QStringLiteral("ls"), QStringLiteral("--json")}).lines();
        QCOMPARE(listed.size(), 1);
        QVERIFY(listed.front().value(QStringLiteral("session")).toInt() > 0);

        m_terminal->type("echo one-''42\r");
        QVERIFY(m_terminal->waitFor("one-42"));
        // Waited for: what is typed while a command runs shows on the screen before its start does.
        m_terminal->type("sh -c 'echo gone-\"\"1; exit 1'\r");
        QVERIFY(m_terminal->waitFor("gone-1"));
        // Typed key by key, and across the terminal's right edge.
        for (const char c : "echo " + std::string(60, 'x') + " GITHUB_TOKEN=" + kToken + " done-''7")
            m_terminal->type(std::string(1, c));
        m_terminal->type("\r");
        QVERIFY2(m_terminal->waitFor("done-7"), m_terminal->all().c_str());
        m_terminal->type("seq 1 300\r");
        QVERIFY(m_terminal->waitFor("\n300"));
        m_terminal->type("echo last-''8\r");
        QVERIFY(m_terminal->waitFor("last-8"));
        QTRY_COMPARE_WITH_TIMEOUT(ctl({QStringLiteral("history"), QStringLiteral("last"), QStringLiteral("--json")}).lines().size(), 1, 20'000);
        const Ran stopped = ctl({QStringLiteral("record"), QStringLiteral("stop")});
        QCOMPARE(stopped.code, 0);
        QCOMPARE(QString::fromUtf8(stopped.out.trimmed()), file);
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("stop")}).code, 1);
        detach();

        const auto commands = indexOf(file);
        QStringList texts;
        for (const QJsonObject &command : commands)
            texts << command.value(QStringLiteral("command")).toString();
        QVERIFY2(texts.size() == 5, qPrintable(texts.join(QLatin1Char('\n'))));
        QCOMPARE(texts.at(0), QStringLiteral("echo one-''42"));
        QCOMPARE(texts.at(3), QStringLiteral("seq 1 300"));
        QCOMPARE(commands.at(1).value(QStringLiteral("exit")).toInt(), 1);
        QCOMPARE(commands.at(4).value(QStringLiteral("exit")).toInt(-1), 0);
        QCOMPARE(indexOf(file, {QStringLiteral("--failures")}).size(), 1);

        const QByteArray written = contentsOf(file);
        for (const std::string &part : {kToken.substr(4, 12), kToken.substr(24)}) {
            const auto leak = written.indexOf(QByteArray::fromStdString(part));
            QVERIFY2(leak < 0, written.mid(std::max<qsizetype>(0, leak - 600), 900).constData());
        }
        QVERIFY(written.contains("‹redacted›") && !written.contains(";nonce="));
        QVERIFY(!(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther)));

        const Ran printed = ctl({QStringLiteral("replay"), file});
        QCOMPARE(printed.code, 0);
        QVERIFY(printed.out.contains("one-42") && printed.out.contains("last-8"));
        const Ran later = ctl({QStringLiteral("replay"), file, QStringLiteral("--from"), QStringLiteral("4")});
        QVERIFY(!later.out.contains("one-42") && later.out.contains("\r\n300\r\n"));

        // At each command the screen shows it last, and nothing of its output.
        const auto index = indexCast(file.toStdString());
        auto player = Player::open(file.toStdString());
        QVERIFY(index && player);
        for (const RecordedCommand &command : (*index)->commands) {
            (*player)->seek({command.start, command.offset});
            std::string last;
            for (const auto &row : (*player)->frame()->rows) {
                if (!row->trimmedText().empty())
                    last = row->trimmedText();
            }
            const std::string tail = command.command.substr(command.command.size() - std::min<std::size_t>(command.command.size(), 8));
            QVERIFY2(last.ends_with(tail), (last + " | " + command.command).c_str());
        }
    }

    // kill -9 in the middle of it: what was shown until a moment before is there, and the file is whole.
    void killedInTheMiddle()
    {
        attachTo(QStringLiteral("bash"));
        const QString file = record({QStringLiteral("--output"), m_dir->filePath(QStringLiteral("mine.cast"))});
        QCOMPARE(file, m_dir->filePath(QStringLiteral("mine.cast")));
        m_terminal->type("echo before-$((1+2)); sleep 1000\r");
        QVERIFY(m_terminal->waitFor("before-3"));
        QTRY_VERIFY_WITH_TIMEOUT(contentsOf(file).contains("before-3"), 20'000);
        QCOMPARE(::kill(pid_t(m_daemon->processId()), SIGKILL), 0);
        QVERIFY(m_daemon->waitForFinished());
        QVERIFY(contentsOf(file).endsWith("]\n"));
        const auto commands = indexOf(file);
        QCOMPARE(commands.size(), 1);
        QVERIFY(commands.front().value(QStringLiteral("exit")).isNull());
        QVERIFY(ctl({QStringLiteral("replay"), file}).out.contains("before-3"));
        m_daemon.reset();
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("ls")}).code, 3);
    }

    void asciinemaReadsIt()
    {
        const QString asciinema = QStandardPaths::findExecutable(QStringLiteral("asciinema"));
        if (asciinema.isEmpty())
            QSKIP("asciinema is not installed");
        attachTo(QStringLiteral("bash"));
        const QString file = record();
        m_terminal->type("echo shown-$((5+5))\r");
        QVERIFY(m_terminal->waitFor("shown-10"));
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("stop")}).code, 0);
        detach();
        auto pty = terminalFor(asciinema.toStdString(), {"cat", file.toStdString()});
        QVERIFY(pty);
        tests::TerminalReader terminal(*pty);
        QVERIFY2(terminal.waitFor("shown-10"), terminal.all().c_str());
        terminal.stop();
        QVERIFY(QTest::qWaitFor([&] { return pty->exitStatus().has_value(); }, 20'000));
        QCOMPARE(pty->exitStatus()->code.value_or(-1), 0);
    }

    void playsInATerminal()
    {
        attachTo(QStringLiteral("bash"));
        const QString file = record();
        for (const int i : {1, 2, 3}) {
            m_terminal->type("echo step-$((" + std::to_string(i) + "*11))\r");
            QVERIFY(m_terminal->waitFor("step-" + std::to_string(i * 11)));
            if (i < 3)
                m_terminal->type("false\r");
        }
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("stop")}).code, 0);
        detach();
        QVERIFY(indexOf(file).size() >= 5);
        auto pty = ctlTerminal({"replay", file.toStdString(), "--speed", "0.1"});
        QVERIFY(pty);
        tests::TerminalReader terminal(*pty);
        QVERIFY2(terminal.waitFor("space pause"), terminal.all().c_str());
        terminal.type(" ");
        QVERIFY(terminal.waitFor("⏸"));
        terminal.type("n");
        QVERIFY2(terminal.waitFor("1/5"), terminal.all().c_str());
        terminal.type("f");
        QVERIFY2(terminal.waitFor("2/5 false ✗ 1"), terminal.all().c_str());
        terminal.type("f");
        QVERIFY2(terminal.waitFor("4/5 false ✗ 1"), terminal.all().c_str());
        terminal.type("p");
        QVERIFY2(terminal.waitFor("3/5 echo step-$((2*11)) ✓"), terminal.all().c_str());
        terminal.type("q");
        QVERIFY(QTest::qWaitFor([&] { return terminal.all().ends_with("\x1b[?1049l"); }, 20'000));
        terminal.stop();
        QVERIFY(QTest::qWaitFor([&] { return pty->exitStatus().has_value(); }, 20'000));
        QCOMPARE(pty->exitStatus()->code.value_or(-1), 0);
    }

    void errorsAreSentences()
    {
        Ran ran = ctl({QStringLiteral("replay"), QStringLiteral("/nonexistent.cast")});
        QCOMPARE(ran.code, 1);
        QVERIFY(ran.err.contains("cannot be opened"));
        QFile file(m_dir->filePath(QStringLiteral("x.cast")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"version\":1}\n");
        file.close();
        ran = ctl({QStringLiteral("replay"), file.fileName(), QStringLiteral("--index")});
        QVERIFY(ran.code == 1 && ran.err.contains("version 1"));
        QCOMPARE(ctl({QStringLiteral("replay")}).code, 2);
        QCOMPARE(ctl({QStringLiteral("replay"), file.fileName(), QStringLiteral("--json")}).code, 2);
        QCOMPARE(ctl({QStringLiteral("replay"), file.fileName(), QStringLiteral("--speed"), QStringLiteral("0")}).code, 2);
        QCOMPARE(ctl({QStringLiteral("record"), QStringLiteral("start")}).code, 3);
    }
};

BERTH_TEST(RecordedShellTest)
#include "recorded_shell_test.moc"
