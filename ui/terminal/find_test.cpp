// Searching, and hints and links in text, with real events on the widget.
#include "tests/support/test_main.h"
#include "ui/terminal/hints.h"
#include "ui/terminal/terminal_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace ui::terminal;
using namespace core::session;

namespace {

constexpr auto kCtrlShift = Qt::ControlModifier | Qt::ShiftModifier;

QString textOf(const Fixture &f, const char *label)
{
    auto *found = f.widget->findChild<QLabel *>(QLatin1String(label));
    return found && found->isVisibleTo(f.widget.get()) ? found->text() : QString();
}

std::vector<TextTarget> targetsIn(const std::u32string &text)
{
    TestScreen screen({400, 2});
    screen.print(text);
    return findTargets(LineText(Document(screen.frame()->screen), 0));
}

QString described(const std::u32string &text)
{
    QStringList parts;
    for (const TextTarget &target : targetsIn(text))
        parts += QStringLiteral("%1:%2").arg(target.kind == TextTarget::Kind::Url ? QStringLiteral("url") : target.kind == TextTarget::Kind::Path ? QStringLiteral("path") : QStringLiteral("hash"), target.text);
    return parts.join(QLatin1Char(' '));
}

} // namespace

class FindTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QGuiApplication::clipboard()->clear(); }

    void searchingWithTheKeyboard()
    {
        Fixture f([](TestScreen &s) { printLines(s, 200); });
        QTest::keyClick(f.widget.get(), Qt::Key_F, kCtrlShift);
        QVERIFY(f.widget->isSearchOpen());
        auto *pattern = f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern"));
        QVERIFY(pattern->hasFocus());
        QTest::keyClicks(pattern, QStringLiteral("LINE 7"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 11"));
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("line 79")));
        QTest::keyClick(pattern, Qt::Key_Return);
        QCOMPARE(textOf(f, "searchCount"), QStringLiteral("2 of 11"));
        QTest::keyClick(pattern, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(pattern, Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(textOf(f, "searchCount"), QStringLiteral("11 of 11"));
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("line 7\n")));
        QVERIFY(f.session->sent<SendKey>().empty() && f.session->sent<SendText>().empty()); // none of this reached the program

        QTest::mouseClick(f.widget->findChild<QPushButton *>(QStringLiteral("searchCase")), Qt::LeftButton);
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("no match"));
        QVERIFY(pattern->hasFocus()); // what is typed next is not for the shell
        for (const auto name : {"searchCount", "searchOlder", "searchBar"}) {
            auto *const part = f.widget->findChild<QWidget *>(QLatin1String(name));
            QTest::mouseClick(part, Qt::LeftButton, {}, QPoint(2, part->height() / 2));
            QVERIFY(pattern->hasFocus());
        }
        pattern->setText(QStringLiteral("line [12]?9$"));
        QTest::mouseClick(f.widget->findChild<QPushButton *>(QStringLiteral("searchRegex")), Qt::LeftButton);
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("3 of 3")); // the user looks at line 7: the next one from there
        pattern->setText(QStringLiteral("line ("));
        QTRY_VERIFY(textOf(f, "searchMessage").contains(QStringLiteral("(at 7)")));
        QCOMPARE(textOf(f, "searchCount"), QString());

        pattern->setText(QStringLiteral("line 19$"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 1"));
        QTest::keyClick(pattern, Qt::Key_Escape);
        QVERIFY(!f.widget->isSearchOpen());
        QVERIFY(f.widget->hasFocus());
        QCOMPARE(f.widget->selectedText(), QStringLiteral("line 19"));
        QVERIFY(f.widget->visibleText().contains(QStringLiteral("line 19\n")));
    }

    void theBarIsNotOverTheMatch()
    {
        Fixture f([](TestScreen &s) {
            s.print(std::u32string(34, U' ') + U"needle");
            printLines(s, 3);
        });
        QTest::mouseMove(f.widget.get(), f.at(9, 0)); // from under which it would not go
        f.widget->openSearch();
        auto *const bar = f.widget->findChild<QWidget *>(QStringLiteral("searchBar"));
        QTest::keyClicks(f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern")), QStringLiteral("needle"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 1"));
        QTRY_VERIFY(bar->y() > f.widget->height() / 2);
        f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern"))->setText(QStringLiteral("line 2"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 1"));
        QTRY_VERIFY(bar->y() < f.widget->height() / 2);
    }

    void everyButtonOfTheBarIsLegible()
    {
        Fixture f([](TestScreen &s) { printLines(s, 200); });
        QTest::keyClick(f.widget.get(), Qt::Key_F, kCtrlShift);
        QTest::keyClicks(f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern")), QStringLiteral("line 1"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 111"));
        auto *const bar = f.widget->findChild<QFrame *>(QStringLiteral("searchBar"));
        const QSize whole = f.widget->size();
        for (const int width : {110, 130, 150, 180, 240, 300, 400, whole.width()}) {
            f.widget->resize(width, whole.height());
            QTRY_VERIFY(bar->geometry().right() <= width && f.widget->rect().contains(bar->geometry()));
            QCoreApplication::processEvents(); // what was moved is laid out
            for (const QWidget *part : bar->findChildren<QWidget *>(QRegularExpression(QStringLiteral("^search(Case|Regex|Older|Newer|Close|Count)$")))) {
                if (part->isVisible())
                    QVERIFY2(part->width() >= std::min(part->sizeHint().width(), part->maximumWidth()) && bar->rect().contains(part->geometry()), qPrintable(QStringLiteral("%1: %2 has %3 of %4").arg(width).arg(part->objectName()).arg(part->width()).arg(part->sizeHint().width())));
            }
            QVERIFY(bar->findChild<QLineEdit *>(QStringLiteral("searchPattern"))->width() >= 40);
        }
        QVERIFY(bar->height() < 50); // one row again
        f.widget->resize(110, whole.height()); // no room for the toggles: Tab passes them by
        QTRY_VERIFY(!bar->findChild<QWidget *>(QStringLiteral("searchCase"))->isVisible());
        QTest::keyClick(bar->findChild<QLineEdit *>(QStringLiteral("searchPattern")), Qt::Key_Tab);
        QVERIFY(bar->findChild<QWidget *>(QStringLiteral("searchOlder"))->hasFocus());
    }

    void matchesAreMarked()
    {
        Fixture f([](TestScreen &s) { printLines(s, 8); });
        f.widget->openSearch();
        QTest::qWait(0);
        const auto cellsAt = [&](int row) { return f.widget->grab(QRect(f.at(row, 0), f.at(row, 6))).toImage(); };
        const QImage plain = cellsAt(6);
        f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern"))->setText(QStringLiteral("line"));
        QTRY_COMPARE(textOf(f, "searchCount"), QStringLiteral("1 of 8"));
        const QImage other = cellsAt(6), current = cellsAt(7);
        QVERIFY(other != plain);
        QVERIFY(current != other);
        f.widget->closeSearch();
        QCOMPARE(cellsAt(6), plain);
    }

    void aProgramKeepsF3WithoutSearch()
    {
        Fixture f;
        QTest::keyClick(f.widget.get(), Qt::Key_F3);
        QCOMPARE(f.session->sent<SendKey>().size(), std::size_t(1));
        f.widget->openSearch();
        f.widget->setFocus();
        QTest::keyClick(f.widget.get(), Qt::Key_F3);
        QCOMPARE(f.session->sent<SendKey>().size(), std::size_t(1));
        QTest::keyClick(f.widget.get(), Qt::Key_X);
        QCOMPARE(f.session->sent<SendText>().size(), std::size_t(1)); // the bar may stay open while one types
        QVERIFY(f.widget->isSearchOpen());
    }

    void tabStaysInTheBar()
    {
        Fixture f([](TestScreen &s) { printLines(s, 5); });
        f.widget->openSearch();
        auto *pattern = f.widget->findChild<QLineEdit *>(QStringLiteral("searchPattern"));
        QTest::keyClick(pattern, Qt::Key_Tab);
        QVERIFY(f.widget->findChild<QPushButton *>(QStringLiteral("searchCase"))->hasFocus());
        QTest::keyClick(f.widget->focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(pattern->hasFocus());
        QVERIFY(f.session->sent<SendKey>().empty());
    }

    void targets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &text, const QString &expected) { QTest::newRow(name) << text << expected; };
        row("a URL in a sentence", QStringLiteral("See https://example.org/a_(b)?q=1#x."), QStringLiteral("url:https://example.org/a_(b)?q=1#x"));
        row("in brackets", QStringLiteral("(http://example.org/), <https://a.example>"), QStringLiteral("url:http://example.org/ url:https://a.example"));
        row("no target", QStringLiteral("http:// and/or 24/7 // a.b 3.14 deadbeef"), QString());
        row("a compiler's", QStringLiteral("src/cart.ts:12:7: error"), QStringLiteral("path:src/cart.ts:12:7"));
        row("a name with a line", QStringLiteral("main.cpp:88 in"), QStringLiteral("path:main.cpp:88"));
        row("rooted", QStringLiteral("/etc/hosts, ~/.bashrc ./x ../y."), QStringLiteral("path:/etc/hosts path:~/.bashrc path:./x path:../y"));
        row("after an equals sign", QStringLiteral("--file=/srv/a.conf"), QStringLiteral("path:/srv/a.conf"));
        row("hashes", QStringLiteral("commit 1a2b3c4d5e\nUpdating 1a2b3c4..5d6e7f8"), QStringLiteral("hash:1a2b3c4d5e hash:1a2b3c4 hash:5d6e7f8"));
        row("of a box", QStringLiteral("│https://example.org│"), QStringLiteral("url:https://example.org"));
        row("beyond ASCII", QStringLiteral("/srv/größe/日本.txt"), QStringLiteral("path:/srv/größe/日本.txt"));
        row("closing brackets", QStringLiteral("(see https://example.org/a_(b)).) [https://example.org/x]]."), QStringLiteral("url:https://example.org/a_(b) url:https://example.org/x"));
        row("a URL is no path", QStringLiteral("git+https://example.org/a.git"), QString());
    }
    void targets()
    {
        QFETCH(QString, text);
        QTEST(described(text.replace(QLatin1Char('\n'), QLatin1Char(' ')).toStdU32String()), "expected");
    }

    void longTextIsLookedAtInLinearTime()
    {
        // No time is asserted: with backtracking these would not come back.
        for (const char32_t c : {U'a', U'/', U'.', U'0', U')', U']'}) {
            std::u32string text = U"https://";
            text.append(15'000, c);
            QVERIFY(targetsIn(text).size() <= 1);
            QVERIFY(targetsIn(std::u32string(16'000, c) + U'!').size() <= 1);
        }
    }

    void hintLabels()
    {
        Hints hints;
        hints.begin(std::vector<TextTarget>(3));
        QCOMPARE(hints.hints()[2].label, QStringLiteral("a")); // the lowest is the handiest
        QCOMPARE(hints.hints()[0].label.size(), 1);
        hints.begin(std::vector<TextTarget>(100));
        QSet<QString> labels;
        for (const auto &hint : hints.hints()) {
            QCOMPARE(hint.label.size(), 2);
            labels.insert(hint.label);
        }
        QCOMPARE(labels.size(), 100);
        QVERIFY(!hints.type(QLatin1Char('A')));
        QCOMPARE(hints.typed(), QStringLiteral("a"));
        QVERIFY(!hints.type(QLatin1Char('1')));
        QCOMPARE(hints.typed(), QStringLiteral("a"));
        hints.takeBack();
        const QString first = hints.hints()[0].label;
        hints.type(first[0]);
        QCOMPARE(hints.type(first[1]), &hints.hints()[0]);
        hints.begin(std::vector<TextTarget>(2000)); // more than there are labels
        QVERIFY(hints.hints().size() < 1000);
    }

    void hintsByKeyboard()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"see https://example.org/first");
            s.print(U"src/cart.ts:12:7 failed");
            s.screen.links = std::make_shared<const core::vt::Links>(std::vector<std::string>{"https://example.org/linked"});
            core::vt::Style link;
            link.link = 1;
            s.print({{U"a ", {}}, {U"link", link}});
        });
        QSignalSpy web(f.widget.get(), &TerminalWidget::linkActivated), path(f.widget.get(), &TerminalWidget::pathActivated);
        const QImage before = f.widget->grab().toImage();
        QTest::keyClick(f.widget.get(), Qt::Key_H, kCtrlShift);
        QVERIFY(f.widget->hasHints());
        QVERIFY(f.widget->grab().toImage() != before);
        QTest::keyClick(f.widget.get(), Qt::Key_D); // from the bottom: a, s, d
        QVERIFY(!f.widget->hasHints());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("https://example.org/first"));
        QCOMPARE(f.widget->grab().toImage(), before);

        QTest::keyClick(f.widget.get(), Qt::Key_H, kCtrlShift);
        QTest::keyClick(f.widget.get(), Qt::Key_A, Qt::ShiftModifier);
        QCOMPARE(web.size(), 1);
        QCOMPARE(web[0][0].toString(), QStringLiteral("https://example.org/linked"));

        QTest::keyClick(f.widget.get(), Qt::Key_H, kCtrlShift);
        QTest::keyClick(f.widget.get(), Qt::Key_S, Qt::ShiftModifier);
        QCOMPARE(path.size(), 1);
        QCOMPARE(path[0], (QVariantList{QStringLiteral("src/cart.ts"), 12, 7}));

        QTest::keyClick(f.widget.get(), Qt::Key_H, kCtrlShift);
        QTest::keyClick(f.widget.get(), Qt::Key_Escape);
        QVERIFY(!f.widget->hasHints());
        QVERIFY(f.session->posted.empty());
    }

    // Labels of two letters, one of them on a path that begins in the last column.
    void aLabelIsWholeAtTheRowsEnd()
    {
        Fixture f([](TestScreen &s) {
            for (int i = 0; i < 7; ++i)
                s.print(U"/a/1 /b/2 /c/3 /d/4 /e/5 /f/6 /g/7");
            s.print(std::u32string(std::size_t(kGrid.cols) - 1, U' ') + U"/x/y");
        });
        const int row = 7, last = kGrid.cols - 1;
        QVERIFY(f.waitFor(QStringLiteral("x/y")));
        const auto ground = [&](int col) {
            const QImage shown = f.widget->grab().toImage();
            const qreal dpr = shown.devicePixelRatio();
            const QRectF cell(f.at(row, col), QSizeF(0, 0));
            const qreal half = (f.at(row, 1).x() - f.at(row, 0).x()) / 2;
            return shown.pixelColor(int((cell.x() - half + 1) * dpr), int(cell.y() * dpr));
        };
        const QColor before = ground(last - 1);
        f.widget->startHints();
        QVERIFY(f.widget->hasHints());
        QVERIFY(ground(last - 1) != before);
        QCOMPARE(ground(last - 1), ground(last));
    }

    void urlsInTextAreLinks()
    {
        Fixture f([](TestScreen &s) {
            s.print(U"https://example.org/a-long-address-that-wraps/over");
            s.print(U"ftp://example.org/x and src/a.ts:3");
        });
        QSignalSpy hovered(f.widget.get(), &TerminalWidget::hoveredLinkChanged), web(f.widget.get(), &TerminalWidget::linkActivated),
            path(f.widget.get(), &TerminalWidget::pathActivated);
        QTest::mouseMove(f.widget.get(), f.at(6, 3)); // from wherever a test before this one left it
        QTest::mouseMove(f.widget.get(), f.at(1, 3)); // the second row of the first line
        QTRY_COMPARE(hovered.size(), 1);
        QCOMPARE(hovered[0][0].toString(), QStringLiteral("https://example.org/a-long-address-that-wraps/over"));
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::NoModifier, f.at(1, 3));
        QCOMPARE(web.size(), 0);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ControlModifier, f.at(1, 3));
        QCOMPARE(web.size(), 1);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ControlModifier, f.at(2, 3)); // ftp is shown, not opened
        QCOMPARE(web.size(), 1);
        QTest::mouseClick(f.widget.get(), Qt::LeftButton, Qt::ControlModifier, f.at(2, 26));
        QCOMPARE(path.size(), 1);
        QCOMPARE(path[0][1].toInt(), 3);
        QTest::mouseMove(f.widget.get(), f.at(6, 3));
        QTRY_COMPARE(hovered.back()[0].toString(), QString());
    }
};

BERTH_TEST(FindTest)
#include "find_test.moc"
