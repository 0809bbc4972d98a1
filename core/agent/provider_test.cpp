#include "core/agent/provider.h"
#include "core/agent/testing/endpoint.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimer>
#include <optional>

using namespace core::agent;
using namespace core::agent::testing;
using namespace std::chrono_literals;

namespace {

struct Asked // one question and what became of it
{
    std::unique_ptr<Provider> provider;
    std::unique_ptr<Request> request;
    std::string text;
    int chunks = 0;
    std::optional<Ended> ended;
    int ends = 0;

    explicit Asked(ProviderConfig config) : provider(makeOpenAiProvider(std::move(config)))
    {
        request = provider->ask({"Be brief.", "Why?"}, [this](const std::string &more) { text += more, ++chunks; },
                                [this](const Ended &end) {
                                    ended = end;
                                    ++ends;
                                    request.reset();
                                });
    }
};

ProviderConfig configFor(const Endpoint &endpoint)
{
    return {.baseUrl = endpoint.baseUrl(), .model = "tiny", .apiKey = "sk-secret", .maxOutputTokens = 64, .silence = 20s};
}

void write(QTcpSocket &socket, const QByteArray &bytes)
{
    socket.write(bytes);
    socket.disconnectFromHost();
}

} // namespace

class ProviderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void streamsAnAnswer()
    {
        Endpoint endpoint([](QTcpSocket &s) { write(s, streamHead() + textEvent("Because ") + textEvent("\"so\" ä.\n") + endOfStream(21, 5)); });
        Asked asked(configFor(endpoint));
        QVERIFY(!asked.ended);
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::Complete);
        QCOMPARE(asked.text, std::string("Because \"so\" ä.\n"));
        QCOMPARE(asked.ended->inputTokens, 21);
        QCOMPARE(asked.ended->outputTokens, 5);

        QCOMPARE(endpoint.requests().size(), std::size_t(1));
        const QByteArray head = endpoint.requests()[0].head;
        QVERIFY(head.startsWith("POST /v1/chat/completions HTTP/1.1"));
        QVERIFY(head.toLower().contains("authorization: bearer sk-secret")); // Qt 6.8 writes names in lower case
        const QJsonObject body = QJsonDocument::fromJson(endpoint.requests()[0].body).object();
        QCOMPARE(body[QLatin1String("model")].toString(), QStringLiteral("tiny"));
        QCOMPARE(body[QLatin1String("stream")].toBool(), true);
        QCOMPARE(body[QLatin1String("max_tokens")].toInt(), 64);
        QCOMPARE(body[QLatin1String("messages")].toArray().size(), 2);
        QVERIFY(!endpoint.requests()[0].body.contains("sk-secret"));
    }

    void everyByteMayComeAlone()
    {
        const QByteArray answer = streamHead() + ": hello\r\n\r\n" + textEvent("a") + textEvent("ä\u202e") + endOfStream(1, 2);
        Endpoint endpoint([&](QTcpSocket &s) {
            auto *timer = new QTimer(&s);
            QObject::connect(timer, &QTimer::timeout, &s, [&s, &answer, at = 0]() mutable {
                if (at == answer.size())
                    return s.disconnectFromHost();
                s.write(answer.constData() + at++, 1);
                s.flush();
            });
            timer->start(0);
        });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY_WITH_TIMEOUT(asked.ended, 20'000);
        QCOMPARE(asked.ended->reason, Ended::Reason::Complete);
        QCOMPARE(asked.text, std::string("aä\u202e"));
        QCOMPARE(asked.chunks, 2);
    }

    void aServerThatDoesNotStreamIsUnderstood()
    {
        Endpoint endpoint([](QTcpSocket &s) {
            write(s, wholeAnswer(200, "application/json", R"({"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}})"));
        });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::Complete);
        QCOMPARE(asked.text, std::string("whole"));
    }

    void errorsBecomeSentences_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("401") << 401 << QByteArray(R"({"error":{"message":"bad key"}})") << QByteArray("provider.key") << QByteArray("bad key");
        QTest::newRow("403") << 403 << QByteArray("nope") << QByteArray("provider.key") << QByteArray("HTTP 403");
        QTest::newRow("404") << 404 << QByteArray() << QByteArray("provider.not_found") << QByteArray("'tiny'");
        QTest::newRow("400") << 400 << QByteArray(R"({"error":"too long"})") << QByteArray("provider.rejected") << QByteArray("too long");
        QTest::newRow("429") << 429 << QByteArray() << QByteArray("provider.busy") << QByteArray("later");
        QTest::newRow("500") << 500 << QByteArray("<html>") << QByteArray("provider.server") << QByteArray("HTTP 500");
        QTest::newRow("redirect") << 302 << QByteArray() << QByteArray("provider.rejected") << QByteArray("HTTP 302");
        QTest::newRow("garbage") << 200 << QByteArray("<html>hello") << QByteArray("provider.nonsense") << QByteArray("not a chat completion");
        QTest::newRow("long words") << 500 << QByteArray("{\"error\":\"" + QByteArray(100'000, 'x') + "\"}") << QByteArray("provider.server") << QByteArray("xxx");
    }
    void errorsBecomeSentences()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, words);
        Endpoint endpoint([=](QTcpSocket &s) { write(s, wholeAnswer(status, "application/json", body)); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::Failed);
        QCOMPARE(QByteArray::fromStdString(asked.ended->errorCode), code);
        const QByteArray message = QByteArray::fromStdString(asked.ended->message);
        QVERIFY2(message.contains(words), message.constData());
        QVERIFY(message.size() < 600);
        QVERIFY(!message.contains("sk-secret"));
        QVERIFY(asked.text.empty());
        QCOMPARE(asked.ends, 1);
    }

    void anErrorInsideTheStreamFails()
    {
        Endpoint endpoint([](QTcpSocket &s) { write(s, streamHead() + textEvent("begin") + "data: {\"error\":{\"message\":\"out of memory\"}}\n\n"); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::Failed);
        QVERIFY(asked.ended->message.find("out of memory") != std::string::npos);
        QCOMPARE(asked.text, std::string("begin"));
    }

    void garbageInTheStreamFails()
    {
        Endpoint endpoint([](QTcpSocket &s) { write(s, streamHead() + "data: {{{\n\n"); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.nonsense"));
    }

    void aServerThatHangsIsGivenUp()
    {
        Endpoint endpoint([](QTcpSocket &) {});
        ProviderConfig config = configFor(endpoint);
        config.silence = 200ms;
        Asked asked(config);
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.timeout"));
        QTRY_COMPARE(endpoint.open(), 0); // and the connection is gone
    }

    void aServerThatStopsInTheMiddleIsCutOff()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("begin")); });
        ProviderConfig config = configFor(endpoint);
        config.silence = 300ms;
        Asked asked(config);
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::CutOff);
        QCOMPARE(asked.text, std::string("begin"));
    }

    void keepAlivesAreNoAnswer()
    {
        Endpoint endpoint([](QTcpSocket &s) {
            s.write(streamHead());
            auto *timer = new QTimer(&s);
            QObject::connect(timer, &QTimer::timeout, &s, [&s] { s.write(": still here\n\n"); });
            timer->start(20);
        });
        ProviderConfig config = configFor(endpoint);
        config.silence = 300ms;
        Asked asked(config);
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.timeout"));
    }

    void aConnectionThatBreaksIsCutOff()
    {
        Endpoint endpoint([](QTcpSocket &s) { write(s, streamHead() + textEvent("begin")); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::CutOff);
    }

    void aModelThatNeverEndsIsCutOffByBudget()
    {
        Endpoint endpoint([](QTcpSocket &s) {
            s.write(streamHead());
            auto *timer = new QTimer(&s);
            QObject::connect(timer, &QTimer::timeout, &s, [&s] {
                if (s.bytesToWrite() < 1'000'000)
                    s.write(textEvent("and so on ").repeated(100));
            });
            timer->start(0);
        });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::CutOff);
        QVERIFY(asked.text.size() <= 4096);
        QTRY_COMPARE(endpoint.open(), 0);
    }

    void anEventThatNeverEndsIsCutOff()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + "data: " + QByteArray(2'000'000, 'x')); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.nonsense"));
    }

    void theModelsOwnLimitIsCutOff()
    {
        Endpoint endpoint([](QTcpSocket &s) { write(s, streamHead() + textEvent("a") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n"); });
        Asked asked(configFor(endpoint));
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->reason, Ended::Reason::CutOff);
    }

    void destroyingARequestAbortsIt()
    {
        Endpoint endpoint([](QTcpSocket &s) { s.write(streamHead() + textEvent("begin")); });
        Asked asked(configFor(endpoint));
        QTRY_COMPARE(asked.text, std::string("begin"));
        asked.request.reset();
        QTRY_COMPARE(endpoint.open(), 0);
        QCOMPARE(asked.ends, 0);
    }

    void nobodyThere()
    {
        QTcpServer unused;
        QVERIFY(unused.listen(QHostAddress::LocalHost));
        const std::string url = "http://127.0.0.1:" + std::to_string(unused.serverPort()) + "/v1/";
        unused.close();
        Asked asked({.baseUrl = url, .model = "tiny", .apiKey = {}});
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.unreachable"));
    }

    void aKeyDoesNotTravelUnencrypted()
    {
        Asked asked({.baseUrl = "http://192.0.2.1/v1", .model = "tiny", .apiKey = "sk-secret"});
        QVERIFY(!asked.ended); // never before ask() has returned
        QTRY_VERIFY(asked.ended);
        QCOMPARE(asked.ended->errorCode, std::string("provider.insecure"));
    }

    void notAnAddress()
    {
        for (const char *url : {"", "ftp://x/", "localhost:11434", "http://"}) {
            Asked asked({.baseUrl = url, .model = "tiny", .apiKey = {}});
            QTRY_VERIFY(asked.ended);
            QCOMPARE(asked.ended->errorCode, std::string("provider.unreachable"));
        }
    }
};
BERTH_TEST(ProviderTest)
#include "provider_test.moc"
