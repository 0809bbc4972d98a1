// Ctrl and letters of a layout without Latin ones, with the window's real widgets.
#include "tests/support/test_main.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/theme/menu_button.h"
#include "ui/window/command_palette.h"
#include "ui/window/latin_keys.h"
#include "ui/window/window_fixture.h"

#include <QClipboard>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTimer>
#include <algorithm>

using namespace ui::window;
using core::session::SendKey;

class LatinKeysTest : public QObject
{
    Q_OBJECT

    static constexpr auto kControl = Qt::ControlModifier;
    static constexpr auto kOurs = Qt::ControlModifier | Qt::ShiftModifier;
    // XKB's codes, and what a Russian keyboard has there.
    enum Place : quint32 { OfMinus = 20, OfQ = 24, OfT = 28, OfP = 33, OfA = 38, OfD = 40, OfZ = 52, OfC = 54, OfV = 55, OfComma = 59 };
    static constexpr int kZe = 0x417, kEf = 0x424, kVe = 0x412, kIe = 0x415, kYa = 0x42f, kEs = 0x421, kEm = 0x41c, kBe = 0x411;

    std::unique_ptr<WindowFixture> on;
    std::unique_ptr<LatinKeys> keys;

    // As the platform does it: shortcuts first, unless the widget wants the key. (Qt knows none for these keys.)
    static void press(QWidget *widget, int key, Qt::KeyboardModifiers modifiers, quint32 place, const QString &text = {})
    {
        for (const auto type : {QEvent::ShortcutOverride, QEvent::KeyPress}) {
            QKeyEvent event(type, key, modifiers, place, 0, 0, text);
            event.setAccepted(type == QEvent::KeyPress);
            QApplication::sendEvent(widget, &event);
        }
    }
    // What the program is told by a key.
    char32_t told(int key, Qt::KeyboardModifiers modifiers, quint32 place, const QString &text = {})
    {
        auto *const session = on->fake(on->current());
        session->posted.clear();
        press(on->current()->terminal(), key, modifiers, place, text);
        for (const auto &command : session->posted) {
            if (const auto *sent = std::get_if<SendKey>(&command))
                return sent->key.character;
        }
        return 0;
    }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init()
    {
        on = std::make_unique<WindowFixture>();
        (void)on->host.openLocal({});
        on->show();
        keys = std::make_unique<LatinKeys>(qApp);
    }
    void cleanup()
    {
        keys.reset();
        on.reset();
    }

    // In Dvorak, where there are Latin letters, the place does not count.
    void theProgramGetsTheLetterInItsPlace()
    {
        QCOMPARE(told(kEs, kControl, OfC), U'c');
        QCOMPARE(told(kEs, kControl | Qt::AltModifier, OfC, QStringLiteral("с")), U'c');
        QCOMPARE(told(kEs, Qt::AltModifier, OfC, QStringLiteral("с")), U'с');
        QCOMPARE(told(kEs, kControl, OfMinus), U'с');
        QCOMPARE(told(0x425, kControl, 34), U'['); // Escape
        QCOMPARE(told(Qt::Key_Apostrophe, kControl, OfQ), U'\'');
        constexpr int kLatvianI = 0x12a;
        QCOMPARE(told(kLatvianI, kControl, OfC), U'ī');
    }

    void theWindowHasItsShortcuts()
    {
        QCOMPARE(told(kVe, kOurs, OfD), U'\0');
        QCOMPARE(on->page()->panes().size(), std::size_t(2)); // split, and no Ctrl+D for the shell
        QSignalSpy shown(on->current()->terminal(), &ui::terminal::TerminalWidget::frameShown);
        on->fake(on->current())->change([](core::session::SessionFrame &frame) {
            auto screen = std::make_shared<core::vt::Frame>(*frame.screen);
            screen->input.distinctChords = true; // kitty's protocol: the window is asked first all the same
            frame.screen = screen;
        });
        QTRY_VERIFY(!shown.isEmpty());
        press(on->current()->terminal(), kVe, kOurs, OfD);
        QCOMPARE(on->page()->panes().size(), std::size_t(3));
        press(on->current()->terminal(), kZe, kOurs, OfP);
        QVERIFY(on->window->findChild<CommandPalette *>()->isVisible());
        QSignalSpy settings(on->actions().settings, &QAction::triggered);
        press(on->current()->terminal(), kBe, kControl, OfComma);
        QCOMPARE(settings.size(), 1);
    }

    void whatCannotBeRunIsNot()
    {
        on->actions().splitRight->setEnabled(false);
        QCOMPARE(told(kVe, kOurs, OfD), U'\0');
        QCOMPARE(on->page()->panes().size(), std::size_t(1));
    }

    // A menu holds the window's actions with their keys, but while it is open none is pressed by them.
    void anOpenMenuHasTheKeyboard()
    {
        auto *const button = on->window->findChild<ui::theme::MenuButton *>();
        QTimer::singleShot(0, on->window.get(), [&] {
            QTRY_VERIFY(QApplication::activePopupWidget());
            press(QApplication::activePopupWidget(), kIe, kOurs, OfT);
            QApplication::activePopupWidget()->close();
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(on->window->tabs().count(), 1);
        press(on->current()->terminal(), kIe, kOurs, OfT);
        QCOMPARE(on->window->tabs().count(), 2);
    }

    // Redo in a text field is not the window's "reopen closed tab".
    void aTextFieldHasItsOwn()
    {
        QSignalSpy reopened(on->actions().reopenTab, &QAction::triggered);
        on->actions().reopenTab->setEnabled(true);
        QTest::mouseDClick(on->strip(), Qt::LeftButton, {}, on->strip()->tabRect(0).center());
        auto *const line = on->find<QLineEdit>("tabTitle");
        QVERIFY(line && line->hasFocus());
        line->setText(QStringLiteral("deploy"));
        press(line, kYa, kOurs, OfZ);
        QCOMPARE(reopened.size(), 0);
        press(line, kEf, kControl, OfA);
        QCOMPARE(line->selectedText(), QStringLiteral("deploy"));
        press(line, kEs, kControl, OfC);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("deploy"));
        press(line, kEm, kControl, OfV);
        press(line, kEm, kControl, OfV);
        QCOMPARE(line->text(), QStringLiteral("deploydeploy"));
        press(on->current()->terminal(), kYa, kOurs, OfZ);
        QCOMPARE(reopened.size(), 1);
    }
};
BERTH_TEST(LatinKeysTest)
#include "latin_keys_test.moc"
