#include "core/vt/emulator.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::vt;

Q_DECLARE_METATYPE(core::vt::KeyPress)
Q_DECLARE_METATYPE(core::vt::MouseInput)

class EncoderTest : public QObject
{
    Q_OBJECT

    EmulatorEvents m_events;

private Q_SLOTS:
    // Viewers are told what keys the program wants, though nothing else changes.
    void chordsThatAreToldApart()
    {
        Emulator emulator({}, m_events);
        const auto distinct = [&](const char *bytes) {
            emulator.feed(bytes);
            return emulator.isDirty() && emulator.frame()->input.distinctChords;
        };
        QVERIFY(!distinct("x\x1b[>4;1m"));
        QVERIFY(distinct("\x1b[>4;2m"));
        QVERIFY(!distinct("\x1b[>4n"));
        QVERIFY(distinct("\x1b[>1u"));
        QVERIFY(!distinct("\x1b[<u"));
    }

    void keys_data()
    {
        QTest::addColumn<QByteArray>("setup");
        QTest::addColumn<KeyPress>("key");
        QTest::addColumn<QByteArray>("sent");
        const auto row = [](const char *name, const char *setup, KeyPress key, const QByteArray &sent) { QTest::newRow(name) << QByteArray(setup) << key << sent; };
        const auto both = std::uint8_t(Alt | Ctrl);
        row("letter", "", {Key::None, 0, U'a'}, "a");
        row("umlaut", "", {Key::None, 0, U'ä'}, "\xc3\xa4");
        row("alt letter", "", {Key::None, Alt, U'x'}, "\x1bx");
        row("ctrl c", "", {Key::None, Ctrl, U'c'}, "\x03");
        row("ctrl shift c", "", {Key::None, Ctrl | Shift, U'C'}, "\x03");
        row("ctrl alt a", "", {Key::None, both, U'a'}, "\x1b\x01");
        row("ctrl space", "", {Key::None, Ctrl, U' '}, QByteArray(1, '\0'));
        row("ctrl [", "", {Key::None, Ctrl, U'['}, "\x1b");
        row("ctrl {", "", {Key::None, Ctrl | Shift, U'{'}, "\x1b");
        row("ctrl |", "", {Key::None, Ctrl | Shift, U'|'}, "\x1c");
        row("ctrl }", "", {Key::None, Ctrl | Shift, U'}'}, "\x1d");
        row("ctrl ~", "", {Key::None, Ctrl | Shift, U'~'}, "\x1e");
        row("ctrl `", "", {Key::None, Ctrl, U'`'}, QByteArray(1, '\0'));
        row("ctrl /", "", {Key::None, Ctrl, U'/'}, "\x1f");
        row("ctrl ?", "", {Key::None, Ctrl, U'?'}, "\x7f");
        row("ctrl 8", "", {Key::None, Ctrl, U'8'}, "\x7f");
        row("nothing", "", {Key::None, 0, 0}, "");
        row("enter", "", {Key::Enter, 0, 0}, "\r");
        row("enter, LNM", "\x1b[20h", {Key::Enter, 0, 0}, "\r\n");
        row("alt enter", "", {Key::Enter, Alt, 0}, "\x1b\r");
        row("tab", "", {Key::Tab, 0, 0}, "\t");
        row("backtab", "", {Key::Tab, Shift, 0}, "\x1b[Z");
        row("backspace", "", {Key::Backspace, 0, 0}, "\x7f");
        row("ctrl backspace", "", {Key::Backspace, Ctrl, 0}, "\b");
        row("escape", "", {Key::Escape, 0, 0}, "\x1b");
        row("up", "", {Key::Up, 0, 0}, "\x1b[A");
        row("up, application", "\x1b[?1h", {Key::Up, 0, 0}, "\x1bOA");
        row("shift up, application", "\x1b[?1h", {Key::Up, Shift, 0}, "\x1b[1;2A");
        row("ctrl left", "", {Key::Left, Ctrl, 0}, "\x1b[1;5D");
        row("alt right", "", {Key::Right, Alt, 0}, "\x1b[1;3C");
        row("home", "", {Key::Home, 0, 0}, "\x1b[H");
        row("end, application", "\x1b[?1h", {Key::End, 0, 0}, "\x1bOF");
        row("begin", "", {Key::Begin, 0, 0}, "\x1b[E");
        row("begin, application", "\x1b[?1h", {Key::Begin, 0, 0}, "\x1bOE");
        row("ctrl begin", "", {Key::Begin, Ctrl, 0}, "\x1b[1;5E");
        row("delete", "", {Key::Delete, 0, 0}, "\x1b[3~");
        row("ctrl page up", "", {Key::PageUp, Ctrl, 0}, "\x1b[5;5~");
        row("f1", "", {Key::F1, 0, 0}, "\x1bOP");
        row("shift f4", "", {Key::F4, Shift, 0}, "\x1b[1;2S");
        row("f5", "", {Key::F5, 0, 0}, "\x1b[15~");
        row("ctrl f12", "", {Key::F12, Ctrl, 0}, "\x1b[24;5~");
        row("f24", "", {Key::F24, 0, 0}, "\x1b[45~");
        row("keypad 5", "", {Key::Keypad5, 0, 0}, "5");
        // Digits come while Num Lock is on, which xterm holds stronger than the mode.
        row("keypad 5, application", "\x1b=", {Key::Keypad5, 0, 0}, "5");
        row("keypad period, application", "\x1b=", {Key::KeypadPeriod, 0, 0}, ".");
        row("keypad ctrl 5", "", {Key::Keypad5, Ctrl, 0}, "5");
        row("keypad alt 5", "", {Key::Keypad5, Alt, 0}, "\x1b" "5");
        row("keypad ctrl divide", "", {Key::KeypadDivide, Ctrl, 0}, "/");
        row("keypad plus, application", "\x1b=", {Key::KeypadPlus, 0, 0}, "\x1bOk");
        row("keypad ctrl plus, application", "\x1b=", {Key::KeypadPlus, Ctrl, 0}, "\x1bO5k");
        row("keypad alt multiply, application", "\x1b=", {Key::KeypadMultiply, Alt, 0}, "\x1bO3j");
        row("keypad shift enter, application", "\x1b=", {Key::KeypadEnter, Shift, 0}, "\x1bO2M");
        row("keypad enter, application", "\x1b=", {Key::KeypadEnter, 0, 0}, "\x1bOM");
        row("keypad by DECNKM", "\x1b[?66h", {Key::KeypadPlus, 0, 0}, "\x1bOk");
        row("backspace, DECBKM", "\x1b[?67h", {Key::Backspace, 0, 0}, "\b");
        row("ctrl backspace, DECBKM", "\x1b[?67h", {Key::Backspace, Ctrl, 0}, "\x7f");

        const char *const kitty = "\x1b[>1u";
        row("kitty: letter", kitty, {Key::None, 0, U'a'}, "a");
        row("kitty: shift letter", kitty, {Key::None, Shift, U'A'}, "A");
        row("kitty: ctrl i is not tab", kitty, {Key::None, Ctrl, U'i'}, "\x1b[105;5u");
        row("kitty: ctrl shift a", kitty, {Key::None, Ctrl | Shift, U'A'}, "\x1b[97;6u");
        row("kitty: alt x", kitty, {Key::None, Alt, U'x'}, "\x1b[120;3u");
        row("kitty: super x", kitty, {Key::None, Super, U'x'}, "\x1b[120;9u");
        row("kitty: ctrl super up", kitty, {Key::Up, Ctrl | Super, 0}, "\x1b[1;13A");
        row("kitty: super page up", kitty, {Key::PageUp, Super, 0}, "\x1b[5;9~");
        row("super x is nobody's", "", {Key::None, Super, U'x'}, "");
        row("modifyOtherKeys: super x is nobody's", "\x1b[>4;2m", {Key::None, Super, U'x'}, "");
        row("kitty: escape", kitty, {Key::Escape, 0, 0}, "\x1b[27u");
        row("kitty: enter", kitty, {Key::Enter, 0, 0}, "\r");
        row("kitty: shift enter", kitty, {Key::Enter, Shift, 0}, "\x1b[13;2u");
        row("kitty: tab", kitty, {Key::Tab, 0, 0}, "\t");
        row("kitty: shift tab", kitty, {Key::Tab, Shift, 0}, "\x1b[9;2u");
        row("kitty: backspace", kitty, {Key::Backspace, 0, 0}, "\x7f");
        row("kitty: alt backspace", kitty, {Key::Backspace, Alt, 0}, "\x1b[127;3u");
        row("kitty: up, application cursor", "\x1b[?1h\x1b[>1u", {Key::Up, 0, 0}, "\x1b[A");
        row("kitty: ctrl up", kitty, {Key::Up, Ctrl, 0}, "\x1b[1;5A");
        row("kitty: f1", kitty, {Key::F1, 0, 0}, "\x1b[P");
        row("kitty: f3", kitty, {Key::F3, 0, 0}, "\x1b[13~");
        row("kitty: shift f3", kitty, {Key::F3, Shift, 0}, "\x1b[13;2~");
        row("kitty: f5", kitty, {Key::F5, 0, 0}, "\x1b[15~");
        row("kitty: f13", kitty, {Key::F13, 0, 0}, "\x1b[57376u");
        row("kitty: keypad 5", "\x1b=\x1b[>1u", {Key::Keypad5, 0, 0}, "5");
        row("kitty: ctrl keypad 5", kitty, {Key::Keypad5, Ctrl, 0}, "\x1b[57404;5u");
        row("kitty: keypad enter", kitty, {Key::KeypadEnter, 0, 0}, "\x1b[57414u");
        row("kitty: popped", "\x1b[>1u\x1b[<u", {Key::Escape, 0, 0}, "\x1b");
        row("kitty: set and taken away", "\x1b[=1u\x1b[=1;3u", {Key::Escape, 0, 0}, "\x1b");
        row("kitty: the other screen has its own", "\x1b[>1u\x1b[?1049h", {Key::Escape, 0, 0}, "\x1b");
        row("kitty: and gives them back", "\x1b[>1u\x1b[?1049h\x1b[?1049l", {Key::Escape, 0, 0}, "\x1b[27u");
        row("kitty: RIS", "\x1b[>1u\x1b" "c", {Key::Escape, 0, 0}, "\x1b");

        const char *const one = "\x1b[>4;1m", *const two = "\x1b[>4;2m";
        row("other keys 1: ctrl a", one, {Key::None, Ctrl, U'a'}, "\x01");
        row("other keys 1: ctrl 1", one, {Key::None, Ctrl, U'1'}, "\x1b[27;5;49~");
        row("other keys 1: ctrl ;", one, {Key::None, Ctrl, U';'}, "\x1b[27;5;59~");
        row("other keys 1: ctrl shift a", one, {Key::None, Ctrl | Shift, U'A'}, "\x1b[27;6;65~");
        row("other keys 1: ctrl shift a, as the window tells it", one, {Key::None, Ctrl | Shift, U'a'}, "\x1b[27;6;65~");
        row("other keys 1: ctrl @", one, {Key::None, Ctrl | Shift, U'@'}, QByteArray(1, 0));
        row("other keys 1: alt x", one, {Key::None, Alt, U'x'}, "\x1bx");
        row("other keys 1: shift enter", one, {Key::Enter, Shift, 0}, "\x1b[27;2;13~");
        row("other keys 1: ctrl }", one, {Key::None, Ctrl | Shift, U'}'}, "\x1d");
        row("other keys 1: ctrl tab", one, {Key::Tab, Ctrl, 0}, "\x1b[27;5;9~");
        row("other keys 1: escape", one, {Key::Escape, Alt, 0}, "\x1b\x1b");
        row("other keys 2: letter", two, {Key::None, 0, U'a'}, "a");
        row("other keys 2: ctrl a", two, {Key::None, Ctrl, U'a'}, "\x1b[27;5;97~");
        row("other keys 2: alt x", two, {Key::None, Alt, U'x'}, "\x1b[27;3;120~");
        row("other keys 2: shift tab", two, {Key::Tab, Shift, 0}, "\x1b[Z");
        row("other keys 2: alt escape", two, {Key::Escape, Alt, 0}, "\x1b[27;3;27~");
        row("other keys 2: up", two, {Key::Up, Ctrl, 0}, "\x1b[1;5A");
        row("other keys off", "\x1b[>4;2m\x1b[>4m", {Key::None, Ctrl, U'a'}, "\x01");
        row("keypad, numeric again", "\x1b=\x1b>", {Key::KeypadPlus, 0, 0}, "+");
    }
    void keys()
    {
        QFETCH(QByteArray, setup);
        QFETCH(KeyPress, key);
        QFETCH(QByteArray, sent);
        Emulator e({}, m_events);
        e.feed(setup.toStdString());
        QCOMPARE(QByteArray::fromStdString(e.encode(key)), sent);
    }

