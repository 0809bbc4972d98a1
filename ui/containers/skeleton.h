// Grey bars where rows will be, while the engines are asked. It shows nothing for the first 300 ms, so that a quick
// answer does not flicker.
#pragma once
#include <QTimer>
#include <QWidget>

namespace ui::containers {

class Skeleton : public QWidget
{
    Q_OBJECT
public:
    explicit Skeleton(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QTimer m_delay;
    bool m_visible = false;
};

} // namespace ui::containers
