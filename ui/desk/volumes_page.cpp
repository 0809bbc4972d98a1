#include "ui/desk/volumes_page.h"

#include "core/engine/disk.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/details_dialog.h"
#include "ui/desk/text_dialog.h"
#include "ui/theme/confirm_dialog.h"

#include <QPushButton>
#include <algorithm>

namespace ui::desk {

using namespace core::engine;
using core::base::Result;

VolumesPage::VolumesPage(Engine &engine, QWidget *parent)
    : ListPage(engine, Stored::Volumes,
               {tr("Volumes"), QStringLiteral("database"), tr("Looking for volumes"), tr("The volumes could not be listed"), tr("No volume yet"),
                tr("A volume keeps data that is to survive its container: a database, uploads, a workspace."), tr("Create a volume…")},
               volumeColumns(), parent)
{
    m_measure = addTool("measure", tr("Measure sizes"), [this] { measure(); });
    m_measure->setToolTip(tr("The engine walks its disk for it, which can take a while"));
    addTool("create", tr("Create…"), [this] { askCreate(); });
    addRowAction("inspect", tr("Inspect"), Kind::Plain, [this] { inspect(); });
    addRowAction("remove", tr("Remove…"), Kind::Danger, [this] { askRemove(); });
    connect(&table(), &TableView::enterPressed, this, &VolumesPage::inspect);
    connect(&table(), &TableView::removeRequested, this, &VolumesPage::askRemove);
}

OperationPtr VolumesPage::fetch()
{
    auto take = m_list.begin<std::vector<Volume>>([this](Result<std::vector<Volume>> volumes) {
        if (volumes)
            m_volumes = *std::move(volumes);
        took(volumes ? nullptr : &volumes.error());
    });
    VolumeStore *const store = engine() ? engine()->volumeStore() : nullptr;
    return store ? store->list(std::move(take)) : nullptr;
}

std::vector<TableRow> VolumesPage::rows() const
{
    return volumeRows(m_volumes, engine() ? engine()->containers() : std::vector<Container>{}, m_sizes, std::chrono::system_clock::now());
}

const Volume *VolumesPage::current() const
{
    const auto found = std::ranges::find(m_volumes, table().currentKey().toStdString(), &Volume::name);
    return found == m_volumes.end() ? nullptr : &*found;
}

std::vector<const Container *> VolumesPage::users(const Volume &volume) const
{
    return engine() ? usersOfVolume(engine()->containers(), volume.name) : std::vector<const Container *>{};
}

void VolumesPage::choose()
{
    const Volume *const volume = current();
    setChosen(volume ? volumeTitle(*volume) : QString());
    m_measure->setEnabled(m_measure->isEnabled() && !m_measuring.isBusy());
    m_measure->setText(m_measuring.isBusy() ? tr("Measuring…") : tr("Measure sizes"));
}

void VolumesPage::measure()
{
    Disk *const disk = engine() ? engine()->disk() : nullptr;
    if (!disk)
        return;
    m_measuring.keep(disk->usage(m_measuring.begin<DiskUsage>([this](Result<DiskUsage> usage) {
        if (usage)
            m_sizes = volumeSizes(*usage);
        else
            job().fail(tr("The sizes could not be measured: %1").arg(QString::fromStdString(usage.error().message)));
        showRows();
        showPossible();
    })));
    showPossible();
}

void VolumesPage::create(const QString &name)
{
    VolumeStore *const store = engine() ? engine()->volumeStore() : nullptr;
    if (!store || isBusy())
        return;
    VolumeSpec spec;
    spec.name = name.toStdString();
    runJob<Volume>(tr("Creating a volume"), tr("Cancelled. The engine may have made it already."),
                   [store, spec](const OnProgress &, Done<Volume> done) { return store->create(spec, std::move(done)); },
                   [](const Result<Volume> &volume) { return tr("%1 is there.").arg(volumeTitle(*volume)); });
}

void VolumesPage::askCreate()
{
    auto *const dialog = new TextDialog(tr("Create a volume"), tr("Containers have it by its name. Without one the engine chooses it."), tr("Create"),
                                        [](const QString &name) { return name.isEmpty() ? QString() : nameProblem(name); }, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setText({}, tr("shop_data"));
    connect(dialog, &QDialog::accepted, this, [this, dialog] { create(dialog->text()); });
    dialog->open();
}

void VolumesPage::askRemove()
{
    const Volume *const volume = current();
    if (!volume || isBusy())
        return;
    const auto usedBy = users(*volume);
    auto *const question = new theme::ConfirmDialog(tr("Remove %1?").arg(volumeTitle(*volume)), volumeLoss(*volume, m_sizes, usedBy), tr("Remove volume and its files"),
                                                    tr("Keep it"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setPossible(usedBy.empty());
    connect(question, &QDialog::accepted, this, [this, name = volume->name, title = volumeTitle(*volume)] {
        VolumeStore *const store = engine() ? engine()->volumeStore() : nullptr;
        if (!store || isBusy())
            return;
        runJob<void>(tr("Removing %1").arg(title), tr("Cancelled. The engine may have removed it already."),
                     [store, name](const OnProgress &, Done<void> done) { return store->remove(name, std::move(done)); },
                     [title](const Result<void> &) { return tr("%1 was removed.").arg(title); });
    });
    question->open();
}

void VolumesPage::inspect()
{
    const Volume *const volume = current();
    if (!volume)
        return;
    auto *const dialog = new DetailsDialog(volumeTitle(*volume), volumeDetails(*volume, users(*volume)), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace ui::desk
