#include "ui/desk/desk_windows.h"

#include "ui/desk/commit_dialog.h"
#include "ui/desk/container_window.h"
#include "ui/desk/images_page.h"
#include "ui/desk/logs_page.h"
#include "ui/desk/page_tabs.h"

#include <algorithm>

namespace ui::desk {

DeskWindows::DeskWindows(core::engine::Registry &registry, QObject *parent) : QObject(parent), m_registry(registry) {}

DeskWindows::~DeskWindows()
{
    for (const auto &window : m_windows)
        delete window.data(); // they are windows of their own, and nobody's children
}

template<class Window, class Is>
Window *DeskWindows::find(Is is) const
{
    for (const auto &window : m_windows) {
        if (auto *const open = qobject_cast<Window *>(window.data()); open && is(*open))
            return open;
    }
    return nullptr;
}

ContainerWindow *DeskWindows::openContainer(const QString &engineId, const QString &containerId)
{
    auto *const engine = m_registry.engine(engineId.toStdString());
    if (!engine)
        return nullptr;
    const auto *const known = engine->find(containerId.toStdString());
    const std::string id = known ? known->id : containerId.toStdString();
    if (auto *const open = find<ContainerWindow>([&](ContainerWindow &each) { return each.engineId() == engine->id() && each.watched().id() == id; })) {
        bringToFront(open);
        return open;
    }
    auto *const window = new ContainerWindow(*engine, id);
    connect(window, &ContainerWindow::shellRequested, this, &DeskWindows::shellRequested);
    connect(window, &ContainerWindow::historyRequested, this, &DeskWindows::historyRequested);
    connect(window, &ContainerWindow::containerRequested, this, &DeskWindows::openContainer);
    connect(window, &ContainerWindow::commitRequested, this, [this, window](const QString &on, const QString &container) { openCommit(on, container, window); });
    keep(window);
    return window;
}

ContainerWindow *DeskWindows::openProjectLogs(const QString &engineId, const QString &project)
{
    const auto *const engine = m_registry.engine(engineId.toStdString());
    if (!engine)
        return nullptr;
    const auto &all = engine->containers();
    const auto first = std::ranges::find(all, project.toStdString(), &core::engine::Container::project);
    auto *const window = first == all.end() ? nullptr : openContainer(engineId, QString::fromStdString(first->id));
    if (!window)
        return nullptr;
    window->showPage(ContainerPage::Logs);
    if (auto *const page = qobject_cast<LogsPage *>(window->pages().page(int(ContainerPage::Logs))))
        page->setWholeProject(true);
    return window;
}

EngineWindow *DeskWindows::openEngine(const QString &engineId, EngineWindow::Page page)
{
    auto *const engine = m_registry.engine(engineId.toStdString());
    if (!engine)
        return nullptr;
    auto *window = find<EngineWindow>([&](EngineWindow &each) { return each.engineId() == engine->id(); });
    if (window) {
        bringToFront(window);
    } else {
        window = new EngineWindow(*engine);
        connect(window, &EngineWindow::runRequested, this, [this, window](const QString &on, const QString &image) { openCreate(on, image, window); });
        keep(window);
    }
    window->showPage(page);
    return window;
}

CreateDialog *DeskWindows::openCreate(const QString &engineId, const QString &image, QWidget *over)
{
    auto *const dialog = new CreateDialog(m_registry, engineId, image, over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setTerminalSize(m_terminalSize);
    dialog->setStartAttached(m_startAttached);
    connect(dialog, &CreateDialog::made, this, [this](const QString &on, const QString &container, CreateDialog::Then then) {
        if (then == CreateDialog::Then::Shell)
            Q_EMIT shellRequested(on, container, {});
    });
    dialog->open();
    return dialog;
}

CommitDialog *DeskWindows::openCommit(const QString &engineId, const QString &containerId, QWidget *over)
{
    auto *const engine = m_registry.engine(engineId.toStdString());
    const auto *const container = engine ? engine->find(containerId.toStdString()) : nullptr;
    if (!container)
        return nullptr;
    auto *const dialog = new CommitDialog(*engine, *container, over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CommitDialog::imageRequested, this, [this, engineId](const QString &reference) {
        EngineWindow *const window = openEngine(engineId, EngineWindow::Page::Images);
        if (window && window->images())
            window->images()->showImage(reference);
    });
    dialog->open();
    return dialog;
}

void DeskWindows::keep(QWidget *window)
{
    window->setAttribute(Qt::WA_DeleteOnClose);
    std::erase_if(m_windows, [](const auto &gone) { return gone.isNull(); });
    m_windows.emplace_back(window);
    bringToFront(window);
}

void DeskWindows::bringToFront(QWidget *window)
{
    if (window->isMinimized())
        window->showNormal();
    else
        window->show();
    window->raise();
    window->activateWindow();
}

void DeskWindows::setScheme()
{
    for (const auto &window : m_windows) {
        if (!window)
            continue;
        window->update();
        for (QWidget *inside : window->findChildren<QWidget *>())
            inside->update();
    }
}

} // namespace ui::desk
