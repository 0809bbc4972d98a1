// A window of its own for one container: a head, and pages below it. It stays when the container stops, is removed, or its
// engine is lost, and says so.
#pragma once
#include "ui/desk/container_commands.h"
#include "ui/desk/watched_container.h"

#include <QWidget>

namespace ui::desk {

class ContainerHeader;
class NoticeBar;
class PageTabs;

enum class ContainerPage { Overview, Logs, Statistics, Processes, Files, Inspect };

class ContainerWindow : public QWidget
{
    Q_OBJECT
public:
    // The engine may go away before the window does.
    ContainerWindow(core::engine::Engine &engine, const std::string &idOrName, QWidget *parent = nullptr);

    const WatchedContainer &watched() const { return m_watched; }
    const std::string &engineId() const { return m_engineId; }
    void showPage(ContainerPage page);
    ContainerPage page() const;
    PageTabs &pages() const { return *m_pages; }

Q_SIGNALS:
    void shellRequested(const QString &engineId, const QString &containerId, const QString &user);
    void historyRequested(const QString &engineId, const QString &container); // its name
    void commitRequested(const QString &engineId, const QString &containerId); // an image of it
    void containerRequested(const QString &engineId, const QString &containerId); // another one's window

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void refresh();
    void confirmKill();
    void confirmRemove();
    void askForName();

    std::string m_engineId;
    WatchedContainer m_watched;
    ContainerCommands m_commands;
    ContainerHeader *m_header;
    NoticeBar *m_lasting; // removed, stale
    NoticeBar *m_action;  // under way, failed
    bool m_wasStale = false;
    PageTabs *m_pages;
};

} // namespace ui::desk
