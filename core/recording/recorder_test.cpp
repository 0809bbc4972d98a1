#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/pty/mock_pty.h"
#include "core/recording/player.h"
#include "core/recording/recordings.h"
#include "core/session/session.h"
#include "core/telemetry/redactor.h"
#include "core/vt/testing/random_stream.h"
#include "core/vt/testing/recorder.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace core;
using namespace core::recording;

namespace {

constexpr const char *kNonce = "n0nce";
constexpr int kPatience = 20'000;

std::string own(const std::string &mark)
{
    return "\x1b]133;" + mark + ";nonce=" + kNonce + "\a";
}

std::string upToOutput(const std::string &command)
{
    return own("A") + "$ " + own("B") + command + "\r\n\x1b]633;E;" + command + ";" + kNonce + "\a" + own("C");
}

std::string cycle(const std::string &command, const std::string &output, int exit)
{
    return upToOutput(command) + output + own("D;" + std::to_string(exit));
}

std::string read(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string shown(const vt::Frame &frame)
{
    std::string text;
    for (const auto &row : frame.rows)
        text += row->trimmedText() + '\n';
    return text;
}

// A session with a mock behind it.
struct Bench
{
    explicit Bench(session::SessionOptions options = {})
    {
        options.nonce = kNonce;
        if (options.size == base::GridSize{})
            options.size = {40, 10};
        auto pair = pty::makeMockPty();
        program = std::move(pair.program);
        session = session::startSession(std::move(options), std::move(pair.pty));
    }
    // Returns when the session has taken in all that was printed: it has answered the question at its end.
    void print(const std::string &bytes) { QVERIFY(program->print(bytes)); }
    void settle()
    {
        (void)program->takeInput();
        print("\x18\x1b[5n"); // CAN: whatever sequence or string came before is over
        std::string input;
        QTRY_VERIFY_WITH_TIMEOUT((input += program->takeInput(), input.find("\x1b[0n") != std::string::npos), kPatience);
    }
    vt::FramePtr screen()
    {
        const auto subscription = session->subscribe();
        (void)subscription->frameReady();
        const auto serial = session->frame()->serial;
        print(" "); // a reason for a newer frame
        settle();
        (void)QTest::qWaitFor([&] { return (void)subscription->frameReady(), session->frame()->serial > serial; }, kPatience);
        return session->frame()->screen;
    }

    std::unique_ptr<pty::MockProgram> program;
    session::SessionPtr session;
};

struct Recording
{
    Recording(const Bench &bench, const std::string &path, std::uint64_t maxBytes = 64u << 20)
    {
        Recorder::Options options;
        options.path = path;
        options.title = "test";
        options.maxBytes = maxBytes;
        auto started = Recorder::start(bench.session, options, [this](const RecordingStatus &) { ended = true; });
        if (started)
            recorder = std::move(*started);
        else
            error = started.error();
    }
    bool begun() { return QTest::qWaitFor([&] { return read(recorder->status().path).find("\"o\"") != std::string::npos; }, kPatience); }
    RecordingStatus finish()
    {
        recorder->stop();
        (void)QTest::qWaitFor([this] { return ended.load(); }, kPatience);
        return recorder->status();
    }
    std::atomic<bool> ended = false;
    base::Error error;
    std::unique_ptr<Recorder> recorder;
};

// A stream with commands in it, and what the screen is at each command's beginning and at the end.
struct Script
{
    std::vector<std::string> pieces;
    std::vector<std::string> atCommand; // described
    std::string atEnd;
};

// `wild`: anything, also modes that a snapshot does not carry.
Script randomScript(std::uint32_t seed, bool wild, base::GridSize size)
{
    vt::testing::RandomStream random(seed);
    vt::Emulator::Options options;
    options.size = size;
    vt::testing::Recorder reference(options);
    Script script;
    const auto add = [&](const std::string &bytes) {
        script.pieces.push_back(bytes);
        reference.emulator.feed(bytes);
    };
    const auto now = [&] { return vt::testing::describe(*reference.emulator.liveFrame(), vt::testing::Lines::Ignore); };
    for (int i = 0; i < 12; ++i) {
        add("\x18" + upToOutput("command " + std::to_string(i)));
        script.atCommand.push_back(now());
        for (int n = random.below(30); n > 0; --n) {
            if (wild)
                add(random.piece());
            else
                add("\x1b[3" + std::to_string(random.below(8)) + "mline " + std::to_string(random.below(1000)) + (random.oneIn(4) ? "\x1b[0m wide 漢字 " : " ") +
                    std::string(std::size_t(random.below(60)), 'x') + (random.oneIn(5) ? "\r\x1b[2C*\x1b[K" : "\r\n"));
        }
        add("\x18" + own("D;" + std::to_string(i % 3)));
    }
    add("\x18\x1b[?2026l");
    script.atEnd = now();
    return script;
}

std::string described(Player &player)
{
    return vt::testing::describe(*player.frame(), vt::testing::Lines::Ignore);
}

} // namespace

class RecorderTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    int m_files = 0;
    std::string newPath() { return m_dir.filePath(QStringLiteral("%1.cast").arg(++m_files)).toStdString(); }

private Q_SLOTS:
    void whatWasShownAndRunIsThere()
    {
        Bench bench;
        bench.print("before\r\n");
        bench.settle();
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        bench.print(cycle("make", "all is well\r\n", 0) + cycle("make test", "no\r\n", 2));
        bench.settle();
        QVERIFY(bench.session->post(session::Resize{{50, 12}}, {{}, "t", session::Role::Operate}));
        QTRY_COMPARE_WITH_TIMEOUT(bench.program->sizes().size(), std::size_t(1), kPatience);
        bench.print("after");
        bench.settle();
        const RecordingStatus status = recording.finish();
        QCOMPARE(status.end, EndReason::Stopped);
        QCOMPARE(status.commands, std::size_t(2));
        QCOMPARE(status.bytes, std::uint64_t(read(status.path).size()));
        QCOMPARE(bench.session->viewers(), std::size_t(0));

        const auto index = indexCast(status.path);
        QVERIFY(index);
        QVERIFY((*index)->ended);
        const auto &commands = (*index)->commands;
        QCOMPARE(commands.size(), std::size_t(2));
        QCOMPARE(commands[1].command, std::string("make test"));
        QVERIFY(commands[1].hasFailed() && commands[0].exitCode == 0);
        auto player = Player::open(status.path);
        QVERIFY(player);
        (*player)->seek({commands[0].start, commands[0].offset});
        QCOMPARE(shown(*(*player)->frame()), "before\n$ make\n" + std::string(8, '\n'));
        QVERIFY((*player)->isCommandRunning());
        (*player)->seek({commands[1].start, commands[1].offset});
        QCOMPARE(shown(*(*player)->frame()), "before\n$ make\nall is well\n$ make test\n" + std::string(6, '\n'));
        (*player)->seek({(*index)->length});
        QCOMPARE(shown(*(*player)->frame()), "before\n$ make\nall is well\n$ make test\nno\nafter\n" + std::string(6, '\n'));
        QCOMPARE((*player)->frame()->size, (base::GridSize{50, 12}));
        const auto blocks = (*player)->blocks();
        QCOMPARE(blocks->size(), std::size_t(2));
        QVERIFY((*blocks)[1].exitCode == 2 && (*blocks)[1].promptStart.line == (*blocks)[0].end.line);
    }

