// What was run in a real bash is found again from the real window, put at the prompt, and runs once Enter is pressed.
#include "tests/support/test_main.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/window/real_window_fixture.h"
#include "ui/window/window_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

using namespace ui::window;
using ui::history::HistoryOverlay;

class RealHistoryTest : public QObject, private RealWindow
{
    Q_OBJECT
private:
    HistoryOverlay *overlay() const { return window->findChild<HistoryOverlay *>(); }
    bool isOpen() const { return overlay() && overlay()->isVisible(); }
    QString chosen() const { return overlay()->list()->currentIndex().data().toString(); }
    std::size_t ran() const
    {
        return std::size_t(std::ranges::count_if(*current()->session()->frame()->blocks, [](const auto &b) { return b.state == core::shell::Block::State::Finished; }));
    }
    void run(const QString &line)
    {
        const auto before = ran();
        type(line);
        QTRY_VERIFY2_WITH_TIMEOUT(ran() > before && !current()->session()->frame()->commandRunning, qPrintable(screen()), kPatience);
    }
    void key(int code, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(window->focusWidget(), Qt::Key(code), modifiers); }
    void openOverlay()
    {
        key(Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(isOpen());
        QTRY_VERIFY_WITH_TIMEOUT(!overlay()->model().isSearching(), kPatience);
    }

private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }
    void init()
    {
        open({"history.ctrl_r=true"});
        QVERIFY(showActive(*window));
        current()->setFocus();
    }
    void cleanup() { close(); }

    void aCommandIsFoundPutAtThePromptAndRunsAgain()
    {
        run(QStringLiteral("echo first-$((40+2))"));
        run(QStringLiteral("sh -c 'exit 3'"));
        run(QStringLiteral("true"));
        QTest::keyClicks(current()->terminal(), QStringLiteral("ech"));
        QTRY_VERIFY_WITH_TIMEOUT(screen().trimmed().endsWith(QStringLiteral("ech")), kPatience);
        openOverlay();
        auto *const line = overlay()->findChild<QLineEdit *>();
        QCOMPARE(line->text(), QStringLiteral("ech")); // what was typed
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), QStringLiteral("echo first-$((40+2))"), kPatience);
        const auto before = ran();
        key(Qt::Key_Return);
        QVERIFY(!isOpen());
        QVERIFY(current()->terminal()->hasFocus());
        QTRY_VERIFY2_WITH_TIMEOUT(screen().trimmed().endsWith(QStringLiteral("echo first-$((40+2))")), qPrintable(screen()), kPatience);
        QVERIFY2(!screen().contains(QStringLiteral("echecho")), qPrintable(screen())); // in place of what was typed
        QCOMPARE(ran(), before);
        QTest::keyClick(current()->terminal(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(screen().count(QStringLiteral("first-42")), 2, kPatience);
    }

    void failuresAreFilteredAndTheirOutputIsShown()
    {
        run(QStringLiteral("true"));
        run(QStringLiteral("sh -c 'echo went wrong; exit 3'"));
        openOverlay();
        QTRY_COMPARE_WITH_TIMEOUT(overlay()->model().rowCount(), 2, kPatience);
        key(Qt::Key_F, Qt::AltModifier);
        QTRY_COMPARE_WITH_TIMEOUT(overlay()->model().rowCount(), 1, kPatience);
        QCOMPARE(chosen(), QStringLiteral("sh -c 'echo went wrong; exit 3'"));
        auto *const output = overlay()->findChild<QPlainTextEdit *>(QStringLiteral("previewOutput"));
        QTRY_COMPARE_WITH_TIMEOUT(output->toPlainText().trimmed(), QStringLiteral("went wrong"), kPatience);
        key(Qt::Key_Escape);
        QVERIFY(!isOpen() && current()->terminal()->hasFocus());
    }

    void severalLinesArePutThereWithoutRunning()
    {
        type(QStringLiteral("for i in 1 2"));
        type(QStringLiteral("do echo loop-$i"));
        run(QStringLiteral("done"));
        openOverlay();
        QTRY_VERIFY_WITH_TIMEOUT(chosen().contains(QStringLiteral("loop-$i")), kPatience);
        const auto before = ran();
        const auto shown = screen().count(QStringLiteral("loop-2"));
        key(Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(screen().trimmed().endsWith(QStringLiteral("done")), qPrintable(screen()), kPatience);
        QCOMPARE(ran(), before);
        QTest::keyClick(current()->terminal(), Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(screen().count(QStringLiteral("loop-2")) > shown, qPrintable(screen()), kPatience);
    }

    void ctrlROpensItAtAPromptOnly()
    {
        run(QStringLiteral("true"));
        key(Qt::Key_R, Qt::ControlModifier);
        QVERIFY(isOpen());
        key(Qt::Key_Escape);
        type(QStringLiteral("cat"));
        QTRY_VERIFY_WITH_TIMEOUT(current()->session()->frame()->commandRunning, kPatience);
        key(Qt::Key_R, Qt::ControlModifier);
        QVERIFY(!isOpen()); // cat's
        openOverlay();      // by its own key it can be looked at, and Enter copies
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), QStringLiteral("true"), kPatience);
        QGuiApplication::clipboard()->clear();
        key(Qt::Key_Return);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("true"));
        QTest::keyClick(current()->terminal(), Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!current()->session()->frame()->commandRunning, kPatience);
    }
};
BERTH_TEST(RealHistoryTest)
#include "real_history_test.moc"
