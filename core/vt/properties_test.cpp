// What holds for any stream, cut anywhere, at any size.
#include "core/vt/emulator.h"
#include "core/vt/testing/random_stream.h"
#include "core/vt/testing/recorder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <set>

using namespace core::vt;
using namespace core::vt::testing;
using core::base::GridSize;

namespace {

constexpr std::uint32_t kStreams = 300;

Emulator::Options options(GridSize size)
{
    Emulator::Options o;
    o.size = size;
    o.limits.historyLines = 300;
    o.tap = true;
    return o;
}

GridSize randomSize(RandomStream &random)
{
    return {2 + random.below(random.oneIn(4) ? 160 : 40), 1 + random.below(12)}; // wide ones too, for what goes many at a time
}

// Feeds in random pieces, with resizes at fixed places of the stream.
void feedInPieces(Recorder &r, const std::vector<std::pair<std::string, GridSize>> &parts, std::uint32_t seed)
{
    RandomStream random(seed);
    for (const auto &[bytes, size] : parts) {
        for (std::size_t at = 0; at < bytes.size();) {
            const auto n = std::size_t(1 + random.below(random.oneIn(3) ? 3 : 200));
            r.emulator.feed(std::string_view(bytes).substr(at, n));
            at += n;
            if (random.oneIn(5))
                (void)r.emulator.frame();
        }
        r.emulator.resize(size);
    }
}

std::vector<std::pair<std::string, GridSize>> randomParts(RandomStream &random)
{
    std::vector<std::pair<std::string, GridSize>> parts;
    const GridSize first = randomSize(random);
    for (int i = 1 + random.below(4); i > 0; --i)
        parts.push_back({random.stream(60), random.oneIn(2) ? first : randomSize(random)});
    parts.push_back({random.stream(30), parts.back().second});
    return parts;
}

std::string everything(Recorder &r)
{
    std::string out = describe(*r.emulator.frame(), Lines::Compare);
    for (const int mode : r.emulator.decModes())
        out += std::to_string(mode) + ' ';
    const auto at = r.emulator.position();
    out += "\nat " + std::to_string(at.line) + ':' + std::to_string(at.cell) + " replies " + r.emulator.takeReplies() + '\n' + r.events + "tap " + r.tapped;
    return out;
}

void report(const std::string &a, const std::string &b)
{
    const auto first = std::mismatch(a.begin(), a.begin() + std::ptrdiff_t(std::min(a.size(), b.size())), b.begin()).first - a.begin();
    const auto from = std::size_t(std::max<std::ptrdiff_t>(0, first - 200));
    qWarning("differ at %td:\n%s\n---- and ----\n%s", first, a.substr(from, 600).c_str(), b.substr(from, 600).c_str());
}

} // namespace

class PropertiesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // The shortcut for printable runs changes nothing, and neither does where the stream is cut.
    void shortcutAndCutsChangeNothing()
    {
        for (std::uint32_t seed = 1; seed <= kStreams; ++seed) {
            RandomStream random(seed);
            const GridSize size = randomSize(random);
            const auto parts = randomParts(random);
            Emulator::Options fast = options(size), slow = options(size);
            slow.plainRuns = false;
            Recorder a(fast), b(slow);
            feedInPieces(a, parts, seed);
            feedInPieces(b, parts, seed);
            const std::string left = everything(a), right = everything(b);
            if (left != right)
                report(left, right);
            QVERIFY2(left == right, qPrintable(QStringLiteral("seed %1").arg(seed)));
            // Ids of lines may depend on when somebody looked, nothing else does.
            Recorder c(fast);
            feedInPieces(c, parts, seed + 7777);
            const std::string here = describe(*a.emulator.frame(), Lines::Ignore), there = describe(*c.emulator.frame(), Lines::Ignore);
            if (here != there)
                report(here, there);
            QVERIFY2(here == there, qPrintable(QStringLiteral("cuts, seed %1").arg(seed)));
            QCOMPARE(c.tapped, a.tapped);
        }
    }

    void snapshotRestoresTheFrame()
    {
        for (std::uint32_t seed = 1; seed <= kStreams; ++seed) {
            RandomStream random(seed);
            const GridSize size = randomSize(random);
            Recorder a(options(size));
            feedInPieces(a, randomParts(random), seed);
            a.emulator.feed("\x18"); // nothing half read
            a.emulator.endSynchronized(); // a snapshot is of what is there now
            const FramePtr frame = a.emulator.frame();
            Recorder b(options(frame->size));
            b.emulator.feed(a.emulator.snapshot(100000));
            const std::string left = describe(*frame, Lines::Ignore), right = describe(*b.emulator.frame(), Lines::Ignore);
            if (left != right)
                report(left, right);
            QVERIFY2(left == right, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QCOMPARE(b.emulator.decModes(), a.emulator.decModes());
            QVERIFY(b.emulator.takeReplies().empty());
            // What comes next does the same to both.
            a.emulator.feed("x");
            b.emulator.feed("x");
            const std::string after = describe(*a.emulator.frame(), Lines::Ignore), afterwards = describe(*b.emulator.frame(), Lines::Ignore);
            if (after != afterwards)
                report(after, afterwards);
            QVERIFY2(after == afterwards, qPrintable(QStringLiteral("x, seed %1").arg(seed)));
        }
    }

    // Rows of history are encoded, in forms that go by their length and by what is in them.
    void historyShowsWhatTheScreenShowed()
    {
        static const char *const narrow[] = {"a", "~", "é", "я", "\u2010"}, *const others[] = {"界", "カ", "e\u0301", "👩\u200d💻", "❤\ufe0f", "🦀"};
        constexpr int kCols = 80;
        for (int columns = 0; columns <= kCols; ++columns) {
            for (std::uint32_t seed = 0; seed < 12; ++seed) {
                RandomStream random(seed * 100 + std::uint32_t(columns));
                Recorder r(options({kCols, 2}));
                const int kinds = random.below(4), ofNarrow = random.oneIn(2) ? 2 : int(std::size(narrow));
                for (int at = 0; at < columns;) {
                    if (random.oneIn(seed % 3 == 0 ? 1000 : 6))
                        r.emulator.feed(random.sgr());
                    const bool isOther = kinds > 0 && at + 2 <= columns && random.oneIn(kinds);
                    r.emulator.feed(isOther ? others[random.below(kinds == 1 ? 2 : int(std::size(others)))] : narrow[random.below(ofNarrow)]);
                    at = int(r.emulator.liveFrame()->rows[0]->cells.size());
                }
                const FramePtr before = r.emulator.frame();
                r.emulator.feed("\x1b[m\r\n\n");
                const FramePtr after = r.emulator.frame();
                QCOMPARE(after->history->rowCount(), std::size_t(1));
                const std::string shown = describe(*before->rows[0], *before->links, Lines::Ignore);
                QCOMPARE(describe(*after->history->row(0), *after->links, Lines::Ignore), shown);
            }
        }
    }

    // Wide characters, clusters, wrapped lines, the line that the cursor is in, and resizes behind the alternate screen.
    void textSurvivesResizes()
    {
        static const char *const parts[] = {"界", "👩\u200d💻", "e\u0301", "❤\ufe0f", "🇩🇪", "1\ufe0f\u20e3"};
        for (std::uint32_t seed = 1; seed <= kStreams / 2; ++seed) {
            RandomStream random(seed);
            Recorder r(options(randomSize(random)));
            std::string expected;
            const auto print = [&](const std::string &text) {
                expected += text;
                r.emulator.feed(text);
            };
            for (int i = 0; i < 60; ++i) {
                print("<" + std::to_string(i) + ":");
                for (int n = random.below(50); n > 0; --n) {
                    print(random.oneIn(5) ? std::string(parts[random.below(int(std::size(parts)))]) : std::string(1, char('a' + random.below(26))));
                    if (random.oneIn(40))
                        r.emulator.resize(randomSize(random));
                }
                print(">");
                if (random.oneIn(6)) {
                    r.emulator.feed("\x1b[?1049h" + random.sgr() + "on the alternate screen\x1b[5;5H\n\n");
                    for (int n = random.below(3); n > 0; --n)
                        r.emulator.resize(randomSize(random));
                    r.emulator.feed("\x1b[?1049l");
                }
                expected += '\n';
                if (i < 59)
                    r.emulator.feed("\r\n");
                if (random.oneIn(4))
                    r.emulator.resize(randomSize(random));
            }
            const FramePtr f = r.emulator.frame();
            std::string seen;
            const auto add = [&seen](const Row &row) { seen += row.wrapped ? row.text(0, int(row.cells.size())) : row.trimmedText() + '\n'; };
            for (std::size_t i = 0; i < f->history->rowCount(); ++i)
                add(*f->history->row(i));
            for (const RowPtr &row : f->rows)
                add(*row);
            seen.erase(seen.find_last_not_of('\n') + 2);
            if (seen != expected)
                report(seen, expected);
            QVERIFY2(seen == expected, qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    // Line ids grow downwards, rows of one line follow each other, and no row is wider than the screen.
    void linesAreInOrder()
    {
        for (std::uint32_t seed = 1; seed <= kStreams / 2; ++seed) {
            RandomStream random(seed);
            Recorder r(options(randomSize(random)));
            feedInPieces(r, randomParts(random), seed);
            const FramePtr f = r.emulator.frame();
            RowPtr above;
            const auto check = [&](const RowPtr &row) {
                QVERIFY(row->cells.size() <= std::size_t(f->size.cols));
                if (above) {
                    QVERIFY2(row->line > above->line || (row->line == above->line && row->firstCell > above->firstCell && above->wrapped),
                             qPrintable(QStringLiteral("seed %1").arg(seed)));
                }
                above = row;
            };
            if (!f->alternate) {
                for (std::size_t i = 0; i < f->history->rowCount(); ++i) {
                    check(f->history->row(i));
                    QCOMPARE(f->history->rowOf({above->line, above->firstCell}), i);
                }
            }
            for (const RowPtr &row : f->rows)
                check(row);
        }
    }

    // A viewer that follows the tap sees the same.
    void tapShowsTheSame()
    {
        for (std::uint32_t seed = 1; seed <= kStreams / 2; ++seed) {
            RandomStream random(seed);
            const GridSize size = randomSize(random);
            Recorder a(options(size));
            feedInPieces(a, {{random.stream(150), size}}, seed);
            Recorder viewer(options(size));
            viewer.emulator.feed(a.tapped);
            const std::string left = describe(*a.emulator.frame(), Lines::Ignore), right = describe(*viewer.emulator.frame(), Lines::Ignore);
            if (left != right)
                report(left, right);
            QVERIFY2(left == right, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QVERIFY(viewer.emulator.takeReplies().empty());
        }
    }
};

BERTH_TEST(PropertiesTest)
#include "properties_test.moc"
