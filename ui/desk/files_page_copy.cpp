// Copies between a container and this machine: by dialog, by menu, by drag and drop.
#include "ui/desk/desk_text.h"
#include "ui/desk/file_rows.h"
#include "ui/desk/files_page.h"
#include "ui/desk/job_view.h"
#include "ui/desk/table_view.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDrag>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

namespace ui::desk {

using core::base::Result;
using core::engine::Existing;
using core::engine::FileInfo;
using core::engine::Progress;

namespace {

constexpr std::size_t kMostDrags = 16; // copies that are kept while the window is open

QStringList localPathsIn(const QMimeData *data)
{
    QStringList out;
    const QList<QUrl> urls = data ? data->urls() : QList<QUrl>();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            out << url.toLocalFile();
    }
    return out;
}

} // namespace

void FilesPage::showMenu(const QPoint &globalPos)
{
    const FileInfo *const file = chosen();
    if (!file)
        return;
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(file->type == FileInfo::Type::Directory ? tr("Open the folder") : tr("Look into it"), this, &FilesPage::enter);
    menu->addAction(theme::icon(QStringLiteral("download")), tr("Copy out…"), this, &FilesPage::askWhereTo)->setEnabled(!m_copy.isBusy());
    menu->addSeparator();
    menu->addAction(theme::icon(QStringLiteral("copy")), tr("Copy path"), this, [path = text(joined(m_path, file->name))] { QGuiApplication::clipboard()->setText(path); });
    menu->popup(globalPos);
}

void FilesPage::askWhereTo()
{
    const FileInfo *const file = chosen();
    if (!file)
        return;
    auto *const dialog = new QFileDialog(this, tr("Copy %1 into a folder of this computer").arg(oneLine(file->name, 60)), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this, name = file->name](const QString &folder) { copyOut(name, folder); });
    dialog->open();
}

void FilesPage::copyOut(const std::string &name, const QString &localFolder, Existing existing)
{
    auto *const files = this->files();
    if (!files || m_copy.isBusy())
        return;
    const QString shown = oneLine(name, 100);
    m_job->begin(tr("Copying %1 to %2").arg(shown, localFolder));
    auto done = m_copy.begin<void>([this, name, shown, localFolder](Result<void> result) {
        if (result) {
            m_job->succeed(tr("%1 is in %2.").arg(shown, localFolder));
        } else if (result.error().is("engine.conflict")) {
            m_job->cancelled(tr("%1 already has %2; nothing has changed.").arg(localFolder, shown));
            auto *const question = new theme::ConfirmDialog(tr("Replace %1?").arg(shown), tr("%1 has one already. Files of the same name are replaced, and what they had is lost.").arg(localFolder),
                                                            tr("Replace"), tr("Keep what is there"), this);
            question->setAttribute(Qt::WA_DeleteOnClose);
            connect(question, &QDialog::accepted, this, [this, name, localFolder] { copyOut(name, localFolder, Existing::Replace); });
            question->open();
        } else {
            m_job->fail(text(result.error().message));
        }
        refresh();
    });
    m_copy.keep(files->copyOut(m_watched.id(), joined(m_path, name), {localFolder.toStdString(), existing}, m_copy.progress([this](const Progress &progress) { m_job->show(progress); }), std::move(done)));
    refresh();
}

void FilesPage::askWhatToCopy()
{
    auto *const dialog = new QFileDialog(this, tr("Copy files into %1").arg(text(m_path)), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &FilesPage::copyIn);
    dialog->open();
}

