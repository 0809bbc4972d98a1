// Tells assistive technology how the text on show changed: what scrolled away, what came, where the cursor is. Does
// nothing while no such technology runs.
#pragma once
#include <QAccessible>
#include <QString>
#include <functional>

class QWidget;

namespace ui::terminal {

// From one text to the next as a removal at the start (rows that scrolled away) and one replacement.
struct TextChange
{
    QString scrolledAway; // with the line end that followed it
    int at = 0;           // in what is left
    QString removed, inserted;
};
TextChange textChange(const QString &before, const QString &after);

class AccessibleAnnouncer : public QAccessible::ActivationObserver
{
public:
    using Tell = std::function<void(QAccessibleEvent *)>;
    explicit AccessibleAnnouncer(QWidget *widget, Tell tell = &QAccessible::updateAccessibility);
    ~AccessibleAnnouncer() override;

    void update(); // the text or the cursor may have changed
    void selectionChanged();

private:
    void accessibilityActiveChanged(bool active) override { m_active = active; }
    QAccessibleTextInterface *text() const; // null while nobody listens

    QWidget *m_widget;
    Tell m_tell;
    bool m_active;
    QString m_text;
    int m_cursor = -1;
};

} // namespace ui::terminal
