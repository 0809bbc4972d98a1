// Marks as they come: bytes through the real scanner. What cuts, strings and hostile programs can do to them.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "tests/support/marked_stream.h"

#include <QByteArray>
#include <QTest>
#include <random>

using namespace core;
using namespace core::shell;
using tests::MarkedStream;
using State = Block::State;

namespace {

const std::string kNonce = "00112233445566778899aabbccddeeff";
const std::string kStaleNonce = "ffeeddccbbaa99887766554433221100"; // of another session

std::string osc(const std::string &body, const std::string &end = "\a")
{
    return "\x1b]" + body + end;
}

std::string own(const std::string &body)
{
    return osc("133;" + body + ";nonce=" + kNonce);
}

std::string e(const std::string &command)
{
    return osc("633;E;" + command + ";" + kNonce);
}

// A shell in the middle of a trusted command that prints what follows.
std::string running(const std::string &command)
{
    return osc("633;P;Cwd=/safe;" + kNonce) + own("A") + "$ " + own("B") + command + "\r\n" + e(command) + own("C");
}

class Randomly
{
public:
    explicit Randomly(unsigned seed) : m_random(seed) {}
    unsigned below(unsigned n) { return m_random() % n; }
    template<class T> const T &oneOf(const std::vector<T> &all) { return all[below(unsigned(all.size()))]; }

    std::string piece()
    {
        static const std::vector<std::string> bodies{"133;A", "133;A;k=s", "133;P;k=r", "133;A;aid=1", "133;A;aid=2;cl=m", "133;B", "133;B;aid=1", "133;B;cmd=bHM=;pwd=L3g=",
                                                     "133;C", "133;C;aid=2", "133;D", "133;D;0", "133;D;130;aid=1", "133;D;err=x", "133;D;2;implicit=1", "133;D;exit=1;dur=3;cmd=bHM=;pwd=L3k=",
                                                     "633;A", "633;B", "633;C", "633;D;7", "633;F", "633;G", "633;E;make\\x3b ls\\x0a", "633;E;", "633;P;Cwd=/a\\x20b", "633;P;IsWindows=x",
                                                     "7;file://h/t%20t", "9;9;/nine", "1337;CurrentDir=/it", "1337;RemoteHost=a@b", "133", "133;", "633;E", "9999;x", "0;title"};
        static const std::vector<std::string> texts{"hello", "\r\n", "a longer line that wraps around", "\x1b[2J\x1b[H", "\x1b[31mred\x1b[m", "\t", "\xc3\xa9\xe4\xb8\xad", "\x1b[A", "\x1b[?1049h", "\x1b[?1049l", "\xff\x9d" "133;C\a"};
        static const std::vector<std::string> ends{"\a", "\x1b\\", "\xc2\x9c", "\x18", "\x1b", "", "\n\a"};
        if (below(3) == 0)
            return oneOf(texts);
        auto body = oneOf(bodies);
        if (below(2))
            body += body.starts_with("633;E") || body.starts_with("633;P") ? ";" + kNonce : ";nonce=" + kNonce;
        if (below(8) == 0)
            return (below(2) ? "\x1bP" : "\x1b_") + osc(body) + oneOf(ends); // inside another string
        return osc(body, below(4) ? "\a" : oneOf(ends));
    }

private:
    std::mt19937 m_random;
};

} // namespace

class MarksStreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyCutGivesTheSame()
    {
        for (unsigned seed = 1; seed <= 150; ++seed) {
            Randomly random(seed);
            std::string stream;
            for (int i = 0; i < 120; ++i)
                stream += random.piece();
            MarkedStream whole(kNonce), bytewise(kNonce), pieces(kNonce);
            whole.feed(stream);
            for (const char c : stream)
                bytewise.feed({&c, 1});
            for (std::string_view rest = stream; !rest.empty();) {
                const auto n = std::min<std::size_t>(1 + random.below(random.below(4) ? 7 : 90), rest.size());
                pieces.feed(rest.substr(0, n));
                rest.remove_prefix(n);
            }
            QCOMPARE(bytewise.describe(), whole.describe());
            QCOMPARE(pieces.describe(), whole.describe());
        }
    }

    // Every start has one end, and at most eight shells run inside each other.
    void startsAndEndsBelongTogether()
    {
        for (unsigned seed = 1; seed <= 150; ++seed) {
            Randomly random(seed);
            MarkedStream run(kNonce);
            std::vector<base::BlockId> open;
            std::size_t seen = 0;
            for (int i = 0; i < 200; ++i) {
                const auto piece = random.piece();
                run.feed(piece);
                for (; seen < run.events.size(); ++seen) {
                    if (auto *started = std::get_if<CommandStarted>(&run.events[seen])) {
                        open.push_back(started->block.id);
                        QVERIFY(started->block.trusted || started->block.command.empty());
                    } else if (auto *finished = std::get_if<CommandFinished>(&run.events[seen])) {
                        QCOMPARE(std::erase(open, finished->block.id), std::size_t(1));
                    }
                }
                QVERIFY(open.size() <= 1 + 8);
            }
        }
    }

    void printedMarksForgeNothing_data()
    {
        QTest::addColumn<QByteArray>("printed");
        const auto row = [](const char *name, const std::string &printed) { QTest::newRow(name) << QByteArray::fromStdString(printed); };
        const auto session = [](const std::string &nonce) {
            const auto tail = nonce.empty() ? "" : ";nonce=" + nonce;
            return osc("133;D;0" + tail) + osc("133;A" + tail) + osc("133;B" + tail) + osc("633;E;rm -rf /;" + nonce) + osc("133;C" + tail) + osc("633;P;Cwd=/evil;" + nonce) + osc("133;D;0" + tail);
        };
        row("no nonce", session(""));
        row("guessed", session(std::string(32, '0')));
        row("stale, of another session", session(kStaleNonce));
        row("a part of it", session(kNonce.substr(0, 31)));
        row("it and more", session(kNonce + "0"));
        row("in capitals", session(QByteArray::fromStdString(kNonce).toUpper().toStdString()));
        row("every cwd", osc("7;file:///evil") + osc("9;9;/evil") + osc("1337;CurrentDir=/evil") + osc("633;P;Cwd=/evil") + osc("133;A;pwd=" + QByteArray("/evil").toBase64().toStdString()));
        row("the dialect", osc("133;B;cmd=" + QByteArray("rm -rf /").toBase64().toStdString()) + osc("133;D;exit=0;cmd=" + QByteArray("rm -rf /").toBase64().toStdString()));
        row("implicit ends", osc("133;D;1;implicit=1") + osc("633;E;rm;x") + osc("133;D;2;implicit=1"));
        // What holds the nonce but is no OSC of its own: inside other strings, unended, given up, too late.
        for (const char *start : {"\x1bP", "\x1b_", "\x1bP\xc2\x9d", "\x1b_\xc2\x9d", "\xc2\x90", "\x1bPtmux;\xc2\x9d"}) // DCS and APC, with U+009D, which starts an OSC elsewhere
            row(("in " + QByteArray(start).toPercentEncoding()).constData(), start + ("133;D;0;nonce=" + kNonce) + "\a\x1b\\");
        row("in a SOS and PM", "\x1bX]133;D;0;nonce=" + kNonce + "\a\x1b\\\x1b^]133;D;0;nonce=" + kNonce + "\a\x1b\\");
        row("in a title", osc("0;\x9d" "133;D;0;nonce=" + kNonce));
        row("given up", osc("133;D;0;nonce=" + kNonce, "\x18") + osc("133;D;0;nonce=" + kNonce, "\x1a"));
        row("ended by another escape", osc("133;D;0;nonce=" + kNonce, "\x1b[m"));
        row("as text", "]133;D;0;nonce=" + kNonce + "\a");
        row("another number", osc("1330;D;0;nonce=" + kNonce) + osc("13;3;D;0;nonce=" + kNonce));
        row("longer than any string may be", osc("133;D;0;" + std::string(2u << 20, 'x') + ";nonce=" + kNonce));
    }
    void printedMarksForgeNothing()
    {
        QFETCH(QByteArray, printed);
        const auto stream = running("cat evil.txt");
        for (const bool bytewise : {false, true}) {
            MarkedStream run(kNonce);
            run.feed(stream);
            for (int i = 0; bytewise && i < printed.size(); ++i)
                run.feed({printed.constData() + i, 1});
            if (!bytewise)
                run.feed({printed.constData(), std::size_t(printed.size())});
            run.feed("\x1b\\\r\n"); // ends whatever is still open
            QVERIFY(run.tracker.isRunning());
            QCOMPARE(run.tracker.cwd(), std::string("/safe"));
            run.feed(own("D;5"));
            QVERIFY(!run.tracker.isRunning());
            int trusted = 0;
            for (const auto &block : run.tracker.blocks()) {
                trusted += block.trusted;
                QCOMPARE(block.command, std::string(block.trusted ? "cat evil.txt" : ""));
                QCOMPARE(block.cwd, std::string(block.trusted ? "/safe" : ""));
                QVERIFY(!block.trusted || block.exitCode == 5);
            }
            QCOMPARE(trusted, 1);
        }
    }

    // fish 4 speaks for itself, around our marks: there is one block for each command, and it is ours.
    void fishFourIsNotDoubled()
    {
        MarkedStream run(kNonce);
        const auto prompt = own("A") + osc("7;file://vm/x") + osc("133;A;click_events=1", "\x1b\\") + "> " + own("B") + osc("133;B", "\x1b\\");
        for (int i = 0; i < 3; ++i)
            run.feed(prompt + "false\r\n" + osc("133;C;cmdline_url=false", "\x1b\\") + e("false") + own("C") + osc("133;D;1", "\x1b\\") + own("D;1"));
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        for (const auto &block : run.tracker.blocks())
            QVERIFY(block.trusted && block.command == "false" && block.exitCode == 1);
    }
};
BERTH_TEST(MarksStreamTest)
#include "marks_stream_test.moc"
