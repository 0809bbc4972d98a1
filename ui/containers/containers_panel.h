// The left panel: where you can be. Lists the engines' containers and starts what is done to them; a shell that was
// opened is announced, and whoever shows sessions shows it.
#pragma once
#include "ui/containers/container_actions.h"
#include "ui/containers/container_model.h"
#include "ui/containers/usage_trends.h"

#include <QWidget>

class QFrame;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace ui::containers {

class ContainerView;
class EmptyView;
enum class RowButton;
enum class EnginePlace { Images, Pull, Volumes, Networks, Disk }; // what of an engine is to be shown

class ContainersPanel : public QWidget
{
    Q_OBJECT
public:
    ContainersPanel(core::host::Host &host, ContainerActions::GridSize gridSize, QWidget *parent = nullptr);

    ContainerModel &model() { return m_model; }
    ContainerActions &actions() { return m_actions; }
    void focusFilter();
    // Marks the row of the container that the current tab shows.
    void showCurrent(const QString &engineId, const QString &containerId);

Q_SIGNALS:
    void shellOpened(core::base::SessionId session);
    void historyRequested(const QString &engineId, const QString &container); // its name
    void detailsRequested(const QString &engineId, const QString &containerId);
    void commitRequested(const QString &engineId, const QString &containerId); // an image of it, by a dialog
    void projectLogsRequested(const QString &engineId, const QString &project); // of all its containers in one
    void createRequested(const QString &engineId, const QString &image); // a container, by a form; both may be empty
    void engineRequested(const QString &engineId, ui::containers::EnginePlace place);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // the filter's keys
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool event(QEvent *event) override; // the window is turned to, or away from

private:
    void watchUse();
    void buildHeader(QVBoxLayout *layout);
    void buildMessage(QVBoxLayout *layout);
    void buildPages(QVBoxLayout *layout);
    void choosePage();
    void onButton(const QModelIndex &index, RowButton button, const QPoint &globalPos);
    void showMenu(const QModelIndex &index, const QPoint &globalPos);
    void addShellActions(QMenu &menu, const QPersistentModelIndex &row, const QString &engineId, const core::engine::Container &container);
    void addStateActions(QMenu &menu, const QString &engineId, const core::engine::Container &container);
    void showGroupMenu(const QModelIndex &group, const QPoint &globalPos);
    void confirmKill(const QString &engineId, const core::engine::Container &container);
    void showEngineMenu(const QString &engineId, const QPoint &globalPos);
    void confirmRemove(const QModelIndex &index);
    void showWhy();
    void fillAddMenu(QMenu &menu);
    void requestPull();
    void showError(const QString &sentence, const QString &awayEngine = {});
    void dropOldError();
    void offer(const QString &sentence, const QString &words, const QString &tip, std::function<void()> run);
    void offerBeside(const QString &engineId, const QString &containerId, const QString &sentence);

    core::host::Host &m_host;
    ContainerModel m_model;
    ContainerActions m_actions;
    UsageTrends m_trends;
    QTimer m_leave; // the window is another one's turn
    QTimer m_tick;  // while it is in sight
    QToolButton *m_add = nullptr;
    QLineEdit *m_filter = nullptr;
    QFrame *m_message = nullptr;
    QLabel *m_messageText = nullptr;
    QPushButton *m_offer = nullptr;
    QString m_awayEngine; // which the message is about
    bool m_isAway = false;
    QStackedWidget *m_pages = nullptr;
    ContainerView *m_view = nullptr;
    EmptyView *m_empty = nullptr;
    QWidget *m_emptyPage = nullptr;
    QWidget *m_skeleton = nullptr;
};

} // namespace ui::containers
