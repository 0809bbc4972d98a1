// Scrolling by pixels: follows a finger, glides through a wheel's steps, and comes to rest on whole rows. Costs nothing
// while at rest.
//
// It does not know where the view is: it says how far to move it.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

namespace ui::terminal {

class SmoothScroll : public QObject
{
    Q_OBJECT
public:
    // `offset` tells how many pixels of the top row are above the view's edge now.
    SmoothScroll(std::function<int()> offset, QObject *parent);

    void setRowPixels(int pixels) { m_rowPixels = pixels; }
    void setInterval(std::chrono::milliseconds interval) { m_tick.setInterval(interval); } // the display's
    void follow(int pixels);   // a finger; positive: down
    void glide(double pixels); // a wheel's step, added to what is still to go
    void stop();               // the view was taken elsewhere
    bool isMoving() const { return m_tick.isActive() || m_settle.isActive(); }

Q_SIGNALS:
    void moveBy(int pixels);

private:
    void tick();
    void settle();

    std::function<int()> m_offset;
    int m_rowPixels = 1;
    double m_left = 0; // still to go
    QTimer m_tick, m_settle;
    QElapsedTimer m_clock;
};

} // namespace ui::terminal
