#include "ui/desk/networks_page.h"

#include "core/engine/network_users.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/network_dialog.h"
#include "ui/desk/volume_rows.h"
#include "ui/theme/confirm_dialog.h"

#include <algorithm>

namespace ui::desk {

using namespace core::engine;
using core::base::Result;

NetworksPage::NetworksPage(Engine &engine, QWidget *parent)
    : ListPage(engine, Stored::Networks,
               {tr("Networks"), QStringLiteral("network"), tr("Looking for networks"), tr("The networks could not be listed"), tr("No network"),
                tr("Containers on one network reach each other by name."), tr("Create a network…")},
               networkColumns(), parent)
{
    addTool("create", tr("Create…"), [this] { askCreate(); });
    addRowAction("remove", tr("Remove…"), Kind::Danger, [this] { askRemove(); });
    connect(&table(), &TableView::removeRequested, this, &NetworksPage::askRemove);
}

OperationPtr NetworksPage::fetch()
{
    auto take = m_list.begin<std::vector<Network>>([this](Result<std::vector<Network>> networks) {
        if (networks)
            m_networks = *std::move(networks);
        took(networks ? nullptr : &networks.error());
    });
    NetworkStore *const store = engine() ? engine()->networkStore() : nullptr;
    return store ? store->list(std::move(take)) : nullptr;
}

std::vector<TableRow> NetworksPage::rows() const
{
    return networkRows(m_networks, engine() ? engine()->containers() : std::vector<Container>{});
}

const Network *NetworksPage::current() const
{
    const std::string key = table().currentKey().toStdString();
    const auto found = std::ranges::find_if(m_networks, [&](const Network &network) { return (network.id.empty() ? network.name : network.id) == key; });
    return found == m_networks.end() ? nullptr : &*found;
}

void NetworksPage::choose()
{
    const Network *const network = current();
    setChosen(network ? oneLine(network->name) : QString());
}

void NetworksPage::create(const NetworkSpec &spec)
{
    NetworkStore *const store = engine() ? engine()->networkStore() : nullptr;
    if (!store || isBusy())
        return;
    const QString name = QString::fromStdString(spec.name);
    runJob<std::string>(tr("Creating %1").arg(name), tr("Cancelled. The engine may have made it already."),
                        [store, spec](const OnProgress &, Done<std::string> done) { return store->create(spec, std::move(done)); },
                        [name](const Result<std::string> &) { return tr("%1 is there.").arg(name); });
}

void NetworksPage::askCreate()
{
    auto *const dialog = new NetworkDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { create(dialog->spec()); });
    dialog->open();
}

void NetworksPage::askRemove()
{
    const Network *const network = current();
    if (!network || isBusy() || !engine())
        return;
    const auto users = usersOfNetwork(engine()->containers(), *network);
    const bool runs = std::ranges::any_of(users, [](const Container *user) { return user->isRunning(); });
    const QString name = oneLine(network->name);
    auto *const question = new theme::ConfirmDialog(tr("Remove %1?").arg(name), networkLoss(*network, users), tr("Remove network"), tr("Keep it"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setPossible(!network->isBuiltIn() && !runs);
    connect(question, &QDialog::accepted, this, [this, id = network->id.empty() ? network->name : network->id, name] {
        NetworkStore *const store = engine() ? engine()->networkStore() : nullptr;
        if (!store || isBusy())
            return;
        runJob<void>(tr("Removing %1").arg(name), tr("Cancelled. The engine may have removed it already."),
                     [store, id](const OnProgress &, Done<void> done) { return store->remove(id, std::move(done)); },
                     [name](const Result<void> &) { return tr("%1 was removed.").arg(name); });
    });
    question->open();
}

} // namespace ui::desk
