// Plays a recording: its terminal, a timeline with a mark for each command, the commands as a list, and the keyboard as in
// `berthctl replay`. The recording keeps the size that it was made with; the font is made to fit.
//
// Threads: GUI. The player has a thread of its own.
#pragma once
#include "core/recording/player_session.h"
#include "ui/terminal/terminal_widget.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSocketNotifier;
class QStackedWidget;
class QToolButton;

namespace ui::player {

class CommandList;
class Timeline;

class PlayerView : public QWidget
{
    Q_OBJECT
public:
    // `idleLimit` is how long pauses are at most while pauses are skipped, which the recording itself may know better.
    PlayerView(core::recording::PlayerSessionPtr session, const terminal::Appearance &appearance, core::recording::Time idleLimit, QWidget *parent = nullptr);
    ~PlayerView() override;

    core::recording::PlayerSession &player() { return *m_session; }
    terminal::TerminalWidget *terminal() { return m_terminal; }

Q_SIGNALS:
    void closeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeControls();
    QWidget *makeSide();
    QToolButton *makeButton(const char *name, const QString &icon, const QString &tip, QLayout &row);
    void onWake();
    void refresh();
    void showIndex();
    void fitTerminal();
    bool handleKey(QKeyEvent &event); // false: not one of the player's

    core::recording::PlayerSessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
    QSocketNotifier *m_notifier;
    terminal::Appearance m_appearance;
    core::recording::Time m_idleLimit;
    core::recording::CastIndexPtr m_index;
    terminal::TerminalWidget *m_terminal;
    QWidget *m_stage;              // around the terminal
    Timeline *m_timeline;
    CommandList *m_commands;
    QStackedWidget *m_side;        // the list, or why there is none
    QLabel *m_sideWords, *m_note;
    QToolButton *m_previous, *m_play, *m_next, *m_failure;
    QLabel *m_time, *m_now;
    QComboBox *m_speed;
    QCheckBox *m_skip, *m_failuresOnly;
    core::base::GridSize m_fitted; // for which the font was chosen
    QSize m_fittedSize;
    bool m_playing = false;
};

} // namespace ui::player
