#include "core/agent/shell_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace core::agent {
namespace {

constexpr std::array kWrappers{"sudo", "doas", "env", "time", "nice", "nohup", "exec", "builtin", "stdbuf", "ionice"};
constexpr std::array kOtherUsers{"sudo", "doas", "su", "runuser", "setpriv", "pkexec", "ssh"};

enum class Join : unsigned char { Pipe, AndOr, Sequence };

struct Simple // one simple command and what stands before it
{
    Join before = Join::Sequence;
    std::vector<std::string> words;
};

class Splitter
{
public:
    std::vector<Simple> split(std::string_view line)
    {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (c == '\\' && m_quote != '\'') {
                if (i + 1 < line.size())
                    add(line[++i]);
            } else if (m_quote) {
                if (c == m_quote)
                    m_quote = 0;
                else
                    add(c);
            } else if (c == '\'' || c == '"') {
                m_quote = c;
                m_inWord = true;
            } else if (c == ' ' || c == '\t') {
                endWord();
            } else if (c == '|' || c == '&' || c == ';' || c == '\n') {
                const bool doubled = i + 1 < line.size() && line[i + 1] == c && (c == '|' || c == '&');
                if (c == '&' && !doubled && ((i && line[i - 1] == '>') || (i + 1 < line.size() && line[i + 1] == '>'))) {
                    add(c); // >& and &> are redirections
                    continue;
                }
                i += doubled ? 1 : 0;
                endCommand(doubled ? Join::AndOr : c == '|' ? Join::Pipe : Join::Sequence);
            } else {
                add(c);
            }
        }
        endCommand(Join::Sequence);
        return std::move(m_done);
    }

private:
    void add(char c)
    {
        m_word += c;
        m_inWord = true;
    }
    void endWord()
    {
        if (m_inWord)
            m_now.words.push_back(std::exchange(m_word, {}));
        m_inWord = false;
    }
    void endCommand(Join next)
    {
        endWord();
        if (!m_now.words.empty())
            m_done.push_back(std::move(m_now));
        m_now = {.before = next, .words = {}};
    }

    std::vector<Simple> m_done;
    Simple m_now;
    std::string m_word;
    bool m_inWord = false;
    char m_quote = 0;
};

bool isAssignment(const std::string &word)
{
    const std::size_t equals = word.find('=');
    return equals != std::string::npos && equals > 0
        && std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                       [](unsigned char c) { return c == '_' || (c < 128 && std::isalnum(c)); });
}

std::string baseName(const std::string &word)
{
    const std::size_t slash = word.find_last_of('/');
    return slash == std::string::npos || slash + 1 == word.size() ? word : word.substr(slash + 1);
}

bool isBeforeProgram(const std::string &word)
{
    return isAssignment(word) || word == "!" || word == "{" || word == "(";
}

std::string programOf(const std::vector<std::string> &words)
{
    bool wrapped = false;
    for (const std::string &word : words) {
        if (isBeforeProgram(word) || (wrapped && word.starts_with('-')))
            continue;
        std::string name = baseName(word);
        if (std::find(kWrappers.begin(), kWrappers.end(), name) == kWrappers.end())
            return name;
        wrapped = true;
    }
    return words.empty() ? std::string() : words.front();
}

bool isWordCharacter(char c)
{
    return c == '_' || c == '-' || c == '.' || c == '/' || c == '+' || static_cast<unsigned char>(c) >= 128 || std::isalnum(static_cast<unsigned char>(c));
}

} // namespace

std::vector<std::string> decidingPrograms(std::string_view line)
{
    const std::vector<Simple> commands = Splitter().split(line);
    std::vector<std::string> programs;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (commands[i].before == Join::Sequence)
            programs.clear();
        const bool endsPipeline = i + 1 == commands.size() || commands[i + 1].before != Join::Pipe;
        if (endsPipeline)
            programs.push_back(programOf(commands[i].words));
    }
    return programs;
}

bool runsAsAnother(std::string_view line)
{
    return std::ranges::any_of(Splitter().split(line), [](const Simple &command) {
        auto word = std::ranges::find_if_not(command.words, isBeforeProgram);
        // `time sudo …`, `env A=1 su …`: of those that run another program the next word that is no option is one.
        while (word != command.words.end() && std::ranges::find(kWrappers, baseName(*word)) != kWrappers.end()
               && std::ranges::find(kOtherUsers, baseName(*word)) == kOtherUsers.end())
            word = std::find_if_not(word + 1, command.words.end(), [](const std::string &each) { return each.starts_with('-') || isBeforeProgram(each); });
        return word != command.words.end() && std::ranges::find(kOtherUsers, baseName(*word)) != kOtherUsers.end();
    });
}

std::string quoteWord(std::string_view text)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    std::string word(text.starts_with('-') ? "./" : "");
    if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos)
        return word.append(text);
    std::string quoted = "'" + word;
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

std::string replaceWord(std::string_view line, std::string_view word, std::string_view by)
{
    if (word.empty())
        return {};
    for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at > 0 && isWordCharacter(line[at - 1])) || (end < line.size() && isWordCharacter(line[end])))
            continue;
        return std::string(line.substr(0, at)).append(by).append(line.substr(end));
    }
    return {};
}

} // namespace core::agent
