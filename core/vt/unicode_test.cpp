// Columns of characters and of what is one character of several code points, by table; both ways of printing agree.
#include "core/vt/char_properties.h"
#include "core/vt/testing/recorder.h"
#include "tests/support/test_main.h"

#include <QTest>

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

} // namespace

class UnicodeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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
