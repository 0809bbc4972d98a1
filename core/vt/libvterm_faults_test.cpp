// Why each of the small functions that do a control function themselves is there: what libvterm alone makes of it, beside what
// it should be. No libvterm from 0.1.4 to 0.3.3 does one of these itself, so there is none for which a function could be
// skipped, and with the first that does this test fails and names it. That the functions are right at every cut is tests/conformance's part.
#include "core/vt/testing/recorder.h"
#include "core/vt/vterm_machine.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <string>
#include <vector>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

constexpr core::base::GridSize kSize{10, 5};

std::string withoutTrailing(std::string text, char c)
{
    text.erase(text.find_last_not_of(c) + 1);
    return text;
}

std::string picture(const std::vector<std::string> &rows, int row, int col)
{
    std::string all;
    for (const std::string &text : rows)
        all += withoutTrailing(text, ' ') + '/';
    return withoutTrailing(all, '/') + " @" + std::to_string(row + 1) + ',' + std::to_string(col + 1);
}

// libvterm without anything of ours around it.
class BareMachine final : private VtermEvents
{
public:
    std::string after(std::string_view bytes)
    {
        m_machine.write(bytes);
        return picture(m_rows, m_row, m_col);
    }

private:
    void glyph(std::uint32_t c, int, int row, int col) override
    {
        m_rows[std::size_t(row)][std::size_t(col)] = c < 0x80 ? char(c) : '?';
    }
    void cursor(int row, int col) override
    {
        m_row = row;
        m_col = col;
    }
    void scroll(const CellRect &area, int up, int left) override
    {
        const std::vector<std::string> old = m_rows;
        each(area, [&](int row, int col, char &cell) {
            const int fromRow = row + up, fromCol = col + left;
            const bool inside = fromRow >= area.top && fromRow < area.bottom && fromCol >= area.left && fromCol < area.right;
            cell = inside ? old[std::size_t(fromRow)][std::size_t(fromCol)] : ' ';
        });
    }
    void erase(const CellRect &area, bool) override
    {
        each(area, [](int, int, char &cell) { cell = ' '; });
    }
    void each(const CellRect &area, const auto &change)
    {
        for (int row = area.top; row < area.bottom; ++row)
            for (int col = area.left; col < area.right; ++col)
                change(row, col, m_rows[std::size_t(row)][std::size_t(col)]);
    }

    std::vector<std::string> m_rows = std::vector(std::size_t(kSize.rows), std::string(std::size_t(kSize.cols), ' '));
    int m_row = 0, m_col = 0;
    VtermMachine m_machine{kSize, *this};
};

std::string emulatorAfter(std::string_view bytes)
{
    Emulator::Options options;
    options.size = kSize;
    Recorder recorder(options);
    recorder.emulator.feed(bytes);
    const FramePtr frame = recorder.emulator.frame();
    std::vector<std::string> rows;
    for (const RowPtr &row : frame->rows) {
        std::string text = row->text(0, kSize.cols);
        for (std::size_t at; (at = text.find("\u2500")) != std::string::npos;)
            text.replace(at, 3, "?");
        rows.push_back(text);
    }
    return picture(rows, frame->cursor.row, frame->cursor.col);
}

} // namespace

class LibvtermFaultsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Where libvterm is right: else anything would differ from what is right below.
    void whatItDoesItselfIsSeen()
    {
        for (const auto &[bytes, right] : {std::pair{"abc\r\nde\x1b[2;1HX", "abc/Xe @2,2"}, std::pair{"ab\r\ncd\x1b[H\x1b[S", "cd @1,1"},
                                           std::pair{"abcd\x1b[1;2H\x1b[K", "a @1,2"}, std::pair{"abc\x1b[H\x1b[2@", "  abc @1,1"}}) {
            QCOMPARE(BareMachine().after(bytes), std::string(right));
            QCOMPARE(emulatorAfter(bytes), std::string(right));
        }
    }

    void ourFunctionIsNeeded_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("right");
        const auto fault = [](const char *function, const char *bytes, const char *right) {
            QTest::newRow(function) << QByteArray(bytes) << QByteArray(right);
        };
        // terminal_csi.cpp
        fault("moveVertically: CUU stops at the top margin", "\x1b[2;4r\x1b[3;1H\x1b[9A", " @2,1");
        fault("moveVertically: CUD stops at the bottom margin", "\x1b[2;4r\x1b[3;1H\x1b[9B", " @4,1");
        fault("moveVertically: CNL stops at the bottom margin", "\x1b[2;4r\x1b[3;3H\x1b[9E", " @4,1");
        fault("moveVertically: CPL stops at the top margin", "\x1b[2;4r\x1b[3;3H\x1b[9F", " @2,1");
        fault("moveForward: CUF stops at the right margin", "\x1b[?69h\x1b[2;6s\x1b[1;3H\x1b[9C", " @1,6");
        fault("moveBackward: CUB stops at the left margin", "\x1b[?69h\x1b[3;6s\x1b[1;5H\x1b[9D", " @1,3");
        fault("moveBackward: BS stops at the left margin", "\x1b[?69h\x1b[3;6s\x1b[1;3H\b", " @1,3");
        fault("moveBackward: BS goes back to the row above (DEC 45)", "\x1b[?45habcdefghijk\b\bX", "abcdefghiX/k @1,10");
        fault("moveToColumn: CHA counts from the left margin in origin mode", "\x1b[?69h\x1b[3;6s\x1b[?6h\x1b[2G", " @1,4");
        fault("tab: stops at the right margin", "\x1b[?69h\x1b[3;6s\x1b[1;4H\t", " @1,6");
        fault("changeLines: IL ends in the first column", "\x1b[2;4Hab\x1b[L", "//   ab @2,1");
        fault("changeLines: DL ends in the first column", "\x1b[2;4Hab\x1b[M", " @2,1");
        fault("shiftCharacters: DCH heeds no top and bottom margins", "abcdef\x1b[2;4r\x1b[1;2H\x1b[2P", "adef @1,2");
        fault("shiftCharacters: ICH heeds no top and bottom margins", "abcdef\x1b[2;4r\x1b[1;2H\x1b[2@", "a  bcdef @1,2");
        fault("repeat: REP wraps", "\x1b[1;8Hb\x1b[5b", "       bbb/bbb @2,4");
        fault("standardTabs: DECST8C", "\x1b[3g\x1b[?5W\t", " @1,9");
        // terminal_escape.cpp
        fault("saveCursor: DECSC keeps the character sets", "\x1b(0\x1b" "7\x1b(B\x1b" "8q", "? @1,2");
        fault("saveCursor: DECSC keeps a pending wrap", "abcdefghij\x1b" "7\x1b[H\x1b" "8x", "abcdefghij/x @2,2");
        fault("saveCursor: each screen has its own", "\x1b[3;3H\x1b" "7\x1b[?1049h\x1b[2;2H\x1b" "7\x1b[?1049l\x1b" "8", " @3,3");
        fault("escape: DECBI", "ab\x1b[H\x1b" "6", " ab @1,1");
        fault("escape: DECFI", "ab\x1b[1;10H\x1b" "9", "b @1,10");
        fault("alignmentPattern: DECALN resets the margins", "\x1b[2;4r\x1b#8\x1b[5;1H\n", "EEEEEEEEEE/EEEEEEEEEE/EEEEEEEEEE/EEEEEEEEEE @5,1");
        // terminal_modes.cpp
        fault("setDecMode: DECLRMM off forgets the margins", "abcdef\x1b[?69h\x1b[3;4s\x1b[?69l\x1b[?69h\x1b[S", " @1,1");
        fault("softReset: DECSTR resets modes, but no tabs", "abc\x1b[3g\x1b[4h\x1b[!p\x1b[HX\t", "Xbc @1,10");
        fault("softReset: DECSTR forgets the saved cursor", "\x1b[3;3H\x1b" "7\x1b[!p\x1b" "8", " @1,1");
        // terminal.cpp and terminal_print.cpp
        fault("carriageReturn: CR goes to the left margin", "\x1b[?69h\x1b[3;6s\x1b[1;5H\r", " @1,3");
        fault("printInMargins: text wraps at the right margin", "\x1b[?69h\x1b[3;6s\x1b[1;5Habc", "    ab/  c @2,4");
        // terminal_rectangles.cpp
        fault("scrollSideways: SL", "abc\x1b[ @", "bc @1,4");
        fault("scrollSideways: SR", "abc\x1b[ A", " abc @1,4");
        fault("copyRectangle: DECCRA", "abc\x1b[1;1;1;2;1;2;1;1$v", "abc/ab @1,4");
        fault("fillRectangle: DECFRA", "\x1b[42;1;1;2;3$x", "***/*** @1,1");
        fault("eraseRectangle: DECERA", "abcdef\x1b[1;2;1;3$z", "a  def @1,7");
    }

    void ourFunctionIsNeeded()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, right);
        QCOMPARE(emulatorAfter(bytes.toStdString()), right.toStdString());
        QVERIFY2(BareMachine().after(bytes.toStdString()) != right.toStdString(), "this libvterm does it itself: ours is to be skipped for it");
    }
};

BERTH_TEST(LibvtermFaultsTest)
#include "libvterm_faults_test.moc"
