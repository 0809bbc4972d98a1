// What a container uses: CPU, memory, network and disk over the last minutes, sampled while the page is on show and for as
// long as the window is open after that.
#pragma once
#include "ui/containers/usage_history.h"
#include "ui/desk/watched_container.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace ui::desk {

class PageStack;
class Plot;

class StatsPage : public QWidget
{
    Q_OBJECT
public:
    StatsPage(WatchedContainer &watched, QWidget *parent); // `watched` outlives it
    ~StatsPage() override;

    void take(const core::engine::Usage &usage); // a sample; for tests and pictures too
    QString plainText() const;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void ended(const core::base::Result<void> &result);
    void showWords();
    void arrange();
    void chooseState();

    WatchedContainer &m_watched;
    containers::UsageHistory m_history;
    PageStack *m_stack;
    QWidget *m_plots;
    Plot *m_cpu, *m_memory, *m_network, *m_disk;
    QLabel *m_note;
    core::engine::StreamPtr m_stream;
    core::base::Error m_error;
    QTimer m_tick, m_retry;
    int m_columns = 0;
    bool m_isOpen = false;
};

} // namespace ui::desk
