// In the sticky header's place while a terminal lists nothing but failed commands: says so, and how to leave.
#pragma once
#include <QWidget>

class QLabel;

namespace ui::window {

class FailuresBar : public QWidget
{
    Q_OBJECT
public:
    explicit FailuresBar(QWidget *parent);
    void setCount(int failures);

Q_SIGNALS:
    void left();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
};

} // namespace ui::window
