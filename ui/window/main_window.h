// The window: tabs of sessions in the middle, panels at the sides, status below. It joins the panels, which do not know
// each other, and owns nothing of what runs: closing it leaves sessions to the Host. What is not on show is not built.
#pragma once
#include "core/host/host.h"
#include "ui/window/panel_room.h"
#include "ui/window/preferences.h"
#include "ui/window/window_layout.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

class QSplitter;
class QStackedWidget;

namespace ui::containers {
class ContainersPanel;
enum class EnginePlace;
}
namespace ui::desk { class DeskWindows; }
namespace ui::assistant { class AssistantPanel; }
namespace ui::notify { class DesktopNotifier; }
namespace ui::player { class PlayerWindow; class RecordingsDialog; }

namespace ui::window {

struct ActionSet;
class CommandPalette;
class HistoryOpener;
class InfoBar;
class SessionTabs;
class SessionView;
class StatusStrip;
class TopBar;

struct WindowOptions
{
    std::optional<core::base::GridSize> geometry; // --geometry; else what is restored, else from the settings
    std::string configFile;
    // The settings as they are now, flags and environment included; for the dialog and for taking changes over.
    std::function<core::config::Settings(std::vector<core::config::Problem> &)> reload;
    std::optional<WindowLayout> restore;          // how the last window looked
    bool bare = false; // no panels: the terminal alone (-e)
};

class MainWindow : public QWidget
{
    Q_OBJECT
public:
    MainWindow(core::host::Host &host, WindowOptions options);
    ~MainWindow() override;

    SessionTabs &tabs() { return *m_tabs; }
    const ActionSet &actions() const { return *m_actions; }
    void openLocalTab(const core::host::LocalShell &spec = {});
    void openSettings(const QString &table = {});
    void openShare();
    void openPalette();
    void openRecordings();
    void playRecording(const QString &path); // in a window of its own
    void reloadSettings();
    void showProblem(const QString &sentence); // a bar over the tabs' pages
    // For the next start. What the last one was when the window is being closed with its tabs.
    WindowLayout layoutNow() const;

Q_SIGNALS:
    void firstPainted(); // once: what may wait until the window stands can start
    void closed();       // the user closed the window or the last tab

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void buildPanelPlaces();
    void connectActions();
    void connectPaneActions();
    void connectBlockActions();
    void connectParts();
    void watch(SessionView *view);
    containers::ContainersPanel &containersPanel(); // built when first asked for
    assistant::AssistantPanel &assistantPanel();
    CommandPalette &palette();
    void openEngine(const QString &engineId, containers::EnginePlace place);
    desk::DeskWindows &desk(); // windows beside this one, for containers and engines
    void setPanelWanted(PanelSide side, bool wanted); // asked for by the user: it is the last to fold
    void fitPanels();                                 // shows, narrows and folds them as the width allows
    PanelWish assistantWish() const;
    int leastTerminal() const;
    void takeDraggedWidths();
    void alignBrand();
    void onCurrentChanged();
    void refreshStatus();
    std::size_t waitingActions() const; // that no engine has begun (core::engine::ActionTurns)
    void runBlockAction(SessionView *view, core::base::BlockId block, terminal::BlockAction action);
    void explain(SessionView *view, const core::shell::Block &block);
    void askToRerun(SessionView *view, const core::shell::Block &block);
    void openSaveOutput(SessionView *view, const core::shell::Block &block);
    void refreshBlockActions();
    bool isInSight(const SessionView *view) const;
    void announceEnded(SessionView *view, const core::shell::Block &block);
    void showEndedCommand(const QString &key, const QString &activationToken); // its notification was clicked
    void openPath(const SessionView &view, const QString &path);
    void openSaveScrollback();
    // main_window_recording.cpp
    void connectRecording();
    void toggleRecording();
    void openRecordingFile();
    void removeRecording(const QString &path);
    void onRecordingEnded(const core::recording::RecordingStatus &status);
    void refreshRecording(); // the action, and the time in the status line
    void insertCommand(core::base::SessionId session, const QString &command);
    void searchHistory(const QString &query);
    void showProblems(const std::vector<core::config::Problem> &problems); // of the settings
    void takePreferences();
    void applyGeometry(core::base::GridSize grid);
    core::base::GridSize currentGrid() const;

    core::host::Host &m_host;
    WindowOptions m_options;
    Preferences m_preferences;
    std::unique_ptr<ActionSet> m_actions;
    TopBar *m_top = nullptr;
    InfoBar *m_problems = nullptr;
    QSplitter *m_splitter = nullptr;
    QWidget *m_left = nullptr, *m_right = nullptr; // the panels' places
    QStackedWidget *m_pages = nullptr;
    containers::ContainersPanel *m_containers = nullptr;
    assistant::AssistantPanel *m_assistant = nullptr;
    StatusStrip *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    HistoryOpener *m_history = nullptr;
    SessionTabs *m_tabs = nullptr;
    PanelWish m_leftWish, m_rightWish;
    PanelSide m_insisted = PanelSide::None;
    QSize m_givenSize;       // by applyGeometry()
    int m_askedTerminal = 0; // width of the grid asked for by name, until the window gets narrower
    notify::DesktopNotifier *m_notifier = nullptr; // made when there is something to say
    QTimer m_recordingTick; // while the current session is being recorded
    desk::DeskWindows *m_desk = nullptr;
    std::vector<QPointer<player::PlayerWindow>> m_players;
    QPointer<player::RecordingsDialog> m_recordings;
    bool m_painted = false;
    bool m_closeAgreed = false;
};

} // namespace ui::window
