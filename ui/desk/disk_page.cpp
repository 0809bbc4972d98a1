#include "ui/desk/disk_page.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/disk_rows.h"
#include "ui/desk/job_view.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/prune_scope_box.h"
#include "ui/desk/table_view.h"
#include "ui/desk/usage_bars.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using namespace core::engine;
using core::base::Result;

namespace {

constexpr int kLeastPlan = 120; // the table's head and three rows

QLabel *sectionTitle(const QString &text, QWidget *parent)
{
    auto *const label = new QLabel(text, parent);
    label->setFont(labelFont());
    setVariant(label, "tone", "dim");
    return label;
}

} // namespace

DiskPage::DiskPage(Engine &engine, QWidget *parent) : QWidget(parent), m_engine(&engine)
{
    setAccessibleName(tr("Disk"));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_stale = new NoticeBar(this);
    m_stale->setDismissible(false);
    column->addWidget(m_stale);
    m_states = new PageStack(buildContent(), tr("Measuring the disk"), this);
    column->addWidget(m_states, 1);
    connect(&engine, &Engine::stateChanged, this, &DiskPage::onEngineState);
    onEngineState();
    dropPlan({});
}

void DiskPage::onEngineState()
{
    const bool gone = m_engine && m_engine->state() == EngineState::Stale;
    m_stale->say(gone && m_known ? tr("Stale since %1: %2").arg(clockText(m_engine->staleSince()), QString::fromStdString(m_engine->lastError().message)) : QString(), "warn");
    const bool back = std::exchange(m_wasGone, gone) && !gone;
    if (!back || m_pruneCall.isBusy())
        return;
    if (m_plan.empty()) // what was said instead of one
        dropPlan({});
    if (isVisible())
        reload();
}

QWidget *DiskPage::buildContent()
{
    auto *const content = new QWidget;
    auto *const column = new QVBoxLayout(content);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace3);
    column->setSpacing(kSpace3);
    column->addWidget(sectionTitle(tr("In use"), content));
    m_bars = new UsageBars(content);
    column->addWidget(m_bars);
    auto *const line = new QFrame(content);
    line->setProperty("kind", QStringLiteral("line"));
    line->setFixedHeight(1);
    column->addWidget(line);
    column->addWidget(sectionTitle(tr("Clear up"), content));
    m_scope = new PruneScopeBox(content);
    column->addWidget(m_scope);
    connect(m_scope, &PruneScopeBox::changed, this, [this] { dropPlan(tr("The choice has changed: look again at what would go.")); });

    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    m_dryRun = new QPushButton(tr("Show what would go"), content);
    m_dryRun->setObjectName(QStringLiteral("dryRun"));
    m_planWords = new QLabel(content);
    m_planWords->setObjectName(QStringLiteral("planWords"));
    m_planWords->setTextFormat(Qt::PlainText);
    m_planWords->setWordWrap(true);
    m_remove = new QPushButton(content);
    m_remove->setObjectName(QStringLiteral("prune"));
    setVariant(m_remove, "kind", "danger");
    row->addWidget(m_dryRun);
    row->addStretch();
    row->addWidget(m_remove);
    column->addLayout(row);
    column->addWidget(m_planWords);
    connect(m_dryRun, &QPushButton::clicked, this, &DiskPage::dryRun);
    connect(m_remove, &QPushButton::clicked, this, &DiskPage::ask);
    m_job = new JobView(content);
    column->addWidget(m_job);
    connect(m_job, &JobView::cancelRequested, this, [this] {
        m_pruneCall.cancel();
        m_job->cancelled(tr("Cancelled. What had been removed before is gone, the rest is untouched."));
        dropPlan({});
        reload();
        Q_EMIT changed();
    });
    m_model = new TableModel(planColumns(), this);
    m_table = new TableView(*m_model, tr("What would go"));
    connect(m_table, &TableView::spacePressed, this, [this] { spare(m_table->currentKey()); });
    connect(m_table, &TableView::menuRequested, this, [this](const QPoint &at) {
        auto *const menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Keep this one"), this, [this, key = m_table->currentKey()] { spare(key); })->setShortcut(Qt::Key_Space);
        menu->popup(at);
    });
    m_planPlace = new QStackedWidget(content);
    m_planPlace->addWidget(new QWidget(m_planPlace));
    m_planPlace->addWidget(m_table);
    m_planPlace->setMinimumHeight(kLeastPlan);
    column->addWidget(m_planPlace, 1);
    auto *const scroll = new QScrollArea; // of a low window
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

void DiskPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_pruneCall.isBusy())
        reload();
}

