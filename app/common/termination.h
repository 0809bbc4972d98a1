// SIGTERM, SIGINT and SIGHUP as a call on the Qt thread that made this, once; a second signal ends the process at once.
// SIGPIPE is ignored: a peer that goes away is an error value, not the end of every session.
#pragma once
#include <QObject>
#include <functional>
#include <memory>

namespace app {

class Termination : public QObject
{
public:
    explicit Termination(std::function<void()> asked);
    ~Termination() override;

private:
    std::function<void()> m_asked;
};

} // namespace app
