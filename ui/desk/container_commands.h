// What can be done to the container of a window: one thing at a time, with what is under way as a sentence, and a way to
// stop waiting for it. Asks nothing (dialogs do) and blocks nothing.
#pragma once
#include "ui/desk/watched_container.h"

namespace ui::desk {

class ContainerCommands : public QObject
{
    Q_OBJECT
public:
    explicit ContainerCommands(WatchedContainer &watched, QObject *parent = nullptr); // `watched` outlives it
    ~ContainerCommands() override;

    void start();
    void stop();
    void restart();
    void pause();
    void unpause();
    void kill();
    void remove(bool force, bool volumes);

    QString pending() const { return m_pending; } // "Stopping…"; empty: nothing is under way
    void cancel(); // waits no longer; the engine may go on

Q_SIGNALS:
    void pendingChanged();
    void failed(const QString &sentence);

private:
    using Call = std::function<core::engine::OperationPtr(core::engine::Engine &, const std::string &container, core::engine::Done<void>)>;
    void run(const QString &pending, Call call);
    void say(const QString &pending);
    void settle(const core::base::Result<void> &result);

    WatchedContainer &m_watched;
    QString m_pending;
    core::engine::OperationPtr m_operation;
};

} // namespace ui::desk
