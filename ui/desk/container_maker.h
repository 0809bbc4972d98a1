// Makes a container and starts it: pulls its image where the engine does not have it, creates, starts. One at a time.
// A container that could not start is removed again: it never ran, so nothing is lost, and its name is free. Who starts what
// was only made says so by discard() when it does not start.
//
// Threads: GUI, which is the engine's. Destroying it cancels; what was created by then stays.
#pragma once
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace ui::desk {

class ContainerMaker : public QObject
{
    Q_OBJECT
public:
    explicit ContainerMaker(QObject *parent = nullptr);
    enum class Until : unsigned char { Made, Listed, Started }; // the last one: and listed
    void make(core::engine::Engine &engine, const core::engine::CreateSpec &spec, Until until);
    void discard(const QString &why); // of what was made last: it could not start; failed() says what became of it
    void cancel(); // says what stays of it, by cancelled()
    bool isBusy() const { return m_call.isBusy() || m_patience.isActive(); }

Q_SIGNALS:
    void stepped(const QString &what); // "Pulling debian:12"
    void waits(std::chrono::milliseconds turn); // for the window's turn (core::engine::ActionTurns), about so long
    void progressed(const core::engine::Progress &progress);
    void made(const QString &containerId); // unless only that was asked for, as soon as the engine's list has it
    void failed(const QString &sentence);
    void cancelled(const QString &sentence);

private:
    void lookForImage();
    template<class T>
    core::engine::OperationPtr inTurn(core::engine::ActionTurns::Begin<T> begin, core::engine::Done<T> done);
    void pull();
    void create();
    void start();
    void waitForList();
    void lookInList();
    void fail(const core::base::Error &error);

    QPointer<core::engine::Engine> m_engine;
    core::engine::CreateSpec m_spec;
    Until m_until = Until::Started;
    std::string m_id; // once it was created
    EngineCall m_call;
    QTimer m_patience; // with the list, which hears of it by an event
};

} // namespace ui::desk
