#include "core/agent/chat_chunk.h"
#include "core/agent/sse_parser.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::agent;

class SseParserTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anySplitGivesTheSameEvents()
    {
        const std::string stream = "\xEF\xBB\xBF: comment\nevent: x\ndata: one\n\ndata:two\r\ndata:  three\r\n\r\ndata\r\rid: 7\n\n\ndata: \xC3\xA4\n\ndata: not ended\n";
        const std::vector<std::string> expected{"one", "two\n three", "", "\xC3\xA4"};
        QCOMPARE(SseParser(1000).feed(stream), expected);
        for (std::size_t a = 0; a <= stream.size(); ++a) {
            for (std::size_t b = a; b <= stream.size(); ++b) {
                SseParser parser(1000);
                std::vector<std::string> events;
                for (const std::string_view part : {std::string_view(stream).substr(0, a), std::string_view(stream).substr(a, b - a), std::string_view(stream).substr(b)})
                    for (std::string &event : parser.feed(part))
                        events.push_back(std::move(event));
                QCOMPARE(events, expected);
            }
        }
    }

    void aLineWithoutEndIsBounded()
    {
        SseParser parser(64);
        QVERIFY(parser.feed(std::string(64, 'x')).empty());
        QVERIFY(!parser.overflowed());
        QVERIFY(parser.feed("x").empty());
        QVERIFY(parser.overflowed());
        QVERIFY(parser.feed("\n\ndata: a\n\n").empty());
    }

    void manyDataLinesAreBounded()
    {
        SseParser parser(64);
        for (int i = 0; i < 100; ++i)
            QVERIFY(parser.feed("data: 0123456789\n").empty());
        QVERIFY(parser.overflowed());
    }

    void chunksAreRead()
    {
        const auto chunk = parseChatChunk(R"({"id":"x","choices":[{"delta":{"role":"assistant","content":"Hal\u00e4"},"finish_reason":null}],"new":{}})");
        QVERIFY(chunk);
        QCOMPARE(chunk->text, std::string("Hal\xC3\xA4"));
        QVERIFY(!chunk->done);
        const auto last = parseChatChunk(R"({"choices":[{"delta":{},"finish_reason":"length"}]})");
        QVERIFY(last && last->done && last->truncated);
        const auto usage = parseChatChunk(R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}})");
        QVERIFY(usage);
        QCOMPARE(usage->inputTokens, std::optional<int>(12));
        QCOMPARE(usage->outputTokens, std::optional<int>(3));
        QVERIFY(parseChatChunk("[DONE]")->done);
        QCOMPARE(parseChatChunk(R"({"error":{"message":"no memory"}})")->error, std::string("no memory"));
        QCOMPARE(parseChatChunk(R"({"error":"plain"})")->error, std::string("plain"));
    }

    void nonsenseIsNoChunk()
    {
        for (const char *text : {"", "x", "[]", "{}", "{\"choices\":", "null", "{\"hello\":1}"})
            QVERIFY2(!parseChatChunk(text), text);
        const auto odd = parseChatChunk(R"({"choices":[{"delta":{"content":7},"finish_reason":7}],"usage":{"prompt_tokens":-1e99}})");
        QVERIFY(odd);
        QVERIFY(odd->text.empty());
        QCOMPARE(odd->inputTokens, std::optional<int>(0));
    }
};
BERTH_TEST(SseParserTest)
#include "sse_parser_test.moc"
