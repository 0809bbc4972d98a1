// What a container prints, and has printed: followed, filtered, with its whole Compose project if asked for.
#pragma once
#include "ui/desk/log_feed.h"
#include "ui/desk/log_rows.h"
#include "ui/desk/watched_container.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace ui::desk {

class LogView;
class NoticeBar;
class PageStack;

class LogsPage : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kTail = 1000; // lines that are read at first

    LogsPage(WatchedContainer &watched, QWidget *parent, LogBuffer::Limits limits = {}); // `watched` outlives it

    const LogFeed &feed() const { return *m_feed; }
    LogView &view() const { return *m_view; }
    std::size_t shownLines() const { return m_rows->size(); }
    void setWholeProject(bool whole);
    // What is shown, as it is shown, into a file; written on the thread pool, then saved() or a sentence why not.
    void save(const QString &path);

Q_SIGNALS:
    void saved(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildBar(QHBoxLayout *row);
    QPushButton *toggle(const QString &words, const QString &tip, bool checked, QHBoxLayout *row);
    void fillMenu();
    void open(int tail);
    void join();
    void sayMissing();
    void takeFilter();
    void catchUp();
    void refresh();
    void askWhere();

    WatchedContainer &m_watched;
    LogFeed *m_feed;
    std::unique_ptr<LogRows> m_rows;
    QString m_project;
    PageStack *m_stack;
    LogView *m_view;
    NoticeBar *m_missing; // containers of the project that are not shown
    NoticeBar *m_notice; // a pattern that is none, a file that was or was not written
    QLineEdit *m_filter;
    QPushButton *m_regex, *m_only, *m_output, *m_errors, *m_times, *m_whole;
    QToolButton *m_more;
    QLabel *m_amount, *m_state;
    QTimer m_search; // the rest of the lines to be looked at
    int m_leftOut = 0; // containers of the project, beyond the limit
    bool m_isOpen = false;
};

} // namespace ui::desk
