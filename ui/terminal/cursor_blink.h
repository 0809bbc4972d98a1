// When the cursor shows: it blinks while the user is at work and comes to rest, visible, after a while without input, so
// that an idle window costs nothing.
#pragma once
#include <QObject>
#include <QTimer>

namespace ui::terminal {

class CursorBlink : public QObject
{
    Q_OBJECT
public:
    explicit CursorBlink(QObject *parent);

    void setEnabled(bool enabled); // focused, visible, and both the settings and the program want it
    void restart();                // input: visible now, and the rest begins later
    bool isOn() const { return m_on; }

Q_SIGNALS:
    void toggled();

private:
    void tick();

    QTimer m_timer;
    int m_ticks = 0;
    bool m_on = true;
    bool m_enabled = false;
};

} // namespace ui::terminal
