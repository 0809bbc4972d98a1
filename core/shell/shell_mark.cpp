#include "core/shell/shell_mark.h"

#include "core/base/exit_status.h"
#include "core/base/random.h"
#include "core/shell/mark_values.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace core::shell {
namespace {

using Kind = ShellMark::Kind;
constexpr std::size_t kMaxFields = 32; // of one mark; the rest is ignored

std::vector<std::string_view> fieldsOf(std::string_view payload)
{
    std::vector<std::string_view> fields;
    while (fields.size() < kMaxFields) {
        const auto end = payload.find(';');
        fields.push_back(payload.substr(0, end));
        if (end == std::string_view::npos)
            break;
        payload.remove_prefix(end + 1);
    }
    return fields;
}

std::optional<std::string_view> valueOf(const std::vector<std::string_view> &fields, std::string_view key)
{
    for (std::size_t i = 1; i < fields.size(); ++i)
        if (fields[i].size() > key.size() && fields[i].starts_with(key) && fields[i][key.size()] == '=')
            return fields[i].substr(key.size() + 1);
    return {};
}

bool matches(std::string_view given, std::string_view nonce)
{
    return !nonce.empty() && base::equalConstantTime(given, nonce);
}

std::optional<ShellMark> cwdMark(std::optional<std::string> path, bool trusted)
{
    if (!path)
        return {};
    ShellMark mark{};
    mark.kind = Kind::Cwd;
    mark.trusted = trusted;
    mark.text = std::move(path);
    return mark;
}

constexpr std::string_view kShell = "Shell=";

// Berth's own: what its launcher found in a container. Without the nonce it says nothing; with it, it is still the
// container that says it, and the name stands in titles: plain letters only.
std::optional<ShellMark> shellMark(const std::vector<std::string_view> &fields, std::string_view nonce)
{
    if (fields.size() < 3 || !matches(fields[2], nonce))
        return {};
    const std::string_view name = fields[1].substr(kShell.size());
    const auto isPlain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._+-").contains(c); };
    if (name.empty() || name.size() > kMaxShellBytes || !std::ranges::all_of(name, isPlain))
        return {};
    ShellMark mark{};
    mark.kind = Kind::Shell;
    mark.trusted = true;
    mark.text = std::string(name);
    return mark;
}

std::optional<std::string> command(std::optional<std::string_view> base64)
{
    const auto decoded = base64 ? fromBase64(*base64) : std::nullopt;
    return decoded ? std::optional(cleaned(*decoded, kMaxCommandBytes)) : std::nullopt;
}

// The shells' own k=: i for the first prompt, c and s for one of a line that goes on, r for the one at the right.
Kind promptKind(const std::vector<std::string_view> &fields)
{
    const auto k = valueOf(fields, "k").value_or("i");
    return k == "c" || k == "s" ? Kind::ContinuationStart : k == "r" ? Kind::RightPrompt : Kind::PromptStart;
}

// err=: anything but "0" and nothing is a failure.
std::optional<int> exitCode(const std::vector<std::string_view> &fields)
{
    const auto told = toExitCode(valueOf(fields, "exit").value_or(fields.size() > 1 ? fields[1] : ""));
    const auto error = valueOf(fields, "err");
    if (told || !error)
        return told;
    const auto number = toExitCode(*error);
    return number ? number : std::optional(error->empty() ? 0 : 1);
}

// A B C D, the same in 133 and 633; the other letters differ. The predecessor's dialect carries cmd=<base64> on B, which it
// sends when the command starts, exit=<code> and cmd= on D, and pwd=<base64> on each; dur= is not used, we have a clock.
std::optional<ShellMark> phaseMark(int code, const std::vector<std::string_view> &fields, std::string_view nonce)
{
    if (fields.front().size() != 1)
        return {};
    ShellMark mark{};
    mark.trusted = matches(valueOf(fields, "nonce").value_or(""), nonce);
    if (const auto aid = valueOf(fields, "aid").value_or(""); aid.size() <= kMaxAidBytes)
        mark.aid = aid;
    if (const auto pwd = valueOf(fields, "pwd"))
        if (const auto path = fromBase64(*pwd))
            mark.cwd = toPath(*path);
    const char letter = fields.front().front();
    const bool standard = code == 133;
    if (letter == 'A' || (standard && (letter == 'N' || letter == 'P'))) {
        mark.kind = promptKind(fields);
    } else if (letter == 'B') {
        const auto cmd = valueOf(fields, "cmd");
        mark.kind = cmd ? Kind::Executing : Kind::PromptEnd;
        mark.text = command(cmd);
    } else if (standard && letter == 'I') {
        mark.kind = Kind::PromptEnd;
    } else if (letter == 'C') {
        mark.kind = Kind::Executing;
    } else if (letter == 'D') {
        mark.kind = Kind::Done;
        mark.exitCode = exitCode(fields);
        mark.stopped = base::looksStopped(mark.exitCode) && valueOf(fields, "stopped") != "0";
        mark.text = command(valueOf(fields, "cmd"));
        mark.gone = mark.trusted && valueOf(fields, "gone").has_value();
        mark.implicit = mark.trusted && valueOf(fields, "implicit").has_value();
        if (const auto prompt = valueOf(fields, "prompt").value_or(""); mark.implicit && prompt.size() <= kMaxAidBytes)
            mark.prompt = prompt;
    } else if (!standard && letter == 'F') {
        mark.kind = Kind::ContinuationStart;
    } else if (!standard && letter == 'G') {
        mark.kind = Kind::ContinuationEnd;
    } else {
        return {};
    }
    return mark;
}

std::optional<ShellMark> vscodeMark(std::string_view payload, std::string_view nonce)
{
    const auto fields = fieldsOf(payload);
    if (fields.front() == "E" && fields.size() >= 2) {
        ShellMark mark{};
        mark.kind = Kind::CommandLine;
        mark.trusted = fields.size() >= 3 && matches(fields[2], nonce);
        mark.unsure = fields.size() >= 4 && fields[3] == "again";
        mark.text = cleaned(unescaped(fields[1]), kMaxCommandBytes);
        return mark;
    }
    if (fields.front() == "P" && fields.size() >= 2) {
        if (fields[1].starts_with(kShell))
            return shellMark(fields, nonce);
        constexpr std::string_view kKey = "P;Cwd=";
        if (!payload.starts_with(kKey))
            return {};
        // A shell without string functions (berth.sh) cannot escape a ';' in the path, so the nonce is what follows the last.
        auto value = payload.substr(kKey.size());
        const auto last = value.rfind(';');
        const bool trusted = last != std::string_view::npos && matches(value.substr(last + 1), nonce);
        value = trusted ? value.substr(0, last) : value.substr(0, value.find(';'));
        return cwdMark(toPath(unescaped(value)), trusted);
    }
    return phaseMark(633, fields, nonce);
}

std::optional<ShellMark> itermMark(std::string_view payload)
{
    if (constexpr std::string_view kCwd = "CurrentDir="; payload.starts_with(kCwd))
        return cwdMark(toPath(payload.substr(kCwd.size())), false);
    if (constexpr std::string_view kHost = "RemoteHost="; payload.starts_with(kHost) && payload.size() <= kHost.size() + kMaxHostBytes) {
        ShellMark mark{};
        mark.kind = Kind::Host;
        mark.text = cleaned(payload.substr(kHost.size()), kMaxHostBytes);
        return mark;
    }
    return {};
}

} // namespace

std::optional<ShellMark> parseShellMark(const base::OscMark &mark, std::string_view nonce)
{
    const std::string_view payload = mark.payload;
    switch (mark.code) {
    case 133: return phaseMark(133, fieldsOf(payload), nonce);
    case 633: return vscodeMark(payload, nonce);
    case 7: return cwdMark(fromFileUrl(payload), false);
    case 9:
        if (payload.starts_with("9;")) {
            auto path = payload.substr(2);
            if (path.size() >= 2 && path.front() == '"' && path.back() == '"') // ConEmu quotes it
                path = path.substr(1, path.size() - 2);
            return cwdMark(toPath(path), false);
        }
        return {};
    case 1337: return itermMark(payload);
    default: return {};
    }
}

} // namespace core::shell
