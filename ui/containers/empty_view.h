// The panel when there is nothing to list: what it is for and the first thing to do, or why there is no engine.
#pragma once
#include "core/host/host.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ui::containers {

class EmptyView : public QWidget
{
    Q_OBJECT
public:
    EmptyView(core::host::Host &host, QWidget *parent);
    ~EmptyView() override; // cancels a starter container under way

    void refresh(); // from the engines' present state
    void makeStarter();

Q_SIGNALS:
    void imageRequested();
    void pullRequested();
    void whyRequested();
    void failed(const QString &sentence);
    void starterReady(const QString &engineId, const QString &containerId);

private:
    void showNoEngine();
    void showNoContainers(const std::vector<core::engine::Engine *> &engines);
    void say(const QString &text, const char *tone);

    core::host::Host &m_host;
    QLabel *m_title, *m_text, *m_message;
    QPushButton *m_starter, *m_image, *m_pull, *m_again, *m_why;
    QProgressBar *m_progress;
    core::engine::OperationPtr m_operation; // to cancel the starter container
    bool m_busy = false;                    // it is under way
};

} // namespace ui::containers
