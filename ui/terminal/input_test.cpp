// Keys, pointer, wheel and paste: decisions that need no window.
#include "tests/support/test_main.h"
#include "ui/terminal/key_translator.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/pointer_logic.h"

#include <QKeyEvent>
#include <QTest>

using namespace ui::terminal;
using core::session::SendKey;
using core::session::SendText;
using core::vt::Key;
using core::vt::MouseAction;
using core::vt::MouseButton;
using core::vt::MouseMode;

class InputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namedKeys_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("expected");
        QTest::addColumn<int>("expectedModifiers");
        const auto row = [](const char *name, int key, Qt::KeyboardModifiers modifiers, const char *text, Key expected, int vt) {
            QTest::newRow(name) << key << int(modifiers) << QString::fromLatin1(text) << int(expected) << vt;
        };
        row("return", Qt::Key_Return, Qt::NoModifier, "\r", Key::Enter, 0);
        row("shift tab", Qt::Key_Backtab, Qt::ShiftModifier, "", Key::Tab, core::vt::Shift);
        row("backspace", Qt::Key_Backspace, Qt::NoModifier, "\b", Key::Backspace, 0);
        row("alt left", Qt::Key_Left, Qt::AltModifier, "", Key::Left, core::vt::Alt);
        row("ctrl shift delete", Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier, "\x7f", Key::Delete, core::vt::Ctrl | core::vt::Shift);
        row("f12", Qt::Key_F12, Qt::NoModifier, "", Key::F12, 0);
        row("keypad 7", Qt::Key_7, Qt::KeypadModifier, "7", Key::Keypad7, 0);
        row("keypad enter", Qt::Key_Enter, Qt::KeypadModifier, "\r", Key::KeypadEnter, 0);
        row("keypad plus", Qt::Key_Plus, Qt::KeypadModifier, "+", Key::KeypadPlus, 0);
        row("keypad home without num lock", Qt::Key_Home, Qt::KeypadModifier, "", Key::Home, 0);
        row("keypad 5 without num lock", Qt::Key_Clear, Qt::KeypadModifier, "", Key::Begin, 0);
    }
    void namedKeys()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, text);
        const QKeyEvent event(QEvent::KeyPress, key, Qt::KeyboardModifiers(modifiers), text);
        const auto input = translateKey(event);
        QVERIFY(input && std::holds_alternative<SendKey>(*input));
        QTEST(int(std::get<SendKey>(*input).key.key), "expected");
        QTEST(int(std::get<SendKey>(*input).key.modifiers), "expectedModifiers");
    }

    void chords_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("text");
        QTest::addColumn<uint>("expected");
        const auto row = [](const char *name, int key, Qt::KeyboardModifiers modifiers, const QString &text, char32_t expected) {
            QTest::newRow(name) << key << int(modifiers) << text << uint(expected);
        };
        // Platforms differ in the text of a Ctrl combination: none may matter.
        row("ctrl c, text is ETX", Qt::Key_C, Qt::ControlModifier, QStringLiteral("\x03"), U'c');
        row("ctrl c, text is c", Qt::Key_C, Qt::ControlModifier, QStringLiteral("c"), U'c');
        row("ctrl c, no text", Qt::Key_C, Qt::ControlModifier, {}, U'c');
        row("ctrl space", Qt::Key_Space, Qt::ControlModifier, QStringLiteral(" "), U' ');
        row("ctrl backslash", Qt::Key_Backslash, Qt::ControlModifier, QStringLiteral("\x1c"), U'\\');
        row("alt x", Qt::Key_X, Qt::AltModifier, QStringLiteral("x"), U'x');
        row("alt shift x", Qt::Key_X, Qt::AltModifier | Qt::ShiftModifier, QStringLiteral("X"), U'X');
        row("ctrl e acute", Qt::Key_Eacute, Qt::ControlModifier, QStringLiteral("é"), U'é');
        row("super x", Qt::Key_X, Qt::MetaModifier, QStringLiteral("x"), U'x');
        row("ctrl alt c", Qt::Key_C, Qt::ControlModifier | Qt::AltModifier, QStringLiteral("\x03"), U'c');
    }
    void chords()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, text);
        const auto input = translateKey(QKeyEvent(QEvent::KeyPress, key, Qt::KeyboardModifiers(modifiers), text));
        QVERIFY(input && std::holds_alternative<SendKey>(*input));
        const core::vt::KeyPress press = std::get<SendKey>(*input).key;
        QCOMPARE(press.key, Key::None);
        QTEST(uint(press.character), "expected");
        QCOMPARE(press.modifiers, vtModifiers(Qt::KeyboardModifiers(modifiers)));
    }

    void text()
    {
        const auto typed = [](int key, Qt::KeyboardModifiers modifiers, const QString &text) {
            const auto input = translateKey(QKeyEvent(QEvent::KeyPress, key, modifiers, text));
            const SendText *send = input ? std::get_if<SendText>(&*input) : nullptr;
            return send ? QString::fromStdString(send->utf8) : QString();
        };
        QCOMPARE(typed(Qt::Key_A, Qt::ShiftModifier, QStringLiteral("A")), QStringLiteral("A"));
        QCOMPARE(typed(Qt::Key_Eacute, Qt::NoModifier, QStringLiteral("é")), QStringLiteral("é"));
        // AltGr, as platforms without a key of its own for it say it.
        QCOMPARE(typed(Qt::Key_Q, Qt::ControlModifier | Qt::AltModifier, QStringLiteral("@")), QStringLiteral("@"));
        QCOMPARE(typed(Qt::Key_E, Qt::GroupSwitchModifier, QStringLiteral("€")), QStringLiteral("€"));
        QVERIFY(!translateKey(QKeyEvent(QEvent::KeyPress, Qt::Key_Dead_Acute, Qt::NoModifier, QString())));
        QVERIFY(!translateKey(QKeyEvent(QEvent::KeyPress, Qt::Key_Shift, Qt::ShiftModifier, QString())));
    }

    void windowShortcutsAreLeftAlone()
    {
        const auto mine = [](int key, Qt::KeyboardModifiers modifiers) { return outranksWindow(QKeyEvent(QEvent::KeyPress, key, modifiers)); };
        QVERIFY(mine(Qt::Key_W, Qt::ControlModifier));
        QVERIFY(!mine(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!mine(Qt::Key_Tab, Qt::ControlModifier));
        QVERIFY(mine(Qt::Key_Tab, Qt::NoModifier));
        // What the window did not take is the program's, but for what would look like Ctrl alone.
        const auto left = [](int key, Qt::KeyboardModifiers modifiers, const char *text = "", bool distinctChords = false) {
            return belongsToProgram(QKeyEvent(QEvent::KeyPress, key, modifiers, QLatin1String(text)), distinctChords);
        };
        const auto both = Qt::ControlModifier | Qt::ShiftModifier;
        QVERIFY(!left(Qt::Key_D, both, "\x04"));
        QVERIFY(left(Qt::Key_D, both, "\x04", true)); // kitty's protocol: 100;6u
        QVERIFY(left(Qt::Key_F5, both));
        QVERIFY(left(Qt::Key_Underscore, both, "\x1f")); // undo in readline: Ctrl+_ is Ctrl+Shift+- on most keyboards
        QVERIFY(left(Qt::Key_At, both));
        QVERIFY(left(Qt::Key_F11, Qt::ShiftModifier));
        QVERIFY(left(Qt::Key_Left, both | Qt::AltModifier));
        QVERIFY(left(Qt::Key_PageUp, Qt::ControlModifier));
        QVERIFY(!left(Qt::Key_F5, Qt::MetaModifier));
        QVERIFY(left(Qt::Key_F5, Qt::MetaModifier, "", true));
        QCOMPARE(shortcutFor(QKeyEvent(QEvent::KeyPress, Qt::Key_F, both)), Shortcut::Search);
        QCOMPARE(shortcutFor(QKeyEvent(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier)), Shortcut::Copy);
        QVERIFY(!shortcutFor(QKeyEvent(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier)));
        QCOMPARE(shortcutFor(QKeyEvent(QEvent::KeyPress, Qt::Key_PageUp, Qt::ShiftModifier)), Shortcut::PageUp);
    }

    void mouseModes()
    {
        PointerLogic pointer;
        PointerSituation now{MouseMode::Click, true, false, Qt::NoModifier};
        auto outcome = pointer.press(Qt::LeftButton, 1, {3, 4, 4}, now);
        QCOMPARE(outcome.kind, PointerOutcome::Report);
        QCOMPARE(outcome.report.button, MouseButton::Left);
        QCOMPARE(outcome.report.row, 3);
        QCOMPARE(pointer.move(Qt::LeftButton, {3, 5, 5}, now).kind, PointerOutcome::Nothing); // 1000 tells no drags
        QCOMPARE(pointer.release(Qt::LeftButton, {3, 5, 5}, now).report.action, MouseAction::Release);

        now.mode = MouseMode::Drag;
        pointer.press(Qt::RightButton, 1, {1, 1, 1}, now);
        QCOMPARE(pointer.move(Qt::RightButton, {1, 1, 2}, now).kind, PointerOutcome::Nothing); // the same cell
        outcome = pointer.move(Qt::RightButton, {1, 2, 2}, now);
        QCOMPARE(outcome.report.action, MouseAction::Move);
        QCOMPARE(outcome.report.button, MouseButton::Right);
        pointer.release(Qt::RightButton, {1, 2, 2}, now);
        QCOMPARE(pointer.move({}, {5, 5, 5}, now).kind, PointerOutcome::Nothing); // 1002 tells no hovering

        now.mode = MouseMode::Any;
        QCOMPARE(pointer.move({}, {6, 6, 6}, now).report.button, MouseButton::None);

        now.modifiers = Qt::ShiftModifier; // the terminal's own
        QCOMPARE(pointer.press(Qt::LeftButton, 1, {0, 0, 0}, now).kind, PointerOutcome::StartSelection);
        QCOMPARE(pointer.move(Qt::LeftButton, {0, 9, 9}, now).kind, PointerOutcome::ExtendSelection);
        QCOMPARE(pointer.release(Qt::LeftButton, {0, 9, 9}, now).kind, PointerOutcome::FinishSelection);

        now.modifiers = Qt::NoModifier;
        now.reportable = false; // scrolled back: the program does not know these rows
        QCOMPARE(pointer.press(Qt::LeftButton, 2, {0, 0, 0}, now).kind, PointerOutcome::StartSelection);
    }

    void linksOpenWithControlOnly()
    {
        PointerLogic pointer;
        PointerSituation now{MouseMode::Off, true, true, Qt::ControlModifier};
        QCOMPARE(pointer.press(Qt::LeftButton, 1, {}, now).kind, PointerOutcome::OpenLink);
        now.modifiers = Qt::NoModifier;
        QCOMPARE(pointer.press(Qt::LeftButton, 1, {}, now).kind, PointerOutcome::StartSelection);
    }

    void wheelKeepsTheRest()
    {
        WheelSteps steps;
        QCOMPARE(steps.rows(0, 120, 19, 3), 3);
        QCOMPARE(steps.rows(0, 40, 19, 3), 1);
        QCOMPARE(steps.rows(0, 20, 19, 3), 0); // a fine wheel
        QCOMPARE(steps.rows(0, 20, 19, 3), 1);
        QCOMPARE(steps.rows(10, 0, 20, 3), 0); // a touch pad, in pixels
        QCOMPARE(steps.rows(30, 0, 20, 3), 2);
        QCOMPARE(steps.rows(19, 0, 20, 3), 0);
        QCOMPARE(steps.rows(-20, 0, 20, 3), -1); // turned around: the rest is forgotten
    }

    void pasteRisk()
    {
        QVERIFY(!assessPaste(QStringLiteral("ls -l\tx")).needsConsent());
        QCOMPARE(assessPaste(QStringLiteral("ls\n")).lines, 1);
        QVERIFY(assessPaste(QStringLiteral("ls\n")).endsLine && assessPaste(QStringLiteral("ls\n")).needsConsent());
        QCOMPARE(assessPaste(QStringLiteral("a\r\nb\rc")).lines, 3);
        QCOMPARE(assessPaste(QStringLiteral("ls\x1b[201~")).controls, 1);
        QVERIFY(assessPaste(QStringLiteral("ls\x1b[201~")).endsPaste);
        QCOMPARE(assessPaste(QStringLiteral("a\u202eb\u200b")).invisibles, 2);
        QCOMPARE(assessPaste(QStringLiteral("a\U000E0041")).invisibles, 1); // a tag, beyond the first plane
        QVERIFY(!assessPaste(QString(4000, QLatin1Char('x'))).large);
        QVERIFY(assessPaste(QString(3000, QChar(0xe9))).large); // counted as it is sent
        QVERIFY(!assessPaste(QString(3000, QChar(0xe9)), 10'000).needsConsent());
        QCOMPARE(pastePreview(QStringLiteral("a\x1b\u202e\U000E0041\r\nb\rc")), QStringLiteral("a‹ESC›‹U+202E›‹U+E0041›\nb\nc"));
        const auto pieces = previewPieces(QStringLiteral("a\x1b" "b"));
        QCOMPARE(pieces.size(), std::size_t(3));
        QVERIFY(!pieces[0].mark && pieces[1].mark && !pieces[2].mark);
        QCOMPARE(asOneLine(QStringLiteral("docker run \\\n   -it \\\r\n  debian\n")), QStringLiteral("docker run -it debian"));
        QCOMPARE(asOneLine(QStringLiteral("a\n\n\tb  c\n")), QStringLiteral("a b  c"));
    }
};

BERTH_TEST(InputTest)
#include "input_test.moc"
