// Grey bars where a list's rows will be, while it is asked for. It shows nothing for the first 300 ms, so that a quick
// answer does not flicker.
#pragma once
#include <QTimer>
#include <QWidget>

namespace ui::theme {

class Skeleton : public QWidget
{
    Q_OBJECT
public:
    explicit Skeleton(const QString &accessibleName, QWidget *parent = nullptr); // "Looking for …"

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QTimer m_delay;
    bool m_visible = false;
};

} // namespace ui::theme
