#include "core/engine/network_users.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/volume_rows.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QStringList>

namespace ui::desk {

using namespace core::engine;

namespace {

struct SayNetworks
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::Networks)
};

QString joinedWords(const std::vector<std::string> &words)
{
    QStringList out;
    for (const std::string &word : words) {
        if (!word.empty())
            out << oneLine(word, 60);
    }
    return out.join(QStringLiteral(", "));
}

QString traits(const Network &network)
{
    QStringList words;
    if (network.isBuiltIn())
        words << SayNetworks::tr("built in");
    if (network.internal)
        words << SayNetworks::tr("internal");
    if (network.ipv6)
        words << SayNetworks::tr("IPv6");
    return words.join(QStringLiteral(", "));
}

} // namespace

std::vector<TableColumn> networkColumns()
{
    return {{SayNetworks::tr("Name"), 180}, {SayNetworks::tr("Driver"), 92, false, false, 2}, {SayNetworks::tr("Subnet"), 160, false, true}, {SayNetworks::tr("Members"), 200, false, false, 1},
            {SayNetworks::tr("Kind"), 130, false, false, 3}};
}

std::vector<TableRow> networkRows(const std::vector<Network> &networks, const std::vector<Container> &containers)
{
    using theme::Role;
    std::vector<TableRow> rows;
    for (const Network &network : networks) {
        const auto users = usersOfNetwork(containers, network);
        rows.push_back({QString::fromStdString(network.id.empty() ? network.name : network.id),
                        {{oneLine(network.name), {}, network.isBuiltIn() ? Role::Dim : Role::Text, QString::fromStdString(network.id)},
                         {oneLine(network.driver, 40), {}, Role::Dim},
                         {joinedWords(network.subnets), {}, Role::Text, SayNetworks::tr("%1, gateway %2").arg(joinedWords(network.subnets), joinedWords(network.gateways))},
                         {users.empty() ? SayNetworks::tr("none") : namesOf(users), -int(users.size()), Role::Dim, namesOf(users, 50)},
                         {traits(network), {}, Role::Dim}}});
    }
    return rows;
}

QString networkLoss(const Network &network, const std::vector<const Container *> &users)
{
    if (network.isBuiltIn())
        return SayNetworks::tr("It comes with the engine and cannot be removed.");
    if (!users.empty())
        return SayNetworks::tr("%1 are on it. The engine keeps a network as long as a container runs on it; stopped ones could not start again without it.").arg(namesOf(users, 5));
    return SayNetworks::tr("No container is on it. Its addresses are free again.");
}

QString subnetProblem(const QString &subnet)
{
    if (subnet.isEmpty())
        return {};
    const auto parsed = QHostAddress::parseSubnet(subnet);
    if (!subnet.contains(QLatin1Char('/')) || parsed.second < 0)
        return SayNetworks::tr("That is not a subnet. It looks like 10.1.2.0/24.");
    QHostAddress given(subnet.section(QLatin1Char('/'), 0, 0));
    if (given != parsed.first)
        return SayNetworks::tr("The subnet of that address is %1/%2.").arg(parsed.first.toString()).arg(parsed.second);
    return {};
}

} // namespace ui::desk
