#include "core/shell/command_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace core::shell {
namespace {

constexpr std::size_t kMaxBytes = 4096; // what a command is shows at its start

bool isAssignment(std::string_view word)
{
    const auto equals = word.find('=');
    return equals != std::string_view::npos && equals > 0 && !(word[0] >= '0' && word[0] <= '9')
        && std::ranges::all_of(word.substr(0, equals), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool isReserved(std::string_view word)
{
    constexpr std::array<std::string_view, 14> kWords{"!", "{", "}", "do", "done", "elif", "else", "fi", "if", "then", "time", "until", "while", "coproc"};
    return std::ranges::find(kWords, word) != kWords.end();
}

class Splitter
{
public:
    explicit Splitter(std::string_view text) : m_text(text.substr(0, kMaxBytes)) {}

    std::vector<SimpleCommand> run()
    {
        while (m_at < m_text.size() && !m_stop)
            step();
        endCommand();
        return std::move(m_commands);
    }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }

    void step()
    {
        const char c = m_text[m_at];
        switch (c) {
        case ' ':
        case '\t': endWord(); ++m_at; return;
        case '\'':
        case '"': quoted(c); return;
        case '\\':
            if (peek(1) != '\n')
                append(peek(1));
            m_at += 2;
            return;
        case '#':
            if (!m_inWord) {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
                return;
            }
            break;
        case '$':
            if (peek(1) == '(') {
                m_inWord = true;
                ++m_at;
                skipParentheses();
                return;
            }
            break;
        case '`':
            m_inWord = true;
            m_at = std::min(m_text.find('`', m_at + 1), m_text.size() - 1) + 1;
            return;
        case '<':
        case '>': redirection(c); return;
        case '&':
        case '|':
        case ';':
        case '\n':
        case '(':
        case ')': separator(c); return;
        default: break;
        }
        append(c);
        ++m_at;
    }

    void append(char c)
    {
        m_inWord = true;
        m_word += c;
    }

    void quoted(char quote)
    {
        m_inWord = true;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (quote == '"' && m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            m_word += m_text[m_at];
        }
        ++m_at;
    }

    void skipParentheses()
    {
        int depth = 0;
        for (; m_at < m_text.size(); ++m_at) {
            depth += m_text[m_at] == '(' ? 1 : m_text[m_at] == ')' ? -1 : 0;
            if (depth == 0)
                break;
        }
        ++m_at;
    }

    void redirection(char c)
    {
        const bool document = c == '<' && peek(1) == '<' && peek(2) != '<';
        if (std::ranges::all_of(m_word, [](char d) { return d >= '0' && d <= '9'; })) {
            m_word.clear(); // the descriptor's number
            m_inWord = false;
        }
        endWord();
        while (peek() == '<' || peek() == '>' || peek() == '&' || peek() == '|')
            ++m_at;
        if (peek() == '(') { // a process substitution
            skipParentheses();
            return;
        }
        m_command.readsElsewhere = m_command.readsElsewhere || c == '<';
        m_hasDocument = m_hasDocument || document;
        m_dropWord = true;
    }

    void separator(char c)
    {
        const bool twice = peek(1) == c;
        const bool background = c == '&' && !twice;
        const bool pipe = c == '|' && !twice;
        if (background)
            m_command.inBackground = true;
        endCommand();
        m_command.readsElsewhere = pipe;
        m_stop = c == '\n' && m_hasDocument;
        m_at += twice && (c == '&' || c == '|') ? 2 : 1;
    }

    void endWord()
    {
        if (!std::exchange(m_inWord, false))
            return;
        auto word = std::exchange(m_word, {});
        if (std::exchange(m_dropWord, false))
            return;
        if (m_command.words.empty() && (isAssignment(word) || isReserved(word)))
            return;
        m_command.words.push_back(std::move(word));
    }

    void endCommand()
    {
        endWord();
        m_dropWord = false;
        auto command = std::exchange(m_command, {});
        if (!command.words.empty())
            m_commands.push_back(std::move(command));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_word;
    bool m_inWord = false;
    bool m_dropWord = false;    // the next one names a file
    bool m_hasDocument = false; // what follows this line is no command
    bool m_stop = false;
    SimpleCommand m_command;
    std::vector<SimpleCommand> m_commands;
};

} // namespace

std::vector<SimpleCommand> simpleCommands(std::string_view line)
{
    return Splitter(line).run();
}

} // namespace core::shell
