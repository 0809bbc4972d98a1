#include "ui/desk/images_page.h"

#include "core/engine/image_store.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/layers_dialog.h"
#include "ui/desk/pull_bar.h"
#include "ui/desk/text_dialog.h"
#include "ui/theme/confirm_dialog.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPushButton>

namespace ui::desk {

using namespace core::engine;
using core::base::Result;

ImagesPage::ImagesPage(Engine &engine, QWidget *parent)
    : ListPage(engine, Stored::Images,
               {tr("Images"), QStringLiteral("layers"), tr("Looking for images"), tr("The images could not be listed"), tr("No image yet"),
                tr("An image is what containers are made of. Pull one from a registry by its name, or load one from a file."), tr("Pull an image…")},
               imageColumns(), parent),
      m_pullBar(new PullBar(this))
{
    addBelowTools(m_pullBar);
    connect(m_pullBar, &PullBar::pullRequested, this, &ImagesPage::pull);
    buildTools();
    connect(&table(), &TableView::enterPressed, this, &ImagesPage::showLayers);
    connect(&table(), &TableView::removeRequested, this, &ImagesPage::askRemove);
}

void ImagesPage::buildTools()
{
    addTool("pull", tr("Pull…"), [this] { openPull(); });
    QPushButton *const load = addTool("load", tr("From a file…"), {});
    auto *const menu = new QMenu(load);
    menu->addAction(tr("Load images that were saved…"), this, &ImagesPage::askLoad);
    menu->addAction(tr("Import a root file system…"), this, &ImagesPage::askImport);
    connect(load, &QPushButton::clicked, menu, [load, menu] { menu->popup(load->mapToGlobal(QPoint(0, load->height() + 2))); });
    addRowAction("layers", tr("Layers"), Kind::Plain, [this] { showLayers(); });
    m_tag = addRowAction("tag", tr("Tag…"), Kind::Plain, [this] { askTag(); });
    m_save = addRowAction("save", tr("Save…"), Kind::Plain, [this] { askSave(); });
    addRowAction("remove", tr("Remove…"), Kind::Danger, [this] { askRemove(); });
    addRowAction("run", tr("Run…"), Kind::Primary, [this] {
        if (const auto choice = current())
            Q_EMIT runRequested(QString::fromStdString(choice->reference()));
    });
}

ImageStore *ImagesPage::store() const
{
    return engine() ? engine()->imageStore() : nullptr;
}

OperationPtr ImagesPage::fetch()
{
    auto take = m_list.begin<std::vector<Image>>([this](Result<std::vector<Image>> &&images) {
        if (images)
            m_images = *std::move(images);
        took(images ? nullptr : &images.error());
        if (images && !m_wanted.isEmpty()) {
            for (const ImageChoice &choice : imageChoices(m_images)) {
                if (isCalled(choice, m_wanted))
                    table().setCurrentKey(imageKey(choice));
            }
            m_wanted.clear();
        }
    });
    return store() ? store()->list(std::move(take)) : nullptr;
}

std::vector<TableRow> ImagesPage::rows() const
{
    return imageRows(m_images, engine() ? engine()->containers() : std::vector<Container>{}, std::chrono::system_clock::now());
}

std::optional<ImageChoice> ImagesPage::current() const
{
    const QString key = table().currentKey();
    for (ImageChoice &choice : imageChoices(m_images)) {
        if (imageKey(choice) == key)
            return std::move(choice);
    }
    return std::nullopt;
}

void ImagesPage::choose()
{
    const auto choice = current();
    setChosen(!choice ? QString() : choice->tag.empty() ? shortId(choice->id) : QString::fromStdString(choice->tag));
}

void ImagesPage::showImage(const QString &reference)
{
    m_wanted = reference;
    reload();
}

void ImagesPage::openPull()
{
    m_pullBar->open();
}

void ImagesPage::pull(const QString &reference)
{
    ImageStore *const images = store();
    if (!images || isBusy())
        return;
    table().setFocus();
    runJob<void>(tr("Pulling %1").arg(reference), tr("The pull of %1 was cancelled. Layers that had arrived may be kept by the engine.").arg(reference),
                 [images, reference](OnProgress progress, Done<void> done) { return images->pull(reference.toStdString(), std::move(progress), std::move(done)); },
                 [this, reference](const Result<void> &) {
                     m_wanted = reference;
                     return tr("%1 is here.").arg(reference);
                 });
}

void ImagesPage::load(const QString &file)
{
    ImageStore *const images = store();
    if (!images || isBusy())
        return;
    const QString name = QFileInfo(file).fileName();
    runJob<std::vector<std::string>>(
        tr("Loading %1").arg(name), tr("Loading %1 was cancelled.").arg(name),
        [images, file](OnProgress progress, Done<std::vector<std::string>> done) { return images->load(file.toStdString(), std::move(progress), std::move(done)); },
        [this, name](const Result<std::vector<std::string>> &loaded) {
            QStringList names;
            for (const std::string &each : *loaded)
                names << oneLine(each, 100);
            if (names.size() == 1)
                m_wanted = names.front();
            return names.isEmpty() ? tr("%1 was loaded.").arg(name) : tr("Loaded %1.").arg(names.join(QStringLiteral(", ")));
        });
}

void ImagesPage::import(const QString &file, const QString &reference)
{
    ImageStore *const images = store();
    if (!images || isBusy())
        return;
    runJob<void>(tr("Importing %1").arg(QFileInfo(file).fileName()), tr("The import was cancelled."),
                 [images, file, reference](OnProgress progress, Done<void> done) { return images->import(file.toStdString(), reference.toStdString(), std::move(progress), std::move(done)); },
                 [this, reference](const Result<void> &) {
                     m_wanted = reference;
                     return tr("%1 is here.").arg(reference);
                 });
}

void ImagesPage::save(const ImageChoice &choice, const QString &file)
{
    ImageStore *const images = store();
    if (!images || isBusy())
        return;
    runJob<void>(tr("Saving %1").arg(QString::fromStdString(choice.reference())), tr("Saving was cancelled. Nothing is left of the file."),
                 [images, choice, file](OnProgress progress, Done<void> done) { return images->save({choice.reference()}, file.toStdString(), std::move(progress), std::move(done)); },
                 [file](const Result<void> &) { return tr("Saved as %1, %2.").arg(file, bytesText(QFileInfo(file).size())); });
}

void ImagesPage::askLoad()
{
    auto *const dialog = new QFileDialog(this, tr("Load images"), {}, tr("Archives (*.tar *.tar.gz *.tgz *.tar.xz *.tar.zst);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImagesPage::load);
    dialog->open();
}

void ImagesPage::askImport()
{
    auto *const dialog = new QFileDialog(this, tr("Import a root file system"), {}, tr("Archives (*.tar *.tar.gz *.tgz *.tar.xz *.tar.zst);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        auto *const name = new TextDialog(tr("Import %1").arg(QFileInfo(file).fileName()), tr("The files in it become the root of a new image. What is it called?"),
                                          tr("Import"), referenceProblem, this);
        name->setAttribute(Qt::WA_DeleteOnClose);
        name->setText(QFileInfo(file).baseName().toLower(), QStringLiteral("team/base:1.0"));
        connect(name, &QDialog::accepted, this, [this, name, file] { import(file, withTag(name->text())); });
        name->open();
    });
    dialog->open();
}

void ImagesPage::askSave()
{
    const auto choice = current();
    if (!choice)
        return;
    auto *const dialog = new QFileDialog(this, tr("Save %1").arg(QString::fromStdString(choice->reference())), {}, tr("Archives (*.tar)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("tar"));
    QString name = choice->tag.empty() ? shortId(choice->id) : QString::fromStdString(choice->tag);
    dialog->selectFile(name.replace(QLatin1Char('/'), QLatin1Char('_')).replace(QLatin1Char(':'), QLatin1Char('_')) + QStringLiteral(".tar"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, choice = *choice](const QString &file) { save(choice, file); });
    dialog->open();
}

void ImagesPage::askTag()
{
    const auto choice = current();
    if (!choice)
        return;
    auto *const dialog = new TextDialog(tr("Another name for %1").arg(choice->tag.empty() ? shortId(choice->id) : QString::fromStdString(choice->tag)),
                                        tr("The image keeps the names that it has. If another image has this one, it loses it."), tr("Tag"), referenceProblem, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setText({}, QStringLiteral("team/app:1.2"));
    connect(dialog, &QDialog::accepted, this, [this, dialog, image = choice->id] {
        if (!store() || isBusy())
            return;
        const QString reference = withTag(dialog->text());
        runJob<void>(tr("Naming it %1").arg(reference), tr("Cancelled."),
                     [images = store(), image, reference](const OnProgress &, Done<void> done) { return images->tag(image, reference.toStdString(), std::move(done)); },
                     [this, reference](const Result<void> &) {
                         m_wanted = reference;
                         return tr("It is called %1 too.").arg(reference);
                     });
    });
    dialog->open();
}

void ImagesPage::askRemove()
{
    const auto choice = current();
    if (!choice || isBusy() || !engine())
        return;
    const RemovalWords words = imageRemoval(*choice, usersOfImage(engine()->containers(), *choice));
    auto *const question = new theme::ConfirmDialog(words.title, words.text, choice->otherTags.empty() ? tr("Remove image") : tr("Remove name"), tr("Keep it"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setPossible(words.isPossible);
    connect(question, &QDialog::accepted, this, [this, choice = *choice] {
        if (!store() || isBusy())
            return;
        const QString name = choice.tag.empty() ? shortId(choice.id) : QString::fromStdString(choice.tag);
        runJob<std::vector<std::string>>(
            tr("Removing %1").arg(name), tr("Cancelled. The engine may have removed it already."),
            [images = store(), choice](const OnProgress &, Done<std::vector<std::string>> done) { return images->remove(choice.reference(), false, std::move(done)); },
            [name](const Result<std::vector<std::string>> &) { return tr("%1 was removed.").arg(name); });
    });
    question->open();
}

void ImagesPage::showLayers()
{
    const auto choice = current();
    if (!choice || !engine())
        return;
    auto *const dialog = new LayersDialog(*engine(), *choice, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace ui::desk
