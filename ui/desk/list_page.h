// A page of an engine's window that lists one kind of thing: filter and tools above, what can be done with the chosen row
// below and in its menu, what is under way between; and the four states. One job at a time.
//
// Threads: GUI, which is the engine's. The engine may go before the page does.
#pragma once
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/job_view.h"
#include "ui/desk/table_view.h"

#include <QPointer>
#include <QTimer>
#include <functional>

class QAction;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace ui::desk {

class NoticeBar;
class PageStack;

class ListPage : public QWidget
{
    Q_OBJECT
public:
    struct Words
    {
        QString title;      // "Images"
        QString icon;       // of the page
        QString loading;    // "Looking for images"
        QString failed;     // "The images could not be listed"
        QString emptyTitle, emptyText, emptyAction;
    };

    void reload(); // asks the engine again; what is shown stays meanwhile
    bool isBusy() const { return m_action.isBusy(); } // a job is under way
    void focusFilter();

Q_SIGNALS:
    void changed(); // by a job of this page: others may want to look again

protected:
    ListPage(core::engine::Engine &engine, core::engine::Stored what, Words words, std::vector<TableColumn> columns, QWidget *parent);

    virtual core::engine::OperationPtr fetch() = 0;        // begins m_list; its result goes to took()
    virtual std::vector<TableRow> rows() const = 0;        // of what was fetched last
    virtual void choose() {}                               // another row, or none, or a job has begun or ended
    virtual void emptyAction() {}

    void took(const core::base::Error *error); // fetch() has ended; null: well
    void showRows();
    core::engine::Engine *engine() const { return m_engine; }
    TableView &table() const { return *m_table; }
    JobView &job() const { return *m_job; }

    QPushButton *addTool(const char *name, const QString &text, std::function<void()> run);
    enum class Kind { Plain, Primary, Danger };
    // Of the chosen row: in the bar below the table and in the row's menu.
    QAction *addRowAction(const char *name, const QString &text, Kind kind, std::function<void()> run);
    void setChosen(const QString &name);
    void addBelowTools(QWidget *widget);
    void showPossible(); // what can be done now

    // `start(progress, done)` starts it, in its turn, so that it keeps copies and no references; `finish` says how it ended
    // well. `onCancel`: what stays of it then. REQUIRES: engine().
    template<class T, class Start, class Finish>
    void runJob(const QString &title, const QString &onCancel, Start start, Finish finish)
    {
        m_onCancel = onCancel;
        m_job->begin(title);
        m_jobIsVain = m_engine->state() == core::engine::EngineState::Stale;
        auto done = m_action.begin<T>([this, finish = std::move(finish)](const core::base::Result<T> &result) {
            if (result)
                m_job->succeed(finish(result));
            else
                m_job->fail(QString::fromStdString(result.error().message));
            afterJob();
        });
        auto begin = [start = std::move(start), progress = m_action.progress([this](const core::engine::Progress &progress) { m_job->show(progress); })](core::engine::Done<T> end) mutable {
            return start(std::move(progress), std::move(end));
        };
        m_action.keep(m_engine->turns().run<T>(core::engine::kWindowPrincipal, std::move(begin), std::move(done), [this](std::chrono::milliseconds wait) { m_job->wait(wait); }));
        showPossible();
    }

    EngineCall m_list;

    bool event(QEvent *event) override; // the window has come to the front: others may have changed things meanwhile
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct RowAction
    {
        QAction *action;
        QPushButton *button;
    };

    void build(std::vector<TableColumn> columns);
    void afterJob();
    void onEngineState();
    void showMenu(const QPoint &globalPos);

    QPointer<core::engine::Engine> m_engine;
    Words m_words;
    EngineCall m_action;
    QString m_onCancel;
    core::base::Error m_error; // why the last fetch failed
    bool m_fetched = false;    // once, at least
    bool m_wasGone = false;    // the engine
    bool m_jobIsVain = false;  // it was away when the last job began, whose failure is no news once it is back
    QTimer m_refetch;          // events come in bursts

    TableModel *m_model = nullptr;
    TableView *m_table = nullptr;
    NoticeBar *m_stale = nullptr;
    PageStack *m_states = nullptr;
    JobView *m_job = nullptr;
    QLineEdit *m_filter = nullptr;
    QLabel *m_chosen = nullptr, *m_count = nullptr;
    QHBoxLayout *m_tools = nullptr, *m_rowTools = nullptr;
    QVBoxLayout *m_belowTools = nullptr;
    QWidget *m_footer = nullptr;
    std::vector<RowAction> m_rowActions;
    std::vector<QPushButton *> m_toolButtons;
};

} // namespace ui::desk
