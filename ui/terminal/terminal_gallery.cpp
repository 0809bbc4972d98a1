// Draws a realistic screen in both schemes and writes PNG files, to look at: terminal_gallery DIR. With QT_SCALE_FACTOR=2
// or 1.5 at that scale.
#include "ui/terminal/fake_session.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/terminal/test_screen.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QMouseEvent>
#include <QTest>

using namespace ui::terminal;
using core::vt::Color;
using core::vt::Style;

namespace {

Style fg(int index, int attrs = 0)
{
    Style style;
    style.fg = Color::indexed(std::uint8_t(index));
    style.attrs = std::uint16_t(attrs);
    return style;
}

Style attr(int attrs, core::vt::Underline underline = core::vt::Underline::None)
{
    Style style;
    style.attrs = std::uint16_t(attrs);
    style.underline = underline;
    return style;
}

core::base::LineId prompt(TestScreen &screen, const std::u32string &command)
{
    return screen.print({{U"app@shop-api", fg(2)}, {U" ", {}}, {U"/srv/app", fg(4)}, {U" $ " + command, {}}});
}

void finish(TestScreen &screen, core::base::LineId start, const std::u32string &command, int code, int ms)
{
    core::shell::Block &block = screen.addBlock(start, start + 1, 0);
    block.command = std::string(command.begin(), command.end());
    block.exitCode = code;
    block.duration = std::chrono::milliseconds(ms);
    block.end = {start + 1, 0};
}

void endAt(TestScreen &screen, core::base::LineId line)
{
    screen.blocks.back().end = {line, 0};
}

void colourBars(TestScreen &screen)
{
    std::vector<StyledText> ansi, cube, ramp;
    for (int i = 0; i < 16; ++i) {
        Style style;
        style.bg = Color::indexed(std::uint8_t(i));
        ansi.push_back({U"    ", style});
    }
    for (int i = 0; i < 72; ++i) {
        Style style;
        style.bg = Color::indexed(std::uint8_t(16 + i * 3));
        cube.push_back({U" ", style});
    }
    for (int i = 0; i < 72; ++i) {
        Style style;
        style.bg = Color::rgb(std::uint8_t(255 - i * 3), std::uint8_t(60 + i * 2), std::uint8_t(80 + i * 2));
        style.fg = Color::rgb(255, 255, 255);
        ramp.push_back({i % 8 == 0 ? U"▌" : U" ", style});
    }
    screen.print(ansi);
    screen.print(cube);
    screen.print(ramp);
}

TestScreen realistic()
{
    using core::vt::Underline;
    TestScreen screen({104, 44});
    for (int i = 0; i < 60; ++i)
        screen.print(U"older output " + std::u32string(1, char32_t(U'a' + i % 26)));
    auto start = prompt(screen, U"git status --short");
    finish(screen, start, U"git status --short", 0, 40);
    screen.print({{U" M", fg(1)}, {U" src/cart.ts", {}}});
    endAt(screen, screen.print({{U"??", fg(1)}, {U" notes.md", {}}}) + 1);
    start = prompt(screen, U"npm test");
    finish(screen, start, U"npm test", 1, 6200);
    screen.print({{U"> shop-api@2.4.0 test", fg(8)}});
    screen.print({{U"  ✓", fg(2)}, {U" adds an item (4 ms)", {}}});
    screen.print({{U"  ✗ totals with discount", fg(1)}});
    screen.print(U"    Error: connect ECONNREFUSED 172.18.0.3:5432");
    screen.print(U"      at TCPConnectWrap.afterConnect [as oncomplete]");
    endAt(screen, screen.print({{U"  Tests: ", {}}, {U"1 failed", fg(1, core::vt::Bold)}, {U", ", {}}, {U"11 passed", fg(2, core::vt::Bold)}}) + 1);
    start = prompt(screen, U"show everything");
    finish(screen, start, U"show everything", 0, 1800);
    screen.print(U"┌─────────┬─────────┐  ╔═════════╦═════════╗  ╭─────────╮  ┏━━━━━┳━━━━━┓  ▁▂▃▄▅▆▇█  ░▒▓█");
    screen.print(U"│ light   │ cells   │  ║ double  ║ lines   ║  │ rounded │  ┃heavy┃     ┃  ▏▎▍▌▋▊▉█  ▖▗▘▝▚▞▙▟");
    screen.print(U"├─────────┼─────────┤  ╠═════════╬═════════╣  │ ╲╱  ╳   │  ┣━━━━━╋━━━━━┫  ╒═╤╕ ╓─╥╖ ┄┄┄ ┈┈┈");
    screen.print(U"└─────────┴─────────┘  ╚═════════╩═════════╝  ╰─────────╯  ┗━━━━━┻━━━━━┛  ╘═╧╛ ╙─╨╜ ╌╌╌ ╍╍╍");
    screen.print(U"日本語の表示 한국어 中文字符｜🚀 🐳 👩‍💻 ❤️ ✅ é ñ ō ẹ́  ∑∫√ ← ↑ → ↓ ⇒ ⠋⠙⠹");
    screen.print({{U"bold ", attr(core::vt::Bold)},
                  {U"italic ", attr(core::vt::Italic)},
                  {U"both ", attr(core::vt::Bold | core::vt::Italic)},
                  {U"faint ", attr(core::vt::Faint)},
                  {U"reverse", attr(core::vt::Reverse)},
                  {U" ", {}},
                  {U"strike", attr(core::vt::Strike)},
                  {U" ", {}},
                  {U"overline", attr(core::vt::Overline)},
                  {U" ", {}},
                  {U"single", attr(0, Underline::Single)},
                  {U" ", {}},
                  {U"double", attr(0, Underline::Double)},
                  {U" ", {}}});
    Style curly = attr(0, Underline::Curly);
    curly.underlineColor = Color::indexed(1);
    Style link = attr(0, Underline::Dotted);
    link.link = 1;
    link.fg = Color::indexed(4);
    screen.print({{U"curly misspeled", curly}, {U" ", {}}, {U"dotted link", link}, {U" ", {}}, {U"dashed", attr(0, Underline::Dashed)}, {U"  ", {}},
                  {U" main ", [] { Style s; s.bg = Color::indexed(4); s.fg = Color::indexed(0); return s; }()},
                  {U"\ue0b0", [] { Style s; s.fg = Color::indexed(4); s.bg = Color::indexed(2); return s; }()},
                  {U" clean ", [] { Style s; s.bg = Color::indexed(2); s.fg = Color::indexed(0); return s; }()},
                  {U"\ue0b0", fg(2)},
                  {U" \ue0b1 \ue0b3 ", {}},
                  {U"\ue0b2", fg(3)},
                  {U" 12:00 ", [] { Style s; s.bg = Color::indexed(3); s.fg = Color::indexed(0); return s; }()}});
    colourBars(screen);
    std::vector<StyledText> names;
    for (int i = 0; i < 16; ++i)
        names.push_back({std::u32string(U"colour") + char32_t(U'a' + i) + U' ', fg(i)});
    screen.print(names);
    endAt(screen, screen.print(U"A long line that reaches the right edge of the window so that its label has no room ----------- x") + 1);
    start = prompt(screen, U"sleep 100");
    finish(screen, start, U"sleep 100", 0, 0);
    screen.blocks.back().state = core::shell::Block::State::Running;
    screen.blocks.back().end = {screen.print(U"waiting for shop-db …"), 10};
    screen.print(U"");
    start = prompt(screen, U"");
    finish(screen, start, U"", 0, 0);
    screen.blocks.back().state = core::shell::Block::State::Prompt;
    screen.blocks.back().end = {start, 24};
    for (int i = 0; i < 8; ++i)
        screen.print(U"");
    screen.setCursor(35, 24);
    screen.screen.links = std::make_shared<const core::vt::Links>(std::vector<std::string>{"https://example.org"});
    return screen;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(".");
    for (const auto scheme : {ui::theme::Scheme::Dark, ui::theme::Scheme::Light}) {
        ui::theme::apply(app, scheme);
        TestScreen screen = realistic();
        auto session = std::make_shared<FakeSession>(screen.frame());
        Appearance appearance;
        appearance.font = ui::theme::monoFont();
        TerminalWidget widget(session, appearance);
        widget.resize(widget.pixelSizeFor({104, 44}));
        widget.show();
        widget.activateWindow();
        widget.setFocus();
        if (!QTest::qWaitForWindowActive(&widget))
            return 1;
        // Over wide cells too.
        QTest::mousePress(&widget, Qt::LeftButton, {}, QPoint(180, 19 * 23 + 12));
        QTest::mouseMove(&widget, QPoint(190, 19 * 24 + 12));
        QTest::mouseRelease(&widget, Qt::LeftButton, {}, QPoint(190, 19 * 24 + 12));
        QTest::mouseMove(&widget, QPoint(300, 19 * 13));
        QCoreApplication::processEvents();
        const QString name = QStringLiteral("%1/terminal-%2-%3x.png")
                                 .arg(folder, scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                 .arg(widget.devicePixelRatioF());
        if (!widget.grab().save(name))
            return 1;
    }
    return 0;
}
