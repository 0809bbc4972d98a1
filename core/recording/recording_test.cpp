#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/recording/cast_event.h"
#include "core/recording/cast_file.h"
#include "core/recording/cast_header.h"
#include "core/recording/cast_index.h"
#include "core/recording/note.h"
#include "core/recording/recording_files.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <random>
#include <sys/stat.h>

using namespace core;
using namespace core::recording;
using namespace std::chrono_literals;

namespace {

std::string lineOf(const CastEvent &event)
{
    std::string line;
    appendEvent(line, event);
    return line;
}

} // namespace

class RecordingFormatTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::string path(const char *name) { return m_dir.filePath(QLatin1String(name)).toStdString(); }
    void write(const std::string &file, const std::string &bytes)
    {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes.data(), qint64(bytes.size()));
    }
private Q_SLOTS:
    void eventsAreTheJsonThatOthersRead()
    {
        QCOMPARE(lineOf({1500ms, code::kOutput, "\x1b[31mred\"\\\r\n\t\x01\x7f"}),
                 std::string("[1.500000,\"o\",\"\\u001b[31mred\\\"\\\\\\r\\n\\t\\u0001\\u007f\"]\n"));
        CastEvent event;
        QVERIFY(parseEvent("[ 0.25 , \"o\" , \"\\u0041\\ud83d\\ude00\\/\\b\\f\\ud800x\" ]", event));
        QCOMPARE(event, (CastEvent{250ms, code::kOutput, "A\xf0\x9f\x98\x80/\b\f\xef\xbf\xbdx"}));
        QVERIFY(parseEvent("[3, \"x\", 0]", event)); // a kind that we do not know may hold anything
        QCOMPARE(event.code, 'x');
        for (const char *bad : {"", "[", "{}", "[1]", "[1,\"o\"]", "[1,\"o\",\"a]", "[-1,\"o\",\"a\"]", "[nan,\"o\",\"a\"]", "[1e300,\"o\",\"a\"]",
                                "[1,o,\"a\"]", "[1,\"o\",\"\\u12\"]", "[1,\"o\",\"\\q\"]", "[1,\"o\",\"a\"] x", "[1,\"o\",5]"})
            QVERIFY2(!parseEvent(bad, event), bad);
    }

    // Whatever the bytes, the line is JSON, and what was UTF-8 comes back as it was.
    void hostileBytesStayInTheirLine()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 2000; ++round) {
            std::string bytes;
            for (unsigned n = random() % 40; n > 0; --n)
                bytes += char(random() % 3 ? random() % 128 : random() % 256);
            const std::string line = lineOf({Time(random()), code::kOutput, bytes});
            QCOMPARE(line.find('\n'), line.size() - 1);
            const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(line));
            QVERIFY2(json.isArray(), line.c_str());
            CastEvent event;
            QVERIFY(parseEvent(std::string_view(line).substr(0, line.size() - 1), event));
            QCOMPARE(QString::fromStdString(event.data), json.array().at(2).toString());
            if (QString::fromUtf8(bytes.data(), qsizetype(bytes.size())).toUtf8() == QByteArray::fromStdString(bytes) && bytes.find("\xef\xbf") == std::string::npos)
                QCOMPARE(event.data, bytes);
        }
    }

    void headers()
    {
        CastHeader header;
        header.size = {120, 34};
        header.started = base::WallTime(1700000000s);
        header.title = "a \"title\"\n";
        header.term = "xterm-256color";
        header.shell = "bash";
        const auto read = parseHeader(headerLine(header));
        QVERIFY(read);
        QCOMPARE(read->size, header.size);
        QCOMPARE(read->title, header.title);
        QCOMPARE(read->shell, header.shell);
        QVERIFY(read->started == header.started);
        const auto three = parseHeader(R"({"version":3,"term":{"cols":100,"rows":50,"type":"xterm"},"idle_time_limit":2})");
        QVERIFY(three);
        QCOMPARE(three->size, (base::GridSize{100, 50}));
        QVERIFY(three->idleLimit == Time(2s));
        QVERIFY(parseHeader(R"({"version":1,"width":1,"height":1})").error().is("recording.version"));
        for (const char *bad : {"", "[]", "{}", "{\"version\":\"2\"}", "{\"version\":2}", "{\"version\":2,\"width\":-1,\"height\":5}", "{\"version\":2,\"width\":1e99,\"height\":5}"})
            QVERIFY2(parseHeader(bad).error().is("recording.not_a_cast"), bad);
    }

    void notes()
    {
        for (const Note &note : {Note(CommandBegan{7, "make \"x\"\nall", "/srv", 3, 1, 12}), Note(CommandEnded{7, 2, 1234ms}), Note(CommandEnded{8, {}, 0ms}),
                                 Note(Skipped{}), Note(RecordingEnded{"It ended."})})
            QVERIFY(parseNote(noteText(note)) == note);
        for (const char *bad : {"", "[]", "{}", "{\"kind\":\"later\"}", "{\"kind\":5}"})
            QVERIFY(!parseNote(bad));
        QVERIFY(parseNote("{\"kind\":\"exit\",\"n\":-5,\"exit\":1e99,\"ms\":-1}") == Note(CommandEnded{0, {}, 0ms}));
        QCOMPARE(markerLabel("cat <<E\nx\nE"), std::string("cat <<E …"));
        QCOMPARE(markerLabel("a\x1b[31m"), std::string("a[31m"));
    }

    void filesAreOursAndWholeAndLocked()
    {
        const std::string file = path("a.cast");
        {
            auto out = CastFile::create(file, "{}\n");
            QVERIFY(out);
            struct stat info;
            QCOMPARE(::stat(file.c_str(), &info), 0);
            QCOMPARE(int(info.st_mode & 07777), 0600);
            QCOMPARE(info.st_nlink, nlink_t(1));
            QVERIFY(out->append("[1,\"o\",\"x\"]\n"));
            QVERIFY(isBeingWritten(file));
            QVERIFY(!removeRecording(file));
            QVERIFY(CastFile::create(file, "{}\n").error().is("recording.exists"));
        }
        QVERIFY(!isBeingWritten(file));
        QVERIFY(removeRecording(file));
        QVERIFY(CastFile::create(path("no/such/folder"), "").error().is("recording.write"));
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files).size(), 0); // and no temporary file
    }

    void anIndexSaysWhatWasRun()
    {
        std::string text = "{\"version\":2,\"width\":80,\"height\":24}\n";
        const std::size_t first = text.size();
        const auto note = [](double at, const Note &n) { return lineOf({Time(std::int64_t(at * 1e6)), code::kBerth, noteText(n)}); };
        text += note(1, CommandBegan{1, "true", "/", 0, 0, 0}) + lineOf({1s, code::kMarker, "true"}) + note(1.5, CommandEnded{1, 0, 500ms});
        text += "garbage\n" + lineOf({2s, code::kOutput, "x"}) + lineOf({2s, code::kMarker, "by hand"});
        text += note(3, CommandBegan{2, "false", "/", 0, 0, 0}) + lineOf({3s, code::kMarker, "false"}) + note(4, CommandEnded{2, 1, 900ms});
        text += note(5, CommandBegan{3, "sleep", "/", 0, 0, 0}) + note(6, Skipped{}) + "[7.0,\"o\",\"cut o";
        write(path("i.cast"), text);
        const auto index = indexCast(path("i.cast"));
        QVERIFY(index);
        const auto &commands = (*index)->commands;
        QCOMPARE(commands.size(), std::size_t(4));
        QCOMPARE(commands[0].offset, std::uint64_t(first));
        QVERIFY(!commands[0].hasFailed() && commands[0].end == Time(1500ms) && commands[0].duration == 500ms);
        QVERIFY(commands[1].isMarker && commands[1].command == "by hand");
        QVERIFY(commands[2].hasFailed() && !commands[2].isMarker);
        QVERIFY(!commands[3].end);
        QCOMPARE((*index)->badLines, std::size_t(2));
        QCOMPARE((*index)->skipped, std::size_t(1));
        QVERIFY(!(*index)->ended);
        QVERIFY((*index)->length == Time(6s));
        QCOMPARE((*index)->commandAt(Time(500ms)), -1);
        QCOMPARE((*index)->commandAt(Time(3500ms)), 2);
        QCOMPARE((*index)->nextFailure(-1), 2);
        QCOMPARE((*index)->nextFailure(2), -1);
    }

    void timesNeverGoBack()
    {
        write(path("t.cast"), "{\"version\":2,\"width\":80,\"height\":24}\n[5,\"o\",\"a\"]\n[1,\"o\",\"b\"]\n[6,\"o\",\"c\"]");
        auto reader = CastReader::open(path("t.cast"));
        QVERIFY(reader);
        CastEvent event;
        std::uint64_t offset = 0;
        std::vector<Time> times;
        while (reader->next(event, offset))
            times.push_back(event.time);
        QCOMPARE(times, (std::vector<Time>{5s, 5s, 6s}));
        write(path("r.cast"), "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n# said\n[5,\"o\",\"a\"]\n[1,\"o\",\"b\"]\n");
        auto relative = CastReader::open(path("r.cast"));
        QVERIFY(relative);
        times.clear();
        while (relative->next(event, offset))
            times.push_back(event.time);
        QCOMPARE(times, (std::vector<Time>{5s, 6s}));
    }

    void aLineHasALimit()
    {
        write(path("l.cast"), "{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\",\"a\"]\n[2,\"o\",\"" + std::string(LineReader::kLongestLine, 'x') + "\"]\n[3,\"o\",\"b\"]\n");
        const auto index = indexCast(path("l.cast"));
        QVERIFY(index);
        QVERIFY((*index)->cutOff);
        QVERIFY((*index)->length == Time(1s));
        QVERIFY(indexCast(path("none.cast")).error().is("recording.open"));
        QVERIFY(indexCast(m_dir.path().toStdString()).error().is("recording.open"));
        write(path("e.cast"), "");
        QVERIFY(indexCast(path("e.cast")).error().is("recording.not_a_cast"));
    }

    void theOldestGoFirstAndNeverOneThatIsWritten()
    {
        const auto file = [](const char *name, int daysAgo, std::uint64_t bytes, bool written = false) {
            RecordingFile f;
            f.path = name;
            f.bytes = bytes;
            f.changed = base::WallTime(1000 * 24h) - daysAgo * 24h;
            f.beingWritten = written;
            return f;
        };
        const std::vector<RecordingFile> files{file("new", 0, 10), file("old", 10, 10), file("older", 20, 10), file("written", 30, 10, true)};
        const auto now = base::WallTime(1000 * 24h);
        using Names = std::vector<std::string>;
        QCOMPARE(expired(files, {}, now), Names());
        QCOMPARE(expired(files, {15, 0}, now), Names{"older"});
        QCOMPARE(expired(files, {0, 30}, now), Names{"older"});
        QCOMPARE(expired(files, {0, 20}, now), (Names{"old", "older"}));
        QCOMPARE(expired(files, {5, 1}, now), (Names{"new", "old", "older"}));

        QVERIFY(QDir(m_dir.path()).mkdir(QStringLiteral("kept")));
        const std::string folder = path("kept");
        write(folder + "/done.cast", "{\"version\":2,\"width\":80,\"height\":24}\n[5.5,\"o\",\"a\"]\n");
        write(folder + "/other.txt", "mine");
        auto writing = CastFile::create(folder + "/now.cast", "{\"version\":2,\"width\":80,\"height\":24,\"title\":\"t\"}\n");
        QVERIFY(writing);
        auto listed = listRecordings(folder);
        QCOMPARE(listed.size(), std::size_t(2));
        std::ranges::sort(listed, {}, &RecordingFile::path);
        QVERIFY(listed[0].length == Time(5500ms) && !listed[0].beingWritten);
        QVERIFY(listed[1].beingWritten);
        QCOMPARE(sweep(folder, {0, 1}, base::Clock::system().wall()), std::size_t(1));
        QVERIFY(QFile::exists(QString::fromStdString(folder + "/now.cast")));
        QVERIFY(QFile::exists(QString::fromStdString(folder + "/other.txt")));
        QVERIFY(!QFile::exists(QString::fromStdString(folder + "/done.cast")));
    }
};

BERTH_TEST(RecordingFormatTest)
#include "recording_test.moc"
