// The scanner on its own: what it hands on, however the stream is cut.
#include "core/vt/testing/scanner_log.h"

#include "tests/support/test_main.h"

#include <QTest>
#include <random>
#include <string>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

std::string heardOf(const std::string &bytes, const std::vector<std::size_t> &cuts = {})
{
    ScannerLog heard;
    Scanner<ScannerLog> scanner(heard, 1000);
    std::size_t from = 0;
    for (const auto cut : cuts) {
        scanner.feed(std::string_view(bytes).substr(from, cut - from), [] { return false; });
        from = cut;
    }
    scanner.feed(std::string_view(bytes).substr(from), [] { return false; });
    return heard.all + heard.broken + (scanner.offset() == bytes.size() ? "" : " lost count");
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

    // What ESC begins, no C1 control ends, and none stays in it: a name inside cannot begin a string of its own.
    void stringsAndC1()
    {
        const std::string cases[][2] = {
            {"\x1b]0;a\xc2\x9c" "b\a", "string 0;ab\n"},
            {"\x1b]0;a\xc2\x9c\xc2\x9d" "1;b\x1b\\", "string 0;a1;b\n"},
            {"\x1bP\xc2\x9c\xc2\x90x\x1b\\", "string x\n"},
            {"\x1b]\xc2\x85\xc2\x9b" "1m\a", "string 1m\n"},
            {"\x1b]\xc2\xc2\x9c\x9c\a", "string \n"}, // what is left does not become one
            {"\x1b]\xc2\n\x9c\a", "string \n"},
            {"\x1b]\xc3\x9c\xe4\xb8\x9c\a", "string \xc3\x9c\xe4\xb8\x9c\n"}, // the tails of other characters
            {"\xc2\x9d" "0;a\xc2\x9c" "b", "string 0;a\ntext b"},
            {"\xc2\x9d" "0;a\x1b\\b", "string 0;a\ntext b"},
            {"\xc2\x90x\xc2\x98y\xc2\x9c", "string xy\n"},
        };
        for (const auto &[bytes, said] : cases) {
            QCOMPARE(heardOf(bytes), said);
            for (std::size_t cut = 1; cut < bytes.size(); ++cut)
                QCOMPARE(heardOf(bytes, {cut}), said);
        }
    }

    // Where the rest is far away and where it is not, which are two ways through the scanner.
    void parametersOfSequences()
    {
        std::string many, all;
        for (int i = 1; i <= 40; ++i) {
            many += std::to_string(i) + ';';
            all += i > 32 ? "" : (i > 1 ? ";" : "") + std::to_string(i);
        }
        const std::pair<std::string, std::string> sequences[] = {
            {"H", "H"}, {"1H", "1H"}, {";H", ";H"}, {";5H", ";5H"}, {"12;34H", "12;34H"}, {"1;;3m", "1;;3m"}, {"?25h", "?25h"}, {">4;1m", ">4;1m"}, {"?;1h", "?;1h"}, {"?h", "?h"},
            {"9999;1H", "9999;1H"}, {"12345;1H", "12345;1H"}, {"99999H", "32767H"}, {"00001H", "1H"}, {"38;2;1;22;255;48;2;0;7;99m", "38;2;1;22;255;48;2;0;7;99m"},
            {"38:2::1:2:3;4:3m", "38:2::1:2:3;4:3m"}, {"1 q", "1 q"}, {"!p", "!p"}, {"1\nH", ""}, {"1?H", ""}, {many + "m", all + "m"}, {"~", "~"}};
        for (const auto &[bytes, said] : sequences) {
            for (const std::size_t behind : {0u, 1u, 40u, 51u, 52u, 53u, 200u}) {
                const std::string rest(behind, 'x');
                if (!said.empty())
                    QCOMPARE(heardOf("\x1b[" + bytes + rest), "csi " + said + '\n' + (behind ? "text " + rest : ""));
                QCOMPARE(heardOf("\x1b[" + bytes + rest), heardOf("\x1b[" + bytes + rest, {2, 3}));
            }
        }
    }

    void shortTextIsWhole()
    {
        for (std::size_t n = 1; n < 40; ++n) {
            for (const std::string &end : {std::string("\x1b[m"), std::string("\t"), std::string("\x7f"), std::string("\xc3\xa9"), std::string("\xc2\x9b" "m")}) {
                for (const std::size_t behind : {0u, 5u, 40u}) {
                    const std::string text(n, 'a'), rest(behind, 'b');
                    const std::string ended = end == "\t" ? "\ncontrol 9\n" : end == "\x7f" || end == "\xc3\xa9" ? "" : "\ncsi m\n";
                    const std::string last = behind ? (ended.empty() ? rest : "text " + rest) : "";
                    QCOMPARE(heardOf("\x1b[m" + text + end + rest), "csi m\ntext " + text + (end == "\xc3\xa9" ? end : "") + ended + last);
                }
            }
        }
    }

    void cutsChangeNothing()
    {
        std::mt19937 random(11);
        const std::string pieces[] = {"plain", "\r\n", "\n", "\r", "\x1b[1;31m", "\x1b[?25h", "\x1b[;5H", "\x1b[12345;6H", "\x1b[38;2;1;22;255;48:2::4:5:6m", "\x1b[1 q", "\x1b[1\n;2H", "\x1b]133;A\a", "\x1b(B", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xc2\x9b" "3m", "\x7f", std::string(1, '\0'), std::string(70, 'y'), "\xff", "\x1b\x18", std::string(300, 'z')};
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
