// Something under way with an engine: what, how far, its layers where it has some, and the way to cancel it; afterwards how
// it ended, until it is dismissed. Hidden while there is nothing to say. GUI thread.
#pragma once
#include "core/engine/operation.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace ui::desk {

class LayerList;

class JobView : public QFrame
{
    Q_OBJECT
public:
    explicit JobView(QWidget *parent = nullptr);

    enum class Counts { Bytes, Things };
    void begin(const QString &title, Counts counts = Counts::Bytes); // "Pulling debian:12"
    void wait(std::chrono::milliseconds turn); // it begins in about so long; show() or its end follows
    void show(const core::engine::Progress &progress);
    void succeed(const QString &sentence);
    void warn(const QString &sentence); // only in part
    void fail(const QString &sentence);
    void cancelled(const QString &sentence);
    bool isUnderWay() const { return m_underWay; }

Q_SIGNALS:
    void cancelRequested();

private:
    void end(const QString &sentence, const char *tone);

    QLabel *m_title, *m_detail;
    QProgressBar *m_bar;
    QPushButton *m_button;
    LayerList *m_layers;
    QScrollArea *m_layersArea;
    Counts m_counts = Counts::Bytes;
    bool m_underWay = false;
};

} // namespace ui::desk
