// The filters as chips, each with a key of its own (Alt and its underlined letter). A click leaves the keyboard where it is.
#pragma once
#include "ui/history/filter.h"

#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace ui::history {

class FilterBar : public QWidget
{
    Q_OBJECT
public:
    // The keys work while the keyboard is in `within`.
    explicit FilterBar(QWidget *within);

    void setScope(const Scope &scope);
    void setFilter(const Filter &filter); // says nothing
    void putInto(Filter &filter) const;   // all but the text
    QWidget *firstChip() const;
    QWidget *lastChip() const;

Q_SIGNALS:
    void changed();

private:
    QPushButton *add(const char *name, const QString &text, const QString &help, QHBoxLayout *row);
    void say(QPushButton *chip, const QString &text, const QString &help);

    QWidget *m_within;
    QPushButton *m_here, *m_place, *m_failed, *m_today, *m_everyRun, *m_fuzzy;
};

} // namespace ui::history
