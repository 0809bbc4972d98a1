#include "ui/history/history_overlay.h"

#include "ui/history/filter_bar.h"
#include "ui/history/history_delegate.h"
#include "ui/history/history_model.h"
#include "ui/theme/notice_page.h"
#include "ui/history/preview.h"
#include "ui/history/removal_bar.h"
#include "ui/theme/icons.h"
#include "ui/theme/skeleton.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui::history {

using namespace ui::theme;

namespace {

constexpr int kWidth = 1040, kHeight = 600;          // where there is room
constexpr int kFewestWidth = 560, kFewestHeight = 340; // a smaller terminal is not what it lies on: the window is
constexpr int kBesideFrom = 740;                     // narrower: the preview goes below the list

QFrame *rule(QWidget *parent)
{
    auto *const line = new QFrame(parent);
    setVariant(line, "kind", "line");
    line->setFixedHeight(1);
    return line;
}

QHBoxLayout *padded(QVBoxLayout *column, int top, int bottom)
{
    auto *const row = new QHBoxLayout;
    row->setContentsMargins(kSpace4, top, kSpace4, bottom);
    row->setSpacing(kSpace3);
    column->addLayout(row);
    return row;
}

} // namespace

HistoryOverlay::HistoryOverlay(core::store::Store &store, QString home, QWidget *window)
    : QFrame(window), m_store(store), m_model(new HistoryModel(store, this)), m_preview(new Preview(store, home, nullptr))
{
    setObjectName(QStringLiteral("historyOverlay"));
    setAccessibleName(tr("Command history"));
    setAttribute(Qt::WA_NoMousePropagation); // a click beside the list is not the terminal's
    setProperty("kind", QStringLiteral("card"));
    build();
    m_list->setItemDelegate(new HistoryDelegate(*m_model, home, m_list));
    connectParts();
    hide();
}

void HistoryOverlay::build()
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    QHBoxLayout *const top = padded(column, kSpace3, kSpace2);
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("historyLine"));
    m_line->setPlaceholderText(tr("Search what was run"));
    m_line->setAccessibleName(tr("Search the command history"));
    m_line->setMaxLength(kMostQueryChars);
    m_line->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("historyCount"));
    setVariant(m_count, "tone", "dim");
    top->addWidget(m_line, 1);
    top->addWidget(m_count);
    m_filters = new FilterBar(this);
    padded(column, 0, kSpace3)->addWidget(m_filters);
    m_banner = new QLabel(this);
    m_banner->setObjectName(QStringLiteral("historyBanner"));
    m_banner->setTextFormat(Qt::PlainText);
    m_banner->setWordWrap(true);
    m_banner->setContentsMargins(kSpace4, 0, kSpace4, kSpace3);
    setVariant(m_banner, "tone", "warn");
    column->addWidget(m_banner);
    column->addWidget(rule(this));
    buildBody(column);
    m_removal = new RemovalBar(m_store, this);
    column->addWidget(m_removal);
    column->addWidget(rule(this));
    m_foot = new QLabel(this);
    m_foot->setObjectName(QStringLiteral("historyFoot"));
    m_foot->setFont(textFont(11));
    setVariant(m_foot, "tone", "dim");
    padded(column, kSpace2, kSpace2)->addWidget(m_foot);
}

void HistoryOverlay::buildBody(QVBoxLayout *column)
{
    m_body = new QSplitter(this);
    m_body->setHandleWidth(1);
    m_body->setChildrenCollapsible(false);
    m_pages = new QStackedWidget(m_body);
    m_pages->setContentsMargins(0, kSpace1, 0, kSpace1);
    m_list = new QListView(m_pages);
    m_list->setObjectName(QStringLiteral("historyList"));
    m_list->setAccessibleName(tr("Commands found"));
    m_list->setModel(m_model);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the line keeps the keyboard and moves the choice
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_notice = new NoticePage(m_pages);
    m_skeleton = new Skeleton(tr("Searching the history"), m_pages);
    for (QWidget *page : {static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_notice), static_cast<QWidget *>(m_skeleton)})
        m_pages->addWidget(page);
    m_pages->setMinimumSize(240, 2 * HistoryDelegate::kRowHeight);
    m_preview->setParent(m_body);
    m_preview->setMinimumSize(220, 120);
    m_body->addWidget(m_preview);
    m_body->setStretchFactor(0, 3);
    m_body->setStretchFactor(1, 2);
    column->addWidget(m_body, 1);
    setTabOrder(m_line, m_preview->command());
    setTabOrder(m_preview->command(), m_preview->output());
    setTabOrder(m_preview->output(), m_filters->firstChip());
}