void FilesPage::copyIn(const QStringList &localPaths)
{
    auto *const files = this->files();
    if (!files || m_copy.isBusy() || localPaths.isEmpty())
        return;
    const auto begin = [this, localPaths, folder = m_path] {
        auto *const now = this->files();
        if (!now || m_copy.isBusy())
            return;
        std::vector<std::string> paths;
        for (const QString &path : localPaths)
            paths.push_back(QDir::cleanPath(path).toStdString());
        const QString what = localPaths.size() == 1 ? QFileInfo(localPaths.front()).fileName() : tr("%1 files and folders").arg(localPaths.size());
        const QString where = oneLine(folder, 200);
        m_copiesInto = folder;
        m_job->begin(tr("Copying %1 into %2").arg(what, where));
        auto done = m_copy.begin<void>([this, what, where, folder](Result<void> result) {
            m_copiesInto.reset();
            result ? m_job->succeed(tr("%1: now in %2.").arg(what, where)) : m_job->fail(text(result.error().message));
            if (folder == m_path)
                list(m_path);
            refresh();
        });
        m_copy.keep(now->copyIn(m_watched.id(), paths, folder, m_copy.progress([this](const Progress &progress) { m_job->show(progress); }), std::move(done)));
        refresh();
    };
    QStringList replaced;
    for (const QString &path : localPaths) {
        const std::string name = QFileInfo(QDir::cleanPath(path)).fileName().toStdString();
        for (const FileInfo &file : m_files) {
            if (file.name == name)
                replaced << oneLine(name, 60);
        }
    }
    if (replaced.isEmpty())
        return begin();
    constexpr int kNamed = 5;
    QString names = replaced.mid(0, kNamed).join(QStringLiteral(", "));
    if (replaced.size() > kNamed)
        names += tr(" and %1 more").arg(replaced.size() - kNamed);
    auto *const question = new theme::ConfirmDialog(tr("Replace what is there?"), tr("%1 has these already: %2. Files of the same name are replaced, and what they had is lost.").arg(oneLine(m_path, 100), names),
                                                    tr("Replace"), tr("Keep what is there"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, begin);
    question->open();
}

bool FilesPage::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress: { // before the table searches its rows for what is typed
        auto *const key = static_cast<QKeyEvent *>(event);
        const bool up = key->key() == Qt::Key_Backspace || (key->key() == Qt::Key_Up && key->modifiers() == Qt::AltModifier);
        if (watched != m_table || !up)
            break;
        if (m_up->isEnabled())
            list(parentOf(m_path));
        return true;
    }
    case QEvent::MouseButtonPress: {
        auto *const mouse = static_cast<QMouseEvent *>(event);
        m_pressed = mouse->button() == Qt::LeftButton && m_table->indexAt(mouse->pos()).isValid() ? std::optional(mouse->pos()) : std::nullopt;
        break;
    }
    case QEvent::MouseMove: {
        auto *const mouse = static_cast<QMouseEvent *>(event);
        if (!m_pressed || !(mouse->buttons() & Qt::LeftButton))
            break;
        if ((mouse->pos() - *m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
            m_pressed.reset();
            beginDrag();
        }
        return true; // no rubber band of the table
    }
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto *const drag = static_cast<QDragMoveEvent *>(event);
        const bool fromHere = drag->source() == this;
        if (!fromHere && m_in->isEnabled() && !localPathsIn(drag->mimeData()).isEmpty()) {
            drag->setDropAction(Qt::CopyAction);
            drag->accept();
        } else {
            drag->ignore();
        }
        showDropPlace(drag->isAccepted());
        return true;
    }
    case QEvent::DragLeave:
        showDropPlace(false);
        return true;
    case QEvent::Drop: {
        auto *const drop = static_cast<QDropEvent *>(event);
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        showDropPlace(false);
        copyIn(localPathsIn(drop->mimeData()));
        return true;
    }
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

// A drop wants a file that is there, so the file is copied first, and the drag starts when it has arrived and the button is
// still down. Who lets go before that drags once more.
void FilesPage::beginDrag()
{
    const FileInfo *const file = chosen();
    auto *const files = this->files();
    if (!file || !files || m_copy.isBusy())
        return;
    const std::string path = joined(m_path, file->name);
    const QString shown = oneLine(file->name, 100);
    if (m_dragged && m_dragged->isReady && m_dragged->path == path && m_dragged->file == *file)
        return dragOut(shown);
    if (m_dragFiles.size() == kMostDrags)
        m_dragFiles.pop_front();
    const QTemporaryDir &folder = *m_dragFiles.emplace_back(std::make_unique<QTemporaryDir>());
    if (!folder.isValid())
        return say(tr("There is no room for temporary files: %1").arg(folder.errorString()));
    m_dragged = Dragged{path, *file, folder.filePath(text(file->name)), false};
    m_job->begin(tr("Fetching %1 to drag it out").arg(shown));
    auto done = m_copy.begin<void>([this, shown](Result<void> result) {
        refresh();
        if (!result) {
            m_dragged.reset();
            return m_job->fail(text(result.error().message));
        }
        m_dragged->isReady = true;
        const bool held = QGuiApplication::mouseButtons() & Qt::LeftButton;
        m_job->succeed(held ? tr("Drop %1 where it should go.").arg(shown) : tr("%1 is fetched: drag it once more.").arg(shown));
        if (held)
            dragOut(shown);
    });
    m_copy.keep(files->copyOut(m_watched.id(), path, {folder.path().toStdString(), Existing::Replace}, m_copy.progress([this](const Progress &progress) { m_job->show(progress); }), std::move(done)));
    refresh();
}

void FilesPage::dragOut(const QString &shown)
{
    const QPointer<FilesPage> here(this); // the window may be closed while something is dragged
    const Dragged dragged = *std::exchange(m_dragged, std::nullopt);
    const bool taken = startDrag(dragged.local);
    if (!here || m_job->isUnderWay())
        return;
    if (!taken)
        m_dragged = dragged;
    m_job->succeed(taken ? tr("%1 was dropped.").arg(shown) : tr("%1 is fetched: drag it once more.").arg(shown));
}

void FilesPage::showDropPlace(bool over)
{
    if (over == m_dropPlace->isVisibleTo(m_table))
        return;
    m_dropPlace->setGeometry(m_table->viewport()->rect());
    m_dropPlace->setVisible(over);
    if (over)
        m_amount->setText(tr("Let go to copy into %1").arg(oneLine(m_path, 100)));
    else
        refresh();
}

bool FilesPage::startDrag(const QString &localPath)
{
    auto *const data = new QMimeData;
    data->setUrls({QUrl::fromLocalFile(localPath)});
    auto *const drag = new QDrag(this); // deletes itself
    drag->setMimeData(data);
    return drag->exec(Qt::CopyAction) != Qt::IgnoreAction;
}

} // namespace ui::desk
