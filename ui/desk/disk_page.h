// What an engine keeps on the disk, and clearing it up: first what would go, then exactly that. GUI thread.
#pragma once
#include "core/engine/engine.h"
#include "core/engine/disk.h"
#include "ui/desk/engine_call.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace ui::desk {

class JobView;
class NoticeBar;
class PageStack;
class PruneScopeBox;
class TableModel;
class TableView;
class UsageBars;

class DiskPage : public QWidget
{
    Q_OBJECT
public:
    explicit DiskPage(core::engine::Engine &engine, QWidget *parent = nullptr);

    void reload();  // asks for the use again; the engine walks its disk
    void dryRun();

Q_SIGNALS:
    void changed(); // something was removed

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildContent();
    void takePlan(core::base::Result<core::engine::PrunePlan> plan);
    void spare(const QString &key);
    void showPlan();
    void dropPlan(const QString &words);
    void ask();
    void prune();
    void showPossible();
    void onEngineState();

    QPointer<core::engine::Engine> m_engine;
    EngineCall m_usageCall, m_planCall, m_pruneCall;
    core::engine::PrunePlan m_plan; // as it is shown
    bool m_known = false;           // the use, once
    bool m_wasGone = false;         // the engine

    NoticeBar *m_stale = nullptr;
    PageStack *m_states = nullptr;
    UsageBars *m_bars = nullptr;
    PruneScopeBox *m_scope = nullptr;
    JobView *m_job = nullptr;
    QPushButton *m_dryRun = nullptr, *m_remove = nullptr;
    QLabel *m_planWords = nullptr;
    QStackedWidget *m_planPlace = nullptr;
    TableModel *m_model = nullptr;
    TableView *m_table = nullptr;
};

} // namespace ui::desk
