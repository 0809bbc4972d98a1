#include "core/store/shell_history.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace core::store {
namespace {

using Seconds = std::chrono::seconds;

// Takes the next line, without its end, off the front.
std::string_view takeLine(std::string_view &rest)
{
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

// A number that fills `text`; nullopt for anything else, also for one that is out of range.
std::optional<std::int64_t> numberOf(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

base::WallTime timeOf(std::int64_t seconds)
{
    constexpr std::int64_t kLatest = 9'000'000'000; // the year 2255
    return seconds > kLatest ? base::WallTime{} : base::WallTime(Seconds(seconds));
}

class Collector
{
public:
    explicit Collector(const char *shell) : m_shell(shell) {}

    void add(std::string command, base::WallTime start = {}, std::int64_t seconds = 0)
    {
        if (command.find_first_not_of(" \t\r\n") == std::string::npos)
            return;
        if (command.size() > kMostCommandBytes) {
            ++m_parsed.skipped;
            return;
        }
        CommandRecord record;
        record.count = start == base::WallTime{} ? ++m_seen[command] : 1;
        record.command = std::move(command);
        record.start = start;
        constexpr std::int64_t kLongest = 366 * 24 * 3600;
        record.duration = Seconds(std::clamp<std::int64_t>(seconds, 0, kLongest));
        record.shell = m_shell;
        record.trusted = false;
        m_parsed.records.push_back(std::move(record));
    }

    // Oldest first, as far as times are known; files of several shells that append are nearly so.
    ParsedHistory finish()
    {
        std::ranges::stable_sort(m_parsed.records, {}, [](const CommandRecord &record) { return record.start + record.duration; });
        return std::move(m_parsed);
    }

private:
    const char *m_shell;
    ParsedHistory m_parsed;
    std::unordered_map<std::string, int> m_seen;
};

std::optional<std::int64_t> bashTime(std::string_view line)
{
    return line.size() > 1 && line.front() == '#' ? numberOf(line.substr(1)) : std::nullopt;
}

ParsedHistory parseBash(std::string_view rest)
{
    Collector all("bash");
    std::string_view first = rest;
    const bool severalLines = bashTime(takeLine(first)).has_value();
    std::string command;
    base::WallTime start{};
    const auto flush = [&] {
        all.add(std::exchange(command, {}), start);
        start = {};
    };
    while (!rest.empty()) {
        const std::string_view line = takeLine(rest);
        if (const auto time = bashTime(line)) {
            flush();
            start = timeOf(*time);
        } else if (severalLines) {
            command += (command.empty() ? "" : "\n") + std::string(line);
        } else {
            command = line;
            flush();
        }
    }
    flush();
    return all.finish();
}

// zsh writes bytes that mean something to itself as 0x83 and the byte with bit 5 turned.
std::string unmetafied(std::string_view line)
{
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\x83' && i + 1 < line.size())
            out += static_cast<char>(line[++i] ^ 0x20);
        else
            out += line[i];
    }
    return out;
}

// ": 1700000000:5;command"
struct ZshPrefix
{
    std::int64_t start = 0, seconds = 0;
    std::size_t length = 0;
};
std::optional<ZshPrefix> zshPrefix(std::string_view line)
{
    const std::size_t colon = line.find(':', 2), semicolon = line.find(';');
    if (!line.starts_with(": ") || colon == std::string_view::npos || semicolon == std::string_view::npos || colon > semicolon)
        return {};
    std::string_view from = line.substr(2, colon - 2);
    from.remove_prefix(std::min(from.find_first_not_of(' '), from.size()));
    const auto start = numberOf(from), seconds = numberOf(line.substr(colon + 1, semicolon - colon - 1));
    if (!start || !seconds)
        return {};
    return ZshPrefix{*start, *seconds, semicolon + 1};
}

ParsedHistory parseZsh(std::string_view rest)
{
    Collector all("zsh");
    while (!rest.empty()) {
        std::string_view line = takeLine(rest);
        ZshPrefix prefix;
        if (const auto found = zshPrefix(line)) {
            prefix = *found;
            line.remove_prefix(prefix.length);
        }
        std::string command;
        while (line.ends_with('\\') && !rest.empty()) { // the command's own '\' at its end is written with a blank behind it
            command += unmetafied(line.substr(0, line.size() - 1)) + '\n';
            line = takeLine(rest);
        }
        command += unmetafied(line);
        if (command.ends_with("\\ "))
            command.pop_back();
        all.add(std::move(command), timeOf(prefix.start), prefix.seconds);
    }
    return all.finish();
}

std::string fishUnescaped(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char next = text[++i];
        if (next == 'n')
            out += '\n';
        else if (next == '\\')
            out += '\\';
        else
            out += {'\\', next};
    }
    return out;
}

ParsedHistory parseFish(std::string_view rest)
{
    constexpr std::string_view kCommand = "- cmd: ", kWhen = "  when: ";
    Collector all("fish");
    std::optional<std::string> command;
    base::WallTime start{};
    const auto flush = [&] {
        if (command)
            all.add(std::move(*command), start);
        command.reset();
        start = {};
    };
    while (!rest.empty()) {
        const std::string_view line = takeLine(rest);
        if (line.starts_with(kCommand)) {
            flush();
            command = fishUnescaped(line.substr(kCommand.size()));
        } else if (line.starts_with(kWhen)) {
            start = timeOf(numberOf(line.substr(kWhen.size())).value_or(0));
        } // "  paths:" and its list say which words were files
    }
    flush();
    return all.finish();
}

} // namespace

std::optional<HistoryFormat> formatNamed(std::string_view name)
{
    if (name == "bash")
        return HistoryFormat::Bash;
    if (name == "zsh")
        return HistoryFormat::Zsh;
    if (name == "fish")
        return HistoryFormat::Fish;
    return {};
}

HistoryFormat guessFormat(std::string_view bytes)
{
    if (bytes.starts_with("- cmd: "))
        return HistoryFormat::Fish;
    constexpr int kLooked = 100; // a history that got EXTENDED_HISTORY later has plain lines first
    for (int i = 0; i < kLooked && !bytes.empty(); ++i) {
        if (zshPrefix(takeLine(bytes)))
            return HistoryFormat::Zsh;
    }
    return HistoryFormat::Bash;
}

ParsedHistory parseHistory(HistoryFormat format, std::string_view bytes)
{
    switch (format) {
    case HistoryFormat::Zsh: return parseZsh(bytes);
    case HistoryFormat::Fish: return parseFish(bytes);
    case HistoryFormat::Bash: break;
    }
    return parseBash(bytes);
}

} // namespace core::store
