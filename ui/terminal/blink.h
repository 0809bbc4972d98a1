// When something that blinks shows: the cursor, which comes to rest, visible, after a while without input, so that an idle
// window costs nothing; and text, which has no rest.
#pragma once
#include <QObject>
#include <QTimer>
#include <chrono>

namespace ui::terminal {

class Blink : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kNoRest{0}, kCursorRest{10'000};

    Blink(std::chrono::milliseconds restAfter, QObject *parent);

    void setEnabled(bool enabled); // focused, visible, and both the settings and the program want it
    void restart();                // input: visible now, and the rest begins later
    void show();                   // visible now; what had come to rest stays at rest
    bool isOn() const { return m_on; }
    bool isTicking() const { return m_timer.isActive(); } // false: it stays as it is

Q_SIGNALS:
    void toggled();

private:
    void tick();
    void beginOn();

    QTimer m_timer;
    std::chrono::milliseconds m_restAfter, m_sinceInput{0};
    bool m_on = true;
    bool m_enabled = false;
};

} // namespace ui::terminal
