// Selection, scrolling and block layout over hand-made frames.
#include "tests/support/test_main.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/selection.h"
#include "ui/terminal/test_screen.h"
#include "ui/terminal/viewport.h"

#include <QTest>

using namespace ui::terminal;
using core::base::Position;
using core::shell::Block;

namespace {

Document documentOf(TestScreen &screen)
{
    return Document(screen.frame()->screen);
}

QString firstText(const Document &document, std::size_t row)
{
    return QString::fromStdString(document.row(row)->trimmedText());
}

} // namespace

class DocumentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void characterSelectionJoinsWrappedRowsAndTrims()
    {
        TestScreen screen({10, 5});
        screen.print(U"one  ");
        screen.print(U"0123456789abcdef");
        screen.print(U"end");
        const Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 0, 1, SelectionMode::Character);
        QVERIFY(selection.text(document).isEmpty());
        selection.extend(document, 3, 2);
        QCOMPARE(selection.text(document), QStringLiteral("ne\n0123456789abcdef\nen"));
        // Dragged the other way it is the same.
        selection.start(document, 3, 2, SelectionMode::Character);
        selection.extend(document, 0, 1);
        QCOMPARE(selection.text(document), QStringLiteral("ne\n0123456789abcdef\nen"));
    }

    void selectionStopsAtTheRowsEnd()
    {
        TestScreen screen({10, 3});
        screen.print(U"0123456789abcdef");
        const Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 0, 4, SelectionMode::Character);
        selection.extend(document, 0, 10);
        QCOMPARE(selection.text(document), QStringLiteral("456789"));
        QCOMPARE(selection.span(document)->columns(0, 10), std::pair(4, 10));
        QCOMPARE(selection.span(document)->columns(1, 10), std::pair(0, 0));
    }

    void wordsAndLinesCrossWrappedRows()
    {
        TestScreen screen({10, 5});
        screen.print(U"see /usr/share/doc now");
        const Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 1, 2, SelectionMode::Word);
        QCOMPARE(selection.text(document), QStringLiteral("/usr/share/doc"));
        selection.extend(document, 0, 0);
        QCOMPARE(selection.text(document), QStringLiteral("see /usr/share/doc"));
        selection.start(document, 1, 0, SelectionMode::Line);
        QCOMPARE(selection.text(document), QStringLiteral("see /usr/share/doc now"));
    }

    void wideCharactersAreTakenWhole()
    {
        TestScreen screen({10, 2});
        screen.print(U"a日本b");
        const Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 0, 2, SelectionMode::Character); // inside 日
        selection.extend(document, 0, 5);
        QCOMPARE(selection.text(document), QStringLiteral("日本"));
    }

    void blockSelection()
    {
        TestScreen screen({10, 3});
        screen.print(U"abcdef");
        screen.print(U"gh");
        screen.print(U"ijklmn");
        const Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 0, 4, SelectionMode::Block);
        selection.extend(document, 2, 1);
        QCOMPARE(selection.text(document), QStringLiteral("bcd\nh\njkl"));
    }

    void selectionSurvivesOutputAndForgetting()
    {
        TestScreen screen({10, 3});
        screen.print(U"first");
        screen.print(U"second");
        screen.print(U"third");
        Document document = documentOf(screen);
        Selection selection;
        selection.start(document, 1, 0, SelectionMode::Character);
        selection.extend(document, 1, 6);
        for (int i = 0; i < 20; ++i)
            screen.print(U"flood");
        document = documentOf(screen);
        QCOMPARE(selection.text(document), QStringLiteral("second"));
        QCOMPARE(selection.span(document)->firstRow, std::size_t(1)); // now in the history
        screen.forgetHistory(2);
        document = documentOf(screen);
        QVERIFY(!selection.span(document));
        QVERIFY(selection.text(document).isEmpty());
    }

    void selectAllLeavesOutTheBlankScreen()
    {
        TestScreen screen({10, 4});
        screen.print(U"x");
        screen.print(U"y");
        const Document document = documentOf(screen);
        Selection selection;
        selection.selectAll(document);
        QCOMPARE(selection.text(document), QStringLiteral("x\ny"));
    }

    void viewStaysWhileOutputFlows()
    {
        TestScreen screen({10, 4});
        for (int i = 0; i < 20; ++i)
            screen.print(U"line " + std::u32string(1, char32_t(U'a' + i)));
        Document document = documentOf(screen);
        Viewport view;
        view.show(ShownRows(document));
        QVERIFY(view.isAtBottom());
        QCOMPARE(view.top(), std::size_t(16));
        view.scrollBy(ShownRows(document), -6);
        QVERIFY(!view.isAtBottom());
        const QString held = firstText(document, view.top());
        for (int i = 0; i < 50; ++i) {
            screen.print(U"flood");
            if (i % 5 == 0)
                screen.forgetHistory(1);
            document = documentOf(screen);
            view.show(ShownRows(document));
            QCOMPARE(firstText(document, view.top()), held);
        }
        screen.forgetHistory(30); // what was read is gone: the oldest kept is next
        document = documentOf(screen);
        view.show(ShownRows(document));
        QCOMPARE(view.top(), std::size_t(0));
        QVERIFY(!view.isAtBottom());
        view.scrollBy(ShownRows(document), 10'000);
        QVERIFY(view.isAtBottom());
    }

    void alternateScreenDoesNotScroll()
    {
        TestScreen screen({10, 4});
        for (int i = 0; i < 9; ++i)
            screen.print(U"x");
        screen.screen.alternate = true;
        const Document document = documentOf(screen);
        Viewport view;
        view.show(ShownRows(document));
        view.scrollBy(ShownRows(document), -3);
        QCOMPARE(view.top(), std::size_t(0));
        QVERIFY(view.isAtBottom());
    }

    void blocksLieOnTheirRows()
    {
        TestScreen screen({20, 8});
        const auto first = screen.print(U"$ true");
        const auto second = screen.print(U"$ false");
        screen.print(U"out");
        const auto third = screen.print(U"$ ");
        screen.addBlock(first, second, second);
        screen.addBlock(second, second + 1, third).exitCode = 3;
        Block &waiting = screen.addBlock(third, third, third);
        waiting.state = Block::State::Prompt;
        waiting.exitCode.reset();
        const auto frame = screen.frame();
        const auto spans = layoutBlocks(frame->screen->rows, *frame->blocks);
        QCOMPARE(spans.size(), std::size_t(3));
        QCOMPARE(spans[0].firstRow, 0);
        QCOMPARE(spans[0].lastRow, 0);
        QCOMPARE(spans[0].look, BlockLook::Succeeded);
        QCOMPARE(spans[1].firstRow, 1);
        QCOMPARE(spans[1].lastRow, 2);
        QCOMPARE(spans[1].look, BlockLook::Failed);
        QCOMPARE(exitText(*spans[1].block), QStringLiteral("exit 3"));
        QCOMPARE(spans[2].firstRow, 3);
        QCOMPARE(spans[2].look, BlockLook::Prompt);
    }

    void blocksAreCutAtTheView()
    {
        TestScreen screen({20, 4});
        const auto start = screen.print(U"$ seq 20");
        core::base::LineId last = start;
        for (int i = 0; i < 20; ++i)
            last = screen.print(U"n");
        screen.addBlock(start, start + 1, last + 1);
        const auto frame = screen.frame();
        const auto spans = layoutBlocks(frame->screen->rows, *frame->blocks);
        QCOMPARE(spans.size(), std::size_t(1));
        QCOMPARE(spans[0].firstRow, 0);
        QCOMPARE(spans[0].lastRow, 3);
        QVERIFY(!spans[0].startsHere);
    }

    // A transient prompt clears its lines and is printed again: the line it began on is no more.
    void aPromptWhoseLineWasClearedBeginsAtTheViewsTop()
    {
        TestScreen screen({20, 4});
        const auto before = screen.print(U"before");
        screen.print(U"cleared");
        const auto command = screen.print(U"> false");
        screen.print(U"out");
        const auto next = screen.print(U"> ");
        screen.addBlock(before, before, before + 1);
        screen.addBlock(before + 1, before + 1, next).exitCode = 1;
        const auto frame = screen.frame();
        std::vector<core::vt::RowPtr> rows(frame->screen->rows);
        std::erase_if(rows, [&](const core::vt::RowPtr &row) { return row->line < command; });
        const auto startsHere = [&](std::optional<Position> above) {
            const auto spans = layoutBlocks(rows, *frame->blocks, false, above);
            return spans.size() == 1 && spans[0].firstRow == 0 && spans[0].lastRow == 1 ? std::optional(spans[0].startsHere) : std::nullopt;
        };
        QCOMPARE(startsHere(Position{before, 0}), std::optional(true));
        QCOMPARE(startsHere(Position{before + 1, 0}), std::optional(false)); // it is there, just above
        QCOMPARE(startsHere({}), std::optional(false));                      // nobody knows
        rows.erase(rows.begin(), rows.begin() + 2); // what has gone with all of its rows is not at the top either
        QVERIFY(layoutBlocks(rows, *frame->blocks, false, Position{before, 0}).empty());
    }

    void durations()
    {
        using std::chrono::milliseconds;
        QCOMPARE(durationText(milliseconds(3)), QStringLiteral("<0.01 s"));
        QCOMPARE(durationLabel(milliseconds(9)), QString());
        QCOMPARE(durationLabel(milliseconds(10)), QStringLiteral("0.01 s"));
        QCOMPARE(durationText(milliseconds(40)), QStringLiteral("0.04 s"));
        QCOMPARE(durationText(milliseconds(6234)), QStringLiteral("6.2 s"));
        QCOMPARE(durationText(milliseconds(125'000)), QStringLiteral("2 min 5 s"));
        QCOMPARE(durationText(milliseconds(200'000)), QStringLiteral("3 min 20 s"));
        QCOMPARE(durationText(milliseconds(7'260'000)), QStringLiteral("2 h 1 min"));
    }
};

BERTH_TEST(DocumentTest)
#include "document_test.moc"
