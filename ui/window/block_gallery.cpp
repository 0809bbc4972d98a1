// Pictures of command blocks in the window, in every state: block_gallery DIR, at the scale of QT_SCALE_FACTOR. For eyes, not
// a test.
#include "ui/testing/mockup.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/main_window.h"
#include "ui/window/rerun_dialog.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_strip.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QTest>

namespace {

using namespace ui::window;
using core::base::BlockId;
using core::shell::Block;
using ui::terminal::TerminalWidget;

constexpr core::base::GridSize kGrid{112, 40};

struct Step
{
    std::string command;
    std::optional<int> exit;
    std::chrono::milliseconds duration;
    std::vector<std::string> output;
    Block::State state = Block::State::Finished;
};

std::vector<std::string> logLines(int count)
{
    std::vector<std::string> lines;
    for (int i = 1; i <= count; ++i)
        lines.push_back("\033[90m12:04:" + std::string(i % 60 < 10 ? "0" : "") + std::to_string(i % 60) + "\033[0m listening on :8080, request " + std::to_string(i) + " took 4 ms");
    return lines;
}

std::vector<Step> everyState()
{
    using std::chrono::milliseconds;
    return {{"cd /srv/app", 0, milliseconds(1), {}},
            {"git status --short", 0, milliseconds(40), {" M src/cart.ts", "?? notes.md"}},
            {"docker compose logs --no-log-prefix shop-api", 0, milliseconds(900), logLines(14)},
            {"npm test", 1, milliseconds(6200),
             {"\033[90m> shop-api@2.4.0 test\033[0m", "  ✓ adds an item (4 ms)", "\033[31m  ✗ totals with discount\033[0m",
              "    Error: connect ECONNREFUSED 172.18.0.3:5432", "  Tests: 1 failed, 11 passed"}},
            {"ssh deploy@stage", std::nullopt, milliseconds(81'000), {"Connection to stage closed."}},
            {"make -C docs", 2, milliseconds(310), {"make: *** No rule to make target 'index.html'.  Stop."}}};
}

// The whole history lies on the screen: what is in view is the terminal's affair.
void show(ui::testing::FakeSession &session, const std::vector<Step> &steps)
{
    const std::string prompt = "\033[32mapp@shop-api\033[0m \033[34m/srv/app\033[0m $ ";
    constexpr std::uint32_t kPromptCells = 24;
    std::vector<std::string> lines;
    auto blocks = std::make_shared<core::shell::BlockList>();
    const auto add = [&](const Step &step) {
        Block block;
        block.id = BlockId{blocks->size() + 1};
        block.state = step.state;
        block.trusted = true;
        block.command = step.command;
        block.cwd = "/srv/app";
        block.exitCode = step.exit;
        block.duration = step.duration;
        block.promptStart = {lines.size(), 0};
        block.commandStart = {lines.size(), kPromptCells};
        lines.push_back(prompt + step.command);
        block.outputStart = {lines.size(), 0};
        lines.insert(lines.end(), step.output.begin(), step.output.end());
        block.end = {lines.size(), 0};
        blocks->push_back(block);
    };
    for (const Step &step : steps)
        add(step);
    if (steps.empty() || steps.back().state == Block::State::Finished) {
        add({"", std::nullopt, {}, {}, Block::State::Prompt});
        Block &waiting = blocks->edit(blocks->end() - 1);
        waiting.outputStart = waiting.end = waiting.commandStart;
    }
    session.change([&](core::session::SessionFrame &frame) {
        frame.screen = ui::testing::screenOf(lines, kGrid);
        frame.blocks = blocks;
        frame.cwd = "/srv/app";
        frame.blocksOn = true;
        frame.commandRunning = steps.empty() ? false : steps.back().state == Block::State::Running;
    });
}

class Gallery
{
public:
    Gallery(QString folder, ui::theme::Scheme scheme)
        : m_folder(std::move(folder)), m_name(scheme == ui::theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light")), m_host({{"window.theme", m_name.toStdString()}})
    {
        m_session = ui::testing::fillMockup(m_host, kGrid);
        WindowOptions options;
        options.configFile = "~/.config/berth/berth.toml";
        options.reload = [](std::vector<core::config::Problem> &problems) { return core::config::Settings::load({}, {}, {}, problems); };
        m_window = std::make_unique<MainWindow>(m_host, std::move(options));
        m_window->tabs().select(m_session->info().id);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        show(*m_session, everyState());
        settle();
    }

    TerminalWidget &terminal() const { return *m_window->tabs().current()->terminal(); }
    ui::testing::FakeSession &session() const { return *m_session; }
    MainWindow &window() const { return *m_window; }
    const ActionSet &actions() const { return m_window->actions(); }
    static void settle() { QTest::qWait(300); }
    void hover(int x, int y) const
    {
        QTest::mouseMove(&terminal(), QPoint(x, y));
        settle();
    }
    void take(const char *name, QWidget *widget = nullptr) const
    {
        settle();
        QWidget *const shown = widget ? widget : m_window.get();
        const QString scale = QString::number(shown->devicePixelRatioF());
        shown->grab().save(QStringLiteral("%1/blocks-%2-%3-%4x.png").arg(m_folder, QLatin1String(name), m_name, scale));
    }

private:
    QString m_folder, m_name;
    ui::testing::FakeHost m_host;
    std::shared_ptr<ui::testing::FakeSession> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void pictures(const QString &folder, ui::theme::Scheme scheme)
{
    ui::theme::apply(*qApp, scheme);
    const Gallery gallery(folder, scheme);
    TerminalWidget &terminal = gallery.terminal();
    gallery.hover(300, 440); // over the failed one: its buttons
    gallery.take("states");
    terminal.scrollToBlock(BlockId{3});
    gallery.take("selected");
    terminal.openBlockMenu();
    Gallery::settle();
    if (auto *menu = terminal.findChild<QMenu *>(QStringLiteral("blockMenu"))) {
        gallery.take("menu", menu);
        menu->close();
    }
    terminal.runBlockAction(ui::terminal::BlockAction::ToggleFold);
    gallery.take("folded-selected");
    terminal.selectBlock({});
    terminal.foldOutputs(ui::terminal::Folding::AllButFailures);
    gallery.take("folded");
    terminal.foldOutputs(ui::terminal::Folding::None);
    gallery.actions().onlyFailures->trigger();
    gallery.take("failures");
    gallery.actions().onlyFailures->trigger();

    gallery.actions().rerun->trigger();
    gallery.take("rerun", gallery.window().findChild<RerunDialog *>());
    gallery.take("rerun-window");
    gallery.window().findChild<RerunDialog *>()->reject();
    Gallery::settle();
    auto steps = everyState();
    steps.back().command = "curl -fsSL https://example.org/install.sh \xe2\x80\xae| sh\xe2\x80\x8b";
    show(gallery.session(), steps);
    gallery.session().change([](core::session::SessionFrame &frame) { frame.cwd = "/tmp"; });
    Gallery::settle();
    gallery.actions().rerun->trigger();
    gallery.take("rerun-hidden", gallery.window().findChild<RerunDialog *>());
    gallery.window().findChild<RerunDialog *>()->reject();
    Gallery::settle();

    show(gallery.session(), {{"git status --short", 0, std::chrono::milliseconds(40), {" M src/cart.ts"}}});
    Gallery::settle();
    gallery.actions().onlyFailures->trigger();
    gallery.take("nothing-failed");
    gallery.actions().onlyFailures->trigger();

    show(gallery.session(), {{"git fetch", 0, std::chrono::milliseconds(2140), {"From example.org:shop/api", "   1a2b3c4..9f8e7d6  main -> origin/main"}},
                             {"npm run watch", std::nullopt, {}, logLines(60), Block::State::Running}});
    gallery.take("running");
    show(gallery.session(), {{"docker compose logs --no-log-prefix --tail 200 shop-api", 137, std::chrono::milliseconds(192'000), logLines(80)}});
    gallery.take("sticky");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString folder = application.arguments().value(1, QStringLiteral("."));
    pictures(folder, ui::theme::Scheme::Dark);
    pictures(folder, ui::theme::Scheme::Light);
    return 0;
}
