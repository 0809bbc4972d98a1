#include "core/assistant/context_builder.h"

#include "core/assistant/block_output.h"
#include "core/assistant/plain_text.h"
#include "core/telemetry/redactor.h"

#include <algorithm>
#include <cstdio>

namespace core::assistant {
namespace {

constexpr std::size_t kMaxCommand = 2048;
constexpr std::size_t kLabelCommand = 24;

std::string seconds(std::chrono::milliseconds duration)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(duration).count());
    return text;
}

std::string where(const session::SessionInfo &info)
{
    std::string text = info.shell.empty() ? "A shell" : info.shell;
    if (info.place.isContainer())
        text += " in the container " + info.place.containerName + (info.place.image.empty() ? "" : " (image " + info.place.image + ")");
    else
        text += " on the user's machine";
    text += info.place.user.empty() ? "" : ", as " + info.place.user;
    return plainLine(text, kMaxCommand);
}

} // namespace

Context buildContext(const session::SessionInfo &info, const session::SessionFrame &frame, const ContextLimits &limits)
{
    // Untrusted marks are drawn, but are no facts.
    std::vector<const shell::Block *> chosen; // newest first
    if (frame.blocks) {
        for (auto block = frame.blocks->rbegin(); block != frame.blocks->rend() && chosen.size() < limits.blocks; ++block)
            if (block->trusted && block->state != shell::Block::State::Prompt && !block->command.empty())
                chosen.push_back(&*block);
    }

    std::string text = where(info) + ".\n" + (frame.cwd.empty() ? std::string() : "Folder: " + plainLine(frame.cwd, kMaxCommand) + "\n");
    std::size_t budget = limits.bytes;
    std::vector<std::string> parts;
    for (const shell::Block *block : chosen) {
        std::string part = "\n$ " + plainText(block->command, kMaxCommand) + "\n";
        if (block->state == shell::Block::State::Running)
            part += "(still running)\n";
        else
            part += std::string(block->stopped ? "(stopped, exit " : "(exit ") + (block->exitCode ? std::to_string(*block->exitCode) : std::string("unknown")) + ", " + seconds(block->duration)
                + (block->cwd.empty() ? "" : ", in " + plainLine(block->cwd, kMaxCommand)) + ")\n";
        const std::size_t share = parts.empty() && chosen.size() > 1 ? budget / 2 : budget / std::max<std::size_t>(chosen.size() - parts.size(), 1);
        const std::string output = frame.screen ? plainText(textBetween(*frame.screen, block->outputStart, block->end, share), share + 100) : std::string();
        budget -= std::min(budget, output.size());
        parts.push_back(part + output + (output.empty() ? "" : "\n"));
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        text += *part;

    const telemetry::Redaction redacted = telemetry::redact(text);
    Context context{.text = redacted.text, .redacted = redacted.count, .tokens = static_cast<int>((redacted.text.size() + 3) / 4), .label = {}};
    if (chosen.empty()) {
        context.label = "no commands";
    } else {
        context.label = telemetry::redact(plainLine(chosen.front()->command, kLabelCommand)).text;
        if (const std::size_t more = chosen.size() - 1)
            context.label += " + " + std::to_string(more) + (more == 1 ? " block" : " blocks");
    }
    return context;
}

} // namespace core::assistant
