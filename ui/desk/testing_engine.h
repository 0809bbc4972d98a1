// An engine for the desk's tests and pictures, behind a real socket: images, two containers, volumes, networks.
#pragma once
#include "core/engine/discovery.h"
#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"

#include <QDateTime>

namespace ui::desk::testing {

using core::engine::ScriptedEngine;

inline QByteArray hex(char digit)
{
    return QByteArray(64, digit);
}

inline QByteArray imagesJson()
{
    const QByteArray now = QByteArray::number(QDateTime::currentSecsSinceEpoch());
    const QByteArray week = QByteArray::number(QDateTime::currentSecsSinceEpoch() - 7 * 86400);
    return "[{\"Id\":\"sha256:" + hex('a') + "\",\"RepoTags\":[\"shop/api:dev\",\"registry.example.com:5000/shop/api:2.4.0\"],\"Size\":312000000,\"Created\":" + now
        + "},{\"Id\":\"sha256:" + hex('b') + "\",\"RepoTags\":[\"debian:12\"],\"Size\":117000000,\"Created\":" + week
        + "},{\"Id\":\"sha256:" + hex('c') + "\",\"RepoTags\":[],\"Size\":45100000,\"Created\":" + week + "}]";
}

inline QByteArray containersJson()
{
    return "[{\"Id\":\"" + hex('1') + "\",\"Names\":[\"/shop-api-1\"],\"Image\":\"shop/api:dev\",\"ImageID\":\"sha256:" + hex('a')
        + "\",\"State\":\"running\",\"Status\":\"Up 3 minutes\",\"Labels\":{\"com.docker.compose.project\":\"shop\"},\"Ports\":[{\"IP\":\"0.0.0.0\",\"PrivatePort\":80,\"PublicPort\":8080,\"Type\":\"tcp\"}],"
          "\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"shop_data\",\"Destination\":\"/data\",\"RW\":true}],\"NetworkSettings\":{\"Networks\":{\"shop_default\":{}}}},"
          "{\"Id\":\"" + hex('2') + "\",\"Names\":[\"/scratch\"],\"Image\":\"shop/api:dev\",\"ImageID\":\"sha256:" + hex('a')
        + "\",\"State\":\"exited\",\"Status\":\"Exited (0) 2 days ago\",\"NetworkSettings\":{\"Networks\":{\"bridge\":{}}}}]";
}

inline QByteArray historyJson()
{
    return "[{\"Id\":\"sha256:" + hex('a') + "\",\"Created\":1764000000,\"CreatedBy\":\"/bin/sh -c #(nop)  CMD [\\\"node\\\" \\\"server.js\\\"]\",\"Size\":0,\"Tags\":[\"shop/api:dev\"]},"
           "{\"Id\":\"<missing>\",\"Created\":1764000000,\"CreatedBy\":\"/bin/sh -c npm ci --omit=dev\",\"Size\":195000000},"
           "{\"Id\":\"<missing>\",\"Created\":1763000000,\"CreatedBy\":\"/bin/sh -c #(nop) ADD file:8a1f in /\",\"Size\":117000000}]";
}

inline QByteArray volumesJson()
{
    return "{\"Volumes\":[{\"Name\":\"shop_data\",\"Driver\":\"local\",\"Mountpoint\":\"/var/lib/docker/volumes/shop_data/_data\",\"CreatedAt\":\"2025-11-20T10:00:00Z\","
           "\"Labels\":{\"com.docker.compose.project\":\"shop\"},\"Options\":null},"
           "{\"Name\":\"old_uploads\",\"Driver\":\"local\",\"Mountpoint\":\"/var/lib/docker/volumes/old_uploads/_data\",\"CreatedAt\":\"2025-03-02T10:00:00Z\"},"
           "{\"Name\":\"" + hex('d') + "\",\"Driver\":\"local\",\"Mountpoint\":\"/x\",\"CreatedAt\":\"2025-11-02T10:00:00Z\"}]}";
}

inline QByteArray networksJson()
{
    return "[{\"Id\":\"" + hex('5') + "\",\"Name\":\"bridge\",\"Driver\":\"bridge\",\"IPAM\":{\"Config\":[{\"Subnet\":\"172.17.0.0/16\",\"Gateway\":\"172.17.0.1\"}]}},"
           "{\"Id\":\"" + hex('6') + "\",\"Name\":\"shop_default\",\"Driver\":\"bridge\",\"IPAM\":{\"Config\":[{\"Subnet\":\"172.18.0.0/16\",\"Gateway\":\"172.18.0.1\"}]}},"
           "{\"Id\":\"" + hex('7') + "\",\"Name\":\"lab_back\",\"Driver\":\"bridge\",\"Internal\":true,\"IPAM\":{\"Config\":[{\"Subnet\":\"10.9.0.0/24\"}]}},"
           "{\"Id\":\"" + hex('8') + "\",\"Name\":\"host\",\"Driver\":\"host\",\"IPAM\":{}}]";
}

inline QByteArray diskJson()
{
    return "{\"LayersSize\":474100000,\"Images\":[{\"Id\":\"sha256:" + hex('a') + "\",\"RepoTags\":[\"shop/api:dev\"],\"Size\":312000000,\"SharedSize\":117000000,\"Containers\":2,\"Created\":1764000000},"
           "{\"Id\":\"sha256:" + hex('b') + "\",\"RepoTags\":[\"debian:12\"],\"Size\":117000000,\"SharedSize\":0,\"Containers\":0,\"Created\":1763000000},"
           "{\"Id\":\"sha256:" + hex('c') + "\",\"RepoTags\":[\"<none>:<none>\"],\"Size\":45100000,\"SharedSize\":0,\"Containers\":0,\"Created\":1763000000}],"
           "\"Containers\":[{\"Id\":\"" + hex('1') + "\",\"Names\":[\"/shop-api-1\"],\"ImageID\":\"sha256:" + hex('a') + "\",\"SizeRw\":12000,\"State\":\"running\"},"
           "{\"Id\":\"" + hex('2') + "\",\"Names\":[\"/scratch\"],\"ImageID\":\"sha256:" + hex('a') + "\",\"SizeRw\":9100000,\"State\":\"exited\",\"Created\":1764000000}],"
           "\"Volumes\":[{\"Name\":\"shop_data\",\"UsageData\":{\"Size\":210000000,\"RefCount\":1}},{\"Name\":\"old_uploads\",\"UsageData\":{\"Size\":1400000000,\"RefCount\":0}},"
           "{\"Name\":\"" + hex('d') + "\",\"UsageData\":{\"Size\":800000,\"RefCount\":0}}],"
           "\"BuildCache\":[{\"ID\":\"kx7\",\"Description\":\"RUN npm ci\",\"Size\":88000000,\"InUse\":false}]}";
}

// What is not named is answered here; a test's own script goes first.
inline ScriptedEngine::Answer desk(const QByteArray &request)
{
    if (request.contains("/events"))
        return {ScriptedEngine::openStream(), false};
    if (request.contains("/containers/json"))
        return {ScriptedEngine::ok(containersJson())};
    if (request.contains("/images/json"))
        return {ScriptedEngine::ok(imagesJson())};
    if (request.contains("/history"))
        return {ScriptedEngine::ok(historyJson())};
    if (request.contains("/system/df"))
        return {ScriptedEngine::ok(diskJson())};
    if (request.contains("/volumes/create"))
        return {ScriptedEngine::ok(R"({"Name":"made","Driver":"local"})")};
    if (request.contains("/networks/create"))
        return {ScriptedEngine::ok(R"({"Id":"made"})")};
    if (request.startsWith("GET") && request.contains("/volumes"))
        return {ScriptedEngine::ok(volumesJson())};
    if (request.startsWith("GET") && request.contains("/networks"))
        return {ScriptedEngine::ok(networksJson())};
    if (request.startsWith("DELETE") || request.contains("/tag?"))
        return {ScriptedEngine::ok("[]")};
    return core::engine::wellBehaved(request);
}

class DeskEngine
{
public:
    explicit DeskEngine(ScriptedEngine::Script script = desk) : server(std::move(script)), engine("docker:/desk", server.endpoint(), core::engine::dockerDialect(), timings()) {}

    ScriptedEngine server;
    core::engine::SocketEngine engine;

private:
    static core::engine::Timings timings()
    {
        core::engine::Timings timings;
        timings.coalesce = std::chrono::milliseconds(5);
        return timings;
    }
};

class OneEngine : public core::engine::Registry
{
public:
    explicit OneEngine(core::engine::Engine &engine) : m_engine(engine) {}
    void discover() override {}
    std::vector<core::engine::Engine *> engines() const override { return {&m_engine}; }
    const std::vector<core::engine::Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return false; }

private:
    core::engine::Engine &m_engine;
    std::vector<core::engine::Candidate> m_failed;
};

} // namespace ui::desk::testing
