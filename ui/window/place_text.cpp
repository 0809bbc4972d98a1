#include "ui/window/place_text.h"

#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <cstring>

namespace ui::window {
namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("ui::window::place", text);
}

} // namespace

QString placeName(const core::session::Place &place)
{
    return place.isContainer() ? QString::fromStdString(place.containerName) : words("host");
}

QString tabTitle(const core::session::Place &place, const core::session::SessionInfo &info, const core::session::SessionFrame &frame)
{
    const QString name = placeName(place), shell = QString::fromStdString(core::session::shellOf(info, frame));
    return shell.isEmpty() ? name : name + QStringLiteral(" · ") + shell;
}

QString shortTabTitle(const core::session::Place &place, const core::session::SessionInfo &info, const core::session::SessionFrame &frame)
{
    return place.isContainer() ? placeName(place) : QString::fromStdString(core::session::shellOf(info, frame));
}

QColor identityOf(const core::session::Place &place)
{
    return place.isContainer() ? theme::identity(QString::fromStdString(place.containerName), theme::current())
                               : theme::hostIdentity(theme::current());
}

QString endedText(const core::pty::ExitStatus &status)
{
    if (status.code && status.reason.empty())
        return words("Process exited with %1").arg(*status.code);
    if (status.signal)
        return words("Process was ended by signal %1 (%2)").arg(*status.signal).arg(QString::fromUtf8(strsignal(*status.signal)));
    return status.reason.empty() ? words("The session ended") : QString::fromStdString(status.reason);
}

QString blocksText(const core::session::SessionInfo &info, const core::session::SessionFrame &frame)
{
    const QString shell = QString::fromStdString(core::session::shellOf(info, frame));
    QString state = frame.blocksOn ? words("blocks on") : words("blocks unavailable");
    if (frame.nested) // what is typed now goes to another shell
        state = frame.nested->program.empty() ? words("another shell: blocks unavailable here") : words("%1: blocks unavailable here").arg(QString::fromStdString(frame.nested->program));
    return shell.isEmpty() ? state : shell + QStringLiteral(" · ") + state;
}

QString runningText(const core::session::SessionHandle &session)
{
    const auto frame = session.frame();
    if (frame->ended)
        return {};
    std::string job = session.foregroundJob();
    if (job.empty() && frame->commandRunning && frame->blocks && !frame->blocks->empty())
        job = frame->blocks->back().command;
    if (job.empty() && !frame->commandRunning)
        return {};
    const QString what = job.empty() ? words("A command") : QString::fromStdString(job).left(60);
    return (session.info().place.isContainer() ? words("%1 is running in %2.").arg(what, placeName(session.info().place)) : words("%1 is running.").arg(what));
}

} // namespace ui::window
