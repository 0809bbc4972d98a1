#include "ui/player/recordings_dialog.h"

#include "ui/player/time_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QPromise>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QThreadPool>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace ui::player {

using namespace ui::theme;
using core::recording::RecordingFile;
using Files = std::vector<RecordingFile>;

namespace {

constexpr int kRowHeight = 52;

QString titleOf(const RecordingFile &file)
{
    const QString title = plainLine(file.header.title, 100);
    return title.isEmpty() ? QFileInfo(QString::fromStdString(file.path)).completeBaseName() : title;
}

QString whenOf(const RecordingFile &file)
{
    const auto when = file.header.started.value_or(file.changed);
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count()), QLocale::ShortFormat);
}

QString detailOf(const RecordingFile &file)
{
    if (!file.problem.empty())
        return QString::fromStdString(file.problem);
    QStringList parts{whenOf(file)};
    if (file.header.version == 2)
        parts << clockText(file.length);
    parts << sizeText(file.bytes) << QStringLiteral("%1×%2").arg(file.header.size.cols).arg(file.header.size.rows);
    return parts.join(QStringLiteral("  ·  "));
}

class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {300, kRowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const RecordingFile &file = static_cast<const RecordingModel &>(*index.model()).file(index);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect.adjusted(0, 1, 0, -1);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(Role::Hover));
            painter->drawRoundedRect(row, kRadius, kRadius);
        }
        const QRectF symbol(row.left() + kSpace3, row.center().y() - 8, 16, 16);
        if (file.beingWritten)
            drawIcon(*painter, symbol, QStringLiteral("record"), color(Role::Fail));
        else if (!file.problem.empty())
            drawIcon(*painter, symbol, QStringLiteral("circle-alert"), color(Role::Warn));
        else
            drawIcon(*painter, symbol, QStringLiteral("film"), color(Role::Dim));
        const int left = row.left() + kSpace3 + 16 + kSpace3;
        const QRect text(left, row.top() + 6, row.right() - kSpace3 - left, 20);
        painter->setFont(textFont());
        painter->setPen(color(Role::Text));
        painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, painter->fontMetrics().elidedText(titleOf(file), Qt::ElideRight, text.width()));
        painter->setFont(textFont(kLabelPx));
        if (file.beingWritten) {
            painter->setPen(color(Role::Fail));
            painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight, RecordingsDialog::tr("being recorded"));
        }
        painter->setPen(color(file.problem.empty() ? Role::Dim : Role::Warn));
        const QRect below = text.translated(0, 19);
        painter->drawText(below, Qt::AlignVCenter | Qt::TextSingleLine, painter->fontMetrics().elidedText(detailOf(file), Qt::ElideRight, below.width()));
        painter->restore();
    }
};

} // namespace

void RecordingModel::setFiles(Files files)
{
    beginResetModel();
    m_files = std::move(files);
    endResetModel();
}

int RecordingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_files.size());
}

QVariant RecordingModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return titleOf(file(index));
    if (role == Qt::AccessibleTextRole)
        return QStringLiteral("%1, %2%3").arg(titleOf(file(index)), detailOf(file(index)), file(index).beingWritten ? RecordingsDialog::tr(", being recorded") : QString());
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(file(index).path).toHtmlEscaped();
    return {};
}

RecordingsDialog::RecordingsDialog(const std::string &folder, bool mayRecord, QWidget *parent)
    : QDialog(parent), m_folder(folder), m_model(new RecordingModel(this))
{
    setWindowTitle(tr("Recordings"));
    resize(620, 440);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);
    m_pages = new QStackedWidget(this);
    layout->addWidget(m_pages, 1);
    m_list = new QListView(m_pages);
    m_list->setObjectName(QStringLiteral("recordings"));
    m_list->setAccessibleName(windowTitle());
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_empty = makeEmpty(mayRecord);
    m_loading = new QWidget(m_pages); // nothing for the first moment; folders are read in less
    for (QWidget *page : {static_cast<QWidget *>(m_list), m_empty, m_loading})
        m_pages->addWidget(page);
    m_pages->setCurrentWidget(m_loading);

    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    const auto button = [&](const char *name, const QString &text) {
        auto *const made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        made->setAutoDefault(false);
        row->addWidget(made);
        return made;
    };
    connect(button("openFile", tr("Open a file…")), &QPushButton::clicked, this, &RecordingsDialog::openRequested);
    m_show = button("showFolder", tr("Show folder"));
    row->addStretch(1);
    m_remove = button("remove", tr("Remove…"));
    m_play = button("play", tr("Play"));
    setVariant(m_play, "kind", "primary");
    m_play->setDefault(true);
    layout->addLayout(row);
    connect(m_show, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(m_folder))); });
    connect(m_play, &QPushButton::clicked, this, &RecordingsDialog::play);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (m_list->currentIndex().isValid())
            Q_EMIT removeRequested(QString::fromStdString(m_model->file(m_list->currentIndex()).path));
    });
    connect(m_list, &QListView::activated, this, &RecordingsDialog::play);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &RecordingsDialog::choose);
    choose();
    reload();
}

QWidget *RecordingsDialog::makeEmpty(bool mayRecord)
{
    auto *const empty = new QWidget(m_pages);
    auto *const column = new QVBoxLayout(empty);
    column->setSpacing(kSpace3);
    const auto label = [&](const QString &text, const char *tone) {
        auto *const made = new QLabel(text, empty);
        made->setAlignment(Qt::AlignCenter);
        made->setWordWrap(true);
        setVariant(made, "tone", tone);
        column->addWidget(made);
    };
    column->addStretch();
    label(tr("No recordings yet"), "title");
    label(tr("A recording keeps what a session shows, and can be played command by command. Keys that it does not show, as of a password, are not in it, and secrets are masked."), "dim");
    auto *const record = new QPushButton(tr("Record this session"), empty);
    record->setObjectName(QStringLiteral("recordFirst"));
    record->setVisible(mayRecord);
    column->addWidget(record, 0, Qt::AlignHCenter);
    column->addStretch();
    connect(record, &QPushButton::clicked, this, [this] {
        Q_EMIT recordRequested();
        accept();
    });
    return empty;
}

void RecordingsDialog::reload()
{
    QPromise<Files> promise;
    auto *const watcher = new QFutureWatcher<Files>(this);
    connect(watcher, &QFutureWatcher<Files>::finished, this, [this, watcher] {
        watcher->deleteLater();
        const int row = std::max(0, m_list->currentIndex().row());
        m_model->setFiles(watcher->result());
        const bool any = m_model->rowCount() > 0;
        m_pages->setCurrentWidget(any ? static_cast<QWidget *>(m_list) : m_empty);
        m_show->setEnabled(any);
        if (any) {
            m_list->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1)));
            m_list->setFocus();
        }
        choose();
    });
    watcher->setFuture(promise.future());
    QThreadPool::globalInstance()->start([folder = m_folder, promise = std::make_shared<QPromise<Files>>(std::move(promise))] {
        promise->start();
        promise->addResult(core::recording::listRecordings(folder));
        promise->finish();
    });
}

void RecordingsDialog::choose()
{
    const QModelIndex index = m_list->currentIndex();
    m_play->setEnabled(index.isValid() && m_model->file(index).problem.empty());
    m_remove->setEnabled(index.isValid() && !m_model->file(index).beingWritten);
}

void RecordingsDialog::play()
{
    if (!m_play->isEnabled())
        return;
    Q_EMIT playRequested(QString::fromStdString(m_model->file(m_list->currentIndex()).path));
    accept();
}

} // namespace ui::player
