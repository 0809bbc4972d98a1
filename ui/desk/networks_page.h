// The networks of an engine: who is on them, make, remove. GUI thread.
#pragma once
#include "core/engine/network_store.h"
#include "ui/desk/list_page.h"

namespace ui::desk {

class NetworksPage : public ListPage
{
    Q_OBJECT
public:
    explicit NetworksPage(core::engine::Engine &engine, QWidget *parent = nullptr);
    void create(const core::engine::NetworkSpec &spec);

protected:
    core::engine::OperationPtr fetch() override;
    std::vector<TableRow> rows() const override;
    void choose() override;
    void emptyAction() override { askCreate(); }

private:
    const core::engine::Network *current() const;
    void askCreate();
    void askRemove();

    std::vector<core::engine::Network> m_networks;
};

} // namespace ui::desk
