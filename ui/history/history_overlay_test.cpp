// The overlay as a person uses it: real keys and clicks, on a real store.
#include "tests/support/test_main.h"
#include "ui/history/history_fixture.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/history/preview.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>

using namespace ui::history;
using core::store::CommandRecord;

namespace {

// A window with something in it that has the keyboard, as a terminal would.
struct OverlayFixture
{
    TestStore store;
    QWidget window;
    QLineEdit terminal{&window};
    HistoryOverlay overlay{store, QStringLiteral("/home/ada"), &window};
    QSignalSpy chosen{&overlay, &HistoryOverlay::chosen}, dismissed{&overlay, &HistoryOverlay::dismissed};

    OverlayFixture()
    {
        window.resize(1200, 760);
        terminal.setGeometry(20, 40, 1150, 700);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        terminal.setFocus();
        QObject::connect(&overlay, &HistoryOverlay::dismissed, &terminal, [this] { terminal.setFocus(); });
    }
    void open(const Opening &opening = {})
    {
        QSignalSpy searched(&overlay.model(), &HistoryModel::searched);
        overlay.open(opening, &terminal);
        if (!store.held)
            QTRY_COMPARE(searched.count(), 1);
    }
    template<class T> T *find(const char *name) const { return overlay.findChild<T *>(QLatin1String(name)); }
    QLineEdit *line() const { return find<QLineEdit>("historyLine"); }
    void key(int code, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(window.focusWidget(), Qt::Key(code), modifiers); }
    // Does it and waits for the search that follows.
    template<class Do> void searching(Do run)
    {
        QSignalSpy searched(&overlay.model(), &HistoryModel::searched);
        run();
        QTRY_VERIFY(searched.count() > 0 && !overlay.model().isSearching());
    }
    QString current() const { return overlay.list()->currentIndex().data().toString(); }
    QStringList rows() const
    {
        QStringList all;
        for (int row = 0; row < overlay.model().rowCount(); ++row)
            all << overlay.model().index(row).data().toString();
        return all;
    }
    QWidget *page() const { return overlay.findChild<QStackedWidget *>()->currentWidget(); }
    QString said(const char *label) const { return find<QLabel>(label)->text(); }
};

Opening inContainer()
{
    Opening opening;
    opening.scope = {QStringLiteral("/srv/app"), QStringLiteral("shop-api"), QStringLiteral("docker:/var/run/docker.sock")};
    return opening;
}

} // namespace

class HistoryOverlayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Scheme::Dark); }

    // Every width that the preview can have beside the list and below it: no fact loses a line.
    void factsAreAsHighAsTheyNeed()
    {
        OverlayFixture f;
        CommandRecord inContainer = command("make", 2, "berth-starter"), here = command("export API_TOKEN=‹redacted›");
        inContainer.image = "docker.io/library/berth-starter:latest";
        here.masked = true;
        here.user = "root";
        here.cwd = "/var/tmp";
        f.store.add({inContainer, here, command("false", 1)});
        for (int step = 0; step < 75; ++step) {
            const int width = 1200 - 16 * (step / 3);
            if (step % 3 == 0) {
                f.window.resize(width, 760);
                f.terminal.resize(width - 40, 700);
                f.open();
            } else {
                f.key(Qt::Key_Down);
            }
            QTRY_VERIFY(f.overlay.preview()->isVisible());
            const auto clipped = [&] {
                QStringList names;
                for (const QLabel *label : f.find<QWidget>("previewFacts")->findChildren<QLabel *>()) {
                    if (!label->isVisible() || label->height() < std::max(label->fontMetrics().height(), label->heightForWidth(label->width())))
                        names << QStringLiteral("%1: %2 of %3 at %4").arg(label->text()).arg(label->height()).arg(label->heightForWidth(label->width())).arg(width);
                }
                return names.join(QLatin1Char('\n'));
            };
            QTRY_COMPARE(clipped(), QString());
        }
    }

    void opensWithWhatIsTypedAndListsTheNewestFirst()
    {
        OverlayFixture f;
        f.store.add({command("git status"), command("make"), command("git push", 1)});
        Opening opening;
        opening.filter.text = QStringLiteral("git");
        f.open(opening);
        QVERIFY(f.line()->hasFocus());
        QCOMPARE(f.line()->text(), QStringLiteral("git"));
        QCOMPARE(f.rows(), (QStringList{QStringLiteral("git push"), QStringLiteral("git status")}));
        QCOMPARE(f.current(), QStringLiteral("git push"));
        QCOMPARE(f.said("historyCount"), QStringLiteral("2 commands"));
        f.searching([&] { QTest::keyClicks(f.line(), QStringLiteral(" st")); });
        QCOMPARE(f.rows(), QStringList{QStringLiteral("git status")});
    }

    void keysMoveTheChoiceAndEnterGivesItBack()
    {
        OverlayFixture f;
        std::vector<CommandRecord> records;
        for (int i = 0; i < 60; ++i)
            records.push_back(command("run " + std::to_string(i)));
        f.store.add(records);
        f.open();
        f.key(Qt::Key_Down);
        f.key(Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(f.current(), QStringLiteral("run 57"));
        f.key(Qt::Key_S, Qt::ControlModifier);
        f.key(Qt::Key_Up);
        f.key(Qt::Key_Up);
        QCOMPARE(f.current(), QStringLiteral("run 59"));
        f.key(Qt::Key_PageDown);
        const int page = 59 - f.current().mid(4).toInt();
        QVERIFY2(page >= 3 && page < 20, qPrintable(f.current()));
        f.key(Qt::Key_PageUp);
        QCOMPARE(f.current(), QStringLiteral("run 59"));
        f.key(Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(f.current(), QStringLiteral("run 0"));
        QVERIFY(f.overlay.list()->viewport()->rect().contains(f.overlay.list()->visualRect(f.overlay.list()->currentIndex())));
        f.key(Qt::Key_Down);
        QCOMPARE(f.current(), QStringLiteral("run 0"));
        f.key(Qt::Key_Return, Qt::ControlModifier); // as Enter: nothing runs from here
        QCOMPARE(f.chosen.count(), 1);
        QCOMPARE(f.chosen[0][0].toString(), QStringLiteral("run 0"));
        QCOMPARE(f.dismissed.count(), 1);
        QVERIFY(!f.overlay.isVisible() && f.terminal.hasFocus());
    }

    void escapeClosesAndAClickElsewhereToo()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.open();
        f.key(Qt::Key_Escape);
        QVERIFY(!f.overlay.isVisible() && f.terminal.hasFocus());
        QVERIFY(f.chosen.isEmpty());
        f.open();
        f.terminal.setFocus(Qt::MouseFocusReason);
        QVERIFY(!f.overlay.isVisible());
        QCOMPARE(f.dismissed.count(), 1); // the keyboard is elsewhere: nobody takes it from there
    }

    void filtersByKeyAndByMouse()
    {
        OverlayFixture f;
        f.store.add({command("make", 0, "shop-api"), command("npm test", 1, "shop-api"), command("make all", 2), command("ls")});
        f.open(inContainer());
        QCOMPARE(f.rows().size(), 4);
        f.searching([&] { f.key(Qt::Key_C, Qt::AltModifier); });
        QCOMPARE(f.rows(), (QStringList{QStringLiteral("npm test"), QStringLiteral("make")}));
        QVERIFY(f.line()->hasFocus());
        f.searching([&] { QTest::mouseClick(f.find<QPushButton>("filterFailed"), Qt::LeftButton); });
        QCOMPARE(f.rows(), QStringList{QStringLiteral("npm test")});
        QVERIFY(f.line()->hasFocus());
        f.searching([&] { f.key(Qt::Key_F, Qt::AltModifier); });
        f.searching([&] { f.key(Qt::Key_C, Qt::AltModifier); });
        QCOMPARE(f.rows().size(), 4);
        f.searching([&] { f.key(Qt::Key_H, Qt::AltModifier); });
        QCOMPARE(f.store.asked.back().cwd.value(), std::string("/srv/app"));
        f.searching([&] { f.key(Qt::Key_T, Qt::AltModifier); });
        QVERIFY(f.store.asked.back().since.has_value());
        f.searching([&] { f.key(Qt::Key_R, Qt::AltModifier); });
        QVERIFY(!f.store.asked.back().distinct);
        f.searching([&] { f.key(Qt::Key_Z, Qt::AltModifier); });
        QVERIFY(f.store.asked.back().match == core::store::HistoryQuery::Match::Fuzzy);
        // The next time the filters are off again, and fuzzy is as it was left.
        f.key(Qt::Key_Escape);
        f.open(inContainer());
        QVERIFY(!f.find<QPushButton>("filterHere")->isChecked() && f.find<QPushButton>("filterFuzzy")->isChecked());
    }

    void anUnknownFolderOffersNoHere()
    {
        OverlayFixture f;
        f.open();
        QVERIFY(!f.find<QPushButton>("filterHere")->isEnabled());
        QCOMPARE(f.find<QPushButton>("filterPlace")->text(), QStringLiteral("This &computer"));
    }

    void copyingLeavesItOpen()
    {
        OverlayFixture f;
        f.store.add({command("for i in 1 2\ndo echo $i\ndone")});
        f.open();
        QGuiApplication::clipboard()->clear();
        f.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("for i in 1 2\ndo echo $i\ndone"));
        QVERIFY(f.overlay.isVisible());
    }

    void whereAProgramRunsEnterCopies()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        Opening busy;
        busy.canInsert = false;
        f.open(busy);
        QVERIFY(f.said("historyFoot").contains(QStringLiteral("a program runs here")));
        QGuiApplication::clipboard()->clear();
        f.key(Qt::Key_Return);
        QVERIFY(f.chosen.isEmpty() && !f.overlay.isVisible());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("make"));
    }

    void removingAsksFirst()
    {
        OverlayFixture f;
        f.store.add({command("make"), command("export TOKEN=abc"), command("export TOKEN=abc")});
        f.open();
        f.key(Qt::Key_Delete);
        auto *const question = f.find<QFrame>("historyRemoval");
        QVERIFY(question->isVisible());
        QVERIFY(f.find<QPushButton>("removalKeep")->hasFocus()); // what a hurried Enter does
        f.key(Qt::Key_Return);
        QVERIFY(f.overlay.isVisible() && !question->isVisible() && f.line()->hasFocus());
        QCOMPARE(f.rows().size(), 2);
        f.key(Qt::Key_Delete);
        f.key(Qt::Key_Escape);
        QVERIFY(!question->isVisible() && f.overlay.isVisible());
        f.key(Qt::Key_Delete);
        f.key(Qt::Key_Right);
        f.searching([&] { f.key(Qt::Key_Return); });
        QCOMPARE(f.rows(), QStringList{QStringLiteral("make")}); // with each of its runs
        QVERIFY(f.line()->hasFocus());
        QVERIFY(f.chosen.isEmpty());
    }

    void oneRunOfSeveralIsRemovedAlone()
    {
        OverlayFixture f;
        f.store.add({command("make"), command("make", 1), command("make all")});
        Opening opening;
        opening.filter.everyRun = true;
        f.open(opening);
        f.key(Qt::Key_Down);
        f.key(Qt::Key_Delete, Qt::ShiftModifier);
        f.key(Qt::Key_Right);
        f.searching([&] { f.key(Qt::Key_Return); });
        QCOMPARE(f.rows(), (QStringList{QStringLiteral("make all"), QStringLiteral("make")}));
        QCOMPARE(f.current(), QStringLiteral("make")); // the choice stays where it was
        QCOMPARE(f.overlay.model().record(1).exitCode.value(), 0);
    }

    void deleteInsideTheLineEditsIt()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        Opening opening;
        opening.filter.text = QStringLiteral("xmake");
        f.open(opening);
        f.key(Qt::Key_Home);
        f.searching([&] { f.key(Qt::Key_Delete); });
        QCOMPARE(f.line()->text(), QStringLiteral("make"));
        QVERIFY(!f.find<QFrame>("historyRemoval")->isVisible());
    }

    void aReadOnlyHistoryKeepsAll()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.store.readOnly = true;
        f.store.trouble = {"store.corrupt", "The history file is damaged: it is read-only, and a copy is kept.", {}};
        f.open();
        QCOMPARE(f.said("historyBanner"), QStringLiteral("The history file is damaged: it is read-only, and a copy is kept."));
        QVERIFY(f.find<QLabel>("historyBanner")->isVisible());
        f.key(Qt::Key_Delete);
        QVERIFY(!f.find<QFrame>("historyRemoval")->isVisible());
        QCOMPARE(f.said("historyBanner"), QStringLiteral("Nothing can be removed: the history is read-only."));
    }

    void theTabKeyGoesToThePreviewAndBack()
    {
        OverlayFixture f;
        CommandRecord record = command("printf '\x1b[31m'; curl -H ‹redacted›\ndone", 1, "shop-api");
        record.masked = true;
        record.trusted = false;
        record.output = "one\ntwo\n";
        f.store.add({record});
        f.open();
        auto *const text = f.overlay.preview()->command();
        QCOMPARE(text->toPlainText(), QStringLiteral("printf '‹ESC›[31m'; curl -H ‹redacted›\ndone"));
        QTRY_COMPARE(f.overlay.preview()->output()->toPlainText().trimmed(), QStringLiteral("one\ntwo"));
        QStringList facts;
        for (const QLabel *label : f.overlay.preview()->findChildren<QLabel *>())
            facts << label->text();
        const QString all = facts.join(QLatin1Char('\n'));
        for (const char *part : {"exit 1", "shop-api from shop/api:dev", "/srv/app", "app in bash", "Not verified", "masked"})
            QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
        f.key(Qt::Key_Tab);
        QVERIFY(text->hasFocus());
        f.key(Qt::Key_Tab);
        QVERIFY(f.overlay.preview()->output()->hasFocus());
        f.key(Qt::Key_A, Qt::ControlModifier);
        f.key(Qt::Key_C, Qt::ControlModifier); // what is selected there
        QCOMPARE(QGuiApplication::clipboard()->text().trimmed(), QStringLiteral("one\ntwo"));
        f.key(Qt::Key_Backtab, Qt::ShiftModifier);
        f.key(Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(f.line()->hasFocus());
        f.key(Qt::Key_Tab);
        f.key(Qt::Key_Escape);
        QVERIFY(!f.overlay.isVisible() && f.terminal.hasFocus());
    }

    void aSearchThatFindsNothingTakesTheKeyboardFromThePreviewOnly()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.open();
        f.key(Qt::Key_Tab);
        QVERIFY(f.overlay.preview()->command()->hasFocus());
        f.searching([&] { f.key(Qt::Key_R, Qt::AltModifier); });
        QVERIFY(f.overlay.preview()->command()->hasFocus());
        f.searching([&] { f.key(Qt::Key_F, Qt::AltModifier); });
        QVERIFY(f.overlay.isVisible() && f.line()->hasFocus());
    }

    void outputThatWasNotKeptIsSaid()
    {
        OverlayFixture f;
        f.store.add({command("true")});
        f.open();
        QCOMPARE(f.said("previewNote"), QStringLiteral("Nothing was kept of it."));
        QVERIFY(!f.overlay.preview()->output()->isVisible());
    }

    void anEmptyHistorySaysWhatItIsFor()
    {
        OverlayFixture f;
        f.open();
        QVERIFY(f.said("noticeSentence").contains(QStringLiteral("Run one")));
        QVERIFY(!f.find<QPushButton>("noticeOffer")->isVisible());
        QVERIFY(!f.overlay.preview()->isVisible());
        f.key(Qt::Key_Return); // nothing to choose
        QVERIFY(f.overlay.isVisible() && f.chosen.isEmpty());
    }

    void aHistoryThatIsOffSaysSo()
    {
        OverlayFixture f;
        QSignalSpy settings(&f.overlay, &HistoryOverlay::settingsRequested);
        Opening off;
        off.historyOn = false;
        f.open(off);
        QVERIFY(f.said("noticeSentence").contains(QStringLiteral("history.enabled")));
        QTest::mouseClick(f.find<QPushButton>("noticeOffer"), Qt::LeftButton);
        QCOMPARE(settings.count(), 1);
        f.store.add({command("make")});
        f.open(off);
        QVERIFY(f.said("historyBanner").contains(QStringLiteral("nothing new is kept")));
        QCOMPARE(f.rows(), QStringList{QStringLiteral("make")});
    }

    void noMatchNamesTheFiltersAndOffersToClearThem()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.open(inContainer());
        f.searching([&] { f.key(Qt::Key_C, Qt::AltModifier); });
        f.searching([&] { f.key(Qt::Key_F, Qt::AltModifier); });
        f.searching([&] { QTest::keyClicks(f.line(), QStringLiteral("make")); });
        QCOMPARE(f.said("noticeSentence"), QStringLiteral("No command has “make”. Only these are looked at: shop-api, failed."));
        f.key(Qt::Key_E, Qt::AltModifier);
        QTRY_COMPARE(f.rows(), QStringList{QStringLiteral("make")});
        QVERIFY(f.line()->hasFocus());
        QCOMPARE(f.line()->text(), QStringLiteral("make"));
        QVERIFY(!f.find<QPushButton>("filterPlace")->isChecked());
        f.searching([&] { f.line()->setText(QStringLiteral("mk")); });
        f.searching([&] { QTest::mouseClick(f.find<QPushButton>("noticeOffer"), Qt::LeftButton); }); // fuzzily
        QCOMPARE(f.rows(), QStringList{QStringLiteral("make")});
    }

    void aFailedSearchCanBeTriedAgain()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.store.failure = core::base::Error{"store.query", "The history cannot be searched at the moment.", {}};
        f.open();
        QCOMPARE(f.said("noticeSentence"), QStringLiteral("The history cannot be searched at the moment."));
        f.searching([&] { QTest::mouseClick(f.find<QPushButton>("noticeOffer"), Qt::LeftButton); });
        QCOMPARE(f.rows(), QStringList{QStringLiteral("make")});
    }

    void whileTheStoreIsSlowTheKeyboardIsNot()
    {
        OverlayFixture f;
        f.store.add({command("git log"), command("git status")});
        f.store.held = true;
        f.open();
        QCOMPARE(f.page()->accessibleName(), QStringLiteral("Searching the history"));
        QTest::keyClicks(f.line(), QStringLiteral("git stat"));
        QCOMPARE(f.line()->text(), QStringLiteral("git stat"));
        QCOMPARE(f.store.asked.size(), std::size_t(1));
        f.store.release();
        QTRY_COMPARE(f.rows(), QStringList{QStringLiteral("git status")});
        QCOMPARE(f.store.asked.size(), std::size_t(2));
        // What was found stays until there is news.
        f.store.held = true;
        QTest::keyClicks(f.line(), QStringLiteral("x"));
        QCOMPARE(f.rows(), QStringList{QStringLiteral("git status")});
        f.store.release();
        QTRY_VERIFY(f.rows().isEmpty());
    }

    void allHasANameAndNothingIsByColourAlone()
    {
        OverlayFixture f;
        f.store.add({command("make", 2, "shop-api")});
        f.open(inContainer());
        for (const QWidget *widget : f.overlay.findChildren<QWidget *>()) {
            const bool reached = widget->isVisible() && widget->focusPolicy() & Qt::TabFocus;
            if (reached) // a button's name is its text
                QVERIFY2(!QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget))->text(QAccessible::Name).isEmpty(), qPrintable(widget->objectName() + QLatin1Char(' ') + QLatin1String(widget->metaObject()->className())));
        }
        const QString row = f.line()->accessibleDescription();
        QVERIFY2(row.startsWith(QStringLiteral("make, exit 2, ")) && row.contains(QStringLiteral("in shop-api")), qPrintable(row));
        auto *const chip = f.find<QPushButton>("filterFailed");
        QVERIFY(chip->icon().isNull());
        f.searching([&] { chip->click(); });
        QVERIFY(!chip->icon().isNull());
    }

    void itLiesOnItsTerminalAndOnTheWindowWhereThatIsSmall()
    {
        OverlayFixture f;
        f.store.add({command("make")});
        f.open();
        QVERIFY(f.terminal.geometry().contains(f.overlay.geometry()));
        f.terminal.setGeometry(20, 40, 300, 200);
        f.open();
        QVERIFY(f.overlay.width() > 700);
        f.window.resize(500, 420);
        QTRY_VERIFY(f.window.rect().contains(f.overlay.geometry()));
        QVERIFY(f.overlay.preview()->isVisible());
        QVERIFY(f.overlay.preview()->mapTo(&f.overlay, QPoint()).y() >= f.overlay.list()->mapTo(&f.overlay, QPoint()).y() + f.overlay.list()->height());
    }
};
BERTH_TEST(HistoryOverlayTest)
#include "history_overlay_test.moc"
