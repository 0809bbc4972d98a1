#include "app/berth/command_line.h"
#include "app/berth/single_window.h"
#include "app/berth/start_failure.h"

#include "tests/support/test_main.h"
#include <QDir>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace app;

class CommandLineTest : public QObject
{
    Q_OBJECT
private:
    static std::optional<int> parse(std::vector<std::string> words, CommandLine &out)
    {
        words.insert(words.begin(), "berth");
        std::vector<char *> argv;
        for (std::string &word : words)
            argv.push_back(word.data());
        return parseCommandLine(int(argv.size()), argv.data(), out);
    }

private Q_SLOTS:
    void everythingAfterEIsTheCommand()
    {
        CommandLine line;
        QVERIFY(!parse({"--geometry", "100x30", "-o", "window.rows=30", "-o", "terminal.font_size=9", "-e", "sh", "-c", "echo -e x", "--help"}, line));
        QCOMPARE(line.geometry, core::base::GridSize({100, 30}));
        QCOMPARE(line.overrides, (std::vector<std::string>{"window.rows=30", "terminal.font_size=9"}));
        QCOMPARE(line.command, (std::vector<std::string>{"sh", "-c", "echo -e x", "--help"}));
    }

    void usageErrorsAreTwo()
    {
        CommandLine line;
        QCOMPARE(parse({"-e"}, line), std::optional(2));
        QCOMPARE(parse({"--geometry", "wide"}, line), std::optional(2));
        QCOMPARE(parse({"--no-such-thing"}, line), std::optional(2));
        QCOMPARE(parse({"-o", "window.rows=many"}, line), std::optional(2));
        QCOMPARE(parse({"--version"}, line), std::optional(0));
    }

    void aRunningWindowSaysWhatItDoesNotTake()
    {
        CommandLine line;
        QVERIFY(!unusedByRunningWindow(line));
        line.workingDirectory = "/srv";
        QVERIFY(!unusedByRunningWindow(line));
        line.overrides = {"a.b=1"};
        line.geometry = core::base::GridSize{80, 24};
        const auto sentence = unusedByRunningWindow(line);
        QVERIFY(sentence && sentence->find("-o, --geometry") != std::string::npos);
    }

    void theWorkingDirectoryIsAbsolute()
    {
        CommandLine relative, absolute, none;
        QVERIFY(!parse({"--working-directory", "some/where"}, relative));
        QCOMPARE(relative.workingDirectory, QDir::currentPath().toStdString() + "/some/where");
        QVERIFY(!parse({"--working-directory", "/srv/app"}, absolute));
        QCOMPARE(absolute.workingDirectory, std::string("/srv/app"));
        QVERIFY(!parse({}, none));
        QCOMPARE(none.workingDirectory, std::string());
    }

    void withoutADisplayTheServerIsNamed()
    {
        const auto problem = displayProblem({{"DISPLAY", ""}, {"PATH", "/bin"}});
        QVERIFY(problem && problem->find("berthd") != std::string::npos);
        QVERIFY(!displayProblem({{"DISPLAY", ":0"}}));
        QVERIFY(!displayProblem({{"WAYLAND_DISPLAY", "wayland-0"}}));
        QVERIFY(!displayProblem({{"QT_QPA_PLATFORM", "offscreen"}}));
    }

    void aCommandThatCannotRunHasTheShellsStatus()
    {
        QCOMPARE(commandFailureStatus({"pty.not_found", {}, {}}), 127);
        QCOMPARE(commandFailureStatus({"pty.not_executable", {}, {}}), 126);
        QCOMPARE(commandFailureStatus({"pty.start", {}, {}}), 1);
    }

    void geometry_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("cols");
        QTest::newRow("plain") << QByteArray("120x40") << 120;
        QTest::newRow("offset") << QByteArray("80x24+10-5") << 80;
        QTest::newRow("huge is clamped") << QByteArray("99999x24") << 2000;
        QTest::newRow("no rows") << QByteArray("80x") << 0;
        QTest::newRow("no number") << QByteArray("x24") << 0;
        QTest::newRow("zero") << QByteArray("0x24") << 0;
        QTest::newRow("rubbish") << QByteArray("80x24abc") << 0;
    }
    void geometry()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, cols);
        const auto size = parseGeometry(text.toStdString());
        QCOMPARE(size ? size->cols : 0, cols);
    }

    void aSecondWindowHandsOver()
    {
        QTemporaryDir dir;
        SingleWindow first(dir.path());
        QCOMPARE(first.enter({}), SingleWindow::Outcome::First);
        QSignalSpy asked(&first, &SingleWindow::newTabRequested);
        auto outcome = SingleWindow::Outcome::Alone;
        const std::unique_ptr<QThread> other(QThread::create([&] {
            SingleWindow second(dir.path());
            outcome = second.enter(QStringLiteral("/srv/app"));
        }));
        other->start();
        QTRY_VERIFY(other->isFinished());
        QCOMPARE(outcome, SingleWindow::Outcome::HandedOver);
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(asked.front().front().toString(), QStringLiteral("/srv/app"));
    }

    void aRequestWithoutEndIsCutOff()
    {
        QTemporaryDir dir;
        SingleWindow first(dir.path());
        QCOMPARE(first.enter({}), SingleWindow::Outcome::First);
        QSignalSpy asked(&first, &SingleWindow::newTabRequested);
        QLocalSocket flood;
        flood.connectToServer(dir.path() + QStringLiteral("/window.sock"));
        flood.write(QByteArray(100'000, 'x'));
        QTRY_COMPARE(flood.state(), QLocalSocket::UnconnectedState);
        QCOMPARE(asked.count(), 0);
    }
};
BERTH_TEST(CommandLineTest)
#include "command_line_test.moc"
