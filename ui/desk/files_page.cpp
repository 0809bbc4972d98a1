#include "ui/desk/files_page.h"

#include "ui/desk/desk_text.h"
#include "ui/desk/file_rows.h"
#include "ui/desk/job_view.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/table_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;
using core::base::Result;
using core::engine::FileInfo;

namespace {

constexpr std::size_t kMostLookedAt = 256u << 10; // of a file
constexpr std::int64_t kShownStep = 4 << 20; // bytes of a folder that pass between two words of it

QToolButton *tool(const QString &iconName, const QString &tip, QWidget *parent)
{
    auto *const button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setFixedSize(28, 26);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

FilesPage::FilesPage(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    build();
    connect(&watched, &WatchedContainer::changed, this, &FilesPage::refresh);
    refresh();
}

void FilesPage::build()
{
    auto *const content = new QWidget;
    auto *const column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const bar = new QHBoxLayout;
    bar->setContentsMargins(kSpace4, kSpace2, kSpace4, kSpace2);
    bar->setSpacing(kSpace1 + 2);
    buildBar(bar);
    column->addLayout(bar);
    m_notice = new NoticeBar(content);
    column->addWidget(m_notice);
    m_job = new JobView(content);
    column->addWidget(m_job);

    m_split = new QSplitter(Qt::Vertical, content);
    m_split->setChildrenCollapsible(false);
    m_model = new TableModel(fileColumns(), this);
    m_table = new TableView(*m_model, tr("Files"), m_split);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_table->viewport()->setAcceptDrops(true);
    m_dropPlace = new QFrame(m_table->viewport());
    m_dropPlace->setObjectName(QStringLiteral("dropPlace"));
    m_dropPlace->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_dropPlace->hide();
    m_lookPlace = new QWidget(m_split);
    auto *const looked = new QVBoxLayout(m_lookPlace);
    looked->setContentsMargins(kSpace4, kSpace2, kSpace2, 0);
    looked->setSpacing(kSpace1);
    auto *const head = new QHBoxLayout;
    m_lookTitle = new QLabel(m_lookPlace);
    m_lookTitle->setObjectName(QStringLiteral("lookTitle"));
    m_lookTitle->setTextFormat(Qt::PlainText);
    setVariant(m_lookTitle, "tone", "dim");
    auto *const close = tool(QStringLiteral("x"), tr("Close the file (Esc)"), m_lookPlace);
    head->addWidget(m_lookTitle, 1);
    head->addWidget(close);
    m_lookText = new QPlainTextEdit(m_lookPlace);
    m_lookText->setObjectName(QStringLiteral("lookText"));
    m_lookText->setReadOnly(true);
    m_lookText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_lookText->setFont(monoFont(12));
    m_lookText->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lookText->setProperty("kind", QStringLiteral("bare"));
    m_lookText->setAccessibleName(tr("The file's text"));
    looked->addLayout(head);
    looked->addWidget(m_lookText, 1);
    m_lookPlace->hide();
    column->addWidget(m_split, 1);
    m_amount = new QLabel(content);
    m_amount->setFont(textFont(12));
    m_amount->setContentsMargins(kSpace4, kSpace1, kSpace4, kSpace1);
    m_amount->setTextFormat(Qt::PlainText);
    setVariant(m_amount, "tone", "dim");
    column->addWidget(m_amount);
    m_stack = new PageStack(content, tr("Reading the folder"), this);
    auto *const whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    setFocusProxy(m_table);

    connect(m_table, &TableView::enterPressed, this, &FilesPage::enter);
    connect(m_table, &TableView::keyChanged, this, &FilesPage::refresh);
    connect(m_table, &TableView::menuRequested, this, &FilesPage::showMenu);
    connect(close, &QToolButton::clicked, this, &FilesPage::closeLook);
    connect(m_job, &JobView::cancelRequested, this, [this] {
        m_copy.cancel();
        m_job->cancelled(tr("Cancelled. What was copied until then stays."));
        if (m_copiesInto == m_path) // a part of a file may be there now
            list(m_path);
        m_copiesInto.reset();
        refresh();
    });
}

void FilesPage::buildBar(QHBoxLayout *row)
{
    m_up = tool(QStringLiteral("corner-left-up"), tr("The folder above (Alt+Up)"), this);
    m_reload = tool(QStringLiteral("rotate-cw"), tr("Read the folder again (F5)"), this);
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("path"));
    m_line->setFont(monoFont(12));
    m_line->setAccessibleName(tr("Path in the container"));
    m_in = new QPushButton(icon(QStringLiteral("upload")), tr("Copy in…"), this);
    m_in->setObjectName(QStringLiteral("copyIn"));
    m_in->setToolTip(tr("Files of this computer into this folder; or drop them here"));
    m_out = new QPushButton(icon(QStringLiteral("download")), tr("Copy out…"), this);
    m_out->setObjectName(QStringLiteral("copyOut"));
    m_out->setToolTip(tr("The chosen file or folder to this computer; or drag it out"));
    row->addWidget(m_up);
    row->addWidget(m_line, 1);
    row->addWidget(m_reload);
    row->addWidget(m_in);
    row->addWidget(m_out);
    connect(m_up, &QToolButton::clicked, this, [this] { list(parentOf(m_path)); });
    connect(m_reload, &QToolButton::clicked, this, [this] { list(m_path); });
    connect(m_line, &QLineEdit::returnPressed, this, [this] { go(joined(m_path, m_line->text().toStdString())); });
    connect(m_in, &QPushButton::clicked, this, &FilesPage::askWhatToCopy);
    connect(m_out, &QPushButton::clicked, this, &FilesPage::askWhereTo);
}

core::engine::ContainerFiles *FilesPage::files() const
{
    return m_watched.engine() && !m_watched.isGone() ? m_watched.engine()->files() : nullptr;
}

void FilesPage::say(const QString &sentence, const char *tone)
{
    m_notice->say(sentence, tone);
}

void FilesPage::showEvent(QShowEvent *)
{
    if (m_isListed || m_list.isBusy())
        return;
    const auto *const details = m_watched.details();
    list(details && details->workingDir.starts_with('/') ? joined("/", details->workingDir) : "/");
}

void FilesPage::list(const std::string &folder)
{
    auto *const files = this->files();
    if (!files)
        return refresh();
    m_passed = 0;
    auto done = m_list.begin<std::vector<FileInfo>>([this, folder](Result<std::vector<FileInfo>> found) { took(folder, std::move(found)); });
    const auto progress = m_list.progress([this](const core::engine::Progress &step) { passed(step); });
    m_list.keep(files->list(m_watched.id(), folder, progress, std::move(done)));
    refresh();
}

void FilesPage::passed(const core::engine::Progress &progress)
{
    if (progress.done < m_passed + kShownStep)
        return;
    m_passed = progress.done;
    refresh();
}

void FilesPage::stopReading()
{
    m_list.cancel();
    m_line->setText(text(m_path));
    if (!m_isListed)
        m_error = {"engine.cancelled", tr("It was not read to its end.").toStdString(), {}};
    refresh();
    Q_EMIT listed();
}

void FilesPage::took(const std::string &folder, Result<std::vector<FileInfo>> found)
{
    m_line->setText(text(m_path));
    const bool isStopped = !found && found.error().is("engine.cancelled"); // the container is being changed: not a byte more of it now
    if (!found && !isStopped && !m_isListed && folder != "/")
        return list("/"); // its working folder need not exist
    if (!found) {
        m_error = found.error();
        if (m_isListed)
            say(text(m_error.message));
        refresh();
        Q_EMIT listed();
        return;
    }
    m_error = {};
    say({});
    const bool other = folder != m_path || !m_isListed;
    const std::string from = m_path;
    m_isListed = true;
    m_path = folder;
    m_line->setText(text(m_path));
    m_files = std::move(*found);
    if (other)
        m_model->setRows({}); // else a name that both have stays chosen
    m_model->setRows(fileRows(m_files));
    if (other && from != folder && parentOf(from) == folder) // back from below
        m_table->setCurrentKey(keyOf(from.substr(from.rfind('/') + 1)));
    refresh();
    Q_EMIT listed();
}

const FileInfo *FilesPage::chosen() const
{
    const std::string name = nameOf(m_table->currentKey());
    const auto found = std::find_if(m_files.begin(), m_files.end(), [&](const FileInfo &file) { return file.name == name; });
    return found == m_files.end() || name.empty() ? nullptr : &*found;
}

void FilesPage::enter()
{
    const FileInfo *const file = chosen();
    if (!file)
        return;
    const std::string path = joined(m_path, file->name);
    switch (file->type) {
    case FileInfo::Type::Directory: return list(path);
    case FileInfo::Type::File: return look(path);
    case FileInfo::Type::Link: return go(file->linkTarget.empty() ? path : joined(m_path, file->linkTarget));
    case FileInfo::Type::Other: return say(tr("%1 is no file and no folder: there is nothing to look into.").arg(oneLine(file->name, 100)), "warn");
    }
}

void FilesPage::go(const std::string &path)
{
    auto *const files = this->files();
    if (!files)
        return refresh();
    m_list.keep(files->stat(m_watched.id(), path, m_list.begin<FileInfo>([this, path](Result<FileInfo> found) {
        if (!found) {
            m_line->setText(text(m_path));
            say(text(found.error().message));
            refresh();
            return Q_EMIT listed();
        }
        if (found->type == FileInfo::Type::Link && !found->linkTarget.empty() && joined(parentOf(path), found->linkTarget) != path)
            return list(joined(parentOf(path), found->linkTarget));
        found->type == FileInfo::Type::File ? look(path) : list(path);
    })));
    refresh();
}

void FilesPage::look(const std::string &path)
{
    auto *const files = this->files();
    if (!files)
        return;
    m_lookedAt = path;
    refresh(); // it may have been found out that it is a file
    m_look.keep(files->read(m_watched.id(), path, kMostLookedAt + 1, m_look.begin<std::string>([this](Result<std::string> bytes) {
        if (!bytes)
            return say(text(bytes.error().message));
        say({});
        const bool cut = bytes->size() > kMostLookedAt;
        if (cut)
            bytes->resize(kMostLookedAt);
        const QString name = oneLine(m_lookedAt, 200);
        const auto words = readableText(*bytes, cut);
        m_lookTitle->setText(!words ? tr("%1 is no text. Copy it out to look at it.").arg(name)
                                 : cut ? tr("%1 · the first %2").arg(name, bytesText(kMostLookedAt))
                                       : tr("%1 · %2").arg(name, bytesText(std::int64_t(bytes->size()))));
        m_lookText->setPlainText(words.value_or(QString()));
        m_lookText->setVisible(words.has_value());
        if (!m_lookPlace->isVisibleTo(m_split)) {
            m_lookPlace->show();
            m_split->setSizes({m_split->height() * 45 / 100, m_split->height() * 55 / 100});
        }
    })));
}

void FilesPage::closeLook()
{
    m_look.cancel();
    m_lookPlace->hide();
    m_table->setFocus();
}

void FilesPage::refresh()
{
    const bool can = files() && !m_watched.isStale();
    const bool idle = can && !m_copy.isBusy();
    m_up->setEnabled(can && m_path != "/");
    m_reload->setEnabled(can);
    m_line->setEnabled(can);
    m_in->setEnabled(idle && m_isListed);
    m_out->setEnabled(idle && chosen());
    m_table->setStale(!can);
    const auto count = m_files.size();
    const bool isLong = m_list.isBusy() && m_passed > 0;
    m_amount->setText(m_copy.isBusy() ? tr("The engine may keep the container locked while files are copied: starting, stopping or changing it then waits for the end of the copy.")
                             : isLong ? tr("Reading all that is below it: %1 so far. Esc stops").arg(bytesText(m_passed))
                             : m_list.isBusy() ? tr("Reading…") : count == 0 ? tr("An empty folder") : count == 1 ? tr("1 entry") : tr("%L1 entries").arg(count));
    if (m_isListed)
        m_stack->showContent();
    else if (isLong)
        m_stack->showNotice(QStringLiteral("folder"), tr("Reading the folder"), tr("The container does not run, or has no find: all that is below the folder is read over, %1 so far. The engine keeps the container locked meanwhile; starting or changing it from here stops the reading.").arg(bytesText(m_passed)),
                            tr("Stop"), [this] { stopReading(); });
    else if (!m_error.code.empty())
        m_stack->showNotice(QStringLiteral("circle-alert"), m_error.is("engine.cancelled") ? tr("The folder was not read") : tr("The folder cannot be read"), text(m_error.message), tr("Try again"), [this] { list("/"); });
    else if (m_watched.isGone())
        m_stack->showNotice(QStringLiteral("folder"), tr("This container is no more"), tr("Its files went with it, but for its volumes."));
    else if (!m_watched.engine())
        m_stack->showNotice(QStringLiteral("folder"), tr("No files to show"), tr("Its engine is gone."));
    else if (!m_watched.engine()->files())
        m_stack->showNotice(QStringLiteral("folder"), tr("No files to show"), tr("This kind of engine gives no access to files."));
    else
        m_stack->showLoading();
}

QString FilesPage::plainText() const
{
    if (!m_stack->isContent())
        return m_stack->noticeText();
    QStringList out;
    for (int row = 0; row < m_table->model()->rowCount(); ++row)
        out << m_table->model()->index(row, 0).data().toString();
    return out.join(QLatin1Char('\n'));
}

void FilesPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_list.isBusy() && m_passed > 0)
        stopReading();
    else if (event->key() == Qt::Key_Escape && m_lookPlace->isVisibleTo(m_split))
        closeLook();
    else if (event->key() == Qt::Key_Escape && m_line->hasFocus()) {
        m_line->setText(text(m_path));
        m_table->setFocus();
    } else if (event->key() == Qt::Key_F5)
        list(m_path);
    else if (event->key() == Qt::Key_Up && event->modifiers() == Qt::AltModifier)
        list(parentOf(m_path));
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
