// The search through all that was run, over the terminal: a line, filters, what was found and all about the chosen one.
// It inserts and runs nothing itself; who opened it does what chosen() asks for.
#pragma once
#include "ui/history/filter.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;
class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace ui::theme { class NoticePage; class Skeleton; }

namespace ui::history {

class FilterBar;
class HistoryModel;
class Preview;
class RemovalBar;

struct Opening
{
    Scope scope;
    Filter filter;          // that it starts with; whether fuzzy is as it was left
    bool canInsert = true;  // false: a program runs there, so Enter copies
    bool historyOn = true;  // false: nothing new is kept
};

class HistoryOverlay : public QFrame
{
    Q_OBJECT
public:
    HistoryOverlay(core::store::Store &store, QString home, QWidget *window); // the store outlives it

    void open(const Opening &opening, QWidget *over); // `over`: the terminal that it lies on
    void dismiss();                                   // and gives the keyboard back: dismissed()
    HistoryModel &model() const { return *m_model; }
    QListView *list() const { return m_list; }
    Preview *preview() const { return m_preview; }

Q_SIGNALS:
    void chosen(const QString &command); // to be put at the prompt; the overlay has closed
    void copied();                       // a command is on the clipboard
    void settingsRequested();
    void dismissed();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void buildBody(QVBoxLayout *column);
    void connectParts();
    void place();
    void search();
    void onSearched();
    void showState();
    void showNothing();
    void showCount();
    void showBanner(const QString &sentence = {});
    void showFoot();
    void showCurrent();
    void wantMore();
    void onOffered(const QString &name);
    void step(int by);
    void choose();
    void copyCurrent();
    void askToRemove();
    bool takeKey(const QKeyEvent &key);
    int rowOf(const QKeyEvent &key) const; // that the key moves to; -1: it moves nowhere
    int currentRow() const; // -1: none

    core::store::Store &m_store;
    Opening m_opening;
    QPointer<QWidget> m_over;
    bool m_fuzzy = false; // as it was left
    int m_keepRow = 0;    // the row to be on once the search is answered
    HistoryModel *m_model;
    QLineEdit *m_line;
    QLabel *m_count, *m_banner, *m_foot;
    FilterBar *m_filters;
    QStackedWidget *m_pages;
    QListView *m_list;
    theme::NoticePage *m_notice;
    theme::Skeleton *m_skeleton;
    QSplitter *m_body;
    Preview *m_preview;
    RemovalBar *m_removal;
};

} // namespace ui::history
