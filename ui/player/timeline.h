// A recording's time as a slider: what was played, and a mark for each command, whose shape says how it ended. The value is
// in milliseconds.
#pragma once
#include "core/recording/cast_index.h"

#include <QAbstractSlider>

namespace ui::player {

class Timeline : public QAbstractSlider
{
    Q_OBJECT
public:
    explicit Timeline(QWidget *parent = nullptr);

    void setIndex(core::recording::CastIndexPtr index);
    void showPosition(core::recording::Time position); // does not seek
    void setCurrent(int command);                      // -1: none
    int commandAt(int x) const;                        // whose mark is there; -1: none

    QSize sizeHint() const override { return {400, 32}; }
    QSize minimumSizeHint() const override { return {120, 32}; }

Q_SIGNALS:
    void seekRequested(core::recording::Time position);
    void commandRequested(int command);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    double xOf(core::recording::Time time) const;
    core::recording::Time timeAt(int x) const;
    void paintMarks(QPainter &painter) const;

    core::recording::CastIndexPtr m_index;
    core::recording::Time m_position{};
    int m_current = -1;
    int m_hover = -1; // x
};

} // namespace ui::player
