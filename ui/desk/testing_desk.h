// An engine with a small shop's containers, for tests and pictures of these windows: the real client over a socket, the
// answers scripted.
#pragma once
#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "core/engine/tar_writer.h"

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
    bool hasWorker = true;

    core::engine::Engine &engine()
    {
        if (!m_engine) {
            core::engine::Dialect dialect;
            dialect.apiPath = "/v1.41";
            core::engine::Timings timings = core::engine::fastTimings();
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
    void removeWorker()
    {
        hasWorker = false;
        event("destroy", kWorker);
    }
    void dropEngine() { m_engine.reset(); }

    core::engine::ScriptedEngine server;

private:
    void event(const QByteArray &action, const QByteArray &id = kApi)
    {
        server.send(core::engine::ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"" + id + "\",\"Attributes\":{}}}\n"));
    }
    QByteArray list() const
    {
        QByteArray out = "[";
        if (hasApi)
            out += R"({"Id":")" + kApi + R"(","Names":["/shop-api"],"Image":"shop/api:dev","ImageID":"sha256:0123456789abcdef","State":")" + apiState
                + R"x(","Status":"Up 3 minutes (healthy)","Created":1764300000,"Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"api"},)x"
                  R"("Ports":[{"IP":"0.0.0.0","PrivatePort":8080,"PublicPort":8080,"Type":"tcp"}]},)";
        out += R"({"Id":")" + kDb + R"(","Names":["/shop-db"],"Image":"postgres:15","State":"running","Status":"Up 3 minutes","Created":1764300000,)"
            R"("Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"db"}})";
        if (!hasWorker)
            return out + ']';
        out += R"(,{"Id":")" + kWorker + R"(","Names":["/shop-worker"],"Image":"shop/api:dev","State":"exited","Status":"Exited (137) 4 minutes ago","Created":1764300000,)"
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

// A frame of the engine's log stream: which stream (1 output, 2 error), then length, then bytes.
inline QByteArray frame(int stream, const QByteArray &bytes)
{
    QByteArray head(8, '\0');
    head[0] = char(stream);
    for (int i = 0; i < 4; ++i)
        head[4 + i] = char(bytes.size() >> (8 * (3 - i)));
    return head + bytes;
}

// Two folders and some files, read as archives, as of a container that does not run or has no find(1).
inline void addFiles(Desk &desk)
{
    using core::engine::ScriptedEngine;
    static const std::string kText = "# Shop\n\nThe cart service. Start it with `npm start`.\n";
    static const std::string kBinary = std::string("\x7f" "ELF\0\1\2", 7);
    const auto stat = [](const QByteArray &name, quint64 mode, std::size_t size) {
        const QByteArray json = R"({"name":")" + name + R"(","size":)" + QByteArray::number(qulonglong(size)) + R"(,"mode":)" + QByteArray::number(qulonglong(mode)) + R"(,"mtime":"2025-11-28T08:00:00Z","linkTarget":""})";
        return "X-Docker-Container-Path-Stat: " + json.toBase64() + "\r\n";
    };
    const auto answer = [](const QByteArray &head, const QByteArray &body) {
        return Desk::Answer{"HTTP/1.1 200 OK\r\n" + head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body};
    };
    const auto file = [stat, answer](const QByteArray &name, const std::string &content) {
        return [=](const QByteArray &request) {
            core::engine::TarWriter tar;
            tar.file(name.toStdString(), content);
            return answer(stat(name, 0644, content.size()), request.startsWith("HEAD") ? QByteArray() : QByteArray::fromStdString(std::move(tar).finish()));
        };
    };
    const auto folder = [stat, answer](const QByteArray &name, auto fill) {
        return [=](const QByteArray &request) {
            core::engine::TarWriter tar;
            tar.directory("./");
            fill(tar);
            return answer(stat(name, (1ull << 31) | 0755, 0), request.startsWith("HEAD") ? QByteArray() : QByteArray::fromStdString(std::move(tar).finish()));
        };
    };
    const auto add = [&desk](const QByteArray &path, auto make) { desk.special.push_back({kApi + "/archive?path=" + QByteArray::fromStdString(core::engine::percentEncoded(path.toStdString())), make}); };
    desk.special.push_back({"/exec", [](const QByteArray &) { return Desk::Answer{ScriptedEngine::status(409, R"({"message":"it does not run"})")}; }});
    add("/srv/app/README.md", file("README.md", kText));
    add("/srv/app/server", file("server", kBinary));
    add("/srv/app/src", folder("src", [](core::engine::TarWriter &tar) {
            tar.file("./cart.ts", "export {};\n");
            tar.file("./odd \xff name", "x");
        }));
    add("/srv/app", folder("app", [](core::engine::TarWriter &tar) {
            tar.directory("./src");
            tar.directory("./node_modules");
            tar.file("./README.md", kText);
            tar.file("./package.json", std::string(1800, '{'));
            tar.file("./server", kBinary, 0755);
            tar.symlink("./latest", "src");
        }));
}

// Something to read in the logs of all three.
inline void addLogs(Desk &desk)
{
    using core::engine::ScriptedEngine;
    const auto line = [](int ms, const QByteArray &words) {
        return "2025-11-28T08:01:" + QByteArray::number(100 + ms / 1000 % 60).mid(1) + '.' + QByteArray::number(1000 + ms % 1000).mid(1) + "000000Z " + words + '\n';
    };
    QByteArray api, db, worker;
    for (int i = 0; i < 14; ++i) {
        const int ms = i * 2900;
        api += frame(1, line(ms, "\x1b[32mGET\x1b[0m /cart/" + QByteArray::number(100 + i * 7) + " \x1b[1m200\x1b[0m \x1b[2m" + QByteArray::number(3 + i * 5 % 11) + " ms\x1b[0m"));
        if (i % 5 == 2)
            api += frame(2, line(ms + 400, "\x1b[31mError\x1b[0m: connect ECONNREFUSED 172.18.0.3:5432"))
                + frame(2, line(ms + 401, "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1494:16)"));
        if (i % 4 == 1)
            api += frame(1, line(ms + 900, "\x1b[33mWARN\x1b[0m cart of user 42 is empty \xe2\x80\x94 skipped"));
        db += frame(2, line(ms + 1300, "LOG:  checkpoint complete: wrote " + QByteArray::number(i * 31 % 90) + " buffers (0.3%)"));
        if (i % 3 == 0)
            worker += frame(1, line(ms + 700, "job cart-cleanup " + QByteArray::number(i) + " done"));
    }
    for (const auto &[id, log] : {std::pair(kApi, api), std::pair(kDb, db), std::pair(kWorker, worker)}) {
        desk.special.push_back({id + "/logs?follow=0", [log = log](const QByteArray &) { return Desk::Answer{ScriptedEngine::ok(log)}; }});
        desk.special.push_back({id + "/logs?follow=1", [](const QByteArray &) { return Desk::Answer{ScriptedEngine::openStream(), false}; }});
    }
}

} // namespace ui::desk::testing
