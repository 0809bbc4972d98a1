// A thin scroll bar that lies over the terminal's right padding and shows only while there is history.
#pragma once
#include <QScrollBar>

namespace ui::terminal {

class OverlayScrollBar : public QScrollBar
{
    Q_OBJECT
public:
    explicit OverlayScrollBar(QWidget *parent);
    static constexpr int kWidth = 10;

    // Rows of history above the screen, rows on show, and the row on top; whether output has come below that nobody has seen
    // yet, which is marked at the bar's end. Emits nothing.
    void display(int history, int page, int top, bool unseen);
    bool marksUnseen() const { return m_unseen; }
    QSize sizeHint() const override { return {kWidth, 0}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    bool m_unseen = false;
};

} // namespace ui::terminal
