// Selecting, pasting, dropping, input methods and read-only, with real events on the widget.
#include "tests/support/test_main.h"
#include "ui/terminal/accessible_announcer.h"
#include "ui/terminal/dropped_text.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/scrollback_writer.h"
#include "ui/terminal/selection_mime.h"
#include "ui/terminal/terminal_fixture.h"

#include <QAccessible>
#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextCharFormat>
#include <QUrl>
#include <cmath>

using namespace ui::terminal;
using namespace core::session;
using core::vt::Key;
using core::vt::MouseMode;

namespace {

constexpr auto kCtrlShift = Qt::ControlModifier | Qt::ShiftModifier;

void drop(const Fixture &f, const std::function<void(QMimeData &)> &fill)
{
    QMimeData data;
    fill(data);
    QDragEnterEvent enter({20, 20}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(f.widget.get(), &enter);
    if (!enter.isAccepted())
        return;
    QDropEvent event({20, 20}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(f.widget.get(), &event);
}

} // namespace

class InteractionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QGuiApplication::clipboard()->clear(); }

    void blockSelection()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"alpha one");
            s.print(U"beta");
            s.print(U"gamma three");
        });
        f.drag(f.edge(0, 2), f.edge(2, 8), Qt::AltModifier);
        QCOMPARE(f.widget->selectedText(), QStringLiteral("pha on\nta\nmma th"));
    }

    void shiftExtendsAndBlanksAreKept()
    {
        Fixture f([](TestScreen &s) { s.print(U"one two three   "); });
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::NoModifier, f.edge(0, 4));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ShiftModifier, f.edge(0, 8));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("two ")); // a blank before text was chosen
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ShiftModifier, f.edge(0, 30));
        QCOMPARE(f.widget->selectedText(), QStringLiteral("two three")); // behind the last word it is none
    }

    void theSelectionAsClipboardData()
    {
        TestScreen screen({20, 4});
        screen.print(U"größer");
        screen.print(U"two");
        const Document document(screen.frame()->screen);
        Selection selection;
        selection.selectAll(document);
        const SelectionMime mime(document, selection);
        QVERIFY(mime.hasText());
        QCOMPARE(mime.text(), QStringLiteral("größer\ntwo"));
        QCOMPARE(mime.data(QStringLiteral("text/plain")), QStringLiteral("größer\ntwo").toUtf8());
        QVERIFY(!mime.hasImage());
    }

    void aClosedTerminalsSelectionHoldsNoHistory()
    {
        TestScreen screen({20, 4});
        screen.print(U"kept");
        Document document(screen.frame()->screen);
        const std::weak_ptr<const core::vt::Frame> frame = document.frame();
        Selection selection;
        selection.selectAll(document);
        SelectionMime mime(std::exchange(document, {}), selection);
        const bool shared = frame.use_count() > 1; // the test's screen may hold it as well
        mime.settle();
        QVERIFY(shared || frame.expired());
        QCOMPARE(mime.text(), QStringLiteral("kept"));
        if (!QGuiApplication::clipboard()->supportsSelection())
            return;
        {
            Fixture f([](TestScreen &s) { s.print(U"of a tab"); });
            f.widget->selectAll();
        }
        QCOMPARE(QGuiApplication::clipboard()->text(QClipboard::Selection), QStringLiteral("of a tab"));
    }

    void aLongSelectionIsCopiedInTheBackground()
    {
        Fixture f([](TestScreen &s) { printLines(s, 12'000); });
        f.widget->selectAll();
        f.widget->copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString());
        QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(QStringLiteral("\nline 11999")));
        const Document document(f.screen.frame()->screen);
        Selection selection;
        selection.selectAll(document);
        QCOMPARE(selection.text(document, 10), QStringLiteral("line 0\nlin"));
    }

    void largePastesAsk()
    {
        Fixture f({}, [](Appearance &a) { a.pasteConfirmBytes = 100; });
        f.widget->pasteText(QString(99, QLatin1Char('x')));
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        f.widget->pasteText(QString(100, QLatin1Char('x')));
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        auto *guard = f.widget->findChild<PasteGuard *>();
        QVERIFY(guard);
        QVERIFY(!guard->findChild<QPushButton *>(QStringLiteral("pasteOneLine"))->isVisibleTo(guard));
        QTest::keyClick(guard, Qt::Key_Return); // a hurried Enter sends nothing
        QVERIFY(!guard->isVisible());
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
    }

    void theGuardStaysInBracketedMode()
    {
        Fixture f([](TestScreen &s) { s.screen.input.bracketedPaste = true; });
        f.widget->pasteText(QStringLiteral("make \\\n  test\n"));
        auto *guard = f.widget->findChild<PasteGuard *>();
        QVERIFY(guard);
        QTest::mouseClick(guard->findChild<QPushButton *>(QStringLiteral("pasteOneLine")), Qt::LeftButton);
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("make test"));
    }

    void whatIsNotSeenIsShown()
    {
        Fixture f({}, [](Appearance &a) { a.pasteGuard = false; }); // lines are not asked about, this is
        f.widget->pasteText(QStringLiteral("ls\x1b[201~\u202e x"));
        auto *guard = f.widget->findChild<PasteGuard *>();
        QVERIFY(guard);
        const QString shown = guard->findChild<QPlainTextEdit *>(QStringLiteral("pastePreview"))->toPlainText();
        QCOMPARE(shown, QStringLiteral("ls‹ESC›[201~‹U+202E› x"));
        guard->reject();
    }

    void invisibleCharacters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("Braille blank") << QStringLiteral("a\u2800b") << 1;
        QTest::newRow("grapheme joiner") << QStringLiteral("a\u034fb") << 1;
        QTest::newRow("selector behind a letter") << QStringLiteral("rm\ufe00 \ufe0e x\ufe0f") << 3;
        QTest::newRow("supplementary selectors") << QStringLiteral("a\U000e0100\U000e01ef") << 2;
        QTest::newRow("Mongolian selectors") << QStringLiteral("a\u180b\u180c\u180d") << 3;
        QTest::newRow("a second selector") << QStringLiteral("\u2764\ufe0f\ufe0f") << 1;
        QTest::newRow("a digit's selector") << QStringLiteral("1\ufe0f") << 1;
        QTest::newRow("emoji") << QStringLiteral("\u2764\ufe0f \u2714\ufe0e 1\ufe0f\u20e3 \u2194\ufe0f") << 0;
        QTest::newRow("joined emoji") << QStringLiteral("\U0001f469\u200d\U0001f4bb") << 0;
        QTest::newRow("joined letters") << QStringLiteral("a\u200db") << 1;
        QTest::newRow("Han variant") << QStringLiteral("\u845b\U000e0100") << 0;
        QTest::newRow("Mongolian") << QStringLiteral("\u1820\u180b") << 0;
    }
    void invisibleCharacters()
    {
        QFETCH(QString, text);
        QTEST(assessPaste(text).invisibles, "count");
        QTEST(int(pastePreview(text).count(QStringLiteral("‹U+"))), "count");
    }

    void filesAreDroppedAsQuotedPaths()
    {
        QCOMPARE(shellQuoted(QStringLiteral("/srv/a-b_c.txt")), QStringLiteral("/srv/a-b_c.txt"));
        QCOMPARE(shellQuoted(QStringLiteral("/srv/it's here")), QStringLiteral("'/srv/it'\\''s here'"));
        QCOMPARE(shellQuoted(QStringLiteral("a\nb")), QStringLiteral("$'a\\012b'"));
        QCOMPARE(shellQuoted(QString()), QStringLiteral("''"));
        Fixture f;
        drop(f, [](QMimeData &data) { data.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/a b")), QUrl::fromLocalFile(QStringLiteral("/tmp/$(x)"))}); });
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("'/tmp/a b' '/tmp/$(x)' "));
        drop(f, [](QMimeData &data) { data.setText(QStringLiteral("rm x\nrm y")); });
        QCOMPARE(f.session->sent<Paste>().size(), std::size_t(1));
        QVERIFY(f.widget->findChild<PasteGuard *>()); // dropped text may run too
    }

    void readOnlySendsNothing()
    {
        Fixture f([](TestScreen &s) { s.screen.input.mouse = MouseMode::Click; });
        QSignalSpy changed(f.widget.get(), &TerminalWidget::readOnlyChanged), refused(f.widget.get(), &TerminalWidget::inputRefused);
        f.widget->setReadOnly(true);
        QCOMPARE(changed.size(), 1);
        QTest::keyClick(f.widget.get(), Qt::Key_X);
        QCOMPARE(refused.size(), 1);
        f.widget->pasteText(QStringLiteral("a\nb"));
        QVERIFY(!f.widget->findChild<PasteGuard *>());
        drop(f, [](QMimeData &data) { data.setText(QStringLiteral("x")); });
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("日"));
        QCoreApplication::sendEvent(f.widget.get(), &commit);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::NoModifier, f.at(0, 0));
        QVERIFY(f.session->posted.empty());
        QVERIFY(!f.widget->inputMethodQuery(Qt::ImEnabled).toBool());
        f.widget->clearScrollback(); // is the tab's, not the program's
        QCOMPARE(f.session->sent<ClearHistory>().size(), std::size_t(1));
        f.widget->setReadOnly(false);
        QTest::keyClick(f.widget.get(), Qt::Key_X);
        QCOMPARE(f.session->sent<SendText>().size(), std::size_t(1));
    }

    void theScrollbackIsSaved()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"a line that is longer than forty columns and wraps  ");
            s.print(U"");
            printLines(s, 30);
        });
        QTemporaryDir folder;
        QSignalSpy saved(f.widget.get(), &TerminalWidget::scrollbackSaved);
        const QString path = folder.filePath(QStringLiteral("out.txt"));
        f.widget->saveScrollback(path);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(saved[0][1].toString(), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.startsWith("a line that is longer than forty columns and wraps\n\nline 0\n"), text.left(80).constData());
        QVERIFY(text.endsWith("\nline 29\n"));

        f.widget->saveScrollback(folder.filePath(QStringLiteral("missing/out.txt")));
        QTRY_COMPARE(saved.size(), 2);
        QVERIFY(!saved[1][1].toString().isEmpty());
    }

    void aSavedLineLongerThanAPiece()
    {
        constexpr std::size_t kCells = 70'000;
        const auto savedOf = [](TestScreen &screen) {
            QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("out.txt"));
            const QString problem = writeScrollback(*screen.frame()->screen, path);
            QFile file(path);
            if (!problem.isEmpty() || !file.open(QIODevice::ReadOnly))
                return problem.toUtf8() + "?";
            const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
            return file.permissions() & others ? QByteArray("others may read it") : file.readAll();
        };
        TestScreen screen({100, 4});
        screen.print(U"first");
        screen.print(U"");
        screen.print(U"");
        screen.print(std::u32string(kCells, U'x'));
        screen.print(U"last");
        QCOMPARE(savedOf(screen), "first\n\n\n" + QByteArray(kCells, 'x') + "\nlast\n");
        TestScreen open({100, 4}); // blank lines, then a line that the screen's end cuts
        open.print(U"first");
        open.print(U"");
        open.print(std::u32string(150, U'x'));
        core::vt::Frame cut = *open.frame()->screen;
        cut.rows.pop_back();
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("cut.txt"));
        QCOMPARE(writeScrollback(cut, path), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "first\n\n" + QByteArray(100, 'x') + "\n");
    }

    void inputMethodsSeeTheLine()
    {
        Fixture f([](TestScreen &s) { s.print(U"$ \u65e5\u672c ok"); });
        f.screen.setCursor(0, 6); // after the two wide characters
        f.publish();
        QTRY_COMPARE(f.widget->inputMethodQuery(Qt::ImCursorPosition).toInt(), 4);
        QCOMPARE(f.widget->inputMethodQuery(Qt::ImSurroundingText).toString(), QStringLiteral("$ 日本 ok"));
        QCOMPARE(f.widget->inputMethodQuery(Qt::ImTextBeforeCursor).toString(), QStringLiteral("$ 日本"));
        QCOMPARE(f.widget->inputMethodQuery(Qt::ImTextAfterCursor).toString(), QStringLiteral(" ok"));
        QVERIFY(f.widget->inputMethodQuery(Qt::ImCursorRectangle).toRect().contains(f.at(0, 6)));
    }

    void thePreeditShowsItsCaret()
    {
        Fixture f;
        const auto shown = [&](int caret) {
            QInputMethodEvent event(QStringLiteral("にほん"), {{QInputMethodEvent::Cursor, caret, 1, {}}});
            QCoreApplication::sendEvent(f.widget.get(), &event);
            return f.widget->grab().toImage();
        };
        const QImage atStart = shown(0), inside = shown(2);
        QVERIFY(atStart != inside);
        QInputMethodEvent done;
        QCoreApplication::sendEvent(f.widget.get(), &done);
        QVERIFY(f.widget->grab().toImage() != inside);
    }

    void changesAreToldToAssistiveTechnology()
    {
        TextChange change = textChange(QStringLiteral("$ ls\na  b\n$ "), QStringLiteral("$ ls\na  b\n$ x"));
        QCOMPARE(change.scrolledAway, QString());
        QCOMPARE(change.at, 12);
        QCOMPARE(change.inserted, QStringLiteral("x"));
        QCOMPARE(change.removed, QString());
        change = textChange(QStringLiteral("one\ntwo\n$ ca"), QStringLiteral("two\n$ cat\nfull"));
        QCOMPARE(change.scrolledAway, QStringLiteral("one\n"));
        QCOMPARE(change.at, 8);
        QCOMPARE(change.inserted, QStringLiteral("t\nfull"));
        change = textChange(QStringLiteral("abc\nx"), QString());
        QCOMPARE(change.removed, QStringLiteral("abc\nx"));

        Fixture f([](TestScreen &s) { s.print(U"$ "); });
        QList<QPair<int, QString>> told;
        AccessibleAnnouncer announcer(f.widget.get(), [&told](QAccessibleEvent *event) {
            if (event->type() == QAccessible::TextInserted)
                told.append({static_cast<QAccessibleTextInsertEvent *>(event)->changePosition(), static_cast<QAccessibleTextInsertEvent *>(event)->textInserted()});
            else if (event->type() == QAccessible::TextCaretMoved)
                told.append({static_cast<QAccessibleTextCursorEvent *>(event)->cursorPosition(), QStringLiteral("caret")});
            else if (event->type() == QAccessible::TextSelectionChanged)
                told.append({static_cast<QAccessibleTextSelectionEvent *>(event)->selectionEnd(), QStringLiteral("selection")});
        });
        announcer.update();
        QVERIFY(told.isEmpty()); // nobody listens
        QAccessible::setActive(true);
        announcer.update();
        told.clear();
        f.screen.replace(0, U"$ ls");
        f.screen.setCursor(0, 4);
        f.publish();
        QVERIFY(f.waitFor(QStringLiteral("$ ls")));
        announcer.update();
        QCOMPARE(told, (QList<QPair<int, QString>>{{1, QStringLiteral(" ls")}, {4, QStringLiteral("caret")}}));
        QAccessibleTextInterface *text = QAccessible::queryAccessibleInterface(f.widget.get())->textInterface();
        text->setSelection(0, 2, 4);
        QCOMPARE(f.widget->selectedText(), QStringLiteral("ls"));
        announcer.selectionChanged();
        QCOMPARE(told.back(), (QPair<int, QString>{4, QStringLiteral("selection")}));
        int start = 0, end = 0;
        text->selection(0, &start, &end);
        QCOMPARE(start, 2);
        QCOMPARE(end, 4);
        QVERIFY(f.widget->rect().contains(f.widget->mapFromGlobal(text->characterRect(3).center())));
        QCOMPARE(text->offsetAtPoint(f.widget->mapToGlobal(f.at(0, 3))), 3);
        QAccessible::setActive(false);
    }

    void theMouseIsToldInPixelsToo()
    {
        Fixture f([](TestScreen &s) { s.screen.input.mouse = MouseMode::Any; });
        const QPoint where = f.at(2, 3);
        QTest::mousePress(f.widget.get(), Qt::LeftButton, {}, where);
        const auto sent = f.session->sent<SendMouse>();
        QVERIFY(!sent.empty());
        const core::vt::MouseInput mouse = sent.back().mouse;
        QCOMPARE(mouse.row, 2);
        QCOMPARE(mouse.col, 3);
        const QPoint inCell = where - (f.at(0, 0) - QPoint(f.at(0, 1).x() - f.at(0, 0).x(), f.at(1, 0).y() - f.at(0, 0).y()) / 2);
        const double scale = f.widget->devicePixelRatioF();
        QVERIFY2(std::abs(mouse.x - inCell.x() * scale) <= 2 * scale && std::abs(mouse.y - inCell.y() * scale) <= 2 * scale,
                 qPrintable(QStringLiteral("%1,%2 for %3,%4").arg(mouse.x).arg(mouse.y).arg(inCell.x()).arg(inCell.y())));
        QTest::mouseRelease(f.widget.get(), Qt::LeftButton, {}, where);
    }

    void scrollKeysBelongToTheProgramOnTheAlternateScreen()
    {
        Fixture f([](TestScreen &s) { s.screen.alternate = true; });
        QTest::keyClick(f.widget.get(), Qt::Key_PageUp, Qt::ShiftModifier);
        QCOMPARE(f.session->sent<SendKey>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<SendKey>()[0].key.key, Key::PageUp);
        QTest::keyClick(f.widget.get(), Qt::Key_F5, kCtrlShift);
        QCOMPARE(f.session->sent<SendKey>()[1].key.modifiers, core::vt::Ctrl | core::vt::Shift);
    }

    // Under modifyOtherKeys 2 such a chord has no bytes, under kitty's protocol it has: the emulator decides, and what is selected
    // stays.
    void aSuperChordLeavesTheSelection()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"alpha one");
            s.screen.input.distinctChords = true;
        });
        f.drag(f.edge(0, 0), f.edge(0, 5));
        QTest::keyClick(f.widget.get(), Qt::Key_X, Qt::MetaModifier);
        QCOMPARE(f.session->sent<SendKey>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<SendKey>()[0].key.modifiers, core::vt::Super);
        QCOMPARE(f.widget->selectedText(), QStringLiteral("alpha"));
        QTest::keyClick(f.widget.get(), Qt::Key_X);
        QVERIFY(!f.widget->hasSelection());
    }
};

BERTH_TEST(InteractionTest)
#include "interaction_test.moc"