    // Property: any session, however it is cut; the recording shows the same at each command and at the end.
    void replaysToTheSameScreens_data()
    {
        QTest::addColumn<bool>("wild");
        for (int i = 1; i <= 20; ++i)
            QTest::addRow("%s %d", i % 2 ? "wild" : "tame", i) << (i % 2 == 1);
    }
    void replaysToTheSameScreens()
    {
        QFETCH(bool, wild);
        const auto seed = std::uint32_t(m_files + 11);
        const Script script = randomScript(seed, wild, {40, 10});
        Bench bench;
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        vt::testing::RandomStream random(seed + 1000);
        for (const std::string &piece : script.pieces) {
            for (std::string_view rest = piece; !rest.empty();) {
                const auto n = std::min(rest.size(), std::size_t(1 + random.below(wild ? 40 : 400)));
                bench.print(std::string(rest.substr(0, n)));
                rest.remove_prefix(n);
            }
        }
        bench.settle();
        const RecordingStatus status = recording.finish();
        QCOMPARE(status.skipped, std::size_t(0));
        if (status.secrets > 0)
            QSKIP("expected: the random text looked like a secret, and was masked");
        const auto index = indexCast(status.path);
        QVERIFY(index);
        QCOMPARE((*index)->commands.size(), script.atCommand.size());
        auto linear = Player::open(status.path);
        QVERIFY(linear);
        for (std::size_t i = 0; i < script.atCommand.size(); ++i) {
            const RecordedCommand &command = (*index)->commands[i];
            (*linear)->seek({command.start, command.offset});
            QCOMPARE(described(**linear), script.atCommand[i]);
            QCOMPARE(command.exitCode, std::optional<int>(int(i % 3)));
        }
        (*linear)->seek({(*index)->length});
        QCOMPARE(described(**linear), script.atEnd);
        if (wild)
            return; // what a snapshot does not carry (tab stops, saved modes) may differ behind a keyframe
        Player::Options options;
        options.keyframeSpacing = 500;
        auto jumping = Player::open(status.path, options);
        QVERIFY(jumping);
        (*jumping)->seek({(*index)->length});
        QVERIFY((*jumping)->keyframes() > 3);
        for (int n = 0; n < 30; ++n) {
            const auto i = std::size_t(random.below(int(script.atCommand.size())));
            const RecordedCommand &command = (*index)->commands[i];
            (*jumping)->seek({command.start, command.offset});
            QCOMPARE(described(**jumping), script.atCommand[i]);
            const auto blocks = (*jumping)->blocks(); // the last one is where the cursor is, whatever the lines are called now
            QVERIFY(!blocks->empty() && blocks->back().command == command.command);
            const auto frame = (*jumping)->frame();
            QCOMPARE(blocks->back().outputStart.line, frame->rows[std::size_t(frame->cursor.row)]->line);
        }
        (*jumping)->seek({(*index)->length});
        QCOMPARE(described(**jumping), script.atEnd);
    }

