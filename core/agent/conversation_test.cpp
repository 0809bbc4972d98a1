#include "core/agent/conversation.h"
#include "core/agent/testing/endpoint.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::agent;
using namespace core::agent::testing;
namespace wire = berth::agent::v1;

namespace {

wire::ClientMessage failed(const std::string &session, std::uint64_t block, const std::string &command, int exit, const std::string &output)
{
    wire::ClientMessage message;
    message.set_trace_id("0af7651916cd43dd8448eb211c80319c");
    wire::CommandFailed *body = message.mutable_command_failed();
    body->set_session(session);
    body->set_block(block);
    body->set_command(command);
    body->set_cwd("/home/ann");
    body->set_exit_code(exit);
    body->set_output_tail(output);
    body->set_attempt(1);
    return message;
}

wire::ClientMessage result(std::uint64_t id, std::initializer_list<std::string> values)
{
    wire::ClientMessage message;
    message.mutable_probe_result()->set_id(id);
    for (const std::string &value : values)
        message.mutable_probe_result()->add_values(value);
    return message;
}

wire::ClientMessage ask(std::uint64_t id)
{
    wire::ClientMessage message;
    message.mutable_ask()->set_id(id);
    message.mutable_ask()->set_question("Why?");
    message.mutable_ask()->set_context("$ false");
    return message;
}

wire::ClientMessage hello(const std::string &url)
{
    wire::ClientMessage message;
    message.mutable_hello()->set_instance("test");
    if (!url.empty()) {
        message.mutable_hello()->mutable_provider()->set_kind("openai");
        message.mutable_hello()->mutable_provider()->set_base_url(url);
        message.mutable_hello()->mutable_provider()->set_model("tiny");
        message.mutable_hello()->mutable_provider()->set_max_output_tokens(64);
        message.mutable_hello()->mutable_provider()->set_timeout_ms(20'000);
    }
    return message;
}

struct Heard
{
    RulesEngine rules{*RuleSet::builtIn()};
    std::vector<wire::AgentMessage> messages;
    Conversation conversation{rules, [this](wire::AgentMessage message) { messages.push_back(std::move(message)); }};
    const wire::AgentMessage &last() const { return messages.back(); }
};

} // namespace

class ConversationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksForFactsAndThenHints()
    {
        Heard heard;
        heard.conversation.receive(failed("s1", 7, "gti status", 127, "bash: gti: command not found\n"));
        QVERIFY(heard.last().has_probe());
        QCOMPARE(heard.last().probe().name(), std::string("commands"));
        QCOMPARE(heard.last().probe().session(), std::string("s1"));
        heard.conversation.receive(result(heard.last().probe().id(), {"git", "ls"}));
        QVERIFY(heard.last().has_hint());
        QCOMPARE(heard.last().hint().proposed(), std::string("git status"));
        QCOMPARE(heard.last().hint().block(), std::uint64_t(7));
        QCOMPARE(heard.last().trace_id(), std::string("0af7651916cd43dd8448eb211c80319c"));
        // An answer that comes twice, or was never asked for, changes nothing.
        const std::size_t count = heard.messages.size();
        heard.conversation.receive(result(1, {"git"}));
        heard.conversation.receive(result(99, {"git"}));
        QCOMPARE(heard.messages.size(), count);
    }

    void aNewerFailureReplacesAnOlderOne()
    {
        Heard heard;
        heard.conversation.receive(failed("s1", 1, "gti", 127, "bash: gti: command not found\n"));
        const std::uint64_t old = heard.last().probe().id();
        heard.conversation.receive(failed("s1", 2, "x", 139, ""));
        QVERIFY(heard.last().has_hint());
        const std::size_t count = heard.messages.size();
        heard.conversation.receive(result(old, {"git"}));
        QCOMPARE(heard.messages.size(), count);
    }

    void waitingFailuresAreBounded()
    {
        Heard heard;
        for (int i = 0; i < 100; ++i)
            heard.conversation.receive(failed("s" + std::to_string(i), 1, "gti", 127, "bash: gti: command not found\n"));
        const std::uint64_t first = heard.messages.front().probe().id(), last = heard.last().probe().id();
        const std::size_t count = heard.messages.size();
        heard.conversation.receive(result(first, {"git"}));
        QCOMPARE(heard.messages.size(), count); // given up
        heard.conversation.receive(result(last, {"git"}));
        QVERIFY(heard.last().has_hint());
    }

