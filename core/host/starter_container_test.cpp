// Making a container where no image is at hand, against a scripted engine. Real ones are in tests/integration/instance_test.cpp.
#include "core/host/starter_container.h"

#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTest>

using namespace core;
using namespace core::host;
using engine::ScriptedEngine;
using tests::Waiting;

namespace {

// An engine that has the image and makes the container "bbbb", which is listed when it is asked for by its id.
ScriptedEngine::Answer starting(const QByteArray &request)
{
    if (request.contains("/images/json"))
        return {ScriptedEngine::ok(R"([{"Id":"sha256:1","RepoTags":["berth/starter:latest"]}])")};
    if (request.contains("/containers/create"))
        return {ScriptedEngine::status(201, R"({"Id":"bbbb"})")};
    if (request.contains("/containers/json") && request.contains("bbbb"))
        return {ScriptedEngine::ok(R"([{"Id":"bbbb","Names":["/berth-starter"],"State":"running"}])")};
    if (request.contains("/containers/bbbb/start") || request.startsWith("DELETE"))
        return {"HTTP/1.1 204 No Content\r\n\r\n"};
    return engine::wellBehaved(request);
}

struct Making
{
    base::TaskInbox inbox{16};
    QThreadPool workers;
    QStringList said;
    Waiting<std::string> made;

    engine::OperationPtr begin(engine::Engine &engine)
    {
        return makeStarter(engine, inbox, workers, starterWish(), [this](const engine::Progress &step) { said << QString::fromStdString(step.what); }, made.done());
    }
};

} // namespace

class StarterContainerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // What the engine has been asked for it makes all the same: it is removed, and who has cancelled hears nothing of it.
    void cancelledWhileItIsCreated()
    {
        ScriptedEngine server([](const QByteArray &request) { return request.contains("/containers/create") ? ScriptedEngine::Answer{{}, false} : starting(request); });
        engine::SocketEngine engine("e", server.endpoint(), engine::dockerDialect(), engine::fastTimings());
        Making making;
        const engine::OperationPtr operation = making.begin(engine);
        QTRY_COMPARE(server.count("/containers/create"), 1);
        operation->cancel();
        QVERIFY(making.made.isDone() && !making.made.value());
        QCOMPARE(making.made.value().error().code, std::string("engine.cancelled"));
        const QStringList said = making.said;
        QCOMPARE(said.last(), QStringLiteral("Creating the container"));
        server.send(ScriptedEngine::status(201, R"({"Id":"bbbb"})"));
        QTRY_COMPARE(server.count("DELETE /v1.41/containers/bbbb"), 1);
        QCOMPARE(server.count("/start"), 0);
        QCOMPARE(making.said, said);
    }

    // Its shell is open by then.
    void whatWasHandedOverIsNotRemoved()
    {
        bool listed = false;
        ScriptedEngine server([&](const QByteArray &request) {
            return !listed && request.contains("/containers/json") ? ScriptedEngine::Answer{ScriptedEngine::ok("[]")} : starting(request);
        });
        engine::SocketEngine engine("e", server.endpoint(), engine::dockerDialect(), engine::fastTimings());
        QTRY_COMPARE(server.count("/containers/json"), 2);
        Making making;
        const engine::OperationPtr operation = making.begin(engine);
        QTRY_COMPARE(server.count("/containers/bbbb/start"), 1);
        QVERIFY(!making.made.isDone());
        listed = true;
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"start","Actor":{"ID":"bbbb"}})" "\n"));
        QVERIFY(making.made.wait() && making.made.value());
        QCOMPARE(*making.made.value(), std::string("bbbb"));
        operation->cancel();
        Waiting<std::vector<engine::Image>> after;
        engine.listImages(after.done());
        QVERIFY(after.wait() && after.value());
        QCOMPARE(server.count("DELETE"), 0);
    }
};

BERTH_TEST(StarterContainerTest)
#include "starter_container_test.moc"
