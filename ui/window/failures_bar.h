// In the sticky header's place while a terminal lists nothing but failed commands: says so, and how to leave.
#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

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
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(); // fewer words in a narrow pane

    int m_failures = 0;
    QLabel *m_text;
    QLabel *m_hint;
    QPushButton *m_leave;
};

} // namespace ui::window
