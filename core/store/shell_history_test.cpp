#include "core/store/shell_history.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace core::store;
using namespace std::chrono_literals;

namespace {

// "seconds+duration count command", a record a line; newlines of commands as '|'.
QStringList listed(const ParsedHistory &parsed)
{
    QStringList all;
    for (const CommandRecord &record : parsed.records) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(record.start.time_since_epoch()).count();
        all << QStringLiteral("%1+%2 %3 %4")
                   .arg(seconds)
                   .arg(record.duration / 1s)
                   .arg(record.count)
                   .arg(QString::fromStdString(record.command).replace(QLatin1Char('\n'), QLatin1Char('|')));
    }
    return all;
}

} // namespace

class ShellHistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void files_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("format");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, HistoryFormat format, const QByteArray &bytes, std::initializer_list<const char *> expected) {
            QStringList texts;
            for (const char *text : expected)
                texts << QString::fromUtf8(text);
            QTest::newRow(name) << bytes << int(format) << texts;
        };
        using enum HistoryFormat;
        row("empty", Bash, "", {});
        row("bash", Bash, "ls\nmake\n\nls\n  \n", {"0+0 1 ls", "0+0 1 make", "0+0 2 ls"});
        row("bash, no end", Bash, "ls\nma", {"0+0 1 ls", "0+0 1 ma"});
        row("bash, times", Bash, "#1700000000\nls\n#1700000005\nfor i in 1; do\n  ls\ndone\n#1700000007\nmake\n",
            {"1700000000+0 1 ls", "1700000005+0 1 for i in 1; do|  ls|done", "1700000007+0 1 make"});
        row("bash, times later", Bash, "old\n#1700000000\nls\nalone\n", {"0+0 1 old", "0+0 1 alone", "1700000000+0 1 ls"});
        row("bash, time alone", Bash, "#1700000000\n#1700000001\nls\n#1700000002\n", {"1700000001+0 1 ls"});
        row("bash, a comment", Bash, "# note\n#12x\n#\n", {"0+0 1 # note", "0+0 1 #12x", "0+0 1 #"});
        row("bash, absurd time", Bash, "#99999999999999999999\nls\n#9000000001\nmake\n", {"0+0 1 #99999999999999999999", "0+0 1 ls", "0+0 1 make"});
        row("zsh", Zsh, "ls\nmake\n", {"0+0 1 ls", "0+0 1 make"});
        row("zsh, extended", Zsh, ": 1700000000:5;ls -la\n:  1700000010:0;a;b:c\n", {"1700000000+5 1 ls -la", "1700000010+0 1 a;b:c"});
        row("zsh, several lines", Zsh, ": 1700000000:0;for i in 1; do\\\n  ls\\\ndone\n: 1700000001:0;ls\n",
            {"1700000000+0 1 for i in 1; do|  ls|done", "1700000001+0 1 ls"});
        row("zsh, own backslash", Zsh, "echo \\ \nls\n", {"0+0 1 echo \\", "0+0 1 ls"});
        row("zsh, backslash at the end", Zsh, "echo \\", {"0+0 1 echo \\"});
        row("zsh, metafied", Zsh, "echo \xe2\x83\xa2\x83\xac \xc3\xa9\n", {"0+0 1 echo \xe2\x82\x8c \xc3\xa9"});
        row("zsh, metafied cut off", Zsh, "a\x83", {"0+0 1 a\xef\xbf\xbd"});
        row("zsh, no prefix", Zsh, ": x:0;ls\n: 5;ls\n: ;\n", {"0+0 1 : x:0;ls", "0+0 1 : 5;ls", "0+0 1 : ;"});
        row("fish", Fish, "- cmd: ls\n  when: 1700000000\n- cmd: echo a\\nb \\\\n \\x\n  when: 1700000002\n  paths:\n    - a\n- cmd: make\n",
            {"0+0 1 make", "1700000000+0 1 ls", "1700000002+0 1 echo a|b \\n \\x"});
        row("fish, stray lines", Fish, "  when: 5\nnoise\n- cmd: ls\n  when: x\n", {"0+0 1 ls"});
        row("order by time", Bash, "#1700000005\nlater\n#1700000000\nearlier\n", {"1700000000+0 1 earlier", "1700000005+0 1 later"});
    }
    void files()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, format);
        QFETCH(QStringList, expected);
        QCOMPARE(listed(parseHistory(HistoryFormat(format), bytes.toStdString())), expected);
    }

    void formats()
    {
        QVERIFY(guessFormat("- cmd: ls\n") == HistoryFormat::Fish);
        QVERIFY(guessFormat("ls\n: 1700000000:0;make\n") == HistoryFormat::Zsh);
        QVERIFY(guessFormat("ls\n#1700000000\nmake\n") == HistoryFormat::Bash);
        QVERIFY(guessFormat("") == HistoryFormat::Bash);
        QVERIFY(formatNamed("fish") == HistoryFormat::Fish);
        QVERIFY(!formatNamed("tcsh"));
    }

    void longOnesAreSkipped()
    {
        const auto parsed = parseHistory(HistoryFormat::Bash, std::string(kMostCommandBytes + 1, 'x') + "\n" + std::string(kMostCommandBytes, 'y') + "\nls\n");
        QCOMPARE(parsed.records.size(), std::size_t(2));
        QCOMPARE(parsed.skipped, std::size_t(1));
    }

    // What the shells that are installed here write themselves.
    void realBash()
    {
        const QByteArray file = runShell(QStringLiteral("bash"), {QStringLiteral("--norc"), QStringLiteral("-i")},
                                         "HISTFILE=$OUT; HISTTIMEFORMAT='%F '; set -o history; shopt -s cmdhist lithist\n"
                                         "echo one\nfor i in 1\ndo echo $i\ndone\necho 'é'\nhistory -w\nexit\n");
        const auto parsed = parseHistory(guessFormat(file.toStdString()), file.toStdString());
        expectCommand(parsed, "echo one", true);
        expectCommand(parsed, "for i in 1\ndo echo $i\ndone", true);
        expectCommand(parsed, "echo 'é'", true);
    }

    void realZsh()
    {
        const QByteArray file = runShell(QStringLiteral("zsh"), {QStringLiteral("-f"), QStringLiteral("-i")},
                                         "HISTFILE=$OUT; HISTSIZE=100; SAVEHIST=100; setopt EXTENDED_HISTORY NO_ZLE\n"
                                         "echo one\nfor i in 1\ndo echo $i\ndone\necho 'é ₌ 漢'\nfc -W\nexit\n");
        QVERIFY2(file.contains('\x83'), "zsh metafies some of these bytes");
        const auto parsed = parseHistory(guessFormat(file.toStdString()), file.toStdString());
        expectCommand(parsed, "echo one", true);
        expectCommand(parsed, "for i in 1\ndo echo $i\ndone", true);
        expectCommand(parsed, "echo 'é ₌ 漢'", true);
    }

    void realFish() // keeps a history only on a terminal
    {
        const QByteArray file = runShell(QStringLiteral("script"), {QStringLiteral("-qec"), QStringLiteral("fish -i"), QStringLiteral("/dev/null")},
                                         "echo one\nfor i in 1\necho a\\\\nb\nend\necho 'é'\nhistory save; cat $XDG_DATA_HOME/fish/fish_history >$OUT; exit\n");
        const auto parsed = parseHistory(guessFormat(file.toStdString()), file.toStdString());
        expectCommand(parsed, "echo one", true);
        expectCommand(parsed, "for i in 1\necho a\\\\nb\nend", true);
        expectCommand(parsed, "echo 'é'", true);
    }

