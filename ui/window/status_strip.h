// The bottom line: where you really are on the left, what can reach further and who looks on on the right.
#pragma once
#include <QColor>
#include <QWidget>

class QLabel;

namespace ui::window {

struct Status
{
    QColor identity;
    QString place, user, engine; // "shop-api", "app", "docker"
    QString cwd, shell;          // "/srv/app", "bash · blocks on"
    QString reach;               // "can reach docker.sock"; empty when not notable
    QString reachWhy;            // its tooltip
    QString recording;           // "0:12": the session is being recorded, since when
    int viewers = 0;
    int hiddenPanes = 0;         // of this tab, behind the one that is zoomed
    int cols = 0, rows = 0;
    bool paused = false;         // the session waits for storage
    bool operator==(const Status &) const = default;
};

class StatusStrip : public QWidget
{
    Q_OBJECT
public:
    explicit StatusStrip(QWidget *parent);
    void show(const Status &status);
    void showNotice(const QString &text); // for some seconds, in the place of the folder
    void showTarget(const QString &target); // of the link under the pointer; empty: none

Q_SIGNALS:
    void reachClicked(); // what the container can reach

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void fit();

    Status m_status;
    QString m_notice, m_target;
    QString m_folder; // what m_cwd says where there is room
    QLabel *m_place, *m_cwd, *m_shell, *m_shield, *m_reach, *m_recording, *m_zoomed, *m_viewers, *m_size, *m_encoding;
};

} // namespace ui::window
