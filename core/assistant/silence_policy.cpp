#include "core/assistant/silence_policy.h"

#include <algorithm>
#include <array>

namespace core::assistant {
namespace {

constexpr std::array<std::string_view, 26> kPlaces{"vi", "vim", "nvim", "nano", "emacs", "micro", "hx", "helix", "ed", "mc", "less", "more", "most", "man", "top", "htop",
                                                   "btop", "tig", "lazygit", "tmux", "screen", "zellij", "bash", "zsh", "fish", "sh"};

} // namespace

void SilencePolicy::typed(base::SessionId session, base::SteadyTime now)
{
    m_sessions[session].typed = now;
}

void SilencePolicy::commandRan(base::SessionId session, base::SteadyTime start)
{
    const auto it = m_sessions.find(session);
    if (it != m_sessions.end() && it->second.typed && *it->second.typed <= start)
        it->second.typed.reset();
}

void SilencePolicy::spoke(base::SessionId session, base::SteadyTime now)
{
    m_sessions[session].spoke = now;
}

void SilencePolicy::forget(base::SessionId session)
{
    m_sessions.erase(session);
}

std::optional<SilencePolicy::Wait> SilencePolicy::wait(base::SessionId session, bool escalating, base::SteadyTime now) const
{
    const auto it = m_sessions.find(session);
    if (it == m_sessions.end())
        return {};
    if (it->second.typed && now - *it->second.typed < m_limits.typingPause)
        return Wait{*it->second.typed + m_limits.typingPause, "you are typing"};
    if (!escalating && it->second.spoke && now - *it->second.spoke < m_limits.cooldown)
        return Wait{*it->second.spoke + m_limits.cooldown, "it just said something here"};
    return {};
}

std::string SilencePolicy::notAbout(std::string_view command)
{
    // The bare program, or the program with a file: a shell that runs a script (sh x.sh, bash -c …) is no such place.
    const std::size_t begin = std::min(command.find_first_not_of(" \t"), command.size());
    std::string_view word = command.substr(begin, command.find_first_of(" \t\n;|&", begin) - begin);
    const bool alone = command.find_first_not_of(" \t\n", begin + word.size()) == std::string_view::npos;
    if (word == "exit" || word == "logout") // its status is the last command's, or was asked for
        return "you left the shell";
    if (const std::size_t slash = word.find_last_of('/'); slash != std::string_view::npos)
        word = word.substr(slash + 1);
    if (std::find(kPlaces.begin(), kPlaces.end(), word) == kPlaces.end() || (word.ends_with("sh") && !alone))
        return {};
    return "you were in " + std::string(word);
}

} // namespace core::assistant