void HistoryOverlay::connectParts()
{
    for (QWidget *keys : {static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_preview->command()), static_cast<QWidget *>(m_preview->output())})
        keys->installEventFilter(this);
    parentWidget()->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &HistoryOverlay::search);
    connect(m_filters, &FilterBar::changed, this, &HistoryOverlay::search);
    connect(m_model, &HistoryModel::searched, this, &HistoryOverlay::onSearched);
    connect(m_model, &HistoryModel::grown, this, &HistoryOverlay::showCount);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryOverlay::showCurrent);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, &HistoryOverlay::wantMore);
    connect(m_list, &QListView::doubleClicked, this, &HistoryOverlay::choose);
    connect(m_notice, &NoticePage::offered, this, &HistoryOverlay::onOffered);
    connect(m_removal, &RemovalBar::closed, this, [this] { m_line->setFocus(Qt::OtherFocusReason); });
    connect(m_removal, &RemovalBar::failed, this, &HistoryOverlay::showBanner);
    connect(m_removal, &RemovalBar::removed, this, [this] {
        const int row = currentRow();
        search();
        m_keepRow = qMax(0, row);
    });
    // A click elsewhere takes the keyboard away, and with it what it was opened for.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, const QWidget *now) {
        if (isVisible() && now && now != this && !isAncestorOf(now) && now->window() == window())
            hide();
    });
}

void HistoryOverlay::open(const Opening &opening, QWidget *over)
{
    m_opening = opening;
    m_opening.filter.fuzzy = m_fuzzy;
    m_over = over;
    m_removal->withdraw();
    m_model->clear();
    m_preview->clear();
    m_filters->setScope(opening.scope);
    m_filters->setFilter(m_opening.filter);
    const QSignalBlocker quiet(m_line);
    m_line->setText(opening.filter.text.left(kMostQueryChars));
    m_pages->setCurrentWidget(m_skeleton);
    m_preview->hide();
    m_count->hide();
    showBanner();
    showFoot();
    place();
    show();
    raise();
    m_line->setFocus(Qt::OtherFocusReason); // what is typed goes on behind what was there
    search();
}

void HistoryOverlay::dismiss()
{
    hide();
    Q_EMIT dismissed();
}

void HistoryOverlay::place()
{
    const QRect window = parentWidget()->rect();
    QRect ground = m_over && m_over->isVisible() ? QRect(m_over->mapTo(parentWidget(), QPoint()), m_over->size()) : window;
    if (ground.width() < kFewestWidth + 2 * kSpace6 || ground.height() < kFewestHeight + 2 * kSpace6)
        ground = window;
    const QSize size = QSize(kWidth, kHeight).boundedTo(ground.size() - QSize(2 * kSpace6, 2 * kSpace6)).expandedTo({240, 160});
    setGeometry(QRect(QPoint(ground.center().x() - size.width() / 2, ground.top() + kSpace6), size));
    m_body->setOrientation(size.width() < kBesideFrom ? Qt::Vertical : Qt::Horizontal);
    const int whole = m_body->orientation() == Qt::Horizontal ? size.width() : size.height();
    m_body->setSizes({whole * 3 / 5, whole * 2 / 5});
}

void HistoryOverlay::search()
{
    Filter filter;
    filter.text = m_line->text();
    m_filters->putInto(filter);
    m_fuzzy = filter.fuzzy;
    m_keepRow = 0;
    m_model->search(filter, m_opening.scope);
    if (m_model->rowCount() == 0 && m_pages->currentWidget() != m_notice) // what was found stays until there is news
        m_pages->setCurrentWidget(m_skeleton);
}

void HistoryOverlay::onSearched()
{
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(qMin(m_keepRow, m_model->rowCount() - 1)));
    showState();
}

int HistoryOverlay::currentRow() const
{
    return m_list->currentIndex().row();
}

void HistoryOverlay::showCurrent()
{
    const int row = currentRow();
    if (row < 0) // between two searches: what is on show stays until there is news
        return;
    m_preview->display(m_model->record(row));
    m_line->setAccessibleDescription(m_list->currentIndex().data(Qt::AccessibleTextRole).toString());
    wantMore();
}

// The next page comes before the end is seen.
void HistoryOverlay::wantMore()
{
    const int last = m_list->indexAt({0, m_list->viewport()->height() - 1}).row();
    if (last < 0 || last + kPageRows / 2 >= m_model->rowCount())
        m_model->fetchMore({});
}

void HistoryOverlay::step(int by)
{
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(qBound(0, currentRow() + by, m_model->rowCount() - 1)));
}

} // namespace ui::history
