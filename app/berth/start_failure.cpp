#include "app/berth/start_failure.h"

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <utility>
#include <vector>

namespace app {
namespace {

struct Heard
{
    QtMsgType type;
    QByteArray category;
    QString text;
};
QtMessageHandler s_before = nullptr;
std::vector<Heard> s_heard; // while the display is being opened

void heardWhileOpening(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    s_heard.push_back({type, context.category, text});
    if (type != QtFatalMsg)
        return;
    QString reason = s_heard.front().text.section(QLatin1Char('\n'), 0, 0).trimmed(); // what failed first
    while (reason.endsWith(QLatin1Char('.')))
        reason.chop(1);
    std::fprintf(stderr, "berth: No window can be opened: %s. berthd needs no display: its link opens in a browser.\n", reason.toLocal8Bit().constData());
    std::_Exit(1);
}

} // namespace

DisplayOpening::DisplayOpening() { s_before = qInstallMessageHandler(heardWhileOpening); }

DisplayOpening::~DisplayOpening()
{
    qInstallMessageHandler(s_before);
    for (const Heard &heard : std::exchange(s_heard, {}))
        s_before(heard.type, QMessageLogContext(nullptr, 0, nullptr, heard.category.constData()), heard.text);
}

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
