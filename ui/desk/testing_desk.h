// An engine with a small shop's containers, for tests and pictures of these windows: the real client over a socket, the
// answers scripted.
#pragma once
#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"

#include <QTest>
#include <map>

namespace ui::desk::testing {

inline const QByteArray kApi = QByteArray(64, 'a'), kDb = QByteArray(64, 'b'), kWorker = QByteArray(64, 'c');

class Desk
{
public:
    using Answer = core::engine::ScriptedEngine::Answer;

    Desk() : server([this](const QByteArray &request) { return answer(request); }) {}

    // Answers that differ from the usual: the first whose key is in the request.
    std::vector<std::pair<QByteArray, std::function<Answer(const QByteArray &)>>> special;
    QByteArray apiState = "running";
    bool hasApi = true;

    core::engine::Engine &engine()
    {
        if (!m_engine) {
            core::engine::Dialect dialect;
            dialect.apiPath = "/v1.41";
            core::engine::Timings timings = core::engine::fastTimings();
            timings.quick = timings.list = timings.change = timings.probe = std::chrono::seconds(20); // a busy machine is no fault
            timings.heartbeat = std::chrono::minutes(10);
            m_engine = std::make_unique<core::engine::SocketEngine>("docker:/run/shop.sock", server.endpoint(), dialect, timings);
        }
        return *m_engine;
    }
    bool waitUntilListed()
    {
        return QTest::qWaitFor([this] {
            const auto *const api = engine().find("shop-api");
            return api && !api->mounts.empty();
        });
    }
    void changeState(const QByteArray &state) // and tells the events' stream
    {
        apiState = state;
        event(state == "running" ? "start" : "die");
    }
    void removeApi()
    {
        hasApi = false;
        event("destroy");
    }
    void dropEngine() { m_engine.reset(); }

    core::engine::ScriptedEngine server;

private:
    void event(const QByteArray &action)
    {
        server.send(core::engine::ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"" + kApi + "\",\"Attributes\":{}}}\n"));
    }
    QByteArray list() const
    {
        QByteArray out = "[";
        if (hasApi)
            out += R"({"Id":")" + kApi + R"(","Names":["/shop-api"],"Image":"shop/api:dev","ImageID":"sha256:0123456789abcdef","State":")" + apiState
                + R"x(","Status":"Up 3 minutes (healthy)","Created":1764300000,"Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"api"},)x"
                  R"("Ports":[{"IP":"0.0.0.0","PrivatePort":8080,"PublicPort":8080,"Type":"tcp"}]},)";
        out += R"({"Id":")" + kDb + R"(","Names":["/shop-db"],"Image":"postgres:15","State":"running","Status":"Up 3 minutes","Created":1764300000,)"
            R"("Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"db"}},)";
        out += R"({"Id":")" + kWorker + R"(","Names":["/shop-worker"],"Image":"shop/api:dev","State":"exited","Status":"Exited (137) 4 minutes ago","Created":1764300000,)"
            R"("Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"worker"}}])";
        return out;
    }
    QByteArray apiDetails() const
    {
        const bool running = apiState == "running";
        return R"({"Id":")" + kApi + R"(","Name":"/shop-api","Created":"2025-11-28T03:20:00Z","Image":"sha256:0123456789abcdef0123","RestartCount":2,"State":{"Status":")" + apiState
            + R"(","StartedAt":"2025-11-28T08:01:12Z","FinishedAt":")" + (running ? "0001-01-01T00:00:00Z" : "2025-11-28T09:00:00Z") + R"(","ExitCode":)" + (running ? "0" : "137")
            + R"(,"OOMKilled":false,"Health":{"Status":"healthy","Log":[{"Output":"HTTP/1.1 200 OK\n"}]}},)"
              R"("Config":{"Image":"shop/api:dev","Entrypoint":["docker-entrypoint.sh"],"Cmd":["node","server.js","--name","two words"],"WorkingDir":"/srv/app","User":"app","Tty":false,)"
              R"("Env":["NODE_ENV=production","DB_PASSWORD=hunter2secret","GITHUB_TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyz12"],)"
              R"("Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"api","com.docker.compose.container-number":"1",)"
              R"("com.docker.compose.project.working_dir":"/home/me/shop","com.docker.compose.project.config_files":"/home/me/shop/compose.yaml"}},)"
              R"("HostConfig":{"NetworkMode":"shop_default","Memory":536870912,"NanoCpus":1500000000,"RestartPolicy":{"Name":"unless-stopped"},)"
              R"("PortBindings":{"8080/tcp":[{"HostIp":"","HostPort":"8080"}],"9229/tcp":[{"HostIp":"127.0.0.1","HostPort":"9229"}]}},)"
              R"("Mounts":[{"Type":"volume","Name":"shop_cache","Source":"/var/lib/docker/volumes/shop_cache/_data","Destination":"/cache","RW":true},)"
              R"({"Type":"bind","Source":"/home/me/shop/src","Destination":"/srv/app/src","RW":true},)"
              R"({"Type":"bind","Source":"/var/run/docker.sock","Destination":"/var/run/docker.sock","RW":true}],)"
              R"("NetworkSettings":{"Ports":{)" + (running ? R"("8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":"8080"}],"9229/tcp":[{"HostIp":"127.0.0.1","HostPort":"9229"}])" : "")
            + R"(},"Networks":{"shop_default":{"IPAddress":")" + (running ? "172.18.0.4" : "") + R"(","Gateway":"172.18.0.1","Aliases":["api","aaaaaaaaaaaa"]}}}})";
    }
    static QByteArray otherDetails(const QByteArray &id, const QByteArray &mounts)
    {
        return R"({"Id":")" + id + R"(","Name":"/other","State":{"Status":"running"},"Config":{},"HostConfig":{},"Mounts":[)" + mounts + "]}";
    }
    Answer answer(const QByteArray &request)
    {
        using core::engine::ScriptedEngine;
        for (const auto &[key, make] : special) {
            if (request.contains(key))
                return make(request);
        }
        if (request.contains("/events"))
            return {ScriptedEngine::openStream(), false};
        if (request.contains("/containers/json"))
            return {ScriptedEngine::ok(list())};
        if (request.contains("/containers/" + kApi + "/json"))
            return hasApi ? Answer{ScriptedEngine::ok(apiDetails())} : Answer{ScriptedEngine::status(404, R"({"message":"No such container"})")};
        if (request.contains("/containers/" + kDb + "/json"))
            return {ScriptedEngine::ok(otherDetails(kDb, {}))};
        if (request.contains("/containers/" + kWorker + "/json"))
            return {ScriptedEngine::ok(otherDetails(kWorker, R"({"Type":"volume","Name":"shop_cache","Destination":"/cache","RW":true},{"Type":"bind","Source":"/home/me/shop","Destination":"/work","RW":false})"))};
        if (request.contains("/_ping"))
            return {ScriptedEngine::ok("OK")};
        return {ScriptedEngine::status(404, R"({"message":"page not found"})")};
    }

    std::unique_ptr<core::engine::SocketEngine> m_engine;
};

} // namespace ui::desk::testing
