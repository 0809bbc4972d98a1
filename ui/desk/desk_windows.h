// The windows beside the terminal that are open: at most one for each thing. Asked for again, it comes to the front.
//
// Threads: GUI. Owns the windows and closes them when it goes.
#pragma once
#include "core/engine/discovery.h"
#include "ui/desk/create_dialog.h"
#include "ui/desk/engine_window.h"

#include <QObject>
#include <QPointer>
#include <functional>
#include <vector>

class QWidget;

namespace ui::desk {

class CommitDialog;
class ContainerWindow;

class DeskWindows : public QObject
{
    Q_OBJECT
public:
    explicit DeskWindows(core::engine::Registry &registry, QObject *parent = nullptr); // `registry` outlives it
    ~DeskWindows() override;

    ContainerWindow *openContainer(const QString &engineId, const QString &containerId); // null: there is no such engine
    // The logs of all containers of a Compose project, on the window of its first one.
    ContainerWindow *openProjectLogs(const QString &engineId, const QString &project);
    EngineWindow *openEngine(const QString &engineId, EngineWindow::Page page);
    // A form for a new container, over `over`. Both texts may be empty: the first engine, no image yet.
    CreateDialog *openCreate(const QString &engineId, const QString &image, QWidget *over);
    void setTerminalSize(std::function<core::base::GridSize()> size) { m_terminalSize = std::move(size); } // of a new tab
    void setStartAttached(CreateDialog::StartAttached start) { m_startAttached = std::move(start); } // see there
    // Makes an image of a container, over `over`; null: there is no such container.
    CommitDialog *openCommit(const QString &engineId, const QString &containerId, QWidget *over);
    void setScheme(); // the theme has changed

Q_SIGNALS:
    void shellRequested(const QString &engineId, const QString &containerId, const QString &user);
    void historyRequested(const QString &engineId, const QString &container);

private:
    template<class Window, class Is>
    Window *find(Is is) const; // the one for which `is` is true
    void keep(QWidget *window);
    void bringToFront(QWidget *window);

    core::engine::Registry &m_registry;
    std::function<core::base::GridSize()> m_terminalSize;
    CreateDialog::StartAttached m_startAttached;
    std::vector<QPointer<QWidget>> m_windows;
};

} // namespace ui::desk
