#include "tests/support/test_main.h"

#include "core/engine/podman_conf.h"

#include <QTest>

using namespace core::engine;

class PodmanConfTest : public QObject
{
    Q_OBJECT
    static constexpr std::uint64_t kPlenty = 1u << 20;

private Q_SLOTS:
    void ordinaryMachinesKeepTheDefaults()
    {
        QCOMPARE(podmanConf({true, true, false, true, kPlenty, kPlenty}), "");
        QCOMPARE(podmanConf({false, false, true, true, 10, 10}), ""); // rootless
    }
    void hybridCgroupsNeedRunc()
    {
        QVERIFY(podmanConf({true, true, true, true, kPlenty, kPlenty}).find("runtime = \"runc\"") != std::string::npos);
        QVERIFY(podmanConf({true, true, true, false, kPlenty, kPlenty}).empty());
    }
    void withoutSystemdCgroupsAreFiles()
    {
        QVERIFY(podmanConf({true, false, false, true, kPlenty, kPlenty}).find("cgroup_manager = \"cgroupfs\"") != std::string::npos);
    }
    void limitsAreThoseWeMaySet()
    {
        const std::string conf = podmanConf({true, true, false, true, 20000, kPlenty});
        QVERIFY(conf.find("\"nofile=20000:20000\", \"nproc=1048576:1048576\"") != std::string::npos);
    }
};

BERTH_TEST(PodmanConfTest)
#include "podman_conf_test.moc"