    void mouse_data()
    {
        QTest::addColumn<QByteArray>("setup");
        QTest::addColumn<MouseInput>("mouse");
        QTest::addColumn<QByteArray>("sent");
        const auto row = [](const char *name, const char *setup, MouseInput mouse, const QByteArray &sent) { QTest::newRow(name) << QByteArray(setup) << mouse << sent; };
        const MouseInput press{MouseAction::Press, MouseButton::Left, 0, 4, 9}, release{MouseAction::Release, MouseButton::Left, 0, 4, 9};
        const MouseInput move{MouseAction::Move, MouseButton::None, 0, 4, 9}, drag{MouseAction::Move, MouseButton::Right, 0, 4, 9};
        row("off", "", press, "");
        row("x10 mode", "\x1b[?9h", press, "\x1b[M *%");
        row("x10 mode release", "\x1b[?9h", release, "");
        row("click", "\x1b[?1000h", press, "\x1b[M *%");
        row("click release", "\x1b[?1000h", release, "\x1b[M#*%");
        row("click, motion", "\x1b[?1000h", drag, "");
        row("sgr press", "\x1b[?1000;1006h", press, "\x1b[<0;10;5M");
        row("sgr release", "\x1b[?1000;1006h", release, "\x1b[<0;10;5m");
        row("sgr ctrl shift", "\x1b[?1000;1006h", {MouseAction::Press, MouseButton::Middle, Ctrl | Shift, 0, 0}, "\x1b[<21;1;1M");
        row("sgr back", "\x1b[?1000;1006h", {MouseAction::Press, MouseButton::Back, 0, 0, 0}, "\x1b[<128;1;1M");
        row("sgr forward let go", "\x1b[?1000;1006h", {MouseAction::Release, MouseButton::Forward, 0, 0, 0}, "\x1b[<129;1;1m");
        row("back let go, as of old", "\x1b[?1000h", {MouseAction::Release, MouseButton::Back, 0, 0, 0}, "\x1b[M#!!");
        row("wheel up", "\x1b[?1000;1006h", {MouseAction::Press, MouseButton::WheelUp, 0, 1, 2}, "\x1b[<64;3;2M");
        row("wheel release", "\x1b[?1000;1006h", {MouseAction::Release, MouseButton::WheelUp, 0, 1, 2}, "");
        row("drag", "\x1b[?1002;1006h", drag, "\x1b[<34;10;5M");
        row("drag mode, no button", "\x1b[?1002;1006h", move, "");
        row("any motion", "\x1b[?1003;1006h", move, "\x1b[<35;10;5M");
        const MouseInput somewhere{MouseAction::Press, MouseButton::Left, 0, 4, 9, 83, 71};
        row("pixels", "\x1b[?1000;1016h", somewhere, "\x1b[<0;84;72M");
        row("pixels, not known", "\x1b[?1000;1016h", press, "");
        row("one encoding at a time", "\x1b[?1000;1016;1006h", somewhere, "\x1b[<0;10;5M");
        row("urxvt's", "\x1b[?1000;1015h", press, "\x1b[32;10;5M");
        row("urxvt's release", "\x1b[?1000;1015h", release, "\x1b[35;10;5M");
        row("far away, old encoding", "\x1b[?1000h", {MouseAction::Press, MouseButton::Left, 0, 4, 300}, "");
        row("far away, sgr", "\x1b[?1000;1006h", {MouseAction::Press, MouseButton::Left, 0, 4, 300}, "\x1b[<0;301;5M");
        row("switched off", "\x1b[?1003h\x1b[?1003l", press, "");
    }
    void mouse()
    {
        QFETCH(QByteArray, setup);
        QFETCH(MouseInput, mouse);
        QFETCH(QByteArray, sent);
        Emulator e({}, m_events);
        e.feed(setup.toStdString());
        QCOMPARE(QByteArray::fromStdString(e.encode(mouse)), sent);
    }