    void inputIsNotRecordedAndSecretsAreMasked()
    {
        Bench bench;
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        QVERIFY(bench.session->post(session::SendText{"typed blindly"}, {{}, "t", session::Role::Operate}));
        const std::string token = "ghp_" + std::string("0123456789abcdefghij0123456789abcdef");
        for (const char c : own("A") + "$ " + own("B") + "export TOKEN=" + token)
            bench.print(std::string(1, c));
        bench.print("\r\n\x1b]633;E;export TOKEN=" + token + ";" + kNonce + "\a" + own("C") + "\x1b]2;TOKEN=" + token + "\a");
        bench.print("echo: " + token.substr(0, 20));
        bench.print(token.substr(20) + "\r\n" + own("D;0"));
        bench.settle();
        const RecordingStatus status = recording.finish();
        const std::string file = read(status.path);
        QVERIFY(file.find("typed blindly") == std::string::npos);
        QVERIFY2(file.find(token.substr(0, 12)) == std::string::npos, file.c_str());
        QVERIFY2(file.find(token.substr(20)) == std::string::npos, file.c_str());
        QVERIFY(file.find("n0nce") == std::string::npos);
        QVERIFY(status.secrets >= 3);
        const auto index = indexCast(status.path);
        QVERIFY(index);
        QCOMPARE((*index)->commands.at(0).command, "export TOKEN=" + std::string(telemetry::kRedacted));
    }

    void historyFromBeforeIsNotRecorded()
    {
        Bench bench;
        for (int i = 0; i < 100; ++i)
            bench.print("earlier " + std::to_string(i) + "\r\n");
        bench.settle();
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        const std::string file = read(recording.finish().path);
        QVERIFY(file.find("earlier 99") != std::string::npos);
        QVERIFY(file.find("earlier 50") == std::string::npos);
    }

    void aCommandThatRunsAlreadyIsInTheIndex()
    {
        Bench bench;
        bench.print(upToOutput("sleep 100") + "working\r\n");
        bench.settle();
        (void)bench.screen();
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        bench.print(own("D;1"));
        bench.settle();
        const auto index = indexCast(recording.finish().path);
        QVERIFY(index);
        QCOMPARE((*index)->commands.size(), std::size_t(1));
        QVERIFY((*index)->commands[0].command == "sleep 100" && (*index)->commands[0].hasFailed());
    }

    void endsWithTheSession()
    {
        Bench bench;
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        bench.print("last words");
        bench.program->exit({0, {}, {}});
        bench.program->closeOutput();
        QTRY_VERIFY_WITH_TIMEOUT(recording.ended.load(), kPatience);
        const RecordingStatus status = recording.recorder->status();
        QCOMPARE(status.end, EndReason::SessionEnded);
        QVERIFY(read(status.path).find("last words") != std::string::npos);
        Recording late(bench, newPath());
        QVERIFY(!late.recorder && late.error.is("recording.session_ended"));
        QCOMPARE(QDir(m_dir.path()).entryList({QStringLiteral("%1.cast").arg(m_files)}).size(), 0);
    }

