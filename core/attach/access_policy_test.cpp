#include "core/attach/access_policy.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::attach;

namespace {
HttpRequest request(std::vector<std::pair<std::string, std::string>> headers, std::string path = "/", std::string method = "GET")
{
    return {std::move(method), std::move(path), {}, std::move(headers)};
}

HttpRequest upgrade(const std::string &host, const std::string &origin)
{
    HttpRequest r = request({{"host", host}, {"connection", "Upgrade"}, {"upgrade", "WebSocket"}, {"sec-websocket-key", "x"}, {"sec-websocket-version", "13"}}, "/ws");
    if (!origin.empty())
        r.headers.emplace_back("origin", origin);
    return r;
}
} // namespace

class AccessPolicyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hostsAreExact()
    {
        const AccessPolicy policy(7000, {"berth.lan:7000"}, {});
        for (const char *good : {"127.0.0.1:7000", "[::1]:7000", "localhost:7000", "LOCALHOST:7000", "berth.lan:7000"})
            QVERIFY2(policy.hostAllowed(request({{"host", good}})), good);
        for (const char *bad : {"127.0.0.1", "127.0.0.1:7001", "localhost", "evil.example:7000", "localhost:7000.evil.example", "127.0.0.1:7000 ", "",
                                "localhost.:7000", "berth.lan", "0.0.0.0:7000", "xlocalhost:7000"})
            QVERIFY2(!policy.hostAllowed(request({{"host", bad}})), bad);
        QVERIFY(!policy.hostAllowed(request({})));
        QVERIFY(!policy.hostAllowed(request({{"host", "localhost:7000"}, {"host", "localhost:7000"}})));
    }

    void originsAreExact()
    {
        const AccessPolicy policy(7000, {"berth.lan:7000"}, {"https://berth.lan"});
        for (const char *good : {"http://127.0.0.1:7000", "http://[::1]:7000", "http://localhost:7000", "https://berth.lan"})
            QVERIFY2(policy.originAllowed(request({{"origin", good}})), good);
        for (const char *bad : {"null", "http://localhost:3000", "https://localhost:7000", "http://localhost:7000/", "http://evil.example", "HTTP://localhost:7000",
                                "http://berth.lan:7000", "https://berth.lan.evil.example", "http://localhost:7000, http://evil.example"})
            QVERIFY2(!policy.originAllowed(request({{"origin", bad}})), bad);
        QVERIFY(!policy.originAllowed(request({})));
    }

    void portEightyNeedsNoPort()
    {
        QVERIFY(AccessPolicy(80, {}, {}).hostAllowed(request({{"host", "localhost"}})));
        QVERIFY(AccessPolicy(80, {}, {}).originAllowed(request({{"origin", "http://localhost"}})));
    }

    void decides()
    {
        const AccessPolicy policy(7000, {}, {});
        const std::string host = "127.0.0.1:7000", origin = "http://127.0.0.1:7000";
        QCOMPARE(policy.decide(request({{"host", host}})), 200);
        QCOMPARE(policy.decide(request({{"host", host}}, "/", "HEAD")), 200);
        QCOMPARE(policy.decide(request({{"host", host}}, "/", "POST")), 405);
        QCOMPARE(policy.decide(request({{"host", "evil.example"}}, "/", "POST")), 421);
        QCOMPARE(policy.decide(upgrade(host, origin)), 101);
        QCOMPARE(policy.decide(upgrade(host, "http://evil.example")), 403);
        QCOMPARE(policy.decide(upgrade(host, {})), 403);
        QCOMPARE(policy.decide(upgrade("rebound.example:7000", origin)), 421);
        QCOMPARE(policy.decide(request({{"host", host}, {"origin", origin}}, "/ws")), 426);
        HttpRequest old = upgrade(host, origin);
        old.headers[4].second = "8";
        QCOMPARE(policy.decide(old), 426);
    }
};

BERTH_TEST(AccessPolicyTest)
#include "access_policy_test.moc"
