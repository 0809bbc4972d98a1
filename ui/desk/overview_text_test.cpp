#include "ui/desk/overview_text.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace ui::desk;
using namespace core::engine;

namespace {

Mount bind(const std::string &source)
{
    return {Mount::Type::Bind, {}, source, "/x", true};
}

Container with(const std::string &id, Mount mount)
{
    Container container;
    container.id = id;
    container.name = id;
    container.mounts = {std::move(mount)};
    return container;
}

} // namespace

class OverviewTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ports()
    {
        QCOMPARE(portUrl({"", 8080, 80, "tcp"}, "unix:///run/docker.sock"), QStringLiteral("http://localhost:8080"));
        QCOMPARE(portUrl({"0.0.0.0", 8443, 443, "tcp"}, "ssh://me@lab:22"), QStringLiteral("https://lab:8443"));
        QCOMPARE(portUrl({"127.0.0.1", 9229, 9229, "tcp"}, "unix:///x"), QStringLiteral("http://127.0.0.1:9229"));
        QCOMPARE(portUrl({"::1", 80, 80, "tcp"}, "unix:///x"), QStringLiteral("http://[::1]:80"));
        QCOMPARE(portUrl({"", 53, 53, "udp"}, "unix:///x"), QString());
        QCOMPARE(portUrl({"", 0, 80, "tcp"}, "unix:///x"), QString());
    }

    void whatIsMountedFromTheHostIsCalledWhatIsKnownOfIt()
    {
        ContainerDetails details;
        details.mounts = {bind("/var/run/docker.sock"), bind("/srv/data")};
        QString said;
        for (const Section &section : overviewOf(details, {}, {}, "unix:///x")) {
            for (const Fact &fact : section.facts) {
                for (const auto &piece : fact.value)
                    said += piece.text;
            }
        }
        QVERIFY2(said.contains(QStringLiteral("docker.sock · host socket")) && said.contains(QStringLiteral("/srv/data · from the host")), qPrintable(said));
    }

    void stoppingNamesTheTimeOfTheContainer()
    {
        ContainerDetails details;
        const auto said = [&](std::optional<int> timeout) {
            details.stopTimeout = timeout;
            return stoppingText(&details);
        };
        QCOMPARE(said(std::nullopt), QStringLiteral("Stopping; its program has 10 s to end…"));
        QCOMPARE(said(3), QStringLiteral("Stopping; its program has 3 s to end…"));
        QCOMPARE(said(90), QStringLiteral("Stopping; its program has 90 s to end…"));
        QCOMPARE(said(0), QStringLiteral("Stopping…"));
        QCOMPARE(said(-1), QStringLiteral("Stopping; its program has as long as it needs to end…"));
        QCOMPARE(stoppingText(nullptr), QStringLiteral("Stopping…"));
    }

    void whoElseUsesAFolder()
    {
        const std::vector<Container> all{with("same", bind("/home/me/shop")), with("below", bind("/home/me/shop/src")), with("above", bind("/home")), with("beside", bind("/home/me/shopping")),
                                         with("none", bind("")), with("self", bind("/home/me/shop"))};
        std::vector<std::string> names;
        for (const Container *other : othersUsing(bind("/home/me/shop"), "self", all))
            names.push_back(other->name);
        QCOMPARE(names, (std::vector<std::string>{"same", "below", "above"}));
    }

    void whoElseUsesAVolume()
    {
        const auto volume = [](const std::string &name) { return Mount{Mount::Type::Volume, name, "/v/" + name, "/x", true}; };
        const std::vector<Container> all{with("same", volume("data")), with("other", volume("data2")), with("folder", bind("/v/data"))};
        QCOMPARE(othersUsing(volume("data"), "self", all).size(), std::size_t(1));
        QVERIFY(othersUsing(volume(""), "self", all).empty());
    }

    void reach()
    {
        QCOMPARE(reachExplained({}, {}).size(), std::size_t(1));
        QVERIFY(reachExplained({}, {}).front().startsWith(QStringLiteral("Nothing of the host")));
        Reach all;
        all.engineSocket = all.privileged = all.hostNetwork = all.hostPid = true;
        all.writableHostMounts = 1;
        const auto said = reachExplained(all, {bind("/srv/data"), bind("/var/run/docker.sock")});
        QCOMPARE(said.size(), std::size_t(5));
        QVERIFY(said.back().contains(QStringLiteral("/srv/data")));
        QVERIFY(!said.back().contains(QStringLiteral("docker.sock"))); // said already
        all.through = {"web"};
        all.writableHostMounts = 2;
        const auto shared = reachExplained(all, {bind("/srv/data")});
        QVERIFY(shared.at(shared.size() - 2).contains(QStringLiteral("/srv/data")) && shared.back().contains(QStringLiteral("whose processes it shares")));
    }

    void hostileTextIsOneLine()
    {
        ContainerDetails details;
        details.image = "a\nb";
        details.command = {"x\x1b]0;y\x07"};
        for (const Section &section : overviewOf(details, {}, {}, "unix:///x")) {
            for (const Fact &fact : section.facts) {
                for (const FactPart &part : fact.value)
                    QVERIFY(!part.text.contains(QLatin1Char('\n')) && !part.text.contains(QChar(0x1b)));
            }
        }
    }
};

BERTH_TEST(OverviewTextTest)
#include "overview_text_test.moc"
