#include "ui/terminal/accessible_announcer.h"

#include <QWidget>
#include <algorithm>
#include <utility>

namespace ui::terminal {
namespace {

// So many lines went off the top: what is left agrees with the new text, but for the line that was being written.
qsizetype linesScrolled(const QList<QStringView> &before, const QList<QStringView> &after)
{
    for (qsizetype k = 0; k + 1 < before.size(); ++k) {
        const qsizetype shared = std::min(before.size() - k - 1, after.size());
        if (shared > 0 && std::equal(before.begin() + k, before.begin() + k + shared, after.begin()))
            return k;
    }
    return 0;
}

} // namespace

TextChange textChange(const QString &before, const QString &after)
{
    TextChange change;
    const qsizetype scrolled = linesScrolled(QStringView(before).split(QLatin1Char('\n')), QStringView(after).split(QLatin1Char('\n')));
    qsizetype start = 0;
    for (qsizetype k = 0; k < scrolled; ++k)
        start = before.indexOf(QLatin1Char('\n'), start) + 1;
    change.scrolledAway = before.left(start);
    const QStringView left = QStringView(before).mid(start);
    const auto [differsBefore, differsAfter] = std::mismatch(left.begin(), left.end(), after.begin(), after.end());
    const qsizetype same = differsBefore - left.begin();
    qsizetype tail = 0;
    while (tail < std::min(left.size(), after.size()) - same && left[left.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    change.at = int(same);
    change.removed = left.mid(same, left.size() - same - tail).toString();
    change.inserted = after.mid(same, after.size() - same - tail);
    return change;
}

AccessibleAnnouncer::AccessibleAnnouncer(QWidget *widget, Tell tell)
    : m_widget(widget), m_tell(std::move(tell)), m_active(QAccessible::isActive())
{
    QAccessible::installActivationObserver(this);
}

AccessibleAnnouncer::~AccessibleAnnouncer()
{
    QAccessible::removeActivationObserver(this);
}

QAccessibleTextInterface *AccessibleAnnouncer::text() const
{
    QAccessibleInterface *const known = m_active ? QAccessible::queryAccessibleInterface(m_widget) : nullptr;
    return known ? known->textInterface() : nullptr;
}

void AccessibleAnnouncer::update()
{
    const QAccessibleTextInterface *const text = this->text();
    if (!text)
        return;
    const QString now = text->text(0, text->characterCount());
    if (now != m_text) {
        const TextChange change = textChange(m_text, now);
        m_text = now;
        if (!change.scrolledAway.isEmpty()) {
            QAccessibleTextRemoveEvent event(m_widget, 0, change.scrolledAway);
            m_tell(&event);
        }
        if (!change.removed.isEmpty() && !change.inserted.isEmpty()) {
            QAccessibleTextUpdateEvent event(m_widget, change.at, change.removed, change.inserted);
            m_tell(&event);
        } else if (!change.inserted.isEmpty()) {
            QAccessibleTextInsertEvent event(m_widget, change.at, change.inserted);
            m_tell(&event);
        } else if (!change.removed.isEmpty()) {
            QAccessibleTextRemoveEvent event(m_widget, change.at, change.removed);
            m_tell(&event);
        }
    }
    if (const int cursor = text->cursorPosition(); cursor != m_cursor) {
        m_cursor = cursor;
        QAccessibleTextCursorEvent event(m_widget, cursor);
        m_tell(&event);
    }
}

void AccessibleAnnouncer::selectionChanged()
{
    const QAccessibleTextInterface *const text = this->text();
    if (!text)
        return;
    int start = 0, end = 0;
    text->selection(0, &start, &end);
    QAccessibleTextSelectionEvent event(m_widget, start, end);
    m_tell(&event);
}

} // namespace ui::terminal
