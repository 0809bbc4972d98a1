#include "core/telemetry/redactor.h"

#include "core/telemetry/secret_names.h"
#include "core/telemetry/token_shapes.h"

#include <algorithm>
#include <array>

namespace core::telemetry {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool isAlnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool isName(char c) { return isAlnum(c) || c == '_' || c == '-' || c == '.'; }
bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isQuote(char c) { return c == '"' || c == '\''; }
bool endsWord(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || isQuote(c) || c == '`'; }
bool endsValue(char c) { return endsWord(c) || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == ')' || c == '}' || c == ','; }

bool equalsNoCase(std::string_view a, std::string_view lower)
{
    return std::ranges::equal(a, lower, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

// What the word at the start of a command means for its later arguments.
enum class Program : unsigned char { Other, MySql, Login, Curl, Redis };

Program programOf(std::string_view word)
{
    word.remove_prefix(word.rfind('/') == kNone ? 0 : word.rfind('/') + 1);
    if (word.starts_with("mysql") || word.starts_with("mariadb"))
        return Program::MySql;
    if (word == "sshpass" || word == "login")
        return Program::Login;
    if (word == "curl" || word == "wget")
        return Program::Curl;
    if (word == "redis-cli")
        return Program::Redis;
    return Program::Other;
}

// One pass from left to right. Each step either copies at least one byte or replaces a secret; what a failed look ahead
// has read is remembered, so that no stretch is read more than a few times: linear in the text.
class Pass
{
public:
    explicit Pass(std::string_view text) : m_text(text) { m_out.reserve(text.size()); }

    Redaction run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isName(c)) {
                word();
                continue;
            }
            if (c == '\n' || c == ';' || c == '|' || c == '&')
                m_program = Program::Other;
            if (c == ':' && m_text.substr(m_at).starts_with("://"))
                url();
            else
                copyTo(m_at + 1);
        }
        return {std::move(m_out), m_count};
    }

private:
    char at(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }

    void copyTo(std::size_t end)
    {
        m_out.append(m_text.substr(m_at, end - m_at));
        m_at = end;
    }

    void replaceTo(std::size_t end)
    {
        if (m_text.substr(m_at).starts_with(kRedacted)) { // redacting twice is redacting once
            copyTo(std::max(end, m_at + kRedacted.size()));
            return;
        }
        m_out += kRedacted;
        ++m_count;
        m_at = end;
    }

    void word()
    {
        std::size_t end = m_at;
        while (end < m_text.size() && isName(m_text[end]))
            ++end;
        const std::string_view whole = m_text.substr(m_at, end - m_at);
        if (privateKey(end) || shapes(end))
            return;
        if (shortOption(whole, end))
            return;
        copyTo(end);
        if (const Program program = programOf(whole); program != Program::Other)
            m_program = program;
        if (!authorization(whole))
            value(whole);
    }

    // RFC 7468: certificates and public keys are no secrets.
    bool privateKey(std::size_t end)
    {
        const std::size_t dashes = m_text.substr(m_at, end - m_at).find("-----BEGIN");
        if (dashes == kNone)
            return false;
        const std::size_t begin = m_at + dashes;
        const std::string_view label = m_text.substr(begin, std::min<std::size_t>(80, m_text.size() - begin));
        const std::size_t line = label.find("-----", 10);
        if (line == kNone || label.substr(0, line).find("PRIVATE KEY") == kNone)
            return false;
        const std::size_t endMark = m_text.find("-----END", begin);
        const std::size_t close = endMark == kNone ? kNone : m_text.find("-----", endMark + 8);
        copyTo(begin);
        replaceTo(close == kNone ? m_text.size() : close + 5); // a cut-off key is still a key
        return true;
    }

    // Tokens start where a word starts, or after a dash within one ("x-ghp_…").
    bool shapes(std::size_t end)
    {
        for (std::size_t i = m_at; i < end; ++i) {
            if (i > m_at && (isAlnum(m_text[i - 1]) || m_text[i - 1] == '_'))
                continue;
            std::size_t length = tokenLength(m_text.substr(i));
            if (!length && i >= m_noJwtBefore) {
                std::size_t looked = 0;
                length = jwtLength(m_text.substr(i), looked);
                m_noJwtBefore = i + looked;
            }
            if (length) {
                copyTo(i);
                replaceTo(i + length);
                return true;
            }
        }
        return false;
    }

    // mysql -pSECRET; sshpass -p SECRET; docker login -p SECRET; curl -u user:SECRET; redis-cli -a SECRET.
    bool shortOption(std::string_view whole, std::size_t end)
    {
        if (m_at > 0 && !isBlank(m_text[m_at - 1]))
            return false;
        if (m_program == Program::MySql && whole.size() > 2 && whole.starts_with("-p") && whole[2] != '-') {
            copyTo(m_at + 2);
            replaceTo(wordEnd(end));
            return true;
        }
        const bool password = (m_program == Program::Login && whole == "-p") || (m_program == Program::Redis && whole == "-a");
        const bool user = m_program == Program::Curl && (whole == "-u" || whole == "--user");
        if ((!password && !user) || !isBlank(at(end)))
            return false;
        copyTo(end);
        skipBlanks();
        if (isQuote(at(m_at)))
            copyTo(m_at + 1);
        const std::size_t stop = wordEnd(m_at);
        if (user) {
            const std::size_t colon = m_text.substr(m_at, stop - m_at).find(':');
            copyTo(colon == kNone ? stop : m_at + colon + 1);
        }
        if (m_at < stop && !isReference(at(m_at), at(m_at + 1)))
            replaceTo(stop);
        return true;
    }

