// The volumes of an engine: who uses them, how large they are, make, look at, remove. GUI thread.
#pragma once
#include "ui/desk/list_page.h"
#include "ui/desk/volume_rows.h"

namespace ui::desk {

class VolumesPage : public ListPage
{
    Q_OBJECT
public:
    explicit VolumesPage(core::engine::Engine &engine, QWidget *parent = nullptr);
    void create(const QString &name); // empty: the engine chooses one

protected:
    core::engine::OperationPtr fetch() override;
    std::vector<TableRow> rows() const override;
    void choose() override;
    void emptyAction() override { askCreate(); }

private:
    const core::engine::Volume *current() const;
    std::vector<const core::engine::Container *> users(const core::engine::Volume &volume) const;
    void measure();
    void askCreate();
    void askRemove();
    void inspect();

    std::vector<core::engine::Volume> m_volumes;
    VolumeSizes m_sizes;
    EngineCall m_measuring;
    QPushButton *m_measure = nullptr;
};

} // namespace ui::desk
