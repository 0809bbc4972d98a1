// What is in the way of running a command again: pure, a table of frames.
#include "ui/window/rerun_check.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace ui::window;
using core::shell::Block;

namespace {

core::vt::RowPtr rowOf(core::base::LineId line, const std::u32string &text, std::uint32_t firstCell = 0)
{
    auto row = std::make_shared<core::vt::Row>();
    row->line = line;
    row->firstCell = firstCell;
    for (const char32_t c : text)
        row->cells.push_back({c, 1});
    return row;
}

Block finished(const std::string &command)
{
    Block block;
    block.id = {1};
    block.trusted = true;
    block.state = Block::State::Finished;
    block.command = command;
    block.exitCode = 0;
    return block;
}

// A prompt "$ " on line 5 with this text behind it and the cursor at `col`.
struct Scene
{
    std::shared_ptr<core::vt::Frame> screen = std::make_shared<core::vt::Frame>();
    core::session::SessionFrame frame;

    explicit Scene(const std::u32string &typed = {}, int col = 2)
    {
        screen->size = {80, 2};
        screen->rows = {rowOf(4, U"output"), rowOf(5, U"$ " + typed)};
        screen->cursor = {1, col, true, true, core::vt::CursorShape::Block};
        screen->input.bracketedPaste = true;
        auto blocks = std::make_shared<core::shell::BlockList>();
        blocks->push_back(finished("make"));
        Block waiting;
        waiting.id = {2};
        waiting.trusted = true;
        waiting.promptStart = {5, 0};
        waiting.commandStart = waiting.outputStart = waiting.end = {5, 2};
        blocks->push_back(waiting);
        frame.blocks = blocks;
        frame.blocksOn = true;
        frame.screen = screen;
    }
};

} // namespace

class RerunCheckTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEmptyPromptMayRun()
    {
        const Scene scene;
        QCOMPARE(rerunObstacle(finished("make"), scene.frame, false), QString());
        const Scene right(std::u32string(60, U' ') + U"12:00 ~/src"); // a prompt on the right side too
        QCOMPARE(rerunObstacle(finished("make"), right.frame, false), QString());
    }

    void onlyWhatTheShellReported()
    {
        const Scene scene;
        Block forged = finished("make");
        forged.trusted = false;
        QVERIFY(!rerunObstacle(forged, scene.frame, false).isEmpty());
        QVERIFY(!rerunObstacle(finished({}), scene.frame, false).isEmpty());
        QVERIFY(!rerunObstacle(finished("  "), scene.frame, false).isEmpty());
        Block running = finished("make");
        running.state = Block::State::Running;
        QVERIFY(!rerunObstacle(running, scene.frame, false).isEmpty());
    }

    void whatIsNotSeenDoesNotRun_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::newRow("bidi override") << QByteArray("echo \xe2\x80\xae; rm -rf ~");
        QTest::newRow("zero width") << QByteArray("make\xe2\x80\x8b install");
        QTest::newRow("tag") << QByteArray("ls \xf3\xa0\x81\xa1");
        QTest::newRow("escape") << QByteArray("printf \x1b[2J");
        QTest::newRow("carriage return") << QByteArray("ls\rrm x");
        QTest::newRow("backspace") << QByteArray("ls\b\bid");
        QTest::newRow("no UTF-8") << QByteArray("ls \xff\xfe");
        QTest::newRow("too long") << QByteArray(20'000, 'x');
    }
    void whatIsNotSeenDoesNotRun()
    {
        QFETCH(QByteArray, command);
        const Scene scene;
        QVERIFY(!rerunObstacle(finished(command.toStdString()), scene.frame, false).isEmpty());
    }

    void severalLinesOnlyWhereTheyArriveAsOne()
    {
        Scene scene;
        const Block loop = finished("for i in 1 2; do\n\techo $i\ndone");
        QCOMPARE(rerunObstacle(loop, scene.frame, false), QString());
        scene.screen->input.bracketedPaste = false;
        QVERIFY(!rerunObstacle(loop, scene.frame, false).isEmpty());
        QCOMPARE(rerunObstacle(finished("make"), scene.frame, false), QString());
    }

    void textAtThePromptIsInTheWay()
    {
        QVERIFY(!rerunObstacle(finished("make"), Scene(U"sudo ", 7).frame, false).isEmpty());
        QVERIFY(!rerunObstacle(finished("make"), Scene(U"typed", 2).frame, false).isEmpty()); // the cursor went back home
        QVERIFY(!rerunObstacle(finished("make"), Scene(U"  x", 2).frame, false).isEmpty());
    }

    void aCommandThatRunsIsInTheWay()
    {
        Scene scene;
        scene.frame.commandRunning = true;
        QVERIFY(!rerunObstacle(finished("make"), scene.frame, false).isEmpty());
        Scene editor;
        editor.screen->alternate = true;
        QVERIFY(!rerunObstacle(finished("make"), editor.frame, false).isEmpty());
        Scene noMarks;
        noMarks.frame.blocksOn = false;
        QVERIFY(!rerunObstacle(finished("make"), noMarks.frame, false).isEmpty());
        Scene ended;
        ended.frame.ended = core::pty::ExitStatus{};
        QVERIFY(!rerunObstacle(finished("make"), ended.frame, false).isEmpty());
        const Scene readOnly;
        QVERIFY(!rerunObstacle(finished("make"), readOnly.frame, true).isEmpty());
    }

    void aForeignPromptIsNotOurs()
    {
        // A trusted `ssh` runs; what is behind it shows prompts of its own.
        Scene scene;
        auto blocks = std::make_shared<core::shell::BlockList>(*scene.frame.blocks);
        blocks->edit(blocks->begin() + 1).state = Block::State::Running;
        Block foreign = (*blocks)[1];
        foreign.id = {3};
        foreign.trusted = false;
        foreign.state = Block::State::Prompt;
        blocks->push_back(foreign);
        scene.frame.blocks = blocks;
        QVERIFY(!rerunObstacle(finished("make"), scene.frame, false).isEmpty());
    }

    // Also where the shell did not say that something runs: a key's binding, say, that opens one.
    void aNestedShellIsInTheWay()
    {
        using Nested = core::shell::NestedShell;
        for (const auto &[kind, program] : {std::pair(Nested::Kind::User, "su"), {Nested::Kind::Remote, "ssh"}, {Nested::Kind::Container, "docker"}, {Nested::Kind::Multiplexer, "tmux"}}) {
            Scene scene;
            scene.frame.nested = Nested{kind, program};
            QVERIFY(rerunObstacle(finished("make"), scene.frame, false).startsWith(QLatin1String(program)));
        }
        Scene unknown;
        unknown.frame.nested = Nested{};
        QVERIFY(!rerunObstacle(finished("make"), unknown.frame, false).isEmpty());
    }

    void placesInWords()
    {
        core::session::Place place;
        QCOMPARE(placeSentence(place), QStringLiteral("this computer"));
        place.user = "ada";
        QCOMPARE(placeSentence(place), QStringLiteral("this computer as ada"));
        place.engine = "docker:/var/run/docker.sock";
        place.containerId = "abc";
        place.containerName = "shop-api";
        place.user = "app";
        QCOMPARE(placeSentence(place), QStringLiteral("shop-api (docker) as app"));
    }
};
BERTH_TEST(RerunCheckTest)
#include "rerun_check_test.moc"
