#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/recording/output_redactor.h"
#include "core/vt/testing/random_stream.h"
#include "core/vt/testing/recorder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <algorithm>

using namespace core;
using namespace core::recording;

namespace {

const std::string kToken = "ghp_" + std::string("0123456789abcdefghij0123456789abcdef"); // assembled, so that no scanner takes this for a leak

std::string outputOf(const std::vector<CastEvent> &events)
{
    std::string out;
    for (const CastEvent &event : events)
        out += event.code == code::kOutput ? event.data : std::string(1, event.code);
    return out;
}

// As a recorder does: each piece is followed by a look at what can be written.
std::string written(const std::vector<std::string> &pieces, int columns = 80)
{
    OutputRedactor redactor({columns, 24});
    std::string out;
    for (const std::string &piece : pieces) {
        redactor.add({{}, code::kOutput, piece});
        out += outputOf(redactor.takeSettled());
    }
    return out + outputOf(redactor.takeAll());
}

std::vector<std::string> bytesOf(const std::string &text)
{
    std::vector<std::string> out;
    for (const char c : text)
        out.emplace_back(1, c);
    return out;
}

bool differOnlyUnderMasks(const std::string &cut, const std::string &whole)
{
    const std::u32string a = QString::fromStdString(cut).toStdU32String(), b = QString::fromStdString(whole).toStdU32String();
    const std::u32string masks = U"‹redacted›•";
    return std::ranges::equal(a, b, [&](char32_t x, char32_t y) { return x == y || masks.find(y) != masks.npos; });
}

std::string dots(std::size_t width)
{
    std::string out;
    static const std::string word[] = {"‹", "r", "e", "d", "a", "c", "t", "e", "d", "›"};
    for (std::size_t i = 0; i < width; ++i)
        out += i < 10 ? word[i] : "•";
    return out;
}

} // namespace

class OutputRedactorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void masks_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("secret"); // must not be in what is written, nor its second half
        QTest::addColumn<QByteArray>("kept");   // must be
        const auto row = [](const char *name, const std::string &stream, const std::string &secret, const std::string &kept) {
            QTest::newRow(name) << QByteArray::fromStdString(stream) << QByteArray::fromStdString(secret) << QByteArray::fromStdString(kept);
        };
        row("a line", "before\r\nexport TOKEN=" + kToken + "\r\nafter\r\n", kToken, "after");
        row("no line end", "x " + kToken, kToken, "x ");
        row("coloured in the middle", "\x1b[32mx " + kToken.substr(0, 20) + "\x1b[1;31m" + kToken.substr(20) + "\x1b[0m\r\nok", kToken.substr(20), "ok");
        row("a title", "\x1b]2;curl -H 'Authorization: Bearer " + kToken + "'\x1b\\ok\r\n", kToken, "curl -H");
        row("a link", "\x1b]8;;https://me:hunter22@host/x\x1b\\text\x1b]8;;\x1b\\\r\n", "hunter22", "text");
        row("a URL", "git clone https://me:hunter22@host/x\r\n", "hunter22", "@host/x");
        row("a key", "$ cat id\r\n-----BEGIN OPENSSH PRIVATE KEY-----\r\nb3BlbnNzaC1rZXk\r\nAAAAB3NzaC1yc2E\r\n-----END OPENSSH PRIVATE KEY-----\r\n$ ls\r\n",
            "AAAAB3NzaC1yc2E", "$ ls");
        row("a coloured key", "\x1b[m-----BEGIN RSA PRIVATE KEY-----\x1b[K\r\n\x1b[mb3BlbnNzaC1rZXk\x1b[K\r\n\x1b[mAAAAB3NzaC1yc2E\r\n\x1b[m-----END RSA PRIVATE KEY-----\r\nok\r\n",
            "AAAAB3NzaC1yc2E", "ok");
        row("backspaces", "$ export TOKEN=abX\b\x1b[Kcd1234\r\nok\r\n", "cd1234", "ok");
        row("inserted before the end", "$ export TOKEN=ab34\b\b\x1b[1@1\x1b[1@2\r\nok\r\n", "ab34", "ok");
        row("given up", "$ export PASSWORD=hunter22\x15\b\b\b\b\b\b\b\b\b\b\b\b\x1b[Kls\r\n", "hunter22", "ls");
        row("redrawn from the line's start", "$ export TOKEN=ab12\r\x1b[19Ccd34\r\n", "cd34", "export");
        row("wraps as readline does it", "$ export GITHUB_TOKEN=" + kToken.substr(0, 18) + " \r" + kToken.substr(18) + "\r\nok\r\n", kToken.substr(18), "ok");
        row("password with blanks", "PASSWORD=\"two words\"\r\nok\r\n", "two words", "ok");
    }
    void masks()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, kept);
        const std::string text = stream.toStdString();
        const std::string whole = written({text}, 40);
        QVERIFY2(whole.find(secret.toStdString()) == std::string::npos, whole.c_str());
        QVERIFY2(whole.find(secret.toStdString().substr(std::size_t(secret.size()) / 2)) == std::string::npos, whole.c_str());
        QVERIFY2(whole.find(kept.toStdString()) != std::string::npos, whole.c_str());
        const std::string split = written(bytesOf(text), 40);
        QVERIFY2(split.find(secret.toStdString().substr(std::size_t(secret.size()) / 2)) == std::string::npos, split.c_str());
        QVERIFY2(split.find(kept.toStdString()) != std::string::npos, split.c_str());
    }

    // Where a row ends is known also when the first line was met in its middle, as behind a prompt.
    void wrapsAtTheScreensEdge()
    {
        const std::string begin = "\x1b[3;12H", x(60, 'x');
        const std::string head = begin + "echo 1\r\n1\r\nroot@vm:~# echo " + x.substr(0, 10);
        const std::string tail = x.substr(10) + " GITHUB_TOKEN=g \rhp_0123456789abcdefghij0123456789abcdef done\r\n";
        for (std::size_t cut = 0; cut < tail.size(); ++cut) {
            const std::string out = written({head, tail.substr(0, cut), tail.substr(cut)}, 91);
            QVERIFY2(out.find("0123456789ab") == std::string::npos, (std::to_string(cut) + ": " + out).c_str());
            QVERIFY(out.ends_with(" done\r\n"));
        }
    }

    void theMaskHasTheSecretsWidth()
    {
        QCOMPARE(written({"A_SECRET=abcd1234 x\r\n"}), "A_SECRET=" + dots(8) + " x\r\n");
        QCOMPARE(written({"x " + kToken + " y\r\n"}), "x " + dots(kToken.size()) + " y\r\n");
        QCOMPARE(written({"PASSWORD=漢字ab\x1b[m\r\n"}), "PASSWORD=" + dots(6) + "\x1b[m\r\n");
    }

    void whatIsTypedPassesAtOnceButForWhatMayBecomeASecret()
    {
        OutputRedactor redactor({80, 24});
        const auto type = [&](const std::string &text) {
            redactor.add({{}, code::kOutput, text});
            return outputOf(redactor.takeSettled());
        };
        QCOMPARE(type("$ "), std::string("$ "));
        QCOMPARE(type("export TOKEN="), std::string("export TOKEN="));
        QCOMPARE(type("abc1"), std::string());
        QVERIFY(redactor.isHolding());
        QCOMPARE(type("234 "), dots(7) + " ");
        QVERIFY(!redactor.isHolding());
        QCOMPARE(type("ls"), std::string("ls"));
    }

    void eventsKeepTheirOrderAndTimes()
    {
        OutputRedactor redactor({80, 24});
        redactor.add({Time(1), code::kOutput, "TOKEN="});
        redactor.add({Time(2), code::kOutput, "abcd"});
        redactor.add({Time(3), code::kMarker, "mark"});
        redactor.add({Time(4), code::kOutput, "1\r\nx"});
        auto events = redactor.takeSettled();
        QCOMPARE(events, (std::vector<CastEvent>{{Time(1), code::kOutput, "TOKEN="}, {Time(2), code::kOutput, dots(4)}, {Time(3), code::kMarker, "mark"}, {Time(4), code::kOutput, "a\r\nx"}}));
    }

    // A stream without secrets comes out as it went in, however it is cut.
    void ordinaryOutputIsLeftAlone()
    {
        int clean = 0;
        for (std::uint32_t seed = 1; seed <= 60; ++seed) {
            vt::testing::RandomStream random(seed);
            vt::Emulator::Options options;
            options.size = {40, 10};
            options.tap = true;
            vt::testing::Recorder source(options);
            OutputRedactor redactor(options.size);
            std::string out, in;
            for (int i = 0; i < 200; ++i) {
                source.emulator.feed(random.piece());
                for (std::string_view rest = source.tapped; !rest.empty();) {
                    const auto n = std::size_t(1 + random.below(30));
                    redactor.add({{}, code::kOutput, std::string(rest.substr(0, n))});
                    rest.remove_prefix(std::min(n, rest.size()));
                    if (random.oneIn(3))
                        out += outputOf(redactor.takeSettled());
                }
                in += std::exchange(source.tapped, {});
            }
            out += outputOf(redactor.takeAll());
            if (redactor.secrets() > 0)
                continue; // the random text happened to look like one
            QCOMPARE(out, in);
            ++clean;
        }
        QVERIFY(clean >= 50);
    }

    // But that the well-known beginning of a token may have passed before anybody could know.
    void aCutChangesNothing()
    {
        vt::testing::RandomStream random(7);
        for (int round = 0; round < 60; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i) {
                static const std::string parts[] = {"$ export TOKEN=abc1234", "\r\n", "ls -l\r\n", kToken, " ", "\x1b[31m", "\b\b", "\r", "\x1b[K", "https://a:b1c2@h ", "漢字", "\r\n-----BEGIN RSA PRIVATE KEY-----\r\n", "\r\n-----END RSA PRIVATE KEY-----\r\n"};
                text += parts[random.below(int(std::size(parts)))];
            }
            std::vector<std::string> pieces;
            for (std::string_view rest = text; !rest.empty();) {
                const auto n = std::size_t(1 + random.below(9));
                pieces.emplace_back(rest.substr(0, n));
                rest.remove_prefix(std::min(n, rest.size()));
            }
            const std::string cut = written(pieces), whole = written({text});
            QVERIFY2(differOnlyUnderMasks(cut, whole), QJsonDocument(QJsonArray{QString::fromStdString(text), QString::fromStdString(cut), QString::fromStdString(whole)}).toJson().constData());
        }
    }

    void heldTextIsBounded()
    {
        OutputRedactor redactor({80, 24});
        std::size_t out = 0;
        for (int i = 0; i < 2000; ++i) {
            redactor.add({{}, code::kOutput, "eyJ" + std::string(100, 'a')});
            out += outputOf(redactor.takeSettled()).size();
        }
        QVERIFY(out > 2000 * 103 - 2 * OutputRedactor::kMostHeld);
    }
};

BERTH_TEST(OutputRedactorTest)
#include "output_redactor_test.moc"
