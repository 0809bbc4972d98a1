#include "core/assistant/attempts.h"

#include <algorithm>

namespace core::assistant {
namespace {

constexpr std::size_t kMaxEntries = 128;
constexpr std::size_t kMaxMessage = 200;

std::string firstWord(std::string_view command)
{
    const std::size_t begin = std::min(command.find_first_not_of(" \t"), command.size());
    return std::string(command.substr(begin, command.find_first_of(" \t\n;|&", begin) - begin).substr(0, kMaxMessage));
}

} // namespace

std::string normalisedMessage(std::string_view output)
{
    const std::size_t last = output.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos)
        return {};
    const std::size_t before = output.find_last_of('\n', last);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    std::string line(output.substr(begin, std::min(last + 1 - begin, kMaxMessage)));
    std::string out;
    for (const char c : line) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit || !out.ends_with('#'))
            out += digit ? '#' : c;
    }
    return out;
}

int Attempts::failed(base::SessionId session, std::string_view command, int exitCode, std::string_view output)
{
    Entry entry{session, firstWord(command), std::to_string(exitCode) + " " + normalisedMessage(output), 1};
    const auto it = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.session == session && e.program == entry.program; });
    if (it != m_entries.end()) {
        if (it->failure == entry.failure)
            entry.count = it->count + 1;
        m_entries.erase(it);
    }
    m_entries.push_front(std::move(entry));
    if (m_entries.size() > kMaxEntries)
        m_entries.pop_back();
    return m_entries.front().count;
}

void Attempts::succeeded(base::SessionId session, std::string_view command)
{
    const std::string program = firstWord(command);
    m_entries.remove_if([&](const Entry &e) { return e.session == session && e.program == program; });
}

void Attempts::forget(base::SessionId session)
{
    m_entries.remove_if([&](const Entry &e) { return e.session == session; });
}

} // namespace core::assistant
