#include "app/berth/start_failure.h"

#include <algorithm>
#include <iterator>

namespace app {

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