    void aRecordingHasALimit()
    {
        Bench bench;
        Recording recording(bench, newPath(), 32 * 1024);
        QVERIFY(recording.begun());
        for (int i = 0; i < 2000; ++i)
            bench.print("a line of output, number " + std::to_string(i) + "\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(recording.ended.load(), kPatience);
        bench.settle(); // the session goes on
        const RecordingStatus status = recording.recorder->status();
        QCOMPARE(status.end, EndReason::SizeLimit);
        QVERIFY(read(status.path).size() <= 32 * 1024);
        const auto index = indexCast(status.path);
        QVERIFY(index && (*index)->ended && (*index)->badLines == 0);
        QCOMPARE((*index)->commands.back().command, std::string("The recording reached its size limit."));
    }

    // A full disk ends the recording, with whole lines in the file and an error that says so; the program goes on.
    void aFullDiskIsAnError()
    {
        Bench bench;
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 20'000;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        for (int i = 0; i < 2000; ++i)
            bench.print("a line of output, number " + std::to_string(i) + "\r\n");
        bench.settle();
        const bool ended = QTest::qWaitFor([&] { return recording.ended.load(); }, kPatience);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(ended);
        const RecordingStatus status = recording.recorder->status();
        QCOMPARE(status.end, EndReason::Failed);
        QVERIFY(status.error.is("recording.disk_full"));
        const std::string file = read(status.path);
        QVERIFY(file.size() <= 20'000 && file.ends_with("\"]\n"));
        const auto index = indexCast(status.path);
        QVERIFY(index && (*index)->badLines == 0 && !(*index)->ended);
    }

    // Behind by more than the tap remembers: the program is not held, the recording says that something is missing and goes
    // on from the whole screen.
    void whoIsTooSlowGoesOnFromTheScreen()
    {
        session::SessionOptions options;
        options.tapBytes = 4096;
        Bench bench(options);
        Recording recording(bench, newPath());
        QVERIFY(recording.begun());
        for (int i = 0; i < 50; ++i)
            bench.print(std::string(20'000, char('a' + i % 26)) + "\r\n");
        bench.settle();
        bench.print("\x1b[2J\x1b[Hthe end");
        bench.settle();
        const RecordingStatus status = recording.finish();
        QVERIFY(status.skipped > 0);
        const auto index = indexCast(status.path);
        QVERIFY(index);
        QVERIFY((*index)->skipped > 0);
        auto player = Player::open(status.path);
        QVERIFY(player);
        (*player)->seek({(*index)->length});
        QCOMPARE((*player)->frame()->rows[0]->trimmedText(), std::string("the end"));
    }

    void theInstancesRecordings()
    {
        Recordings::Options options;
        options.folder = m_dir.filePath(QStringLiteral("data/recordings")).toStdString();
        options.retention.bytes = 1; // each that has ended is too many
        Recordings recordings(options);
        QSignalSpy started(&recordings, &Recordings::started), ended(&recordings, &Recordings::ended), swept(&recordings, &Recordings::swept);
        session::SessionOptions first, second;
        first.info.id = base::SessionId{1};
        first.info.shell = "bash";
        second.info.id = base::SessionId{2};
        second.info.place = {"docker:x", "c0ffee", "../shop api", "image", "root"};
        Bench one(first), two(second);
        const auto a = recordings.start(one.session);
        QVERIFY(a);
        QVERIFY(recordings.start(one.session).error().is("recording.running"));
        const auto b = recordings.start(two.session);
        QVERIFY(b);
        QVERIFY2(b->path.ends_with("_shop_api.cast") && b->path.find("..") == std::string::npos, b->path.c_str());
        QCOMPARE(started.count(), 2);
        QCOMPARE(recordings.running().size(), std::size_t(2));
        struct stat info;
        QCOMPARE(::stat(options.folder.c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
        QTRY_VERIFY_WITH_TIMEOUT(read(a->path).find("\"o\"") != std::string::npos, kPatience);
        QVERIFY(read(a->path).find("\"SHELL\":\"bash\"") != std::string::npos);
        std::optional<RecordingStatus> stopped;
        recordings.stop(base::SessionId{1}, [&](base::Result<RecordingStatus> status) { stopped = *status; });
        QTRY_VERIFY_WITH_TIMEOUT(stopped && swept.count() == 1, kPatience);
        QCOMPARE(stopped->end, EndReason::Stopped);
        QCOMPARE(ended.count(), 1);
        QVERIFY(!recordings.isRecording(base::SessionId{1}) && recordings.isRecording(base::SessionId{2}));
        QVERIFY(!QFile::exists(QString::fromStdString(a->path))); // by the retention
        QVERIFY(QFile::exists(QString::fromStdString(b->path)));  // never one that is being written
        bool none = false;
        recordings.stop(base::SessionId{1}, [&](base::Result<RecordingStatus> status) { none = status.error().is("recording.none"); });
        QVERIFY(none);
    }
};

BERTH_TEST(RecorderTest)
#include "recorder_test.moc"
