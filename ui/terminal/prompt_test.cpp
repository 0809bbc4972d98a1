// What a frame tells of the prompt, and how text takes the place of what is typed there.
#include "tests/support/test_main.h"
#include "ui/terminal/prompt.h"
#include "ui/terminal/terminal_fixture.h"

using namespace ui::terminal;
using namespace core::session;
using core::shell::Block;

namespace {

constexpr std::uint32_t kPromptCells = 2; // "$ "

// One row per 40 cells, the prompt's block on the first, the cursor at the end.
SessionFrame promptWith(const std::u32string &typed)
{
    TestScreen screen(kGrid);
    screen.print(U"output");
    const auto line = screen.print(U"$ " + typed);
    Block &block = screen.addBlock(line, line, line);
    block.state = Block::State::Prompt;
    block.trusted = true;
    block.commandStart = {line, kPromptCells};
    SessionFrame frame = *screen.frame();
    frame.blocksOn = true;
    auto shown = std::make_shared<core::vt::Frame>(*frame.screen);
    const auto cells = int(typed.size() + kPromptCells);
    for (int row = 0; row < kGrid.rows; ++row) {
        if (shown->rows[std::size_t(row)]->line == line && int(shown->rows[std::size_t(row)]->firstCell) <= cells)
            shown->cursor = {row, cells - int(shown->rows[std::size_t(row)]->firstCell), true, false, {}};
    }
    frame.screen = shown;
    return frame;
}

} // namespace

class PromptTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void waitsIsBusyOrIsNotKnown()
    {
        SessionFrame frame = promptWith(U"");
        QVERIFY(promptState(frame) == PromptState::Waiting);
        frame.blocksOn = false;
        QVERIFY(promptState(frame) == PromptState::Unknown);
        frame.commandRunning = true;
        QVERIFY(promptState(frame) == PromptState::Busy);
        frame = promptWith(U"");
        auto editor = std::make_shared<core::vt::Frame>(*frame.screen);
        editor->alternate = true;
        frame.screen = editor;
        QVERIFY(promptState(frame) == PromptState::Busy);
    }

    void whatIsTypedIsReadUpToTheCursor()
    {
        QCOMPARE(typedAtPrompt(promptWith(U"")), QString());
        QCOMPARE(typedAtPrompt(promptWith(U"git st")), QStringLiteral("git st"));
        const std::u32string wraps(70, U'x');
        QCOMPARE(typedAtPrompt(promptWith(wraps)), QString(70, QLatin1Char('x')));
        SessionFrame frame = promptWith(U"git status"); // an autosuggestion behind the cursor is not typed
        auto shown = std::make_shared<core::vt::Frame>(*frame.screen);
        shown->cursor.col = int(kPromptCells) + 3;
        frame.screen = shown;
        QCOMPARE(typedAtPrompt(frame), QStringLiteral("git"));
    }

    void anUntrustedPromptIsNotRead()
    {
        SessionFrame frame = promptWith(U"git");
        Block printed = frame.blocks->back();
        printed.trusted = false;
        frame.blocks = std::make_shared<core::shell::BlockList>(core::shell::BlockList{printed});
        QCOMPARE(typedAtPrompt(frame), QString());
    }

    void insertedTextTakesThePlaceOfWhatIsTyped()
    {
        Fixture f;
        f.session->publish(std::make_shared<SessionFrame>(promptWith(U"git")));
        f.widget->replaceTyped(QStringLiteral("git status\n"));
        QCOMPARE(f.session->sent<SendKey>().size(), std::size_t(1));
        QCOMPARE(f.session->sent<SendKey>()[0].key.character, U'u');
        QCOMPARE(f.session->sent<SendKey>()[0].key.modifiers, core::vt::Ctrl);
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("git status"));
        QVERIFY(f.session->sent<Paste>()[0].runsNothing);
        f.session->posted.clear();
        f.session->publish(std::make_shared<SessionFrame>(promptWith(U"")));
        f.widget->replaceTyped(QStringLiteral("for i in 1 2\r\ndo\n\techo $i\x1b\ndone\n"));
        QVERIFY(f.session->sent<SendKey>().empty());
        QCOMPARE(f.session->sent<Paste>()[0].text, std::string("for i in 1 2\ndo\n\techo $i \ndone"));
    }
};
BERTH_TEST(PromptTest)
#include "prompt_test.moc"
