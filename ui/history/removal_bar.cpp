#include "ui/history/removal_bar.h"

#include "ui/history/history_text.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::history {

using namespace ui::theme;

namespace {
constexpr qsizetype kShownChars = 60;
}

RemovalBar::RemovalBar(core::store::Store &store, QWidget *parent) : QFrame(parent), m_store(store)
{
    setObjectName(QStringLiteral("historyRemoval"));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const line = new QFrame(this);
    setVariant(line, "kind", "line");
    line->setFixedHeight(1);
    column->addWidget(line);
    auto *const row = new QHBoxLayout;
    column->addLayout(row);
    row->setContentsMargins(kSpace4, kSpace2, kSpace3, kSpace2);
    row->setSpacing(kSpace2);
    m_question = new QLabel(this);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    m_keep = new QPushButton(tr("Keep it"), this);
    m_keep->setObjectName(QStringLiteral("removalKeep"));
    m_remove = new QPushButton(tr("Remove"), this);
    m_remove->setObjectName(QStringLiteral("removalAgree"));
    setVariant(m_remove, "kind", "danger");
    for (QPushButton *button : {m_keep, m_remove})
        button->setAutoDefault(false);
    row->addWidget(m_question, 1);
    row->addWidget(m_keep);
    row->addWidget(m_remove);
    connect(m_keep, &QPushButton::clicked, this, &RemovalBar::withdraw);
    connect(m_remove, &QPushButton::clicked, this, &RemovalBar::remove);
    hide();
}

void RemovalBar::ask(const core::store::CommandRecord &record, bool everyRun)
{
    m_record = record;
    m_everyRun = everyRun;
    QString shown = oneLine(QString::fromStdString(record.command));
    if (shown.size() > kShownChars)
        shown = shown.left(kShownChars) + QChar(0x2026);
    const bool several = everyRun && record.count > 1;
    m_question->setText(several ? tr("Remove “%1” from the history, every run of it with its output? This cannot be undone.").arg(shown)
                                : tr("Remove “%1” from the history, with its output? This cannot be undone.").arg(shown));
    m_remove->setText(everyRun ? tr("Remove it everywhere") : tr("Remove this run"));
    setAccessibleName(m_question->text());
    show();
    m_keep->setFocus(Qt::OtherFocusReason);
}

void RemovalBar::withdraw()
{
    if (m_record)
        close();
}

void RemovalBar::close()
{
    m_record.reset();
    Q_EMIT closed(); // first: a hidden widget hands the keyboard to anybody
    hide();
}

void RemovalBar::remove()
{
    if (!m_record)
        return;
    auto done = [self = QPointer(this)](core::base::Result<std::size_t> count) {
        // On one of the store's threads: only post, as in HistoryModel.
        QMetaObject::invokeMethod(qApp, [self, count = std::move(count)] {
            if (!self)
                return;
            if (count)
                Q_EMIT self->removed(*count);
            else
                Q_EMIT self->failed(QString::fromStdString(count.error().message));
        }, Qt::QueuedConnection);
    };
    if (m_everyRun) {
        core::store::HistoryQuery query;
        query.command = m_record->command;
        m_store.remove(std::move(query), std::move(done));
    } else {
        m_store.remove(std::vector{m_record->id}, std::move(done));
    }
    close();
}

void RemovalBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape: withdraw(); break;
    case Qt::Key_Left: m_keep->setFocus(); break;
    case Qt::Key_Right: m_remove->setFocus(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (auto *const button = qobject_cast<QPushButton *>(focusWidget()))
            button->click();
        break;
    default: QFrame::keyPressEvent(event);
    }
}

} // namespace ui::history