void DiskPage::reload()
{
    Disk *const disk = m_engine ? m_engine->disk() : nullptr;
    if (!disk)
        return;
    if (!m_known)
        m_states->showLoading();
    m_usageCall.keep(disk->usage(m_usageCall.begin<DiskUsage>([this](Result<DiskUsage> usage) {
        if (!usage && !m_known)
            return m_states->showNotice(QStringLiteral("circle-alert"), tr("The disk could not be measured"), QString::fromStdString(usage.error().message), tr("Try again"),
                                        [this] { reload(); });
        if (usage) {
            m_known = true;
            m_bars->setUsage(usageByKind(*usage));
        }
        const bool stale = m_engine && m_engine->state() == EngineState::Stale; // which is said already
        if (!stale)
            m_stale->say(usage ? QString() : tr("The disk could not be measured again: %1").arg(QString::fromStdString(usage.error().message)), "warn");
        m_states->showContent();
    })));
}

void DiskPage::dryRun()
{
    Disk *const disk = m_engine ? m_engine->disk() : nullptr;
    if (!disk || m_pruneCall.isBusy())
        return;
    dropPlan(tr("Looking…"));
    m_job->hide();
    m_planCall.keep(disk->planPrune(m_scope->scope(), m_planCall.begin<PrunePlan>([this](Result<PrunePlan> plan) { takePlan(std::move(plan)); })));
    showPossible();
}

void DiskPage::takePlan(Result<PrunePlan> plan)
{
    reload(); // what is in use was as old as the page
    if (!plan) {
        dropPlan(QString::fromStdString(plan.error().message));
        setVariant(m_planWords, "tone", "fail");
        return;
    }
    m_plan = *std::move(plan);
    showPlan();
    if (m_plan.empty())
        m_planWords->setText(tr("Nothing would go: all of what is chosen above is in use."));
    m_table->sortByColumn(4, Qt::AscendingOrder); // the largest first
}

// One row less: it stays where it is.
void DiskPage::spare(const QString &key)
{
    if (m_pruneCall.isBusy() || std::erase_if(m_plan, [&](const DiskItem &item) { return planKey(item) == key; }) == 0)
        return;
    showPlan();
}

void DiskPage::showPlan()
{
    m_model->setRows(planRows(m_plan, std::chrono::system_clock::now()));
    m_planWords->setText(m_plan.empty() ? tr("Nothing would go.") : tr("Would go: %1. Space in the list keeps a row out of it.").arg(planSummary(m_plan)));
    m_planWords->show();
    setVariant(m_planWords, "tone", m_plan.empty() ? "dim" : "");
    m_planPlace->setCurrentIndex(m_plan.empty() ? 0 : 1);
    showPossible();
}

void DiskPage::dropPlan(const QString &words)
{
    m_planCall.cancel();
    m_plan.clear();
    m_planWords->setText(words);
    m_planWords->setVisible(!words.isEmpty());
    setVariant(m_planWords, "tone", "dim");
    m_planPlace->setCurrentIndex(0);
    showPossible();
}

void DiskPage::showPossible()
{
    const bool idle = m_engine && !m_pruneCall.isBusy();
    m_dryRun->setEnabled(idle && !m_planCall.isBusy());
    m_scope->setEnabled(idle);
    m_remove->setVisible(!m_plan.empty() && !m_pruneCall.isBusy());
    m_remove->setText(m_plan.size() == 1 ? tr("Remove it…") : tr("Remove these %1…").arg(m_plan.size()));
}

void DiskPage::ask()
{
    auto *const question = new ConfirmDialog(tr("Remove %1?").arg(planSummary(m_plan)), planLoss(m_plan), tr("Remove"), tr("Keep it all"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, &DiskPage::prune);
    question->open();
}

void DiskPage::prune()
{
    Disk *const disk = m_engine ? m_engine->disk() : nullptr;
    if (!disk || m_plan.empty() || m_pruneCall.isBusy())
        return;
    m_job->begin(tr("Clearing up"), JobView::Counts::Things);
    auto done = m_pruneCall.begin<PruneReport>([this](Result<PruneReport> report) {
        if (report && report->kept.empty())
            m_job->succeed(reportSentence(*report));
        else if (report)
            m_job->warn(reportSentence(*report));
        else
            m_job->fail(tr("It broke off: %1 What had been removed before is gone.").arg(QString::fromStdString(report.error().message)));
        dropPlan({});
        reload();
        Q_EMIT changed();
    });
    auto begin = [disk, plan = m_plan, progress = m_pruneCall.progress([this](const Progress &progress) { m_job->show(progress); })](Done<PruneReport> end) mutable {
        return disk->prune(plan, std::move(progress), std::move(end));
    };
    m_pruneCall.keep(m_engine->turns().run<PruneReport>(kWindowPrincipal, std::move(begin), std::move(done), [this](std::chrono::milliseconds wait) { m_job->wait(wait); }));
    showPossible();
}

} // namespace ui::desk
