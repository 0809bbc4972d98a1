#include "core/attach/fake_session.h"
#include "core/attach/failure_limiter.h"
#include "core/attach/share_table.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::attach;
using namespace std::chrono_literals;
using core::session::Role;

class ShareTableTest : public QObject
{
    Q_OBJECT
    const core::base::WallTime m_start{1'000'000s};
    const std::shared_ptr<testing::FakeSession> m_session = std::make_shared<testing::FakeSession>();

private Q_SLOTS:
    void aTokenFindsItsShareUntilItExpires()
    {
        ShareTable table(8);
        const auto added = table.add(m_session, Role::View, m_start + 60s);
        QVERIFY(added);
        QVERIFY(added->token.size() >= 22); // 128 bits in base64
        QVERIFY(added->share.tokenHash.find(added->token) == std::string::npos);
        const auto found = table.find(added->token, m_start);
        QVERIFY(found);
        QCOMPARE(found->id, added->share.id);
        QCOMPARE(found->role, Role::View);
        QCOMPARE(table.find(added->token, m_start + 60s).error().code, std::string("attach.expired"));
    }

    void otherTokensFindNothing()
    {
        ShareTable table(8);
        const auto added = table.add(m_session, Role::View, m_start + 60s);
        for (const std::string &wrong : {std::string(), added->token + "x", added->token.substr(1), std::string(1u << 20, 'a')})
            QCOMPARE(table.find(wrong, m_start).error().code, std::string("attach.bad_token"));
    }

    void anOldLinkIsToldWhy()
    {
        ShareTable table(8);
        const auto one = table.add(m_session, Role::View, m_start + 60s);
        const auto two = table.add(m_session, Role::Operate, m_start + 10s);
        QCOMPARE(*table.nextExpiry(), m_start + 10s);
        QVERIFY(table.revoke(one->share.id));
        QVERIFY(!table.revoke(one->share.id));
        QCOMPARE(table.expire(m_start + 10s), std::vector<std::string>{two->share.id});
        QVERIFY(table.live().empty());
        QVERIFY(!table.nextExpiry());
        QCOMPARE(table.find(one->token, m_start).error().code, std::string("attach.revoked"));
        QCOMPARE(table.find(two->token, m_start).error().code, std::string("attach.expired"));
    }

    void isBounded()
    {
        ShareTable table(2);
        QVERIFY(table.add(m_session, Role::View, m_start));
        QVERIFY(table.add(m_session, Role::View, m_start));
        QCOMPARE(table.add(m_session, Role::View, m_start).error().code, std::string("attach.limit"));
    }

    void keepsNoSessionAlive()
    {
        ShareTable table(2);
        auto session = std::make_shared<testing::FakeSession>();
        const auto added = table.add(session, Role::View, m_start + 60s);
        session.reset();
        QVERIFY(table.find(added->token, m_start)->session.expired());
    }

    void failuresBlockAnAddressForAWhile()
    {
        FailureLimiter limiter(3, 2);
        const core::base::SteadyTime start{1h};
        for (int i = 0; i < 3; ++i)
            limiter.failed("a", start);
        QCOMPARE(limiter.wait("a", start).count(), 0);
        limiter.failed("a", start);
        const auto wait = limiter.wait("a", start);
        QVERIFY(wait > 0ms && wait <= 21s);
        QCOMPARE(limiter.wait("b", start).count(), 0);
        QCOMPARE(limiter.wait("a", start + wait).count(), 0);
        limiter.failed("b", start + 1s);
        limiter.failed("c", start + 2s); // "a" was seen longest ago and is forgotten
        QCOMPARE(limiter.wait("a", start + 2s).count(), 0);
    }
};

BERTH_TEST(ShareTableTest)
#include "share_table_test.moc"