    void silenceHasAReason()
    {
        Heard heard;
        heard.conversation.receive(failed("s1", 3, "grep x f", 1, ""));
        QVERIFY(heard.last().has_silent());
        QCOMPARE(heard.last().silent().block(), std::uint64_t(3));
        QVERIFY(!heard.last().silent().reason().empty());
    }

    void withoutAModelAQuestionSaysSo()
    {
        Heard heard;
        heard.conversation.receive(hello({}));
        QCOMPARE(heard.last().welcome().provider(), std::string("rules"));
        heard.conversation.receive(ask(1));
        QCOMPARE(heard.last().answer_end().reason(), wire::AnswerEnd::NO_MODEL);
    }

    void anAnswerStreamsAndEnds()
    {
        Endpoint endpoint([](QTcpSocket &s) {
            s.write(streamHead() + textEvent("Because.") + endOfStream(9, 2));
            s.disconnectFromHost();
        });
        Heard heard;
        heard.conversation.receive(hello(endpoint.baseUrl()));
        QCOMPARE(heard.last().welcome().provider(), std::string("tiny"));
        heard.conversation.receive(ask(5));
        QTRY_VERIFY(heard.last().has_answer_end());
        QCOMPARE(heard.last().answer_end().reason(), wire::AnswerEnd::COMPLETE);
        QCOMPARE(heard.last().answer_end().input_tokens(), 9u);
        QCOMPARE(heard.messages[1].answer_text().text(), std::string("Because."));
        QVERIFY(endpoint.requests()[0].body.contains("$ false"));
    }

    void aLongTextComesInPieces()
    {
        QByteArray text;
        for (int i = 0; i < 50'000; ++i)
            text += "ä漢";
        Endpoint endpoint([&](QTcpSocket &s) {
            s.write(wholeAnswer(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}]}"));
            s.disconnectFromHost();
        });
        wire::ClientMessage greeting = hello(endpoint.baseUrl());
        greeting.mutable_hello()->mutable_provider()->set_max_output_tokens(100'000);
        Heard heard;
        heard.conversation.receive(greeting);
        heard.conversation.receive(ask(5));
        QTRY_VERIFY(heard.last().has_answer_end());
        QCOMPARE(heard.last().answer_end().reason(), wire::AnswerEnd::COMPLETE);
        QByteArray received;
        for (const wire::AgentMessage &message : heard.messages) {
            const QByteArray piece = QByteArray::fromStdString(message.answer_text().text());
            QVERIFY(piece.size() <= 64 * 1024);
            QCOMPARE(QString::fromUtf8(piece).toUtf8(), piece); // whole characters: protobuf refuses others
            received += piece;
        }
        QCOMPARE(received, text);
    }

    void stopEndsTheRequest()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("a")); });
        Heard heard;
        heard.conversation.receive(hello(endpoint.baseUrl()));
        heard.conversation.receive(ask(5));
        QTRY_VERIFY(heard.last().has_answer_text());
        wire::ClientMessage stop;
        stop.mutable_stop()->set_ask_id(5);
        heard.conversation.receive(stop);
        QCOMPARE(heard.last().answer_end().reason(), wire::AnswerEnd::STOPPED);
        QTRY_COMPARE(endpoint.open(), 0);
        const std::size_t count = heard.messages.size();
        heard.conversation.receive(stop);
        QCOMPARE(heard.messages.size(), count);
    }

    void questionsAtOnceAreBounded()
    {
        Endpoint endpoint([](QTcpSocket &) {});
        Heard heard;
        heard.conversation.receive(hello(endpoint.baseUrl()));
        for (std::uint64_t id = 1; id <= 5; ++id)
            heard.conversation.receive(ask(id));
        QVERIFY(heard.last().has_answer_end());
        QCOMPARE(heard.last().answer_end().ask_id(), std::uint64_t(5));
        QCOMPARE(heard.last().answer_end().error_code(), std::string("agent.busy"));
    }

    void anUnknownMessageIsIgnored()
    {
        Heard heard;
        heard.conversation.receive(wire::ClientMessage());
        QVERIFY(heard.messages.empty());
    }
};
BERTH_TEST(ConversationTest)
#include "conversation_test.moc"
