#include "ui/testing/mockup.h"

namespace ui::testing {

using namespace core;

namespace {

void fillEngines(FakeHost &host)
{
    FakeEngine *docker = host.registry.add("docker:/var/run/docker.sock", engine::EngineKind::Docker, "Docker 20.10");
    engine::Container api = makeContainer("shop-api", "shop/api:dev", "running", "Up 2 hours", "shop");
    api.ports = {{"0.0.0.0", 8080, 80, "tcp"}};
    api.reach.engineSocket = true;
    docker->setContainers({api, makeContainer("shop-db", "postgres:15", "running", "Up 2 hours", "shop"),
                           makeContainer("shop-worker", "shop/worker:dev", "exited", "Exited (137) 4 minutes ago", "shop"),
                           makeContainer("registry", "registry:2", "paused", "Up 3 days (Paused)")});
    FakeEngine *podman = host.registry.add("podman:/run/user/1000/podman/podman.sock", engine::EngineKind::Podman, "Podman 4.3 · rootless");
    podman->setContainers({makeContainer("pg-scratch", "debian:12"), makeContainer("notes", "berth/starter")});
    host.registry.setFailed({{"rootless socket", "unix:///run/user/1000/docker.sock", engine::EngineKind::Docker,
                              {"engine.unreachable", "Nothing listens on this socket.", {}}, "systemctl --user start docker"}});
}

struct Step
{
    std::string command;
    int exit;
    std::chrono::milliseconds duration;
    std::vector<std::string> output;
};

void fillScreen(FakeSession &session, base::GridSize grid)
{
    const std::string prompt = "\033[32mapp@shop-api\033[0m \033[34m/srv/app\033[0m $ ";
    const std::uint32_t promptCells = 24;
    const std::vector<Step> steps = {
        {"git status --short", 0, std::chrono::milliseconds(40), {" M src/cart.ts", "?? notes.md"}},
        {"npm run build", 0, std::chrono::milliseconds(1800), {"\033[90m> shop-api@2.4.0 build\033[0m", "\033[90m> tsc -p .\033[0m"}},
        {"npm test", 1, std::chrono::milliseconds(6200),
         {"\033[90m> shop-api@2.4.0 test\033[0m", "  ✓ adds an item (4 ms)", "\033[31m  ✗ totals with discount\033[0m",
          "    Error: connect ECONNREFUSED 172.18.0.3:5432", "      at TCPConnectWrap.afterConnect [as oncomplete]", "  Tests: 1 failed, 11 passed"}},
    };
    std::vector<std::string> lines;
    auto blocks = std::make_shared<shell::BlockList>();
    for (const Step &step : steps) {
        shell::Block block;
        block.id = base::BlockId{blocks->size() + 1};
        block.state = shell::Block::State::Finished;
        block.trusted = true;
        block.command = step.command;
        block.cwd = "/srv/app";
        block.exitCode = step.exit;
        block.duration = step.duration;
        block.promptStart = {lines.size(), 0};
        block.commandStart = {lines.size(), promptCells};
        lines.push_back(prompt + step.command);
        block.outputStart = {lines.size(), 0};
        lines.insert(lines.end(), step.output.begin(), step.output.end());
        block.end = {lines.size(), 0};
        blocks->push_back(block);
    }
    shell::Block waiting;
    waiting.id = base::BlockId{blocks->size() + 1};
    waiting.trusted = true;
    waiting.promptStart = waiting.outputStart = waiting.end = {lines.size(), 0};
    waiting.commandStart = {lines.size(), promptCells};
    blocks->push_back(waiting);
    lines.push_back(prompt);
    session.change([&](session::SessionFrame &frame) {
        frame.screen = screenOf(lines, grid);
        frame.blocks = blocks;
        frame.cwd = "/srv/app";
        frame.blocksOn = true;
    });
}

} // namespace

std::shared_ptr<FakeSession> fillMockup(FakeHost &host, base::GridSize grid)
{
    fillEngines(host);
    std::shared_ptr<FakeSession> shown;
    host.openInContainer({"docker:/var/run/docker.sock", "shop-api", {}, grid}, [&](base::Result<session::SessionPtr> made) {
        shown = host.fake((*made)->info().id);
    });
    host.openInContainer({"podman:/run/user/1000/podman/podman.sock", "pg-scratch", "root", grid}, [](base::Result<session::SessionPtr>) {});
    session::SessionInfo local;
    local.place.user = "ada";
    local.shell = "fish";
    local.integration = true;
    host.add(local);
    shown->viewerCount = 2;
    fillScreen(*shown, grid);
    host.helper.shownHints = {{shown->info().id, base::BlockId{3}, "Nothing listens on 172.18.0.3:5432",
                               "shop-db answers on that address, but Postgres is still replaying its log: it refused the connection 3 s after its start.",
                               "pg_isready -h shop-db -t 30 && npm test", 2, "econnrefused"}};
    host.helper.silence = "you are typing.";
    host.helper.context = {"$ npm test", 1, 1200, "npm test + 2 blocks"};
    return shown;
}

} // namespace ui::testing
