// The visible bell: a frame round the terminal for a moment, at most twice a second, so that a program which rings without
// end neither flickers nor costs anything.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QPainter;
class QRect;
class QRegion;

namespace ui::terminal {

class BellFlash : public QObject
{
    Q_OBJECT
public:
    explicit BellFlash(QObject *parent);

    void ring();
    bool isOn() const { return m_timer.isActive(); }
    static QRegion regionIn(const QRect &area);
    static void paint(QPainter &painter, const QRect &area);

Q_SIGNALS:
    void toggled();

private:
    QTimer m_timer;
    QElapsedTimer m_sinceLast;
};

} // namespace ui::terminal