    void motionWithinACellIsReportedOnce()
    {
        Emulator e({}, m_events);
        e.feed("\x1b[?1003;1006h");
        const MouseInput move{MouseAction::Move, MouseButton::None, 0, 1, 1};
        QVERIFY(!e.encode(move).empty());
        QVERIFY(e.encode(move).empty());
    }

    void paste_data()
    {
        QTest::addColumn<bool>("bracketed");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("plain") << false << QByteArray("a\tb") << QByteArray("a\tb");
        QTest::newRow("newlines") << false << QByteArray("a\r\nb\nc\rd") << QByteArray("a\rb\rc\rd");
        QTest::newRow("controls") << false << QByteArray("a\x03\x1b[31m\x7f") << QByteArray("a[31m");
        QTest::newRow("bracketed") << true << QByteArray("x") << QByteArray("\x1b[200~x\x1b[201~");
        QTest::newRow("forged end") << true << QByteArray("a\x1b[201~rm\n") << QByteArray("\x1b[200~a[201~rm\r\x1b[201~");
        QTest::newRow("forged end, C1") << true << QByteArray("a\xc2\x9b" "201~b") << QByteArray("\x1b[200~a201~b\x1b[201~");
        QTest::newRow("end hidden in controls") << true << QByteArray("\x1b\x1b[20\x01" "1~") << QByteArray("\x1b[200~[201~\x1b[201~");
        QTest::newRow("utf8") << false << QByteArray("\xe7\x95\x8c") << QByteArray("\xe7\x95\x8c");
        QTest::newRow("bad utf8") << false << QByteArray("\xff") << QByteArray("\xef\xbf\xbd");
    }
    void paste()
    {
        QFETCH(bool, bracketed);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, sent);
        Emulator e({}, m_events);
        if (bracketed)
            e.feed("\x1b[?2004h");
        QCOMPARE(QByteArray::fromStdString(e.encodePaste(text.toStdString())), sent);
    }

    void insertionRunsNothing()
    {
        const std::string text = "for i in 1 2\r\ndo\n\techo $i\x1b\ndone\r\n\n";
        Emulator e({}, m_events);
        QCOMPARE(e.encodeInsertion(text), std::string("for i in 1 2 do  echo $i done"));
        QCOMPARE(e.encodeInsertion("\n"), std::string());
        e.feed("\x1b[?2004h");
        QCOMPARE(e.encodeInsertion(text), std::string("\x1b[200~for i in 1 2\rdo\r\techo $i\rdone\x1b[201~"));
    }

    // However it is spelled and cut, no end of paste gets through.
    void noEndOfPasteSurvives()
    {
        Emulator e({}, m_events);
        e.feed("\x1b[?2004h");
        const std::string ends[] = {"\x1b[201~", "\xc2\x9b" "201~", "\x9b" "201~"};
        const std::string between[] = {"", "\x1b", "\xc2", "\xc2\x9b", "\x01", "\x1b[201~", "\xff", "\r\n", "\xe2\x80"};
        for (const std::string &end : ends) {
            for (const std::string &inserted : between) {
                for (std::size_t cut = 0; cut <= end.size(); ++cut) {
                    const std::string sent = e.encodePaste("a" + end.substr(0, cut) + inserted + end.substr(cut) + "b");
                    const std::string_view inside = std::string_view(sent).substr(6, sent.size() - 12);
                    QVERIFY(sent.starts_with("\x1b[200~") && sent.ends_with("b\x1b[201~"));
                    QVERIFY(inside.find('\x1b') == std::string_view::npos && inside.find("\xc2\x9b") == std::string_view::npos);
                    for (std::size_t i = 0; i < inside.size(); ++i) { // a lone 9B would be a C1 control to an 8-bit program
                        if (inside[i] == '\x9b')
                            QVERIFY(i > 0 && (inside[i - 1] & 0x80));
                    }
                }
            }
        }
    }

    void focus()
    {
        Emulator e({}, m_events);
        QVERIFY(e.encodeFocus(true).empty());
        e.feed("\x1b[?1004h");
        QCOMPARE(e.encodeFocus(true), std::string("\x1b[I"));
        QCOMPARE(e.encodeFocus(false), std::string("\x1b[O"));
    }
};

BERTH_TEST(EncoderTest)
#include "encoder_test.moc"
