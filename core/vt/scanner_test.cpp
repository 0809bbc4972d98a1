// The scanner on its own: what it hands on, however the stream is cut.
#include "core/vt/scanner.h"

#include "tests/support/test_main.h"

#include <QTest>
#include <random>
#include <string>

using namespace core::vt;

namespace {

// Everything that is handed on, in print; runs of text that follow each other are one.
struct Heard
{
    std::string all;
    bool inText = false;

    std::size_t text(const char *bytes, std::size_t n)
    {
        for (std::size_t i = 0; i + 1 < n; ++i)
            if (bytes[i] == '\xc2' && static_cast<unsigned char>(bytes[i + 1]) >= 0x80 && static_cast<unsigned char>(bytes[i + 1]) < 0xa0)
                return add(bytes, i);
        return add(bytes, n);
    }
    std::size_t add(const char *bytes, std::size_t n)
    {
        all += inText || n == 0 ? "" : "text ";
        inText = inText || n > 0;
        all.append(bytes, n);
        return n;
    }
    void say(const std::string &what)
    {
        all += (inText ? "\n" : "") + what + '\n';
        inText = false;
    }
    void control(unsigned char c) { say("control " + std::to_string(c)); }
    void escape(const EscapeSequence &e) { say(std::string("escape ") + e.final); }
    void csi(const CsiSequence &c) { say(std::string("csi ") + c.final); }
    void string(StringKind, std::string &payload) { say("string " + payload); }
};

std::string heardOf(const std::string &bytes, const std::vector<std::size_t> &cuts = {})
{
    Heard heard;
    Scanner<Heard> scanner(heard, 1000);
    std::size_t from = 0;
    for (const auto cut : cuts) {
        scanner.feed(std::string_view(bytes).substr(from, cut - from), [] { return false; });
        from = cut;
    }
    scanner.feed(std::string_view(bytes).substr(from), [] { return false; });
    return heard.all + (scanner.offset() == bytes.size() ? "" : " lost count");
}

} // namespace

class ScannerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Controls at every distance from the start and from each other, so at each place of what is looked at together.
    void controlsAreFoundWhereverTheyAre()
    {
        for (const char control : {'\n', '\r', '\t', '\x1f', '\x01'}) {
            for (std::size_t before = 0; before < 200; ++before) {
                for (const std::size_t behind : {std::size_t(0), std::size_t(1), std::size_t(63), std::size_t(64), std::size_t(65), std::size_t(4096)}) {
                    const auto said = "control " + std::to_string(int(control)) + '\n';
                    const std::string bytes = std::string(before, 'a') + control + std::string(behind, 'b') + control;
                    QCOMPARE(heardOf(bytes), (before ? "text " + std::string(before, 'a') + '\n' : "") + said + (behind ? "text " + std::string(behind, 'b') + '\n' : "") + said);
                }
            }
        }
        QCOMPARE(heardOf("a\x7f" "b"), std::string("text ab")); // DEL is nothing
        QCOMPARE(heardOf("a\r\nb\r\r\n\n"), std::string("text a\ncontrol 13\ncontrol 10\ntext b\ncontrol 13\ncontrol 13\ncontrol 10\ncontrol 10\n"));
        for (const std::size_t size : {4095u, 4096u, 4097u, 8192u, 10'000u})
            QCOMPARE(heardOf(std::string(size, 'x') + "\xc3\xa9\n"), "text " + std::string(size, 'x') + "\xc3\xa9\ncontrol 10\n");
    }

    void cutsChangeNothing()
    {
        std::mt19937 random(11);
        const std::string pieces[] = {"plain", "\r\n", "\n", "\r", "\x1b[1;31m", "\x1b]133;A\a", "\x1b(B", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xc2\x9b" "3m", "\x7f", std::string(1, '\0'), std::string(70, 'y'), "\xff", "\x1b\x18", std::string(300, 'z')};
        for (int round = 0; round < 300; ++round) {
            std::string bytes;
            for (auto n = random() % 60 + 1; n > 0; --n)
                bytes += pieces[random() % std::size(pieces)];
            const auto whole = heardOf(bytes);
            std::vector<std::size_t> cuts;
            for (auto n = random() % 6; n > 0; --n)
                cuts.push_back(random() % (bytes.size() + 1));
            std::ranges::sort(cuts);
            QCOMPARE(heardOf(bytes, cuts), whole);
        }
    }
};
BERTH_TEST(ScannerTest)
#include "scanner_test.moc"