private:
    QByteArray runShell(const QString &program, const QStringList &arguments, const QByteArray &input)
    {
        if (QStandardPaths::findExecutable(program).isEmpty())
            qFatal("%s is not installed", qPrintable(program));
        m_dir = std::make_unique<QTemporaryDir>();
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("OUT"), m_dir->filePath(QStringLiteral("out")));
        environment.insert(QStringLiteral("HOME"), m_dir->path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_dir->path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_dir->path());
        environment.insert(QStringLiteral("TERM"), QStringLiteral("dumb"));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        shell.setProcessEnvironment(environment);
        shell.start(program, arguments);
        shell.write(input);
        shell.closeWriteChannel();
        if (!shell.waitForFinished(30'000))
            qFatal("%s did not end", qPrintable(program));
        QFile out(m_dir->filePath(QStringLiteral("out")));
        return out.open(QIODevice::ReadOnly) ? out.readAll() : QByteArray();
    }

    static void expectCommand(const ParsedHistory &parsed, const char *command, bool timed)
    {
        const auto found = std::ranges::find(parsed.records, std::string(command), &CommandRecord::command);
        QVERIFY2(found != parsed.records.end(), qPrintable(QString::fromUtf8(command) + QStringLiteral(" in ") + listed(parsed).join(QStringLiteral("; "))));
        QCOMPARE(found->start > core::base::WallTime{}, timed);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

BERTH_TEST(ShellHistoryTest)
#include "shell_history_test.moc"
