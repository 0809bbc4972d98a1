#include "ui/desk/list_page.h"

#include "ui/desk/elided_label.h"
#include "ui/desk/engine_text.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using core::engine::Engine;
using core::engine::EngineState;

namespace {
constexpr auto kBetweenFetches = std::chrono::milliseconds(250);
}

ListPage::ListPage(Engine &engine, core::engine::Stored what, Words words, std::vector<TableColumn> columns, QWidget *parent)
    : QWidget(parent), m_engine(&engine), m_words(std::move(words))
{
    setAccessibleName(m_words.title);
    build(std::move(columns));
    connect(&engine, &Engine::containersChanged, this, &ListPage::showRows);
    connect(&engine, &Engine::stateChanged, this, &ListPage::onEngineState);
    m_refetch.setSingleShot(true);
    m_refetch.setInterval(kBetweenFetches);
    connect(&m_refetch, &QTimer::timeout, this, [this] {
        if (m_list.isBusy())
            m_refetch.start();
        else if (isVisible())
            reload();
    });
    connect(&engine, &Engine::storedChanged, this, [this, what](core::engine::Stored changed) {
        if (changed == what && isVisible() && !m_refetch.isActive()) // shown later, it asks anyway
            m_refetch.start();
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->setFilter(text);
        showPossible();
    });
    connect(new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, this, &ListPage::focusFilter);
    connect(m_table, &TableView::keyChanged, this, &ListPage::showPossible);
    connect(m_table, &TableView::menuRequested, this, &ListPage::showMenu);
    connect(m_job, &JobView::cancelRequested, this, [this] {
        m_action.cancel();
        m_job->cancelled(m_onCancel);
        afterJob();
    });
}

void ListPage::build(std::vector<TableColumn> columns)
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace3);
    column->setSpacing(kSpace2);
    m_tools = new QHBoxLayout;
    m_tools->setSpacing(kSpace2);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter: %1").arg(m_words.title));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(280);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("count"));
    setVariant(m_count, "tone", "dim");
    m_tools->addWidget(m_filter, 1);
    m_tools->addWidget(m_count);
    m_tools->addStretch(1);
    column->addLayout(m_tools);
    m_belowTools = new QVBoxLayout;
    m_belowTools->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_belowTools);
    m_job = new JobView(this);
    column->addWidget(m_job);

    m_model = new TableModel(std::move(columns), this);
    m_table = new TableView(*m_model, m_words.title);
    m_stale = new NoticeBar(this);
    m_stale->setDismissible(false);
    column->addWidget(m_stale);
    m_states = new PageStack(m_table, m_words.loading, this);
    column->addWidget(m_states, 1);

    m_footer = new QWidget(this);
    m_rowTools = new QHBoxLayout(m_footer);
    m_rowTools->setContentsMargins(0, 0, 0, 0);
    m_rowTools->setSpacing(kSpace2);
    m_chosen = new ElidedLabel(m_footer);
    m_chosen->setObjectName(QStringLiteral("chosen"));
    m_chosen->setTextFormat(Qt::PlainText);
    m_chosen->setMinimumWidth(60);
    m_chosen->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setVariant(m_chosen, "tone", "heading");
    m_rowTools->addWidget(m_chosen, 1);
    column->addWidget(m_footer);
    m_footer->hide();
}

QPushButton *ListPage::addTool(const char *name, const QString &text, std::function<void()> run)
{
    auto *const button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    m_tools->addWidget(button);
    m_toolButtons.push_back(button);
    if (run)
        connect(button, &QPushButton::clicked, this, std::move(run));
    return button;
}

QAction *ListPage::addRowAction(const char *name, const QString &text, Kind kind, std::function<void()> run)
{
    auto *const action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    auto *const button = new QPushButton(text, m_footer);
    button->setObjectName(QLatin1String(name) + QLatin1String("Button"));
    if (kind != Kind::Plain)
        setVariant(button, "kind", kind == Kind::Primary ? "primary" : "danger");
    m_rowTools->addWidget(button);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::triggered, this, std::move(run));
    connect(action, &QAction::changed, button, [action, button] { button->setEnabled(action->isEnabled()); });
    m_rowActions.push_back({action, button});
    return action;
}

void ListPage::addBelowTools(QWidget *widget)
{
    m_belowTools->addWidget(widget);
}

void ListPage::setChosen(const QString &name)
{
    m_chosen->setText(name);
    m_chosen->setToolTip(name.toHtmlEscaped());
}

void ListPage::showPossible()
{
    const bool any = !m_table->currentKey().isEmpty();
    for (QPushButton *tool : m_toolButtons)
        tool->setEnabled(m_engine && !isBusy());
    for (const RowAction &each : m_rowActions)
        each.action->setEnabled(m_engine && any && !isBusy());
    m_footer->setVisible(any);
    const int all = m_model->rowCount(), shown = m_table->shownRows();
    m_count->setText(all == 0 ? QString() : shown == all ? QLocale().toString(all) : tr("%1 of %2").arg(shown).arg(all));
    choose();
}

void ListPage::reload()
{
    if (!m_engine)
        return;
    if (!m_fetched)
        m_states->showLoading();
    auto operation = fetch();
    if (operation || !m_list.isBusy())
        return m_list.keep(std::move(operation));
    m_list.cancel();
    const core::base::Error none{"engine.refused", tr("This kind of engine has no such thing.").toStdString(), {}};
    took(&none);
}

void ListPage::took(const core::base::Error *error)
{
    m_error = error ? *error : core::base::Error{};
    m_fetched |= !error;
    if (error && !m_fetched)
        m_states->showNotice(QStringLiteral("circle-alert"), m_words.failed, QString::fromStdString(error->message), tr("Try again"), [this] { reload(); });
    else
        showRows();
    onEngineState();
}

void ListPage::showRows()
{
    if (!m_fetched)
        return;
    m_model->setRows(rows());
    if (m_model->rowCount() == 0)
        m_states->showNotice(m_words.icon, m_words.emptyTitle, m_words.emptyText, m_words.emptyAction, [this] { emptyAction(); });
    else
        m_states->showContent();
    showPossible();
}

void ListPage::onEngineState()
{
    const bool gone = !m_engine || m_engine->state() == EngineState::Stale;
    QString words;
    if (m_engine && gone)
        words = tr("Stale since %1: %2").arg(clockText(m_engine->staleSince()), QString::fromStdString(m_engine->lastError().message));
    else if (m_fetched && !m_error.code.empty())
        words = tr("This list may be old: %1").arg(QString::fromStdString(m_error.message));
    const bool back = std::exchange(m_wasGone, gone) && !gone;
    m_stale->say(m_fetched ? words : QString(), "warn");
    m_table->setStale(!words.isEmpty());
    if (back && m_jobIsVain && !m_action.isBusy())
        m_job->hide();
    if (back && isVisible())
        reload();
}

void ListPage::afterJob()
{
    showPossible();
    reload();
    Q_EMIT changed();
}

void ListPage::showMenu(const QPoint &globalPos)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const RowAction &each : m_rowActions)
        menu->addAction(each.action);
    menu->popup(globalPos);
}

bool ListPage::event(QEvent *event)
{
    if (event->type() == QEvent::WindowActivate && isVisible() && m_fetched && !m_list.isBusy())
        reload();
    return QWidget::event(event);
}

void ListPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void ListPage::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void ListPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Refresh))
        reload();
    else if (event->key() == Qt::Key_Escape && m_filter->hasFocus() && !m_filter->text().isEmpty())
        m_filter->clear();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
