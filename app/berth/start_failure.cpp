#include "app/berth/start_failure.h"

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace app {
namespace {

QtMessageHandler s_before = nullptr;

QByteArray s_reason; // the first thing that Qt said

void heardWhileOpening(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    const bool isStep = type == QtWarningMsg && QByteArrayView(context.category ? context.category : "").startsWith("qt.qpa");
    if (s_reason.isEmpty() && (isStep || type == QtFatalMsg))
        s_reason = text.left(text.indexOf(QLatin1Char('\n'))).toLocal8Bit();
    if (type == QtFatalMsg) {
        std::fprintf(stderr, "berth: No window can be opened: %s. berthd needs no display: its link opens in a browser.\n", s_reason.constData());
        std::_Exit(1);
    }
    if (!isStep && s_before)
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
