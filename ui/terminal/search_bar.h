// The search bar over a terminal's upper right corner: asks, and says how the search stands. It looks for nothing itself.
#pragma once
#include "ui/terminal/search_query.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace ui::terminal {

class Search;

class SearchBar : public QFrame
{
    Q_OBJECT
public:
    explicit SearchBar(QWidget *parent);

    SearchQuery query() const;
    void begin(const QString &pattern); // takes the focus; an empty pattern leaves what was there
    void display(const Search &search);
    void setScheme(); // the theme changed
    int heightAt(int width); // arranges itself for it: its buttons come under the pattern where they have no room beside it

Q_SIGNALS:
    void queryChanged();
    void stepped(int direction); // +1: to the older match
    void closed();
    void sizeChanged();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QPushButton *addToggle(const QString &text, const QString &name, const QString &help, const QKeySequence &key);
    QToolButton *addButton(const QString &icon, const QString &name, const QString &help);
    void say(const QString &message, const char *tone);

    QHBoxLayout *m_row, *m_under;
    QLineEdit *m_pattern;
    QLabel *m_count, *m_message;
    QPushButton *m_case, *m_regex;
    QToolButton *m_older, *m_newer, *m_close;
};

} // namespace ui::terminal
