// How interactive the window stays: key to painted frame and the event loop's delay, alone and beside a flood; and what
// a flood leaves in memory.
//
//   flood_bench [SECONDS PER CASE, default 10] [COMMAND that floods, default yes]
//
// Keys go to a terminal whose program only echoes them; the time ends when the widget has painted the echo. `idle`: no
// other terminal. `hidden flood`: a second session runs COMMAND in a tab that is not on show. `flood beside`: it is on show
// next to the first, as in a split.
#include "core/pty/local_pty.h"
#include "core/session/session.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace core;
using namespace std::chrono_literals;

constexpr base::GridSize kGrid{100, 50};

session::SessionPtr start(const std::vector<std::string> &command)
{
    const auto variable = [](const char *name) { return std::pair<std::string, std::string>(name, std::getenv(name) ? std::getenv(name) : ""); };
    auto pty = pty::startLocal({command.front(), command, {variable("PATH"), variable("HOME"), {"TERM", "xterm-256color"}}, "/", kGrid});
    if (!pty) {
        std::fprintf(stderr, "flood_bench: %s\n", pty.error().message.c_str());
        std::exit(1);
    }
    session::SessionOptions options;
    options.size = kGrid;
    return session::startSession(std::move(options), std::move(*pty));
}

class Watched : public ui::terminal::TerminalWidget
{
public:
    using TerminalWidget::TerminalWidget;
    std::function<void()> painted = [] { };

protected:
    void paintEvent(QPaintEvent *event) override
    {
        TerminalWidget::paintEvent(event);
        painted();
    }
};

class Times
{
public:
    void add(qint64 nanoseconds) { m_values.push_back(double(nanoseconds) / 1e6); }
    double at(double share)
    {
        std::ranges::sort(m_values);
        return m_values.empty() ? 0 : m_values[std::size_t(share * double(m_values.size() - 1))];
    }
    std::size_t count() const { return m_values.size(); }

private:
    std::vector<double> m_values;
};

double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    double all = 0, resident = 0;
    file >> all >> resident;
    return resident * double(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void wait(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

ui::terminal::Appearance appearance()
{
    ui::terminal::Appearance result;
    result.font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    result.font.setPointSizeF(10);
    return result;
}

enum class Flood { None, Hidden, Beside };

void measure(const char *name, Flood flood, int seconds, const std::vector<std::string> &command)
{
    QWidget window;
    auto *layout = new QHBoxLayout(&window);
    auto *typed = new Watched(start({"cat"}), appearance());
    layout->addWidget(typed);
    std::unique_ptr<ui::terminal::TerminalWidget> flooded;
    if (flood != Flood::None)
        flooded = std::make_unique<ui::terminal::TerminalWidget>(start(command), appearance());
    if (flood == Flood::Beside)
        layout->addWidget(flooded.get());
    window.resize(1800, 900);
    window.show();
    typed->setFocus();
    wait(1s);
    const double before = residentMiB();

    Times keys, loop;
    QElapsedTimer sent, ticked;
    int column = 0;
    bool echoed = true;
    typed->painted = [&] {
        if (!echoed && typed->visibleText().count(QLatin1Char('x')) >= column)
            keys.add(std::exchange(echoed, true) ? 0 : sent.nsecsElapsed());
    };
    QTimer tick;
    tick.setTimerType(Qt::PreciseTimer);
    QObject::connect(&tick, &QTimer::timeout, &tick, [&] {
        loop.add(std::max<qint64>(0, ticked.nsecsElapsed() - 5'000'000));
        ticked.start();
    });
    QTimer press;
    QObject::connect(&press, &QTimer::timeout, typed, [&] {
        if (!echoed || column >= kGrid.cols * 20)
            return;
        echoed = false;
        ++column;
        sent.start();
        QKeyEvent key(QEvent::KeyPress, Qt::Key_X, Qt::NoModifier, QStringLiteral("x"));
        QCoreApplication::sendEvent(typed, &key);
    });
    ticked.start();
    tick.start(5ms);
    press.start(37ms); // no multiple of a display's refresh
    wait(std::chrono::seconds(seconds));
    typed->painted = [] { };
    std::printf("%-13s keys %4zu  to paint ms: median %5.1f  p99 %5.1f  max %5.1f   loop delay ms: median %4.1f  p99 %5.1f  max %5.1f   resident MiB %.1f -> %.1f\n",
                name, keys.count(), keys.at(0.5), keys.at(0.99), keys.at(1), loop.at(0.5), loop.at(0.99), loop.at(1), before, residentMiB());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ui::theme::apply(application, ui::theme::schemeFor("dark"));
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;
    std::vector<std::string> command(argv + std::min(argc, 2), argv + argc);
    if (command.empty())
        command = {"yes", "the quick brown fox jumps over the lazy dog"};
    measure("idle", Flood::None, seconds, command);
    measure("hidden flood", Flood::Hidden, seconds, command);
    measure("flood beside", Flood::Beside, seconds, command);
    return 0;
}
