#include "core/host/sidecar.h"

#include "core/engine/api_json.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::host;

class SidecarTest : public QObject
{
    Q_OBJECT

    static Neighbour neighbour(const std::string &hostConfig, const std::vector<engine::Container> &all, const std::string &user = "1000")
    {
        return neighbourOf(engine::detailsIn(R"({"Id":"x","Name":"/web","State":{"Pid":42},"Config":{"User":")" + user + R"("},"HostConfig":{)" + hostConfig + "}}", engine::Raw::Leave).value(), all);
    }
    static engine::Container other(bool isInspected)
    {
        engine::Container container;
        container.id = container.name = "other";
        container.isInspected = isInspected;
        return container;
    }
    static constexpr auto kRights = R"("CapDrop":["ALL"],"CapAdd":["CHOWN"],"SecurityOpt":["no-new-privileges"])";

private Q_SLOTS:
    void rights_data()
    {
        QTest::addColumn<QByteArray>("modes");
        QTest::addColumn<bool>("isInspected");
        QTest::addColumn<bool>("isAmongContainers");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("its own") << QByteArray("") << true << true << QByteArray("/proc/1/root");
        QTest::newRow("another's") << QByteArray(R"("PidMode":"container:other",)") << true << true << QByteArray("another container");
        QTest::newRow("the host's") << QByteArray(R"("PidMode":"host",)") << true << false << QByteArray("processes are the host's");
        QTest::newRow("by a path") << QByteArray(R"("PidMode":"ns:/proc/1/ns/pid",)") << true << false << QByteArray("processes are the host's");
        QTest::newRow("not inspected yet") << QByteArray(R"("PidMode":"container:other",)") << false << false << QByteArray("is not known");
        QTest::newRow("gone") << QByteArray(R"("PidMode":"container:gone",)") << true << false << QByteArray("is not known");
        QTest::newRow("a network that is gone") << QByteArray(R"("NetworkMode":"container:gone",)") << true << true << QByteArray("/proc/1/root");
    }
    // Among the host's processes, or nobody knows whose, it may do what the other one may, and no more.
    void rights()
    {
        QFETCH(QByteArray, modes);
        QFETCH(bool, isInspected);
        QFETCH(bool, isAmongContainers);
        QFETCH(QByteArray, says);
        const Neighbour beside = neighbour(modes.toStdString() + kRights, {other(isInspected)});
        const engine::CreateSpec spec = sidecarWish(other(true), beside).spec;
        using Words = std::vector<std::string>;
        QVERIFY(spec.capAdd == (isAmongContainers ? Words{"SYS_PTRACE"} : Words{"CHOWN"}));
        QVERIFY(spec.capDrop == (isAmongContainers ? Words{} : Words{"ALL"}));
        QVERIFY(spec.securityOptions == (isAmongContainers ? Words{} : Words{"no-new-privileges"}));
        QCOMPARE(spec.user, std::string(isAmongContainers ? "" : "1000"));
        const std::string greeting = sidecarGreeting(beside, 120);
        QVERIFY2(greeting.find(says.toStdString()) != std::string::npos, greeting.c_str());
        QVERIFY2(greeting.find("network is the host's") == std::string::npos, greeting.c_str());
    }

    // With SYS_PTRACE it would be as mighty as any of the processes that it sees.
    void noRightsOverAPrivilegedOnesProcesses()
    {
        engine::Container mighty = other(true), mate = other(true);
        mighty.state = mate.state = "running";
        mighty.ownReach.privileged = true;
        QVERIFY(neighbour(R"("PidMode":"container:other")", {mighty}).amongMightier);
        QVERIFY(sidecarWish(mate, neighbour(R"("PidMode":"container:other")", {mighty})).spec.capAdd.empty());
        QVERIFY(!neighbour(R"("PidMode":"container:other")", {mate}).amongMightier);
        QVERIFY(!neighbour("", {mighty}).amongMightier); // it is among its own
        mighty.sharedWith.processes = "x"; // it has joined the neighbour's
        QVERIFY(neighbour("", {mighty}).amongMightier);
        mighty.isInspected = false; // nobody knows what it has joined
        QVERIFY(neighbour("", {mighty}).amongMightier);
        mighty.state = "exited";
        QVERIFY(!neighbour("", {mighty}).amongMightier);
    }

    void aUserOfTheOthersImageIsNobody()
    {
        for (const auto &[user, here] : {std::pair{"", ""}, {"root", "root"}, {"0", "0"}, {"7:8", "7:8"}, {"web", "65534:65534"}, {"7:web", "65534:65534"}})
            QCOMPARE(sidecarWish(other(true), neighbour(R"("PidMode":"host")", {}, user)).spec.user, std::string(here));
    }

    void theNetworkIsTheHostsOnlyByTheNetwork()
    {
        engine::Container wide = other(true);
        wide.ownReach.hostNetwork = true;
        QVERIFY(!neighbour(R"("PidMode":"container:other")", {wide}).hostNetwork);
        QVERIFY(neighbour(R"("NetworkMode":"container:other")", {wide}).hostNetwork);
        QVERIFY(neighbour(R"("NetworkMode":"host")", {}).hostNetwork);
    }
};

BERTH_TEST(SidecarTest)
#include "sidecar_test.moc"
