// A window of its own for one recording; or, where it cannot be played, for why not.
#pragma once
#include "core/recording/cast_event.h"
#include "ui/terminal/terminal_widget.h"

#include <QWidget>

namespace ui::player {

class PlayerView;

class PlayerWindow : public QWidget
{
    Q_OBJECT
public:
    PlayerWindow(const QString &path, const terminal::Appearance &appearance, core::recording::Time idleLimit, QWidget *parent = nullptr);
    PlayerView *view() const { return m_view; } // null: it cannot be played
    const QString &path() const { return m_path; }
    void setScheme();

Q_SIGNALS:
    void openRequested(); // another one, by the user

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showFailure(const QString &sentence);

    QString m_path;
    PlayerView *m_view = nullptr;
};

} // namespace ui::player
