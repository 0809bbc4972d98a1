// A stream of bytes through the program's one scanner to a tracker, and what came of it in print, so that two runs can be
// compared.
#pragma once
#include "core/shell/tracker.h"
#include "core/vt/emulator.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tests {

class MarkedStream final : private core::vt::EmulatorEvents
{
public:
    explicit MarkedStream(std::string nonce, std::size_t maxBlocks = 50)
        : tracker(std::move(nonce), maxBlocks)
        , m_emulator(options(), *this)
    {
    }

    void feed(std::string_view bytes) { m_emulator.feed(bytes); }

    core::shell::Tracker tracker;
    std::vector<core::shell::TrackerEvent> events;

    // Everything that is known of blocks and events.
    std::string describe() const
    {
        using namespace core::shell;
        std::string out = tracker.cwd() + (tracker.isRunning() ? " running\n" : "\n");
        for (const auto &event : events) {
            if (auto *prompt = std::get_if<PromptShown>(&event))
                out += "prompt " + text(prompt->position) + (prompt->trusted ? " own\n" : "\n");
            else if (auto *ended = std::get_if<PromptEnded>(&event))
                out += "prompt's end " + text(ended->position) + (ended->trusted ? " own\n" : "\n");
            else if (auto *started = std::get_if<CommandStarted>(&event))
                out += "started " + std::to_string(int(started->text)) + (started->doubtful ? "? " : " ") + std::to_string(started->continuations.size()) + ' ' + text(started->block);
            else if (auto *finished = std::get_if<CommandFinished>(&event))
                out += "finished " + text(finished->block);
            else if (auto *cwd = std::get_if<CwdChanged>(&event))
                out += "cwd " + cwd->path + (cwd->trusted ? " own\n" : "\n");
            else
                out += "host " + std::get<HostTold>(event).host + '\n';
        }
        for (const auto &block : tracker.blocks())
            out += text(block);
        return out;
    }

private:
    static core::vt::Emulator::Options options()
    {
        core::vt::Emulator::Options out;
        out.size = {20, 6};
        out.limits.historyLines = 50;
        return out;
    }
    static std::string text(core::base::Position at) { return std::to_string(at.line) + ':' + std::to_string(at.cell); }
    static std::string text(const core::shell::Block &b)
    {
        return std::to_string(b.id.value) + " state " + std::to_string(int(b.state)) + (b.trusted ? " own " : " foreign ") + b.command + " in " + b.cwd + " exit "
            + (b.exitCode ? std::to_string(*b.exitCode) : "-") + ' ' + text(b.promptStart) + ' ' + text(b.commandStart) + ' ' + text(b.outputStart) + ' ' + text(b.end) + '\n';
    }

    void mark(core::base::OscMark &&mark) override
    {
        // The clock is the stream's own, so that it does not depend on the cuts.
        const auto now = core::base::SteadyTime{} + std::chrono::milliseconds(mark.offset);
        for (auto &event : tracker.consume(mark, now, {}))
            events.push_back(std::move(event));
    }

    core::vt::Emulator m_emulator;
};

} // namespace tests
