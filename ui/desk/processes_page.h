// What runs in a container, as the engine's ps has it; asked again every two seconds while it is on show.
#pragma once
#include "core/engine/container_control.h"
#include "ui/desk/engine_call.h"
#include "ui/desk/watched_container.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace ui::desk {

class PageStack;
class TableModel;
class TableView;

class ProcessesPage : public QWidget
{
    Q_OBJECT
public:
    ProcessesPage(WatchedContainer &watched, QWidget *parent); // `watched` outlives it
    QString plainText() const; // rows in the order shown, cells with blanks between; or the notice
    TableView *table() const { return m_table; } // null: nothing came yet

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void ask();
    void took(core::base::Result<core::engine::ProcessTable> table);
    void makeTable();
    void chooseState();

    WatchedContainer &m_watched;
    core::engine::ProcessTable m_last;
    core::base::Error m_error;
    PageStack *m_stack;
    QVBoxLayout *m_place;
    QLineEdit *m_filter;
    QLabel *m_count;
    TableModel *m_model = nullptr;
    TableView *m_table = nullptr;
    QTimer m_again;
    EngineCall m_call;
};

} // namespace ui::desk
