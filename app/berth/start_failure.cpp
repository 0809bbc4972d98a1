#include "app/berth/start_failure.h"

#include <QByteArray>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace app {
namespace {

QtMessageHandler s_before = nullptr;

QByteArray displayName()
{
    const QByteArray wayland = qgetenv("WAYLAND_DISPLAY"), x11 = qgetenv("DISPLAY");
    return wayland.isEmpty() || x11.isEmpty() ? wayland + x11 : wayland + " and " + x11;
}

void heardWhileOpening(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtFatalMsg) {
        std::fprintf(stderr, "berth: No window can be opened: the display (%s) does not answer, or Qt's plugin for it is missing; QT_DEBUG_PLUGINS=1 tells more. berthd needs no display: its link opens in a browser.\n", displayName().constData());
        std::_Exit(1);
    }
    if (!qEnvironmentVariableIsSet("QT_DEBUG_PLUGINS") && QByteArrayView(context.category ? context.category : "").startsWith("qt.qpa"))
        return; // the steps to it
    if (s_before)
        s_before(type, context, text);
}

} // namespace

DisplayOpening::DisplayOpening() { s_before = qInstallMessageHandler(heardWhileOpening); }
DisplayOpening::~DisplayOpening() { qInstallMessageHandler(std::exchange(s_before, nullptr)); }

std::optional<std::string> displayProblem(const std::map<std::string, std::string> &environment)
{
    static constexpr const char *kDisplays[] = {"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"};
    const auto names = [&environment](const char *variable) {
        const auto found = environment.find(variable);
        return found != environment.end() && !found->second.empty();
    };
    if (std::any_of(std::begin(kDisplays), std::end(kDisplays), names))
        return std::nullopt;
    return "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set); run berthd here and open its link in a browser.";
}

int commandFailureStatus(const core::base::Error &error)
{
    if (error.is("pty.not_found"))
        return 127;
    return error.is("pty.not_executable") ? 126 : 1;
}

} // namespace app
