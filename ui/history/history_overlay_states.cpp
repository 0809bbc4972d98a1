// What the overlay says beside the rows: how many, what keys do, and why there are none.
#include "ui/history/filter_bar.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/theme/notice_page.h"
#include "ui/history/preview.h"
#include "ui/theme/skeleton.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QStackedWidget>

namespace ui::history {

using namespace ui::theme;

void HistoryOverlay::showState()
{
    const bool listed = m_model->rowCount() > 0;
    if (listed)
        m_pages->setCurrentWidget(m_list);
    else
        showNothing();
    if (!listed) {
        if (m_preview->isAncestorOf(QApplication::focusWidget()))
            m_line->setFocus(Qt::OtherFocusReason); // what is hidden would hand the keyboard to anybody
        m_preview->clear();
        m_line->setAccessibleDescription(m_notice->text());
    }
    m_preview->setVisible(listed);
    showCount();
    showBanner();
}

void HistoryOverlay::showCount()
{
    const int rows = m_model->rowCount();
    const Filter &filter = m_model->filter();
    const QString number = QLocale().toString(rows) + (m_model->isComplete() ? QString() : QStringLiteral("+"));
    QString count;
    if (filter.fuzzy && rows >= kMostFuzzy)
        count = tr("the %1 best").arg(number);
    else if (rows == 1)
        count = filter.everyRun ? tr("1 run") : tr("1 command");
    else if (rows > 1)
        count = filter.everyRun ? tr("%1 runs").arg(number) : tr("%1 commands").arg(number);
    m_count->setText(count);
    m_count->setVisible(!count.isEmpty());
}

void HistoryOverlay::showNothing()
{
    m_pages->setCurrentWidget(m_notice);
    const Filter &filter = m_model->filter();
    const QString text = filter.text.simplified();
    const QStringList on = activeNames(filter, m_opening.scope);
    if (!m_model->error().code.empty()) {
        m_notice->say(QStringLiteral("circle-alert"), tr("The history cannot be searched"), QString::fromStdString(m_model->error().message), tr("Try again"),
                      QStringLiteral("again"));
    } else if (text.isEmpty() && on.isEmpty() && !m_opening.historyOn) {
        m_notice->say(QStringLiteral("history"), tr("History is off"), tr("Commands are not kept. The setting history.enabled turns it on."), tr("Open settings"),
                      QStringLiteral("settings"));
    } else if (text.isEmpty() && on.isEmpty()) {
        m_notice->say(QStringLiteral("history"), tr("Nothing was run yet"),
                      tr("Every command of every tab comes here with its folder, its result and its container, and stays when the container is "
                         "rebuilt. Run one, and find it again from here."));
    } else {
        QStringList sentence;
        sentence << (text.isEmpty() ? tr("No command is here.") : tr("No command has “%1”.").arg(text));
        if (!on.isEmpty())
            sentence << tr("Only these are looked at: %1.").arg(on.join(tr(", ")));
        const bool offerFuzzy = on.isEmpty() && !filter.fuzzy;
        m_notice->say(QStringLiteral("search"), tr("No match"), sentence.join(QLatin1Char(' ')),
                      !on.isEmpty()  ? tr("Search &everywhere")
                          : offerFuzzy ? tr("Search fuzzily")
                                       : QString(),
                      !on.isEmpty() ? QStringLiteral("everywhere") : QStringLiteral("fuzzy"));
    }
}

void HistoryOverlay::onOffered(const QString &name)
{
    if (name == QLatin1String("settings")) {
        dismiss();
        Q_EMIT settingsRequested();
        return;
    }
    Filter filter = m_model->filter();
    if (name == QLatin1String("everywhere"))
        filter = filter.everywhere();
    else if (name == QLatin1String("fuzzy"))
        filter.fuzzy = true;
    m_filters->setFilter(filter);
    m_line->setFocus(Qt::OtherFocusReason);
    search();
}

// What is wrong with the history as a whole, though what there is can be searched.
void HistoryOverlay::showBanner(const QString &sentence)
{
    QString text = sentence;
    const core::base::Error problem = m_store.problem();
    if (text.isEmpty() && !problem.code.empty())
        text = QString::fromStdString(problem.message);
    else if (text.isEmpty() && m_store.isReadOnly())
        text = tr("The history is read-only: nothing new is kept.");
    else if (text.isEmpty() && !m_opening.historyOn && m_model->rowCount() > 0)
        text = tr("History is off: nothing new is kept. This is what was kept before.");
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

void HistoryOverlay::showFoot()
{
    const auto key = [](const QString &name, const QString &does) {
        return QStringLiteral("<span style='color:%1'>%2</span>&nbsp;%3").arg(color(Role::Text).name(), name, does.toHtmlEscaped());
    };
    QStringList parts{key(tr("Enter"), m_opening.canInsert ? tr("puts it at the prompt") : tr("copies: a program runs here")), key(tr("Ctrl+C"), tr("copies")),
                      key(tr("Del"), tr("removes")), key(tr("Tab"), tr("to the preview")), key(tr("Esc"), tr("closes"))};
    if (!m_opening.canInsert)
        parts.removeAt(1);
    m_foot->setText(parts.join(QStringLiteral("&nbsp;&nbsp;&nbsp; ")));
}

} // namespace ui::history
