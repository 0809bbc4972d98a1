#include "ui/desk/processes_page.h"

#include "ui/desk/desk_text.h"
#include "ui/desk/page_stack.h"
#include "ui/desk/process_rows.h"
#include "ui/desk/table_view.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;
using core::engine::ProcessTable;

ProcessesPage::ProcessesPage(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    auto *const content = new QWidget;
    m_place = new QVBoxLayout(content);
    m_place->setContentsMargins(0, 0, 0, 0);
    m_place->setSpacing(0);
    auto *const bar = new QHBoxLayout;
    bar->setContentsMargins(kSpace4, kSpace2, kSpace4, kSpace2);
    m_filter = new QLineEdit(content);
    m_filter->setPlaceholderText(tr("Filter (Ctrl+F)"));
    m_filter->setAccessibleName(tr("Filter the processes"));
    m_filter->setClearButtonEnabled(true);
    m_count = new QLabel(content);
    m_count->setObjectName(QStringLiteral("processCount"));
    setVariant(m_count, "tone", "dim");
    bar->addWidget(m_filter, 1);
    bar->addSpacing(kSpace2);
    bar->addWidget(m_count);
    m_place->addLayout(bar);
    m_stack = new PageStack(content, tr("Asking for the processes"), this);
    auto *const whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    setFocusPolicy(Qt::StrongFocus);

    m_again.setInterval(std::chrono::seconds(2));
    connect(&m_again, &QTimer::timeout, this, &ProcessesPage::ask);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &words) {
        if (m_table)
            m_table->setFilter(words);
    });
    connect(new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, m_filter, qOverload<>(&QWidget::setFocus));
    connect(&watched, &WatchedContainer::changed, this, [this] {
        if (isVisible())
            ask();
        chooseState();
    });
    chooseState();
}

void ProcessesPage::ask()
{
    auto *const control = m_watched.engine() ? m_watched.engine()->control() : nullptr;
    if (!control && !m_watched.isGone()) {
        m_error = {"engine.refused", (m_watched.engine() ? tr("This engine lists no processes.") : tr("Its engine is gone.")).toStdString(), {}};
        return chooseState();
    }
    if (!control || m_call.isBusy() || m_watched.isStale() || !m_watched.isRunning())
        return;
    m_call.keep(control->top(m_watched.id(), m_call.begin<ProcessTable>([this](core::base::Result<ProcessTable> table) { took(std::move(table)); })));
}

void ProcessesPage::took(core::base::Result<ProcessTable> table)
{
    if (!table) {
        m_error = table.error();
        return chooseState();
    }
    m_error = {};
    const bool other = table->titles != m_last.titles;
    m_last = std::move(*table);
    if (other || !m_table)
        makeTable();
    m_model->setRows(processRows(m_last));
    const auto count = m_last.rows.size();
    m_count->setText(count == 1 ? tr("1 process") : tr("%1 processes").arg(count));
    chooseState();
}

void ProcessesPage::makeTable()
{
    delete m_table;
    delete m_model;
    m_model = new TableModel(processColumns(m_last), this);
    m_table = new TableView(*m_model, tr("Processes"), nullptr);
    m_table->setFilter(m_filter->text());
    m_place->addWidget(m_table, 1);
    setFocusProxy(m_table);
}

void ProcessesPage::chooseState()
{
    if (m_watched.engine() && m_watched.isStale() && !m_table)
        m_stack->showNotice(QStringLiteral("circle-alert"), tr("The engine does not answer"), tr("The processes are listed when it is back."));
    else if (!m_watched.isRunning())
        m_stack->showNotice(QStringLiteral("list"), tr("It does not run"), tr("Its processes are listed here while it runs."));
    else if (!m_error.code.empty() && (!m_watched.isStale() || !m_table))
        m_stack->showNotice(QStringLiteral("circle-alert"), tr("The processes could not be listed"), text(m_error.message), tr("Try again"), [this] { ask(); });
    else if (m_table)
        m_stack->showContent();
    else
        m_stack->showLoading();
    if (m_table)
        m_table->setStale(m_watched.isStale());
}

QString ProcessesPage::plainText() const
{
    if (!m_stack->isContent())
        return m_stack->noticeText();
    QStringList out;
    const auto *const model = m_table->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model->columnCount(); ++column)
            cells << model->index(row, column).data().toString();
        out << cells.join(QLatin1Char(' '));
    }
    return out.join(QLatin1Char('\n'));
}

void ProcessesPage::showEvent(QShowEvent *)
{
    m_again.start();
    ask();
}

void ProcessesPage::hideEvent(QHideEvent *)
{
    m_again.stop();
}

void ProcessesPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && m_table && m_table->currentIndex().isValid())
        QGuiApplication::clipboard()->setText(m_table->currentIndex().siblingAtColumn(0).data().toString());
    else if (event->key() == Qt::Key_Escape && !m_filter->text().isEmpty())
        m_filter->clear();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
