// Which rows are on show when outputs are folded or only failures are listed: pure, over hand-made frames.
#include "tests/support/test_main.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/block_markdown.h"
#include "ui/terminal/folds.h"
#include "ui/terminal/test_screen.h"
#include "ui/terminal/viewport.h"

#include <QTest>
#include <random>

using namespace ui::terminal;
using core::base::BlockId;
using core::base::LineId;
using core::shell::Block;

namespace {

std::u32string words(const char *text, int number)
{
    const std::string joined = text + std::to_string(number);
    return {joined.begin(), joined.end()};
}

// `lines` of output each; every third command fails.
void run(TestScreen &screen, int number, int lines, int exit)
{
    const LineId prompt = screen.print(U"$ " + words("cmd", number));
    for (int i = 0; i < lines; ++i)
        screen.print(words("out", number) + U"." + words("", i));
    Block &block = screen.addBlock(prompt, prompt + 1, prompt + 1 + LineId(lines));
    block.exitCode = exit;
    block.command = "cmd" + std::to_string(number);
}

void waitAtPrompt(TestScreen &screen)
{
    const LineId prompt = screen.print(U"$ ");
    screen.addBlock(prompt, prompt, prompt).state = Block::State::Prompt;
}

QString shownText(const ShownRows &rows)
{
    QStringList lines;
    for (std::size_t place = 0; place < rows.count(); ++place) {
        const auto row = rows.rowAt(place);
        if (const auto *fold = rows.foldAt(place))
            lines << QStringLiteral("[%1]").arg(fold->end - fold->first);
        else
            lines << QString::fromStdString(rows.document().row(*row)->trimmedText());
    }
    while (!lines.isEmpty() && lines.back().isEmpty())
        lines.pop_back();
    return lines.join(QLatin1Char('|'));
}

ShownRows apply(Folds &folds, TestScreen &screen)
{
    const auto frame = screen.frame();
    return folds.apply(Document(frame->screen), *frame->blocks);
}

// There and back again for every row and place.
void check(const ShownRows &rows)
{
    std::size_t last = 0;
    for (std::size_t place = 0; place < rows.count(); ++place) {
        const auto row = rows.rowAt(place);
        QVERIFY(row.has_value());
        QVERIFY(place == 0 || *row > last);
        last = *row;
        QCOMPARE(rows.placeOf(*row), place);
        QCOMPARE(rows.isShown(*row), rows.foldAt(place) == nullptr);
    }
    QVERIFY(!rows.rowAt(rows.count()));
    for (std::size_t row = 0; row < rows.document().rowCount(); ++row) {
        const std::size_t place = rows.placeOf(row);
        QVERIFY(place <= rows.count());
        if (const auto *fold = rows.foldAt(place); fold && row >= fold->first)
            QVERIFY(row < fold->end);
        else if (rows.isShown(row))
            QCOMPARE(rows.rowAt(place), std::optional(row));
    }
}

} // namespace

class FoldsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutFoldsEverythingIsShown()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 6, 0);
        Folds folds;
        const ShownRows rows = apply(folds, screen);
        QCOMPARE(rows.count(), rows.document().rowCount());
        QCOMPARE(rows.lastTop(), rows.document().historyRows());
        check(rows);
    }

    void aFoldedOutputIsOneRow()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 3, 0);
        run(screen, 2, 2, 1);
        waitAtPrompt(screen);
        Folds folds;
        folds.setFolded({1}, true);
        const ShownRows rows = apply(folds, screen);
        check(rows);
        QCOMPARE(shownText(rows), QStringLiteral("$ cmd1|[3]|$ cmd2|out2.0|out2.1|$"));
        QCOMPARE(rows.lastTop(), std::size_t(2));
        folds.unfoldAll();
        QCOMPARE(shownText(apply(folds, screen)).count(QLatin1Char('|')), 7);
    }

    void whatPrintedNothingCannotBeFolded()
    {
        TestScreen screen({20, 6});
        run(screen, 1, 0, 0);
        run(screen, 2, 1, 0);
        waitAtPrompt(screen);
        const auto frame = screen.frame();
        QVERIFY(!Folds::canFold(Document(frame->screen), *frame->blocks, 0));
        QVERIFY(Folds::canFold(Document(frame->screen), *frame->blocks, 1));
        QVERIFY(!Folds::canFold(Document(frame->screen), *frame->blocks, 2)); // a prompt
        Folds folds;
        folds.setFolded({1}, true);
        QCOMPARE(shownText(apply(folds, screen)), QStringLiteral("$ cmd1|$ cmd2|out2.0|$"));
    }

    void onlyFailures()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 3, 0);
        run(screen, 2, 2, 1);
        run(screen, 3, 4, 0);
        run(screen, 4, 1, 127);
        waitAtPrompt(screen);
        Folds folds;
        folds.setFailuresOnly(true);
        const ShownRows rows = apply(folds, screen);
        check(rows);
        QCOMPARE(shownText(rows), QStringLiteral("$ cmd2|out2.0|out2.1|$ cmd4|out4.0"));
        folds.setFolded({2}, true);
        const ShownRows folded = apply(folds, screen);
        check(folded);
        QCOMPARE(shownText(folded), QStringLiteral("$ cmd2|[2]|$ cmd4|out4.0"));
        // The blocks are laid over what is listed.
        std::vector<core::vt::RowPtr> shown;
        for (std::size_t place = 0; place < folded.count(); ++place)
            shown.push_back(folded.document().row(*folded.rowAt(place)));
        const core::shell::BlockList blocks(screen.blocks);
        const auto spans = layoutBlocks(shown, blocks, true);
        QCOMPARE(spans.size(), std::size_t(2));
        QCOMPARE(spans[0].block->id, (BlockId{2}));
        QCOMPARE(spans[0].firstRow, 0);
        QCOMPARE(spans[0].lastRow, 1);
        QCOMPARE(spans[1].firstRow, 2);
        QCOMPARE(spans[1].lastRow, 3);
    }

    // Marks that a program printed draw a gutter: they are no failures, cannot be folded, and do not cut the output that
    // they stand in.
    void printedMarksAreOutput()
    {
        TestScreen screen({20, 6});
        run(screen, 1, 4, 1);
        Block outer = screen.blocks.back(), forged = outer;
        forged.id = {2};
        forged.trusted = false;
        forged.promptStart = forged.commandStart = {outer.outputStart.line + 1, 0};
        forged.outputStart = {outer.outputStart.line + 2, 0};
        forged.end = {outer.outputStart.line + 3, 0};
        screen.blocks.push_back(forged);
        waitAtPrompt(screen);
        QVERIFY(!isFailure(forged) && isFailure(outer));
        QCOMPARE(lookOf(forged), BlockLook::Failed); // what the gutter shows
        const auto frame = screen.frame();
        QVERIFY(Folds::canFold(Document(frame->screen), *frame->blocks, 0));
        QVERIFY(!Folds::canFold(Document(frame->screen), *frame->blocks, 1));
        Folds folds;
        folds.setFolded({2}, true);
        QCOMPARE(shownText(apply(folds, screen)), QStringLiteral("$ cmd1|out1.0|out1.1|out1.2|out1.3|$"));
        folds.setFailuresOnly(true);
        const ShownRows rows = apply(folds, screen);
        check(rows);
        QCOMPARE(shownText(rows), QStringLiteral("$ cmd1|out1.0|out1.1|out1.2|out1.3"));
        std::vector<core::vt::RowPtr> shown;
        for (std::size_t place = 0; place < rows.count(); ++place)
            shown.push_back(rows.document().row(*rows.rowAt(place)));
        const core::shell::BlockList blocks(screen.blocks);
        const auto spans = layoutBlocks(shown, blocks, true);
        QCOMPARE(spans.size(), std::size_t(1));
        QCOMPARE(spans[0].lastRow, 4);
        folds.setFolded({1}, true);
        QCOMPARE(shownText(apply(folds, screen)), QStringLiteral("$ cmd1|[4]"));
    }

    void outputWithoutALineEndIsNotLost()
    {
        TestScreen screen({20, 6});
        const LineId prompt = screen.print(U"$ fails");
        const LineId shared = screen.print(U"oops$ true"); // the next prompt stands behind the output
        Block &failed = screen.addBlock(prompt, prompt + 1, shared);
        failed.end.cell = 4;
        failed.exitCode = 1;
        const BlockId id = failed.id;
        Block &next = screen.addBlock(shared, shared + 1, shared + 1);
        next.promptStart.cell = 4;
        waitAtPrompt(screen);
        Folds folds;
        folds.setFailuresOnly(true);
        QCOMPARE(shownText(apply(folds, screen)), QStringLiteral("$ fails|oops$ true"));
        folds.setFailuresOnly(false);
        folds.setFolded(id, true);
        QCOMPARE(shownText(apply(folds, screen)).count(QLatin1Char('|')), 2); // that row is the next prompt's too: nothing to fold
    }

    void nothingFailed()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 3, 0);
        Folds folds;
        folds.setFailuresOnly(true);
        const ShownRows rows = apply(folds, screen);
        QCOMPARE(rows.count(), std::size_t(0));
        QCOMPARE(rows.lastTop(), std::size_t(0));
        QCOMPARE(rows.placeOf(3), std::size_t(0));
        Viewport view;
        view.show(rows);
        view.scrollBy(rows, -3);
        QVERIFY(view.isAtBottom());
    }

    void theAlternateScreenIsWhole()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 3, 0);
        screen.screen.alternate = true;
        Folds folds;
        folds.setFolded({1}, true);
        folds.setFailuresOnly(true);
        QCOMPARE(apply(folds, screen).count(), std::size_t(4));
    }

    // What is found once and carried from frame to frame agrees with what a fresh look finds.
    void foldsStayOnTheirOutput()
    {
        std::mt19937 random(7); // NOLINT: the same every time
        const auto below = [&](int limit) { return int(random() % unsigned(limit)); };
        for (int round = 0; round < 40; ++round) {
            TestScreen screen({12, 5});
            Folds kept;
            std::set<BlockId> folded;
            int number = 0;
            bool failuresOnly = false;
            for (int step = 0; step < 60; ++step) {
                switch (below(6)) {
                case 0:
                case 1:
                case 2: run(screen, ++number, below(9), below(3) == 0 ? 1 : 0); break;
                case 3: {
                    screen.forgetHistory(std::size_t(below(12)));
                    const auto first = screen.frame()->screen->history->firstLine();
                    std::erase_if(screen.blocks, [first](const Block &b) { return b.end.line < first; });
                    break;
                }
                case 4:
                    if (!screen.blocks.empty()) {
                        const BlockId id = screen.blocks[std::size_t(below(int(screen.blocks.size())))].id;
                        kept.setFolded(id, !folded.contains(id));
                        folded.contains(id) ? void(folded.erase(id)) : void(folded.insert(id));
                    }
                    break;
                case 5: kept.setFailuresOnly(failuresOnly = !failuresOnly); break;
                }
                const ShownRows rows = apply(kept, screen);
                check(rows);
                Folds fresh;
                fresh.setFailuresOnly(failuresOnly);
                for (const BlockId id : folded)
                    fresh.setFolded(id, true);
                const QStringList carried = shownText(rows).split(QLatin1Char('|')), anew = shownText(apply(fresh, screen)).split(QLatin1Char('|'));
                const auto differs = std::mismatch(carried.begin(), carried.end(), anew.begin(), anew.end());
                const auto at = [](const QStringList &list, auto where) { return where == list.end() ? QString() : *where; };
                QVERIFY2(carried == anew, qPrintable(QStringLiteral("step %1: %2 / %3").arg(step).arg(at(carried, differs.first), at(anew, differs.second))));
            }
        }
    }

    void theViewStaysWhileOutputIsFoldedAndUnfolded()
    {
        TestScreen screen({20, 4});
        run(screen, 1, 10, 0);
        run(screen, 2, 10, 0);
        Folds folds;
        Viewport view;
        ShownRows rows = apply(folds, screen);
        view.show(rows);
        view.scrollTo(rows, 14); // in the second output
        const auto text = [&] { return rows.document().row(*rows.rowAt(view.top()))->trimmedText(); };
        QCOMPARE(text(), std::string("out2.2"));
        folds.setFolded({1}, true);
        view.show(rows = apply(folds, screen));
        QCOMPARE(text(), std::string("out2.2"));
        QCOMPARE(view.top(), std::size_t(5));
        folds.setFolded({2}, true);
        view.show(rows = apply(folds, screen));
        QCOMPARE(rows.count(), std::size_t(4));
        QVERIFY(view.isAtBottom()); // all of it is in view
        folds.unfoldAll();
        view.show(rows = apply(folds, screen));
        QVERIFY(view.isAtBottom());
    }

    void manyFoldsAreCheapToKeep()
    {
        TestScreen screen({20, 4});
        Folds folds;
        for (int i = 1; i <= 2000; ++i) {
            run(screen, i, 2, 0);
            folds.setFolded({std::uint64_t(i)}, true);
        }
        const ShownRows rows = apply(folds, screen);
        check(rows);
        QCOMPARE(rows.count(), std::size_t(2 * 2000));
    }

    void asMarkdown()
    {
        Block block;
        block.state = Block::State::Finished;
        block.command = "npm test";
        block.exitCode = 0;
        QCOMPARE(blockAsMarkdown(block, QStringLiteral("ok")), QStringLiteral("```console\n$ npm test\nok\n```\n"));
        QCOMPARE(blockAsMarkdown(block, {}), QStringLiteral("```console\n$ npm test\n```\n"));
        block.exitCode = 2;
        block.duration = std::chrono::milliseconds(6200);
        QCOMPARE(blockAsMarkdown(block, QStringLiteral("a ````` b")),
                 QStringLiteral("``````console\n$ npm test\na ````` b\n``````\nExit code 2 after 6.2 s\n"));
    }

    void statesInWords()
    {
        Block block;
        QCOMPARE(spokenState(block), QString());
        block.state = Block::State::Running;
        QCOMPARE(spokenState(block), QStringLiteral("running"));
        block.state = Block::State::Finished;
        block.duration = std::chrono::milliseconds(40);
        QCOMPARE(spokenState(block), QStringLiteral("ended, exit code unknown, 0.04 s"));
        block.exitCode = 0;
        QCOMPARE(spokenState(block), QStringLiteral("succeeded, 0.04 s"));
        block.exitCode = 3;
        QCOMPARE(spokenState(block), QStringLiteral("failed, exit 3, 0.04 s"));
    }
};

BERTH_TEST(FoldsTest)
#include "folds_test.moc"