    // "Authorization: Bearer X", "Bearer X" alone (RFC 6750), "Authorization: Basic X".
    bool authorization(std::string_view whole)
    {
        const bool header = (equalsNoCase(whole, "authorization") || equalsNoCase(whole, "proxy-authorization"));
        if (header) {
            std::size_t i = m_at;
            while (isBlank(at(i)) || isQuote(at(i)))
                ++i;
            if (at(i) != ':' && at(i) != '=')
                return false;
            ++i;
            while (isBlank(at(i)) || isQuote(at(i)))
                ++i;
            const std::size_t scheme = i;
            while (isAlnum(at(i)))
                ++i;
            if (isBlank(at(i)) && i > scheme) { // "Bearer", "Basic", "token"
                while (isBlank(at(i)))
                    ++i;
            } else {
                i = scheme; // no scheme: all of it is the credential
            }
            const std::size_t stop = wordEnd(i);
            if (stop == i || isReference(at(i), at(i + 1)))
                return false;
            copyTo(i);
            replaceTo(stop);
            return true;
        }
        if (!equalsNoCase(whole, "bearer") || !isBlank(at(m_at)))
            return false;
        std::size_t i = m_at;
        while (isBlank(at(i)))
            ++i;
        const std::size_t stop = wordEnd(i);
        if (stop - i < 16 || !looksRandom(m_text.substr(i, stop - i)))
            return false;
        copyTo(i);
        replaceTo(stop);
        return true;
    }

    // NAME=VALUE, "name": "value", name: value, --name value, with a telling name.
    void value(std::string_view name)
    {
        std::size_t i = m_at;
        if (isQuote(at(i)))
            ++i; // the end of a quoted name
        const std::size_t afterName = i;
        while (isBlank(at(i)))
            ++i;
        const char sign = at(i);
        const bool option = name.starts_with("--") && i > afterName && sign != '=';
        if (option) {
            if (sign == '-' || sign == '\0' || sign == '\n')
                return;
        } else {
            if ((sign != '=' && sign != ':') || at(i + 1) == '=' || at(i + 1) == ':' || at(i + 1) == '/')
                return;
            ++i;
        }
        const NameKind kind = kindOfName(name);
        if (kind == NameKind::Plain)
            return;
        const bool tight = sign == '=' && i == afterName + 1 && !isBlank(at(i)); // as a shell assigns
        while (isBlank(at(i)))
            ++i;

        const char quote = isQuote(at(i)) ? at(i) : '\0';
        if (quote)
            ++i;
        const std::size_t stop = quote ? quotedEnd(i, quote) : valueEnd(i);
        if (stop == i || (quote != '\'' && isReference(at(i), at(i + 1))))
            return;
        const std::string_view text = m_text.substr(i, stop - i);
        if (isNothing(text))
            return;
        if (kind == NameKind::Token && !(tight || option || quote ? text.size() >= 4 : looksRandom(text)))
            return;
        copyTo(i);
        replaceTo(stop);
    }

    // scheme://user:password@host (RFC 3986 3.2.1)
    void url()
    {
        constexpr std::size_t kLongestUserInfo = 1024;
        copyTo(m_at + 3);
        std::size_t colon = kNone;
        const std::size_t limit = std::min(m_text.size(), m_at + kLongestUserInfo);
        for (std::size_t i = m_at; i < limit; ++i) {
            const char c = m_text[i];
            if (c == ':' && colon == kNone)
                colon = i;
            if (endsWord(c) || c == '/' || c == '?' || c == '#')
                return;
            if (c != '@')
                continue;
            if (colon != kNone && colon + 1 < i && !isReference(at(colon + 1), at(colon + 2))) {
                copyTo(colon + 1);
                replaceTo(i);
            }
            return;
        }
    }

    void skipBlanks()
    {
        std::size_t i = m_at;
        while (isBlank(at(i)))
            ++i;
        copyTo(i);
    }

    // `$NAME`, `${NAME}` and `$(…)` say where a secret comes from, not what it is.
    static bool isReference(char first, char second)
    {
        return (first == '$' && (isAlnum(second) || second == '_' || second == '{' || second == '(')) || first == '`';
    }

    static bool isNothing(std::string_view text)
    {
        static constexpr std::array<std::string_view, 9> nothing{"true", "false", "null", "nil", "none", "None", "undefined", "***", "<redacted>"};
        return std::ranges::find(nothing, text) != nothing.end();
    }

    std::size_t wordEnd(std::size_t from) const
    {
        while (from < m_text.size() && !endsWord(m_text[from]))
            ++from;
        return from;
    }

    std::size_t valueEnd(std::size_t from) const
    {
        while (from < m_text.size() && !endsValue(m_text[from]))
            from += m_text[from] == '\\' && from + 1 < m_text.size() ? 2 : 1;
        return from;
    }

    // To the closing quote; a quote that is never closed ends with its line.
    std::size_t quotedEnd(std::size_t from, char quote) const
    {
        while (from < m_text.size() && m_text[from] != quote && m_text[from] != '\n')
            from += m_text[from] == '\\' && quote == '"' && from + 1 < m_text.size() ? 2 : 1;
        return from;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    std::size_t m_count = 0;
    std::size_t m_noJwtBefore = 0;
    Program m_program = Program::Other;
};

} // namespace

Redaction redact(std::string_view text)
{
    return Pass(text).run();
}

} // namespace core::telemetry
