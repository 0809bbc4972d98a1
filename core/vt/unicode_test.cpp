// Columns of characters and of what is one character of several code points, by table; both ways of printing agree.
#include "core/vt/cell.h"
#include "core/vt/char_properties.h"
#include "core/vt/testing/recorder.h"
#include "core/vt/utf8.h"
#include "core/vt/utf8_block.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

// The widths of the cells that hold text, e.g. "2012".
std::string widths(const std::string &text, bool plainRuns, bool ambiguousWide, int cols = 20)
{
    Emulator::Options o;
    o.size = {cols, 2};
    o.plainRuns = plainRuns;
    o.ambiguousWide = ambiguousWide;
    Recorder r(o);
    r.emulator.feed(text);
    std::string out;
    for (const RowPtr &row : r.emulator.frame()->rows) {
        for (const Cell &cell : row->cells)
            out += char('0' + cell.width);
        out += '|';
    }
    return out.substr(0, out.find_last_not_of('|') + 1);
}

// What a block is to hold: the characters before the first that is not valid, has four bytes, is a control or is cut by the
// block's end, and how many bytes they are, one character at a time.
std::u32string charactersOf(std::string_view text, std::size_t &taken)
{
    std::u32string out;
    taken = 0;
    while (taken < text.size() && taken < 64) {
        const Decoded d = decodeUtf8(text.data() + taken, text.data() + text.size());
        const bool isReplaced = d.c == kReplacement && text.substr(taken, 3) != "\xef\xbf\xbd";
        if (isReplaced || d.length == 4 || (d.c >= 0x80 && d.c < 0xa0) || taken + d.length > 64)
            break;
        out += d.c;
        taken += d.length;
    }
    return out;
}

} // namespace

class UnicodeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Random mixtures of whole characters, pieces of them and bytes that no character has, of every length.
    void blocksHoldWhatIsThere()
    {
        std::mt19937 random(7);
        static const std::string pieces[] = {"a", " ", "~", "\xc2\xa0", "é", "ж", "\xdf\xbf", "\xe0\xa0\x80", "漢", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd"};
        static const std::string odd[] = {"\xc2\x80", "\xc2\x9f", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xef\xbf\xbe", "\xef\xbf\xbf", "\x80", "\xbf", "\xc3",
                                          "\xe4\xb8", "\xe4", "🙂", "\xf0\x9f", "\xf4\x90\x80\x80", "\xf5", "\xff"};
        for (int round = 0; round < 20'000; ++round) {
            std::string text;
            for (auto n = 1 + random() % 50; n > 0; --n)
                text += random() % 40 == 0 ? odd[random() % std::size(odd)] : pieces[random() % std::size(pieces)];
            std::size_t taken = 0;
            const std::u32string expected = charactersOf(text, taken);
            for (const auto means : {Utf8Block::Means::Fastest, Utf8Block::Means::Plain}) {
                Utf8Block block(text.data(), text.data() + text.size(), means);
                std::u32string found;
                for (; !block.isEmpty(); block.pop())
                    found += block.front();
                QCOMPARE(found, expected);
                QCOMPARE(block.taken(), taken);
            }
        }
        Utf8Block block("aé漢", "aé漢" + 6);
        block.pop();
        QCOMPARE(block.taken(), std::size_t(1));
        block.pop();
        QCOMPARE(block.taken(), std::size_t(3));
    }

    // Sixteen at a time, where this machine can: the same words as one by one, up to a character that needs more thought.
    void cellsOfABlock()
    {
        std::mt19937 random(11);
        static const std::string pieces[] = {"a", "~", "é", "ж", "ｱ", "漢", "カ", "界"}, odd[] = {"\u0301", "¡", "\u200b"};
        for (std::size_t round = 0; round < 20'000; ++round) {
            std::string text;
            const unsigned kinds = 1 + random() % unsigned(std::size(pieces)), rare = random() % 2 ? 20 : 10'000;
            while (text.size() < 1 + round % 70)
                text += random() % rare == 0 ? odd[random() % std::size(odd)] : pieces[random() % kinds];
            const bool ambiguousWide = random() % 2;
            const unsigned heeded = CharProperties::heededAlone(ambiguousWide);
            const int room = int(random() % 160);
            std::size_t taken = 0;
            const std::u32string expected = charactersOf(text, taken);
            Utf8Block block(text.data(), text.data() + text.size());
            Utf8Block::Cells cells{GridCell::kProtected, heeded};
            std::vector<std::uint32_t> words(std::size_t(room) + 1, 0xdead);
            const int n = block.takeCells(words.data(), room, cells);
            QVERIFY(n <= room && words.back() == 0xdead);
            std::vector<std::uint32_t> one;
            std::size_t characters = 0;
            bool anyWide = false;
            for (; int(one.size()) < n; ++characters) {
                const char32_t c = expected.at(characters);
                const unsigned width = propertiesOf(c).aloneWidth(heeded);
                QVERIFY(width == 1 || width == 2);
                one.push_back(std::uint32_t(c) | GridCell::kProtected | (width == 2 ? GridCell::kWide : 0));
                if (width == 2)
                    one.push_back(GridCell::kTrail | GridCell::kProtected);
                anyWide = anyWide || width == 2;
            }
            words.resize(std::size_t(n));
            QCOMPARE(one, words);
            QCOMPARE(cells.anyWide, anyWide);
            std::u32string rest;
            for (; !block.isEmpty(); block.pop())
                rest += block.front();
            QCOMPARE(rest, expected.substr(characters));
        }
    }

    void columns_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("columns");
        const auto row = [](const char *name, const QString &text, const char *columns) { QTest::newRow(name) << text << QString::fromLatin1(columns); };
        row("ascii", QStringLiteral("ab"), "11");
        row("CJK", QStringLiteral("界a"), "201");
        row("fullwidth", QStringLiteral("Ａ"), "20");
        row("halfwidth katakana", QStringLiteral("ｱ"), "1");
        row("combining", QStringLiteral("e\u0301x"), "11");
        row("jamo", QStringLiteral("\u1112\u1161\u11abx"), "201");
        row("spacing mark", QStringLiteral("\u0928\u093e"), "11");
        row("soft hyphen", QStringLiteral("a\u00adb"), "111");
        row("zero width space", QStringLiteral("a\u200bb"), "11");
        row("emoji", QStringLiteral("🙂x"), "201");
        row("Unicode 16 emoji", QString::fromUcs4(U"\U0001FAE9x"), "201");
        row("Unicode 17 emoji", QString::fromUcs4(U"\U0001FACDx"), "201");
        row("heart, text", QStringLiteral("❤x"), "11");
        row("heart, emoji", QStringLiteral("❤\ufe0fx"), "201");
        row("watch, text", QStringLiteral("⌚\ufe0ex"), "201"); // shown as text, in the columns that programs count
        row("selector after a letter", QStringLiteral("a\ufe0fx"), "11");
        row("keycap", QStringLiteral("1\ufe0f\u20e3x"), "201");
        row("flag", QStringLiteral("🇩🇪x"), "201");
        row("two flags", QStringLiteral("🇩🇪🇫🇷x"), "20201");
        row("half a flag", QStringLiteral("🇩x"), "201");
        row("skin tone", QStringLiteral("👍🏽x"), "201");
        row("skin tone makes an emoji", QStringLiteral("☝🏽x"), "201");
        row("skin tone alone", QStringLiteral("🏽x"), "201");
        row("skin tone after a letter", QStringLiteral("a🏽x"), "1201");
        row("family", QStringLiteral("👨\u200d👩\u200d👧\u200d👦x"), "201");
        row("kiss with skin tones", QStringLiteral("👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏾x"), "201");
        row("rainbow flag", QStringLiteral("🏳\ufe0f\u200d🌈x"), "201");
        row("ZWJ between letters", QStringLiteral("a\u200db"), "11");
        row("ZWJ and nothing that joins", QStringLiteral("👩\u200dx"), "201");
        row("England", QString::fromUcs4(U"\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007Fx"), "201");
        row("line drawing", QStringLiteral("│─"), "11");
        row("private use", QStringLiteral("\ue0b0x"), "11");
    }
    void columns()
    {
        QFETCH(QString, text);
        QFETCH(QString, columns);
        const std::string bytes = text.toStdString();
        for (const bool plainRuns : {true, false})
            QCOMPARE(QString::fromStdString(widths(bytes, plainRuns, false)), columns);
        for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
            Emulator::Options o;
            o.size = {20, 2};
            Recorder r(o);
            r.emulator.feed(bytes.substr(0, cut));
            r.emulator.feed(bytes.substr(cut));
            QCOMPARE(QString::fromStdString(r.emulator.frame()->rows[0]->trimmedText()), text);
        }
    }

    void ambiguousOnesAreWideWhenAsked()
    {
        for (const bool plainRuns : {true, false}) {
            QCOMPARE(widths("α│±a界", plainRuns, true), std::string("202020120"));
            QCOMPARE(widths("α│±a界", plainRuns, false), std::string("111120"));
        }
    }

    // What turns out to be wide in the last column goes to the next row, as if it had come wide.
    void wideAtTheEdge()
    {
        for (const bool plainRuns : {true, false}) {
            QCOMPARE(widths("abc❤\ufe0fx", plainRuns, false, 4), std::string("111|201"));
            QCOMPARE(widths("abc☝🏽x", plainRuns, false, 4), std::string("111|201"));
            QCOMPARE(widths("ab❤\ufe0fx", plainRuns, false, 4), std::string("1120|1"));
            QCOMPARE(widths("\x1b[?7labc❤\ufe0f", plainRuns, false, 4), std::string("1111"));
        }
    }

    void whatComesAfterAMoveJoinsNothing()
    {
        for (const bool plainRuns : {true, false}) {
            QCOMPARE(widths("🇩\x1b[3G🇪x", plainRuns, false), std::string("20201"));
            QCOMPARE(widths("👩\u200d\x1b[3G👩x", plainRuns, false), std::string("20201"));
        }
    }

    void propertiesOfEveryCodePointAreSane()
    {
        for (char32_t c = 0x20; c <= 0x10ffff; ++c) {
            const CharProperties p = propertiesOf(c);
            QVERIFY(p.width() <= 2 && p.width(true) <= 2);
            QVERIFY(c >= 0x7f || p.width() == 1);
            QVERIFY(!p.isModifier() || p.width() == 2);
        }
    }
};

BERTH_TEST(UnicodeTest)
#include "unicode_test.moc"
